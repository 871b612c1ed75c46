"""The plain equations against lavaan 0.6-14 and against a stacked normal.

Fixtures: scripts/make_reference_fixtures.py; lavaan's two-level models have free loadings, intercepts and residual
variances.
"""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from bayeschain.model.equations import team_covariance, within_log_likelihood

DATA = Path(__file__).parents[1] / "data"


@pytest.mark.parametrize("name", ["lq2002_items", "lq2002_scales", "demo_cfa"])
def test_log_likelihood_at_the_implied_moments_of_lavaan(name: str) -> None:
    with np.load(DATA / f"{name}.npz") as held:
        case = dict(held)
    n = case["n"]
    value = within_log_likelihood(n.sum() - len(n), n, case["sigma_w"], case["scatter"])
    for size, mean in zip(n, case["means"], strict=True):
        value += multivariate_normal.logpdf(mean, case["mean"], case["sigma_b"] + case["sigma_w"] / size)
    assert value == pytest.approx(float(case["log_likelihood"]), abs=1e-6)


def test_team_covariance_is_that_of_simulated_structural_equations() -> None:
    rng = np.random.default_rng(8)
    B = np.array([[0.0, 0.0, 0.0], [0.6, 0.0, 0.0], [0.3, -0.5, 0.0]])
    psi = np.diag([1.0, 0.5, 0.7])
    zeta = rng.standard_normal((400_000, 3)) * np.sqrt(np.diag(psi))
    eta = np.zeros_like(zeta)
    for c in range(3):
        eta[:, c] = eta @ B[c] + zeta[:, c]
    np.testing.assert_allclose(np.cov(eta.T), team_covariance(B, psi), atol=0.01)
