"""Covariates and units: read, put on their scales, and refused with a reason where they cannot be used."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bayeschain.errors import InputError
from bayeschain.specification import parse_model
from bayeschain.surveys import Surveys, read_surveys

TEXT = """
title: Covariates
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], adjust: [tenure, manager]}
teams: {file: teams.csv, team: team, unit: area, covariates: [age, urban]}
constructs:
  leadership: {survey: staff, items: [le1, le2]}
  trust: {survey: staff, items: [tr1]}
chain: trust ~ leadership + age + urban
outcome: trust
"""
TEAMS, EACH = 12, 6


def files() -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(1)
    staff = pd.DataFrame({"team": np.repeat([f"T{j}" for j in range(TEAMS)], EACH)})
    for item in ("le1", "le2", "tr1"):
        staff[item] = rng.integers(1, 6, len(staff))
    staff["tenure"] = rng.uniform(0.0, 20.0, len(staff)).round(1)
    staff["manager"] = np.arange(len(staff)) % 3 == 0
    staff["manager"] = staff["manager"].astype(int)
    teams = pd.DataFrame({"team": [f"T{j}" for j in range(TEAMS)], "area": ["north", "south", "west"] * 4})
    teams["age"], teams["urban"] = rng.uniform(25.0, 60.0, TEAMS), np.arange(TEAMS) % 2
    return staff, teams


def read(folder: Path, staff: pd.DataFrame, teams: pd.DataFrame) -> Surveys:
    staff.to_csv(folder / "staff.csv", index=False)
    teams.to_csv(folder / "teams.csv", index=False)
    return read_surveys(parse_model(TEXT, folder))


def refused(folder: Path, staff: pd.DataFrame, teams: pd.DataFrame) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, staff, teams)
    assert len(caught.value.problems) == 1, [str(each) for each in caught.value.problems]
    return str(caught.value.problems[0])


def test_moments_equal_those_of_the_rows(tmp_path: Path) -> None:
    staff, teams = files()
    surveys = read(tmp_path, staff, teams)
    found = surveys.sources[0].adjustment
    assert found is not None
    x = staff[["tenure", "manager"]]
    z = (x - x.mean()) / x.std()
    order = pd.Index(surveys.teams)
    np.testing.assert_allclose(found.team_means, z.groupby(staff["team"]).mean().loc[order], atol=1e-12)
    about_x = z - z.groupby(staff["team"]).transform("mean")
    items = 25.0 * (staff[["le1", "le2", "tr1"]] - 1)
    about_y = items - items.groupby(staff["team"]).transform("mean")
    np.testing.assert_allclose(found.items.cross.sum(axis=0), about_y.T @ about_x, atol=1e-8)
    np.testing.assert_allclose(found.items.scatter.sum(axis=0), about_x.T @ about_x, atol=1e-8)
    np.testing.assert_allclose(found.pooled, about_x.T @ about_x, atol=1e-8)
    np.testing.assert_allclose(surveys.sources[0].pooled, about_y.T @ about_y, atol=1e-8)
    assert surveys.covariates is not None
    given = teams.set_index("team").loc[order, ["age", "urban"]]
    np.testing.assert_allclose(surveys.covariates.values, (given - given.mean()) / given.std())
    assert surveys.units is not None
    assert surveys.units.names == ("north", "south", "west")
    assert [surveys.units.names[u] for u in surveys.units.of_team] == teams.set_index("team").loc[
        order, "area"
    ].tolist()


def test_respondents_without_a_covariate_are_left_out_and_counted(tmp_path: Path) -> None:
    staff, teams = files()
    staff.loc[[3, 10, 40], "tenure"] = np.nan
    surveys = read(tmp_path, staff, teams)
    assert surveys.respondents == TEAMS * EACH - 3
    assert dict(surveys.account.rows[0].reasons) == {"missing covariate": 3}
    assert any("3 of 72 rows miss 'tenure', 'manager'" in note for note in surveys.account.notes)


@pytest.mark.parametrize("text", [TEXT, TEXT.replace(", adjust: [tenure, manager]", "")])
def test_who_skipped_an_item_stays_beside_units_and_covariates(tmp_path: Path, text: str) -> None:
    staff, teams = skipping()
    staff.to_csv(tmp_path / "staff.csv", index=False)
    teams.to_csv(tmp_path / "teams.csv", index=False)
    surveys = read_surveys(parse_model(text, tmp_path))
    assert surveys.respondents == TEAMS * EACH
    assert surveys.sources[0].n_complete.sum() == TEAMS * EACH - 3
    assert not surveys.account.rows[0].reasons
    assert any("3 of 72 respondents skipped an item; what they answered is used" in n for n in surveys.account.notes)


def test_covariates_of_who_skipped_an_item_are_on_the_scale_of_all_respondents(tmp_path: Path) -> None:
    staff, teams = skipping()
    surveys = read(tmp_path, staff, teams)
    found = surveys.sources[0].adjustment
    assert found is not None
    x = staff[["tenure", "manager"]]
    z = (x - x.mean()) / x.std()
    order = pd.Index(surveys.teams)
    np.testing.assert_allclose(found.team_means, z.groupby(staff["team"]).mean().loc[order], atol=1e-12)
    about = z - z.groupby(staff["team"]).transform("mean")
    np.testing.assert_allclose(found.pooled, about.T @ about, atol=1e-8)
    complete = staff[["le1", "tr1"]].notna().all(axis=1)
    of_team = staff["team"][complete]
    np.testing.assert_allclose(found.items.means, z[complete].groupby(of_team).mean().loc[order], atol=1e-12)
    partial = found.items.partial
    assert partial is not None
    for row in (3, 10, 40):
        group = (surveys.teams[t] == staff["team"][row] for t in partial.team)
        (g,) = [g for g, same in enumerate(group) if same]
        answers = 25.0 * (staff.loc[row, ["le1", "le2", "tr1"]].to_numpy(dtype=float) - 1.0)
        np.testing.assert_allclose(partial.means[g], [*answers, *z.loc[row]], atol=1e-12)


def skipping() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Three people of three teams skip an item."""
    staff, teams = files()
    staff[["le1", "tr1"]] = staff[["le1", "tr1"]].astype(float)
    staff.loc[[3, 10], "le1"], staff.loc[40, "tr1"] = np.nan, np.nan
    return staff, teams


