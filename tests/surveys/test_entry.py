"""`read_surveys` from files to moments, and the account of every row and team."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from tests.surveys.helpers import (
    ONE_SURVEY,
    STAFF_HEADER,
    TWO_SURVEYS,
    answers,
    csv_text,
    found,
    names,
    read,
    staff_file,
    staff_rows,
    workbook,
    write_two,
)

from bayeschain.surveys.moments import Floats


def brute_force(rows: list[list[Any]], team: str) -> tuple[int, list[float], Floats]:
    """POMP scores of le1, le2 (reversed) and tr1 on a scale of 1 to 5, respondent by respondent."""
    scored = [[25 * (a - 1), 25 * (5 - b), 25 * (c - 1)] for name, a, b, c in rows if name == team]
    mean = [sum(column) / len(scored) for column in zip(*scored, strict=True)]
    about = np.array(scored) - mean
    return len(scored), mean, np.sum([np.outer(row, row) for row in about], axis=0)


def test_one_survey_by_hand(tmp_path: Path) -> None:
    staff_file(tmp_path, csv_text(STAFF_HEADER, staff_rows()))
    surveys = read(tmp_path)
    (source,) = surveys.sources
    assert surveys.teams == tuple(names(12))
    assert (source.survey, source.items, source.members) == ("staff", ("le1", "le2", "tr1"), None)
    for j, team in enumerate(surveys.teams):
        n, mean, scatter = brute_force(staff_rows(), team)
        assert source.n[j] == n
        np.testing.assert_allclose(source.means[j], mean, atol=1e-12)
        np.testing.assert_allclose(source.scatter[j], scatter, atol=1e-9)
        np.testing.assert_allclose(source.variances[j], np.diag(scatter) / (n - 1), atol=1e-9)
    np.testing.assert_allclose(source.pooled, source.scatter.sum(axis=0))
    assert surveys.columns.shape == (12, 0)
    assert surveys.respondents == 48


def test_columns_and_rows_may_stand_in_any_order(tmp_path: Path) -> None:
    staff_file(tmp_path, csv_text(STAFF_HEADER, staff_rows()))
    first = read(tmp_path)
    frame = pd.read_csv(tmp_path / "staff.csv").sample(frac=1, random_state=1)
    frame.insert(0, "comment", "=1+1")
    frame[["comment", "tr1", "le2", "team", "le1"]].to_csv(tmp_path / "staff.csv", index=False)
    second = read(tmp_path)
    assert first.teams == second.teams
    np.testing.assert_allclose(first.sources[0].scatter, second.sources[0].scatter, atol=1e-9)


def test_a_team_that_one_survey_did_not_reach_stays(tmp_path: Path) -> None:
    write_two(tmp_path)
    surveys = read(tmp_path, TWO_SURVEYS)
    staff, customers = surveys.sources
    assert surveys.teams == tuple(names(12))
    assert surveys.n.tolist() == [[4] * 12, [5] * 11 + [0]]
    assert surveys.complete.tolist() == [True] * 11 + [False]
    assert np.isnan(customers.means[11]).all()
    assert not customers.scatter[11].any()
    assert customers.items == ("be1",)
    assert surveys.source("staff") is staff
    assert surveys.column_names == ("margin",)
    values = 1.5 + 0.25 * np.arange(12)
    np.testing.assert_allclose(surveys.column_mean, values.mean())
    np.testing.assert_allclose(surveys.column_sd, values.std(ddof=1))
    np.testing.assert_allclose(surveys.columns[:, 0], 50 + 10 * (values - values.mean()) / values.std(ddof=1))
    assert "11 of 12 teams have answers in every survey; the others stay in the model." in surveys.account.notes
    assert surveys.account.teams[11].reason == "answers in staff"


def test_members_are_those_of_finite_surveys(tmp_path: Path) -> None:
    write_two(tmp_path)
    text = TWO_SURVEYS.replace("scale: [1, 5]}", "scale: [1, 5], aggregation: finite}")
    staff, customers = read(tmp_path, text).sources
    np.testing.assert_array_equal(staff.members, 20.0)
    assert customers.members is None


def test_lost_rows_are_counted_by_reason(tmp_path: Path) -> None:
    rows = [*staff_rows(), ["", 1, 2, 3], ["NA", 1, "", 3], ["T1", "", "", ""], ["T2", "", "NA", ""]]
    rows += [["T99", "", "NaN", ""], ["T3", 1, "", 2]]
    staff_file(tmp_path, csv_text(STAFF_HEADER, rows) + ",,,\n\n")
    account = read(tmp_path).account
    (count,) = account.rows
    assert (count.read, count.kept, count.lost) == (54, 49, 5)
    assert count.reasons == {"no team": 2, "no answer to any item": 3}
    assert sum(count.reasons.values()) == count.lost
    assert account.notes == (
        "staff: 2 of 54 rows name no team and were left out. "
        "If merged cells left them empty, write the team in every row.",
        "staff: 3 of 54 rows answer no item of the model and were left out.",
        "staff: 1 of 49 respondents skipped an item; what they answered is used.",
        "1 team is left out for want of an answer: 'T99'.",
    )
    lost = [team for team in account.teams if not team.kept]
    assert [(team.team, team.reason) for team in lost] == [("T99", "no answer")]


def test_the_account_as_a_table(tmp_path: Path) -> None:
    write_two(tmp_path)
    with (tmp_path / "teams.csv").open("a", encoding="utf-8") as file:
        file.write("T77,9,1\n,9,1\n")
    account = read(tmp_path, TWO_SURVEYS).account
    assert account.to_frame().to_numpy().tolist() == [
        ["row", "staff", "kept", "", 48],
        ["row", "customers", "kept", "", 55],
        ["row", "teams", "kept", "", 13],
        ["row", "teams", "lost", "no team", 1],
        ["team", "", "kept", "answers in staff", 1],
        ["team", "", "kept", "answers in staff, customers", 11],
        ["team", "", "lost", "in the team table only", 1],
    ]
    assert "1 team is in the team table only, and left out: 'T77'." in account.notes
    assert "team table: 1 of 14 rows name no team and were left out." in account.notes


def test_a_team_without_a_row_in_the_table_stays_without_values(tmp_path: Path) -> None:
    write_two(tmp_path)
    lines = (tmp_path / "teams.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "teams.csv").write_text("\n".join([*lines[:-2], "T11,20,"]), encoding="utf-8")
    surveys = read(tmp_path, TWO_SURVEYS)
    assert np.isnan(surveys.columns[:, 0]).tolist() == [False] * 10 + [True, True]
    assert np.nanmean(surveys.columns) == pytest.approx(50)
    assert "1 team is not in the team table: 'T12'." in surveys.account.notes


def test_two_spellings_of_a_team_are_noted(tmp_path: Path) -> None:
    write_two(tmp_path)
    text = (tmp_path / "customers.csv").read_text(encoding="utf-8")
    (tmp_path / "customers.csv").write_text(text.replace("T11,", "t 11,"), encoding="utf-8")
    surveys = read(tmp_path, TWO_SURVEYS)
    assert len(surveys.teams) == 13
    note = "'staff' has team 'T11' and 'customers' has 't 11': if they are the same, spell them alike."
    assert note in surveys.account.notes


def test_numbers_of_teams_match_over_files(tmp_path: Path) -> None:
    """A spreadsheet wrote 7, a database 7.0."""
    write_two(tmp_path)
    for name, ending in (("staff.csv", ""), ("customers.csv", ".0"), ("teams.csv", ",0")):
        lines = (tmp_path / name).read_text(encoding="utf-8").splitlines()
        rows = [line.removeprefix("T").split(",") for line in lines[1:]]
        text = "\n".join([lines[0].replace(",", ";"), *(";".join([row[0] + ending, *row[1:]]) for row in rows)])
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert read(tmp_path, TWO_SURVEYS).teams == tuple(str(number) for number in range(1, 13))


def test_names_with_formulas_and_markup_pass_through(tmp_path: Path) -> None:
    teams = [*names(10), "=HYPERLINK(1)", "<script>alert(1)</script>"]
    staff_file(tmp_path, csv_text(STAFF_HEADER, answers(teams, 3, 3, 5)))
    assert set(read(tmp_path).teams) == set(teams)


def test_data_replace_the_files_of_the_model(tmp_path: Path) -> None:
    write_two(tmp_path)
    other = tmp_path / "elsewhere"
    other.mkdir()
    for old, new in (("staff.csv", "s.csv"), ("teams.csv", "t.csv")):
        (tmp_path / old).rename(other / new)
    surveys = read(tmp_path, TWO_SURVEYS, {"staff": other / "s.csv", "teams": other / "t.csv"})
    assert surveys.respondents == 48 + 55
    assert surveys.account.rows[0].file == str(other / "s.csv")


def test_each_construct_may_have_a_scale_of_its_own(tmp_path: Path) -> None:
    rows = [[team, a, b, 10 * (c - 1)] for team, a, b, c in staff_rows()]
    staff_file(tmp_path, csv_text(STAFF_HEADER, rows))
    text = ONE_SURVEY.replace("items: [tr1]}", "items: [tr1], scale: [0, 40]}")
    np.testing.assert_allclose(read(tmp_path, text).sources[0].means[0], brute_force(staff_rows(), "T1")[1])


def test_excel_parquet_and_csv_read_alike(tmp_path: Path) -> None:
    staff_file(tmp_path, csv_text(STAFF_HEADER, staff_rows()))
    book = workbook(tmp_path / "staff.xlsx", [STAFF_HEADER, *staff_rows()])
    frame = pd.DataFrame(staff_rows(), columns=list(STAFF_HEADER))
    frame.astype({"team": "category", "le1": "float32"}).to_parquet(tmp_path / "staff.parquet")
    expected = read(tmp_path)
    for path in (book, tmp_path / "staff.parquet"):
        got = read(tmp_path, data={"staff": path})
        assert got.teams == expected.teams
        np.testing.assert_allclose(got.sources[0].scatter, expected.sources[0].scatter, atol=1e-9)


def test_a_large_file_is_quick_and_exact(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    frame = pd.DataFrame(rng.integers(1, 6, (200_000, 3)), columns=["le1", "le2", "tr1"])
    frame.insert(0, "team", rng.integers(1, 201, len(frame)))
    frame.to_csv(tmp_path / "staff.csv", index=False)
    surveys = read(tmp_path)
    expected = frame.groupby("team")[["le1", "le2", "tr1"]].mean().to_numpy().copy()
    expected[:, 1] = 6 - expected[:, 1]
    assert surveys.respondents == 200_000
    np.testing.assert_allclose(surveys.sources[0].means, 25 * (expected - 1), atol=1e-9)


MANIFEST = ONE_SURVEY.replace("scale: [1, 5]}", "scale: [1, 5], measurement: manifest}")


def test_nobody_is_dropped_for_a_skipped_item(tmp_path: Path) -> None:
    rows = staff_rows()
    rows[0][1], rows[5][3], rows[6][1:3] = "", "NA", ["", ""]
    staff_file(tmp_path, csv_text(STAFF_HEADER, rows))
    (staff,) = read(tmp_path).sources
    assert staff.n.sum() == 48
    assert (staff.n - staff.n_complete).tolist() == [1, 2] + [0] * 10
    assert staff.partial is not None
    assert staff.available.n.sum(axis=0).tolist() == [46, 47, 47]


def test_scale_means_of_partly_answered_constructs_need_a_rule(tmp_path: Path) -> None:
    rows = staff_rows()
    rows[0][1] = ""
    staff_file(tmp_path, csv_text(STAFF_HEADER, rows))
    (problem,) = found(tmp_path, MANIFEST)
    assert problem.where == "surveys.staff.measurement"
    assert problem.message.startswith("1 respondent answered some items of a construct and skipped others")
    assert "scoring: mean_of_answered" in problem.remedy
    text = MANIFEST.replace("measurement: manifest}", "measurement: manifest, scoring: mean_of_answered}")
    (staff,) = read(tmp_path, text).sources
    assert staff.scale_means is not None
    assert staff.scale_means.complete.n.sum() == 48


def test_a_construct_skipped_as_a_whole_needs_no_rule(tmp_path: Path) -> None:
    rows = staff_rows()
    rows[0][1:3] = ["", ""]
    staff_file(tmp_path, csv_text(STAFF_HEADER, rows))
    (staff,) = read(tmp_path, MANIFEST).sources
    assert staff.scale_means is not None
    assert staff.scale_means.partial is not None
    assert staff.scale_means.partial.n.tolist() == [1]
