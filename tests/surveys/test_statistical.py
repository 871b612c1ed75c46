"""SPSS files as SPSS writes them: labels, missing values, strings."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from tests.surveys.helpers import ONE_SURVEY, STAFF_HEADER, found, read, staff_file, staff_rows

from bayeschain.surveys import statistical
from bayeschain.surveys.labels import longest_run
from bayeschain.surveys.reading import File, read_chunks

TEXT = ONE_SURVEY.replace("staff.csv", "staff.sav")
AGREE = {1.0: "disagree", 2.0: "2", 3.0: "3", 4.0: "4", 5.0: "agree"}


def frame() -> pd.DataFrame:
    answers = pd.DataFrame(staff_rows(), columns=list(STAFF_HEADER))
    return answers.astype(dict.fromkeys(STAFF_HEADER[1:], float))


def sav(folder: Path, answers: pd.DataFrame, name: str = "staff.sav", **how: Any) -> Path:
    pyreadstat.write_sav(answers, str(folder / name), **how)
    return folder / name


def everywhere(labels: dict[float, str]) -> dict[str, dict[float, str]]:
    return dict.fromkeys(STAFF_HEADER[1:], labels)


@pytest.mark.parametrize("name", ["staff.sav", "staff.zsav"])
def test_an_spss_file_says_what_the_csv_says(tmp_path: Path, name: str) -> None:
    staff_file(tmp_path, frame().to_csv(index=False))
    sav(tmp_path, frame(), name, variable_value_labels=everywhere(AGREE), compress=name == "staff.zsav")
    expected, got = read(tmp_path), read(tmp_path, ONE_SURVEY.replace("staff.csv", name))
    assert got.teams == expected.teams
    np.testing.assert_allclose(got.sources[0].means, expected.sources[0].means)
    np.testing.assert_allclose(got.sources[0].scatter, expected.sources[0].scatter, atol=1e-9)


def test_chunks_do_not_change_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sav(tmp_path, frame())
    whole = read(tmp_path, TEXT)
    monkeypatch.setattr(statistical, "CELLS_A_CHUNK", 28)
    monkeypatch.setattr(statistical, "FEWEST_ROWS", 1)
    file = File(tmp_path / "staff.sav", "staff.sav")
    chunks = list(read_chunks(file, STAFF_HEADER, {"team"}, []))
    assert [len(chunk) for chunk in chunks] == [7] * 6 + [6]
    assert np.concatenate([chunk.rows for chunk in chunks]).tolist() == list(range(1, 49))
    np.testing.assert_allclose(read(tmp_path, TEXT).sources[0].scatter, whole.sources[0].scatter, atol=1e-9)


def test_declared_missing_values_are_missing(tmp_path: Path) -> None:
    answers = frame()
    answers.loc[[0, 5], "tr1"] = 9.0
    answers.loc[7, "le1"] = np.nan
    answers.loc[8, "le2"] = 98.0
    sav(
        tmp_path,
        answers,
        variable_value_labels=everywhere(AGREE | {6.0: "cannot say", 9.0: "no answer"}),
        missing_ranges={"tr1": [6.0, 9.0], "le1": [6.0, 9.0], "le2": [{"lo": 6.0, "hi": 99.0}]},
    )
    staff_file(tmp_path, answers.replace({9.0: np.nan, 98.0: np.nan}).to_csv(index=False))
    expected, got = read(tmp_path), read(tmp_path, TEXT)
    assert got.respondents == 48
    np.testing.assert_allclose(got.sources[0].means, expected.sources[0].means)


def test_a_code_for_no_answer_that_was_not_declared(tmp_path: Path) -> None:
    answers = frame()
    answers.loc[[0, 5], "tr1"] = 9.0
    sav(tmp_path, answers, variable_value_labels=everywhere(AGREE | {9.0: "no answer"}))
    (problem,) = found(tmp_path, TEXT)
    assert "9 ('no answer')" in problem.message
    assert problem.where == "staff.sav, column 'tr1'"


def test_labels_of_another_scale(tmp_path: Path) -> None:
    sav(tmp_path, frame(), variable_value_labels=everywhere(AGREE | {6.0: "cannot say"}))
    (problem,) = found(tmp_path, TEXT)
    assert problem.message == "Value labels name answers from 1 to 6, but the response scale is 1 to 5."
    assert "declare 6 ('cannot say') as missing in SPSS" in problem.remedy
    assert problem.where == "staff.sav, columns 'le1', 'le2', 'tr1'"


@pytest.mark.parametrize(
    ("codes", "run"),
    [
        ([1, 2, 3, 99], [1, 2, 3]),
        ([0, 5, 10], [0]),
        ([], []),
        ([-9, -8, 1, 2, 3, 4], [1, 2, 3, 4]),
    ],
)
def test_the_longest_run_of_labels(codes: list[float], run: list[float]) -> None:
    assert longest_run(dict.fromkeys(codes, "x")) == run


def test_labels_of_the_ends_only_are_fine(tmp_path: Path) -> None:
    sav(tmp_path, frame(), variable_value_labels=everywhere({1.0: "disagree", 5.0: "agree", 99.0: "no answer"}))
    assert read(tmp_path, TEXT).respondents == 48


def test_string_variables(tmp_path: Path) -> None:
    answers = frame()
    answers["le1"] = answers["le1"].map(AGREE)
    answers["le2"] = answers["le2"].astype(int).astype(str)
    sav(tmp_path, answers)
    (problem,) = found(tmp_path, TEXT)
    assert "are texts in variables that SPSS keeps as strings" in problem.message
    assert "Recode the variable to numbers in SPSS" in problem.remedy
    assert problem.where == "staff.sav, column 'le1'"


def test_teams_with_labels_are_named_by_their_codes(tmp_path: Path) -> None:
    answers = frame()
    answers["team"] = answers["team"].str[1:].astype(float)
    sav(tmp_path, answers, variable_value_labels={"team": {1.0: "Sales", 2.0: "Support"}})
    surveys = read(tmp_path, TEXT)
    assert surveys.teams[:2] == ("1", "2")
    assert "staff.sav: teams are named by the codes of 'team', not by its value labels." in surveys.account.notes


def test_what_an_spss_file_cannot_be(tmp_path: Path) -> None:
    path = sav(tmp_path, frame())
    (problem,) = found(tmp_path, TEXT.replace("staff.sav,", "staff.sav, sheet: Answers,"))
    assert (problem.message, problem.remedy) == ("An SPSS file has no sheet 'Answers'.", "Remove 'sheet'.")
    (problem,) = found(tmp_path, TEXT.replace("items: [tr1]", "items: [TR1]"))
    assert problem.remedy == "Did you mean 'tr1'?"
    path.write_bytes(path.read_bytes()[:-200])
    (problem,) = found(tmp_path, TEXT)
    assert problem.message.startswith("The SPSS file cannot be read")
    path.write_text("team,le1\n", encoding="utf-8")
    (problem,) = found(tmp_path, TEXT)
    assert problem.message == "The name says an SPSS file (.sav), but the content is that of a text file (CSV)."


def test_a_portable_file_is_refused(tmp_path: Path) -> None:
    staff_file(tmp_path, "ASCII SPSS PORT FILE", "staff.por")
    (problem,) = found(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.por"))
    assert "portable SPSS file" in problem.message