def test_a_covariate_that_is_constant_in_a_team_is_fine(tmp_path: Path) -> None:
    staff, teams = files()
    staff.loc[staff["team"] == "T3", "tenure"] = 7.0
    assert read(tmp_path, staff, teams).respondents == TEAMS * EACH


def test_a_respondent_covariate_that_is_constant_in_every_team_tells_teams_apart(tmp_path: Path) -> None:
    staff, teams = files()
    staff["tenure"] = staff["team"].str[1:].astype(float)
    assert "it tells teams apart, and not people. Put it in the team table" in refused(tmp_path, staff, teams)


def test_a_respondent_covariate_that_is_constant_overall(tmp_path: Path) -> None:
    staff, teams = files()
    staff["tenure"] = 4.0
    assert "All 72 respondents have the same value, 4." in refused(tmp_path, staff, teams)


def test_a_small_group_of_respondents_is_not_told_of(tmp_path: Path) -> None:
    staff, teams = files()
    staff["manager"] = (np.arange(len(staff)) < 3).astype(int)
    assert "3 respondents have the rarer of its two values" in refused(tmp_path, staff, teams)


def test_text_is_no_covariate(tmp_path: Path) -> None:
    staff, teams = files()
    staff["manager"] = staff["manager"].map({0: "nurse", 1: "doctor"})
    assert "Make one column of 0 and 1 for each group but one" in refused(tmp_path, staff, teams)


def test_all_columns_of_a_grouping_are_one_too_many(tmp_path: Path) -> None:
    staff, teams = files()
    staff["tenure"] = 1 - staff["manager"]
    assert "One of these covariates follows from the others" in refused(tmp_path, staff, teams)


