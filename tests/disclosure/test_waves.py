"""Changes from wave to wave under disclosure control."""

import numpy as np
import pytest
import xarray as xr
from tests.support.fake_fit import fake_fit

from bayeschain.disclosure import protect
from bayeschain.disclosure.waves import groups_of_waves, shown_changes
from bayeschain.summaries import changes

MODEL = """\
title: A small company
waves: [a, b]
surveys:
  staff: {file: staff_<wave>.csv, team: team, scale: [1, 5]}
constructs:
  leadership: {survey: staff, items: [le1, le2]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
chain: trust ~ leadership
outcome: trust
tiers: {by: trust, show: [leadership]}
disclosure: {minimum_group: 5}
"""


@pytest.fixture(scope="module")
def fit() -> xr.DataTree:
    """Teams of 3 to 12 people: some are small in one wave and large enough in the other."""
    return fake_fit(MODEL, teams=40, draws=20, prior_draws=20, people=(3, 12), seed=5)


def test_a_team_that_is_small_in_one_wave_shows_no_change(fit: xr.DataTree) -> None:
    released = protect(fit)
    assert released.changes is not None
    n = fit["constant_data"]["n_respondents"].transpose("survey", "team").to_numpy()
    small = ((n > 0) & (n < 5)).any(axis=0)
    once = ((n > 0) & (n < 5)).sum(axis=0) == 1
    assert once.any()
    shown = released.changes["team_mean"].notnull().any(["step", "construct"]).to_numpy()
    assert shown.any()
    assert not (shown & small).any()
    for name in ("team_sd", "team_lower", "team_upper", "team_prob_positive"):
        np.testing.assert_array_equal(released.changes[name].notnull(), released.changes["team_mean"].notnull())


def test_safe_has_no_team(fit: xr.DataTree) -> None:
    released = protect(fit, safe=True)
    assert released.changes is not None
    assert released.changes.sizes["team"] == 0


def test_a_mean_that_gives_a_team_away_is_withheld(fit: xr.DataTree) -> None:
    """All teams less those of both waves are those that came or went: one alone must not be solved for."""
    found = changes(fit)
    J = found.sizes["team"]
    groups = groups_of_waves(found, J)
    assert {int(group.sum()) for group in groups} == {J - 2, 2}
    nobody = np.zeros(J, dtype=bool)
    for closed, kept in ((True, True), (False, False)):
        shown = shown_changes(found, nobody, groups, np.full(len(groups), closed))
        assert shown is not None
        for name in ("mean", "standard_lower", "level_after"):
            assert bool(shown[name].sel(estimand="these_teams").notnull().all()) is kept
            assert bool(shown[name].sel(estimand="new_teams").notnull().all())
        assert bool(shown["moved"].notnull().all()) is kept


def test_without_waves_there_is_nothing() -> None:
    assert protect(fake_fit(draws=20, prior_draws=20)).changes is None
