"""Changes from wave to wave against plain numpy on the draws."""

import numpy as np
import pytest
import xarray as xr
from tests.support.fake_fit import fake_fit

import bayeschain as bc
from bayeschain.errors import InputError
from bayeschain.summaries.fitted import open_fit

MODEL = """\
title: A small company
waves: [a, b{third}]
surveys:
  staff: {{file: staff_<wave>.csv, team: team, scale: [1, 5]}}
teams: {{file: teams.csv, team: team}}
constructs:
  leadership: {{survey: staff, items: [le1, le2]}}
  trust: {{survey: staff, items: [tr1, tr2, tr3]}}
  stress: {{survey: staff, items: [st1, st2], scale: [0, 4], better: low}}
  margin: {{column: margin_<wave>}}
chain: |
  stress ~ leadership + trust
  margin ~ stress
outcome: stress
tiers: {{by: trust, show: [stress]}}
"""


@pytest.fixture(scope="module")
def fit() -> xr.DataTree:
    return fake_fit(MODEL.format(third=""), teams=23, draws=40, prior_draws=60, seed=3)


def test_of_constructs_by_hand(fit: xr.DataTree) -> None:
    found = bc.changes(fit, mass=0.8)
    posterior = fit["posterior"].dataset.stack(m=("chain", "draw"))
    n = fit["constant_data"]["n_respondents"]
    both = (n.sel(survey="staff@a") > 0) & (n.sel(survey="staff@b") > 0)
    assert 0 < int(both.sum()) < both.size
    for name, unit in (("leadership", 4 / 100), ("trust", 4 / 100), ("stress", 4 / 100)):
        one = found.sel(construct=name).isel(step=0)
        latent = posterior["team_latent"]
        change = unit * (latent.sel(construct=f"{name}@b") - latent.sel(construct=f"{name}@a"))
        these = change.isel(team=both.to_numpy()).mean("team").to_numpy()
        mu = posterior["construct_mean"]
        new = unit * (mu.sel(construct=f"{name}@b") - mu.sel(construct=f"{name}@a")).to_numpy()
        for estimand, draws in (("these_teams", these), ("new_teams", new)):
            here = one.sel(estimand=estimand)
            assert float(here["mean"]) == pytest.approx(draws.mean())
            assert float(here["prob_positive"]) == pytest.approx((draws > 0).mean())
            assert float(here["lower"]) == pytest.approx(np.quantile(draws, 0.1))
            sd = unit * posterior["team_sd"].sel(construct=f"{name}@a").to_numpy()
            assert float(here["standard"]) == pytest.approx((draws / sd).mean())
            assert float(here["level_after"] - here["level_before"]) == pytest.approx(draws.mean())
        r = posterior["team_correlation"].sel(construct=f"{name}@b", construct_bis=f"{name}@a")
        assert float(one["stability"]) == pytest.approx(float(r.mean()))
        assert int(one["n_teams"]) == int(both.sum())
        kept = one["team_mean"].notnull().to_numpy()
        np.testing.assert_array_equal(kept, both.to_numpy())
        np.testing.assert_allclose(one["team_mean"].to_numpy()[kept], change.mean("m").to_numpy()[kept])


def test_a_team_column_changes_in_its_own_units(fit: xr.DataTree) -> None:
    fitted = open_fit(fit)
    one = bc.changes(fit).sel(construct="margin", estimand="new_teams").isel(step=0)
    data = fit["constant_data"].dataset
    mu = fitted.posterior.mean
    level = []
    for name in ("margin@a", "margin@b"):
        mean, sd = (float(data[key].sel(column=name)) for key in ("column_mean", "column_sd"))
        level.append(mean + sd * (mu[:, fitted.posterior.place[name]].mean() - 50.0) / 10.0)
    assert float(one["mean"]) == pytest.approx(level[1] - level[0])
    assert int(one["n_teams"]) == 23


def test_effects_are_those_of_each_waves_drivers(fit: xr.DataTree) -> None:
    found = bc.changes(fit).isel(step=0)
    for wave, end in (("a", "before"), ("b", "after")):
        total = bc.drivers(fit, f"stress@{wave}").sel(measure="total")
        for name in found["driver"].to_numpy().tolist():
            one = total.sel(driver=f"{name}@{wave}")
            assert float(found[f"effect_{end}"].sel(driver=name)) == pytest.approx(float(one["mean"]))
            assert float(found[f"first_{end}"].sel(driver=name)) == pytest.approx(float(one["prob_first"]))
    assert found["stage"].to_numpy().tolist() == [1, 1]


def test_moves_count_every_team_once(fit: xr.DataTree) -> None:
    found = bc.changes(fit).isel(step=0)
    J = int(found["n_teams"].sel(construct="trust"))
    sizes = [len(part) for part in np.array_split(np.arange(J), 3)]
    np.testing.assert_allclose(found["moved"].sum("tier_after"), sizes)
    np.testing.assert_allclose(found["moved"].sum("tier_before"), sizes)
    assert (found["moved_lower"] <= found["moved"]).all()


def test_more_than_two_waves_have_the_first_and_the_last_as_well() -> None:
    fit = fake_fit(MODEL.format(third=", c"), teams=14, draws=20, prior_draws=20, seed=4)
    found = bc.changes(fit)
    assert found["step"].to_numpy().tolist() == ["a -> b", "b -> c", "a -> c"]
    by = found.sel(estimand="new_teams")["mean"]
    np.testing.assert_allclose(by.isel(step=0) + by.isel(step=1), by.isel(step=2))


def test_surveys_taken_once_have_no_changes() -> None:
    with pytest.raises(InputError, match="names no waves"):
        bc.changes(fake_fit(draws=20, prior_draws=20))