def test_a_team_without_a_covariate(tmp_path: Path) -> None:
    staff, teams = files()
    teams.loc[4, "age"] = np.nan
    said = refused(tmp_path, staff, teams)
    assert "1 team with answers has no value: 'T4'" in said
    assert "declare it under constructs, with column:, which may be missing" in said


def test_a_team_covariate_that_is_constant(tmp_path: Path) -> None:
    staff, teams = files()
    teams["urban"] = 1
    assert "All 12 teams have the same value, 1." in refused(tmp_path, staff, teams)


def test_a_team_without_a_unit(tmp_path: Path) -> None:
    staff, teams = files()
    teams.loc[2, "area"] = None
    assert "The unit of 1 team with answers is not known: 'T2'" in refused(tmp_path, staff, teams)


def test_one_unit_only(tmp_path: Path) -> None:
    staff, teams = files()
    teams["area"] = "north"
    assert "All 12 teams belong to one unit, 'north'" in refused(tmp_path, staff, teams)


def test_units_of_one_team_each(tmp_path: Path) -> None:
    staff, teams = files()
    teams["area"] = [f"area {j}" for j in range(TEAMS)]
    assert "Every unit has one team" in refused(tmp_path, staff, teams)


def test_a_unit_with_one_team_is_noted(tmp_path: Path) -> None:
    staff, teams = files()
    teams.loc[0, "area"] = "alone"
    notes = read(tmp_path, staff, teams).account.notes
    assert any(
        note.startswith("1 unit has one team; there the team and the unit cannot be told apart") for note in notes
    )
    assert any(note.startswith("There are 4 units") for note in notes)


@pytest.mark.parametrize(
    ("cells", "remedy"),
    [
        (["1.1.2019"] * 72, "Put a number in place of each date, such as years since then."),
        (["-"], "Leave the cell empty where there is no answer"),
        (["often"] * 72, "Make one column of 0 and 1 for each group but one"),
    ],
)
def test_cells_of_covariates_that_are_no_numbers(tmp_path: Path, cells: list[str], remedy: str) -> None:
    staff, teams = files()
    staff["tenure"] = [*cells, *staff["tenure"].tolist()[len(cells) :]]
    assert remedy in refused(tmp_path, staff, teams)


def test_merged_units(tmp_path: Path) -> None:
    staff, teams = files()
    teams = teams.sort_values("area")
    teams.loc[teams["area"].duplicated(), "area"] = ""
    says = refused(tmp_path, staff, teams)
    assert "The unit of 9 teams with answers is not known" in says
    assert "in its own row: merged cells leave all rows but the first empty" in says


def test_people_of_an_ordinal_survey_keep_their_covariates_and_may_skip_items(tmp_path: Path) -> None:
    staff, teams = files()
    staff.loc[[4, 5], "le1"] = np.nan
    staff.to_csv(tmp_path / "staff.csv", index=False)
    teams.to_csv(tmp_path / "teams.csv", index=False)
    text = TEXT.replace("scale: [1, 5],", "scale: [1, 5], likelihood: ordinal,")
    source = read_surveys(parse_model(text, tmp_path)).sources[0]
    assert source.n.sum() == TEAMS * EACH
    assert source.ordinal is not None
    assert source.adjustment is not None
    x = staff[["tenure", "manager"]]
    z = ((x - x.mean()) / x.std()).to_numpy()
    np.testing.assert_allclose(source.adjustment.sd, x.std())
    found = np.column_stack([source.ordinal.scores, source.ordinal.covariates])
    given = np.column_stack([25.0 * (staff[["le1", "le2", "tr1"]] - 1), z])
    place = [[f"T{j}" for j in range(TEAMS)].index(team) for team in staff["team"]]
    np.testing.assert_allclose(found, given[np.argsort(place, kind="stable")], atol=1e-12)
    means = [source.ordinal.covariates[source.ordinal.team == j].mean(axis=0) for j in range(TEAMS)]
    np.testing.assert_allclose(source.adjustment.team_means, means, atol=1e-12)
