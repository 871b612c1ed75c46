"""The normal nearest to a density, where that has a closed form; a sign that means nothing counts for nothing."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
from scipy.stats import norm

from bayeschain.inference.laplace import Laplace
from bayeschain.inference.refining import Normal, refined


def test_scales_fit_the_curvature_where_the_draws_are() -> None:
    # -c x^4 has mean curvature 12 c s^2 under a normal of SD s about 0: that nearest to it has s^4 = 1 / (12 c)
    c, mean, sd = 50.0, 0.3, 0.8

    def density(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        value = -c * x[:, 0] ** 4 - 0.5 * ((x[:, 1] - mean) / sd) ** 2
        return value, np.column_stack([-4.0 * c * x[:, 0] ** 3, -(x[:, 1] - mean) / sd**2])

    laplace = Laplace(np.array([0.0, mean]), np.diag([1.0, sd]))
    with ThreadPoolExecutor(2) as pool:
        found = refined(density, laplace, np.random.default_rng(1), pool)
    scales = np.sqrt(np.diag(found.root.T @ found.root))
    np.testing.assert_allclose(scales, [(12.0 * c) ** -0.25, sd], rtol=0.1)
    np.testing.assert_allclose(found.centre, [0.0, mean], atol=0.02)


def test_gradients_are_those_by_standard_coordinates() -> None:
    rng = np.random.default_rng(2)
    normal = Normal(rng.standard_normal(3), rng.standard_normal((3, 3)))
    z, h = rng.standard_normal((1, 3)), 1e-6

    def density(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return -np.cosh(x).sum(axis=1), -np.sinh(x)

    value, gradient = normal.densities(density, z)
    aside = normal.densities(density, z + h * np.eye(3))[0]
    np.testing.assert_allclose(gradient[0], (aside - value) / h, rtol=1e-4, atol=1e-4)


def test_the_sign_of_a_folded_coordinate_does_not_count_against_the_approximation() -> None:
    # a density with both signs, of which the approximation has one: its shares make the ratios constant
    normal = Normal(np.array([1.0, -0.5]), np.diag([0.8, 1.0]))
    z = np.random.default_rng(0).standard_normal((50, 2))
    x = normal.points(z)
    both = norm.pdf(x[:, 0], 1.0, 0.8) + norm.pdf(-x[:, 0], 1.0, 0.8)
    log_density = np.log(both) + norm.logpdf(x[:, 1], -0.5, 1.0)
    ratios = log_density + normal.share_of_sign(z, np.array([1.0, 0.0])) + 0.5 * (z**2).sum(axis=1)
    np.testing.assert_allclose(ratios, ratios[0], rtol=1e-12)
