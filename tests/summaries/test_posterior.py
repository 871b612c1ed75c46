"""Draws as arrays, and total effects of a chain."""

import numpy as np
import pytest
import xarray as xr

from bayeschain.specification import parse_chain
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.posterior import Draws, path_matrix, total_effects

CHAINS = {
    "one arrow": ("ab", "b ~ a"),
    "diamond": ("dabc", "a + b ~ d\nc ~ a + b"),
    "all arrows": ("abcde", "e ~ a + b + c + d\nd ~ a + b + c\nc ~ a + b\nb ~ a"),
    "declared backwards": ("edcba", "e ~ d + a\nd ~ c\nc ~ b\nb ~ a"),
    "two pieces": ("abcd", "b ~ a\nd ~ c"),
}


@pytest.mark.parametrize("name", CHAINS)
def test_total_effects_equal_the_inverse(name: str) -> None:
    constructs, text = CHAINS[name]
    chain = parse_chain(text, tuple(constructs))
    B = path_matrix(chain, np.random.default_rng(4).normal(size=(7, len(chain.paths))))
    identity = np.eye(len(constructs))
    np.testing.assert_allclose(total_effects(chain, B), np.linalg.inv(identity - B) - identity, atol=1e-12)


def test_draws_of_all_chains_come_in_order(fit: xr.DataTree, fitted: Fitted) -> None:
    mean = fit["posterior"]["construct_mean"]
    np.testing.assert_array_equal(fitted.posterior.mean[40], mean.isel(chain=1, draw=0))
    assert fitted.posterior.latent.shape == (80, 23, 7)


def test_standardised_totals_are_raw_totals_in_sds(fitted: Fitted) -> None:
    draws = fitted.posterior
    raw, standardised = draws.total
    np.testing.assert_allclose(standardised, raw * draws.team_sd[:, None, :] / draws.team_sd[:, :, None], atol=1e-12)


def test_covariance_is_that_of_the_chain(fitted: Fitted) -> None:
    draws = fitted.posterior
    psi = fitted.posterior.array("residual_sd", "construct") ** 2
    free = [draws.place[name] for name in draws.chain.exogenous]
    for m in range(0, 80, 13):
        Psi = np.diag(psi[m])
        Psi[np.ix_(free, free)] = draws.covariance[m][np.ix_(free, free)]
        A = np.eye(7) + draws.total[0][m]
        np.testing.assert_allclose(A @ Psi @ A.T, draws.covariance[m], atol=1e-9)


def test_respondent_constructs_come_in_the_order_declared(fit: xr.DataTree, fitted: Fitted) -> None:
    backwards = fit["posterior"].dataset.isel(respondent_construct=slice(None, None, -1))
    turned = Draws(fitted.specification, backwards)
    np.testing.assert_array_equal(turned.respondent("icc"), fitted.posterior.respondent("icc"))
