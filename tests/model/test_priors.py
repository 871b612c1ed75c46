"""Priors by their known marginals, drawn forward, through the transforms of the model, and by NUTS."""

import numpy as np
import pymc as pm
import pytest
from scipy.stats import beta, kstest
from tests.support.designs import random_design

from bayeschain.inference.sampling import Settings, sample
from bayeschain.model import build_model
from bayeschain.model.priors import partial_shapes, stick_shapes
from bayeschain.model.structure import contrast_matrix, correlations, lkj_shapes, loadings, partials, sticks


@pytest.mark.parametrize(("n", "eta"), [(2, 2.0), (3, 2.0), (5, 1.0), (10, 2.0)])
def test_every_correlation_has_the_beta_marginal_of_lkj(n: int, eta: float) -> None:
    rng = np.random.default_rng(100 * n)
    shapes = lkj_shapes(n, eta)
    R = correlations(rng.beta(shapes, shapes, (20_000, len(shapes))), n)
    marginal = beta(eta - 1.0 + n / 2.0, eta - 1.0 + n / 2.0, loc=-1.0, scale=2.0)
    assert np.allclose(np.diagonal(R, axis1=1, axis2=2), 1.0)
    for i, j in zip(*np.tril_indices(n, -1), strict=True):
        assert kstest(R[:, i, j], marginal.cdf).pvalue > 1e-5


def test_every_correlation_has_the_beta_marginal_of_lkj_under_nuts() -> None:
    shapes = lkj_shapes(3, 2.0)
    with pm.Model() as model:
        pm.Beta("u", shapes, shapes, shape=3)
    settings = Settings(draws=4000, tune=500, chains=2, seed=3, cores=2, target_accept=0.8)
    draws = sample(model, settings, "nutpie", lambda progress: None).named["u"][:, ::4]
    R = correlations(draws.reshape(-1, 3), 3)
    for i, j in ((1, 0), (2, 0), (2, 1)):
        assert kstest(R[:, i, j], beta(2.5, 2.5, loc=-1.0, scale=2.0).cdf).pvalue > 1e-4


def test_loadings_are_dirichlet_shares_that_average_one() -> None:
    rng = np.random.default_rng(2)
    a, b = stick_shapes((4,), 10.0)
    found = loadings(rng.beta(a, b, (20_000, 3)))
    np.testing.assert_allclose(found.mean(axis=1), 1.0)
    for k in range(4):
        assert kstest(found[:, k] / 4.0, beta(10.0, 30.0).cdf).pvalue > 1e-5


def test_inverses() -> None:
    rng = np.random.default_rng(5)
    v, u = rng.beta(5.0, 5.0, 3), rng.beta(5.0, 5.0, 6)
    np.testing.assert_allclose(sticks(loadings(v)), v)
    np.testing.assert_allclose(partials(correlations(u, 4)), u)


@pytest.mark.parametrize("K", [2, 3, 7])
def test_contrasts_are_orthonormal_and_sum_to_zero(K: int) -> None:
    Q = contrast_matrix(K)
    np.testing.assert_allclose(Q.T @ Q, np.eye(K - 1), atol=1e-14)
    np.testing.assert_allclose(Q.sum(axis=0), 0.0, atol=1e-14)


def test_pymc_draws_the_priors_that_the_model_file_states() -> None:
    design = random_design(1)
    model, layout = build_model(design.specification, design.surveys), design.layout
    mode = "FAST_COMPILE"
    drawn = dict(
        zip(
            [v.name for v in model.free_RVs],
            pm.draw(model.free_RVs, draws=4000, random_seed=6, mode=mode),
            strict=True,
        )
    )
    icc = beta(2.0, 12.0)
    for c in range(len(layout.respondent_constructs)):
        assert kstest(drawn["icc"][:, c], icc.cdf).pvalue > 1e-5
    shapes = partial_shapes(layout, 2.0)
    assert drawn["within_partial_raw"].shape[1] == len(shapes)
    k = [len(layout.specification.chain.parents(path.target)) for path in layout.specification.chain.paths]
    np.testing.assert_allclose(drawn["path_z_raw"].std(axis=0), 1.0 / np.sqrt(k), rtol=0.05)
    np.testing.assert_allclose(drawn["construct_mean"].mean(axis=0), 50.0, atol=2.0)
    assert set(drawn) == {block.name for block in layout.blocks if block.size}
