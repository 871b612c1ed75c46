"""Team levels on original scales."""

import numpy as np
import pytest
import xarray as xr
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.summaries import teams, tiers


def test_levels_are_those_of_the_latents(fit: xr.DataTree) -> None:
    found = teams(fit, mass=0.5).sel(team="Team 7", construct="benefit")
    level = fit["posterior"]["team_latent"].sel(team="Team 7", construct="benefit") / 10.0
    assert found["mean"].item() == pytest.approx(level.mean().item())
    assert found["sd"].item() == pytest.approx(level.std().item())
    assert found["lower"].item() == pytest.approx(level.quantile(0.25).item())
    assert found["upper"].item() == pytest.approx(level.quantile(0.75).item())


def test_a_team_that_a_survey_did_not_reach_has_a_level_but_no_average(fit: xr.DataTree) -> None:
    found = teams(fit).sel(team="Team 2", construct="trust")
    assert np.isfinite(found["mean"])
    assert np.isnan(found["raw_mean"])
    assert teams(fit)["n_respondents"].sel(team="Team 2", survey="staff") == 0


def test_tiers_are_the_same_as_in_the_tiers(fit: xr.DataTree) -> None:
    xr.testing.assert_equal(teams(fit)["prob_tier"].drop_attrs(), tiers(fit)["prob_tier"].drop_attrs())


def test_without_tiers_there_is_no_tier() -> None:
    fit = fake_fit(MODEL[: MODEL.index("tiers:")], draws=10, prior_draws=10)
    assert "prob_tier" not in teams(fit)
