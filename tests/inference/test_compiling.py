"""Standard coordinates show the sampler the same posterior, and its draws come back in the model's own."""

import numpy as np
import pytest
from scipy.linalg import block_diag
from tests.conftest import Case

from bayeschain.inference import support
from bayeschain.inference.compiling import Compiled
from bayeschain.inference.fitting import silent
from bayeschain.inference.laplace import Laplace, sparsened
from bayeschain.inference.sampling import Settings, sample_compiled
from bayeschain.model.build import MOMENTS


def test_density_and_gradient_in_standard_coordinates(compiled: Compiled) -> None:
    standard = compiled.standardised()
    assert standard.standard is not None
    z = np.random.default_rng(1).standard_normal((3, len(standard.standard.mode)))
    value, gradient = standard.densities()(z)
    theirs, slope = compiled.densities()(standard.standard.points(z))
    np.testing.assert_allclose(value, theirs, rtol=1e-12)
    np.testing.assert_allclose(gradient, slope @ standard.standard.root, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(standard.standard.coordinates(standard.standard.points(z)), z, atol=1e-8)


def test_the_posterior_is_nearly_a_standard_normal_there(case: Case, compiled: Compiled) -> None:
    standard = compiled.standardised().densities()
    away = np.random.default_rng(2).standard_normal(case.model.layout.size)
    away /= np.linalg.norm(away)
    h = 0.05
    values, slopes = standard(np.array([-h, 0.0, h])[:, None] * away)
    np.testing.assert_allclose(slopes[1], 0.0, atol=0.01)
    curvature = (values[2] - 2.0 * values[1] + values[0]) / h**2
    np.testing.assert_allclose(curvature, -1.0, rtol=0.02)


def test_a_root_loses_small_entries_and_hardly_any_length() -> None:
    rng = np.random.default_rng(3)
    blocks = [np.cov(rng.standard_normal((12, 4)).T) for _ in range(6)]
    noise = 1e-3 * rng.standard_normal((24, 24))
    root = block_diag(*blocks) + noise + noise.T + 0.5 * np.eye(24)
    found = sparsened(Laplace(np.zeros(24), root)).root
    assert (found == found.T).all()
    assert (found != 0.0).sum() <= 6 * 4 * 4
    lengths = np.linalg.eigvals(np.linalg.solve(root, found)).real
    assert 0.8 < lengths.min() <= lengths.max() < 1.25


def test_a_root_whose_small_entries_count_together_stays_as_it_is() -> None:
    root = np.eye(400) + 0.009
    np.testing.assert_array_equal(sparsened(Laplace(np.zeros(400), root)).root, root)


def test_draws_come_back_in_the_coordinates_of_the_model(case: Case, compiled: Compiled) -> None:
    settings = Settings(draws=400, tune=150, chains=2, seed=5, cores=2, target_accept=0.8)
    named = sample_compiled(compiled, settings, silent).named
    posterior = case.fit["posterior"]
    for name in ("construct_mean", "within_sd", "icc"):
        ours, theirs = named[name].reshape(800, -1), posterior[name].to_numpy().reshape(-1, named[name].shape[-1])
        assert (np.abs(ours.mean(0) - theirs.mean(0)) < 0.3 * theirs.std(0)).all()


def test_the_support_point_is_found_once_for_all_data_sets(compiled: Compiled, monkeypatch: pytest.MonkeyPatch) -> None:
    start = compiled.start()
    monkeypatch.setattr(support, "make_initial_point_expression", lambda **_: pytest.fail("asked the model again"))
    other = compiled.with_moments(compiled.nutpie.shared_data[MOMENTS])
    np.testing.assert_array_equal(other.start(), start)
    assert sum(size for _, size in other.support.sizes) == len(start)


def test_the_support_point_is_that_of_pymc(compiled: Compiled) -> None:
    ours, theirs = compiled.support.values, compiled.model.initial_point()
    assert list(ours) == list(theirs)
    for name, value in theirs.items():
        np.testing.assert_array_equal(ours[name], value)
