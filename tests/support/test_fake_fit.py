"""The synthetic fit follows the schema of a real one, and its parts agree with each other."""

import numpy as np
import pytest
import xarray as xr
from tests.support.fake_fit import MODEL, fake_fit, fake_surveys, specification

from bayeschain.inference.schema import DIMS


@pytest.fixture(scope="module")
def fit() -> xr.DataTree:
    return fake_fit(draws=30, prior_draws=40)


@pytest.mark.parametrize("group", ["posterior", "prior"])
def test_every_variable_has_the_dims_of_the_schema(fit: xr.DataTree, group: str) -> None:
    variables = fit[group].data_vars
    assert {"team_latent", "path_standardised", "icc", "loading"} <= set(variables)
    for name, variable in variables.items():
        assert variable.dims == ("chain", "draw", *DIMS[str(name)])
        assert np.isfinite(variable).all(), name


@pytest.mark.parametrize("group", ["posterior", "prior"])
def test_standardised_paths_are_raw_paths_in_sds(fit: xr.DataTree, group: str) -> None:
    draws = fit[group].dataset
    paths, tau = specification().chain.paths, draws["team_sd"]
    assert draws["path"].to_numpy().tolist() == [path.name for path in paths]
    target = tau.sel(construct=[path.target for path in paths]).to_numpy()
    ratio = tau.sel(construct=[path.source for path in paths]).to_numpy() / target
    np.testing.assert_allclose(draws["path_unstandardised"] * ratio, draws["path_standardised"])


def test_team_latents_of_the_prior_have_the_moments_of_the_chain() -> None:
    draws = fake_fit(teams=400, draws=2, prior_draws=3)["prior"].isel(chain=0)
    for m in range(3):
        one = draws.isel(draw=m)
        z = (one["team_latent"] - one["construct_mean"]) / one["team_sd"]
        np.testing.assert_allclose(np.corrcoef(z.to_numpy().T), one["team_correlation"], atol=0.2)
        np.testing.assert_allclose(z.std("team"), 1.0, atol=0.15)


def test_answers_are_those_of_the_surveys(fit: xr.DataTree) -> None:
    surveys, data = fake_surveys(MODEL), fit["constant_data"]
    np.testing.assert_array_equal(data["n_respondents"], surveys.n)
    assert data["n_respondents"].sel(team="Team 2", survey="staff") == 0
    assert np.isnan(data["team_column"].sel(team="Team 24", column="margin"))


def test_equal_seeds_make_equal_fits() -> None:
    one, two, other = (fake_fit(draws=5, prior_draws=5, seed=seed) for seed in (4, 4, 5))
    assert one.identical(two)
    assert not one.identical(other)
