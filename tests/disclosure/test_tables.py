"""Each table of a report, at several minimum groups: no small team has a number, and no count tells of one."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.checks import leave_one_out, predictive
from bayeschain.disclosure import protect
from bayeschain.report.tables import tables

CASES = [(3, 1), (5, 2), (8, 1)]
"""Minimum groups, and seeds of the teams."""
UNITS = MODEL.replace("team: team}\nconstructs", "team: team, unit: area}\nconstructs")
type Case = tuple[int, xr.DataTree, dict[str, pd.DataFrame]]


@pytest.fixture(scope="module", params=CASES, ids=lambda case: f"minimum {case[0]}, seed {case[1]}")
def case(request: pytest.FixtureRequest) -> Case:
    """Minimum group, fit of teams of 2 to 14 people within units, and the tables of its report."""
    minimum, seed = request.param
    text = f"{UNITS}disclosure: {{minimum_group: {minimum}}}\n"
    fit = fake_fit(text, people=(2, 14), teams=40, draws=20, prior_draws=20, seed=seed)
    return minimum, fit, tables(protect(fit, [predictive(fit), leave_one_out(fit)]))


def sizes(fit: xr.DataTree) -> np.ndarray:
    return np.asarray(fit["constant_data"]["n_respondents"].transpose("survey", "team").to_numpy())


def small_teams(minimum: int, fit: xr.DataTree) -> set[str]:
    n = sizes(fit)
    small = ((n > 0) & (n < minimum)).any(axis=0)
    return {str(each) for each in fit["constant_data"]["team"].to_numpy()[small]}


def test_a_small_team_has_no_number_and_is_named_as_withheld_alone(case: Case) -> None:
    minimum, fit, made = case
    small = small_teams(minimum, fit)
    assert small
    naming = {name: frame[frame.astype(object).isin(small).any(axis=1)] for name, frame in made.items()}
    assert [name for name, rows in naming.items() if len(rows)] == ["teams"]
    rows = naming["teams"]
    assert set(rows["team"]) == small
    assert set(rows["status"]) <= {"withheld", "not reached"}
    assert rows.drop(columns=["team", "construct", "survey", "status"]).isna().all(axis=None)


def test_respondents_shown_leave_no_small_group_also_not_to_a_withheld_team(case: Case) -> None:
    """The total of a survey less the teams shown, and less any one withheld team that knows its own answers."""
    minimum, fit, made = case
    names = fit["constant_data"]["team"].to_numpy().astype(str)
    for survey, counts in zip(fit["constant_data"]["survey"].to_numpy(), sizes(fit), strict=True):
        mine = made["teams"].drop_duplicates(["team", "survey"]).query("survey == @survey")
        shown = mine[mine["respondents"].notna()]
        hidden = counts[~np.isin(names, shown["team"].astype(str)) & (counts > 0)]
        total = made["sample"].set_index("survey")["respondents"][survey]
        if pd.isna(total):
            continue
        assert total - shown["respondents"].sum() == hidden.sum()
        assert len(hidden) >= 2
        assert min(hidden.sum() - own for own in hidden) >= minimum


def test_no_count_of_people_is_under_the_minimum(case: Case) -> None:
    minimum, _, made = case
    people = [frame[name] for frame in made.values() for name in ("respondents", "n_respondents") if name in frame]
    told = pd.concat([each.dropna().astype(float) for each in people])
    assert len(told)
    assert ((told == 0) | (told >= minimum)).all()
    ends = made["sample"][["smallest", "largest"]].astype(float)
    assert (ends.isna() | (ends >= minimum)).all(axis=None)


def test_a_unit_that_is_shown_leaves_no_small_group(case: Case) -> None:
    """What a unit holds beside the teams shown in it: no few people, also not to a withheld team."""
    minimum, fit, made = case
    data = fit["constant_data"].dataset
    names, of = data["team"].to_numpy().astype(str), data["unit_of_team"].to_numpy()
    teams = made["teams"]
    withheld = np.isin(names, teams.loc[teams["status"] == "withheld", "team"].astype(str))
    units = made["units"]
    shown = set(units.loc[units["status"] == "shown", "unit_of_teams"])
    for k, unit in enumerate(data["unit"].to_numpy()):
        for counts in sizes(fit):
            hidden = counts[(of == k) & withheld & (counts > 0)]
            assert unit not in shown or not len(hidden) or min(hidden.sum() - own for own in hidden) >= minimum
