"""Bad input: every message names the file, the column and what to do."""

import codecs
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.surveys.helpers import (
    ONE_SURVEY,
    REPEATABLE,
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

from bayeschain.errors import InputError
from bayeschain.surveys.team_names import naturally


def edited(column: int, *cells: object) -> str:
    """Text of the staff file with the first cells of a column replaced."""
    rows = staff_rows()
    for row, cell in zip(rows, cells, strict=False):
        row[column] = cell
    return csv_text(STAFF_HEADER, rows)


def constant(column: int, value: object) -> str:
    return edited(column, *[value] * 48)


CASES: dict[str, tuple[str | bytes, str, str, str]] = {
    "text from an export": (
        edited(1, "5 - agree", "5 – Agree", 3, "5=agree"),
        "staff.csv, column 'le1'",
        "3 answers begin with a number and go on as text, for example '5 - agree', '5 – Agree' or '5=agree'; "
        "the first is in row 2.",
        "Export the codes instead of the labels",
    ),
    "labels": (
        edited(3, 1, "agree"),
        "staff.csv, column 'tr1'",
        "1 answer is text, not a number: 'agree' in row 3.",
        "Export numeric codes instead of labels",
    ),
    "a dash for no answer": (
        edited(3, "-", "-"),
        "staff.csv, column 'tr1'",
        "2 answers are marks, not numbers, for example '-'; the first is in row 2.",
        "Leave the cell empty where there is no answer",
    ),
    "out of range": (
        edited(2, 1, 9, 99, 9, 0),
        "staff.csv, column 'le2'",
        "4 answers lie outside the response scale 1 to 5, for example 9, 99 or 0; the first is in row 3.",
        "Correct 'scale' in the model file",
    ),
    "infinite": (
        edited(2, "inf", "-inf"),
        "staff.csv, column 'le2'",
        "2 answers lie outside the response scale 1 to 5, for example inf or -inf; the first is in row 2.",
        "Correct 'scale' in the model file",
    ),
    "true and false": (
        constant(1, "True"),
        "staff.csv, column 'le1'",
        "48 answers are text, not numbers, for example 'TRUE'; the first is in row 2.",
        "Export numeric codes",
    ),
    "decimal commas and points": (
        edited(1, '"1,5"', "2.5"),
        "staff.csv, column 'le1'",
        "Some numbers have a decimal comma and others a decimal point.",
        "Write all of them one way",
    ),
    "decimal commas without quotes": (
        edited(1, "1,5"),
        "staff.csv, row 2",
        "Row 2 has more cells than the 4 column names.",
        "decimal commas need another delimiter",
    ),
    "constant item": (
        constant(3, 3),
        "staff.csv, column 'tr1'",
        "All 48 respondents who answered gave the same answer, 3.",
        "remove it from the model",
    ),
    "item all missing": (
        constant(3, "NA"),
        "staff.csv, column 'tr1'",
        "No respondent has an answer here.",
        "remove the item from the model",
    ),
    "an item answered in one team only": (
        csv_text(STAFF_HEADER, [[t, a, b, c if t == "T1" else ""] for t, a, b, c in staff_rows()]),
        "staff.csv, column 'tr1'",
        "Only one team has answers here, so that nothing can be learned about differences between teams.",
        "Remove the item from the model.",
    ),
    "an item answered by one respondent a team": (
        csv_text(STAFF_HEADER, [[t, a, b, "" if i % 4 else c] for i, (t, a, b, c) in enumerate(staff_rows())]),
        "staff.csv, column 'tr1'",
        "No team has two answers here, so that nothing can be learned about differences within teams.",
        "Remove the item from the model.",
    ),
    "no team": (
        edited(0, *[""] * 48),
        "staff.csv, column 'team'",
        "48 of 48 rows name no team.",
        "Write the team in every row",
    ),
    "one respondent a team": (
        csv_text(STAFF_HEADER, answers(names(30), 1, 3, 5)),
        "staff.csv",
        "Every team has one respondent, so that nothing can be learned about differences within teams.",
        "declare them as columns of the team table",
    ),
    "team values on each row": (
        csv_text(STAFF_HEADER, [[t, a, b, 1 + int(t[1:]) % 5] for t, a, b, _ in staff_rows()]),
        "staff.csv, column 'tr1'",
        "In every team, all respondents gave the same answer.",
        "declare them as columns of the team table",
    ),
    "a repeated item": (
        csv_text(STAFF_HEADER, [[t, a, b, 6 - a] for t, a, b, _ in staff_rows()]),
        "staff.csv, columns 'le1', 'tr1'",
        "Columns 'le1' and 'tr1' hold the same answers, or exactly opposite ones.",
        "Keep one of the two",
    ),
    "few teams": (
        csv_text(STAFF_HEADER, answers(names(9), 4, 3, 5)),
        "staff.csv",
        "There are 9 teams with answers ('T1', 'T2', 'T3', 'T4', 'T5' and 4 more), and the model needs 10 or more.",
        "Check that the team column",
    ),
    "missing column": (
        csv_text(("team", "le1", "LE2", "tr1"), staff_rows()),
        "staff.csv",
        "There is no column 'le2'.",
        "Did you mean 'LE2'?",
    ),
    "two columns of one name": (
        csv_text(("team", "le1", "le2", "tr1", "le2"), [[*row, 1] for row in staff_rows()]),
        "staff.csv, column 'le2'",
        "Two columns bear this name.",
        "Rename one of them.",
    ),
    "no header": (
        csv_text((1, 2, 3, 4), answers(["1"], 50, 3, 5)),
        "staff.csv, row 1",
        "The first row holds numbers, not column names: '1, 2, 3, 4'.",
        "Put a row of column names on top",
    ),
    "one column": (
        csv_text(STAFF_HEADER, staff_rows(), "^"),
        "staff.csv, row 1",
        "The first row is a single column, 'team^le1^le2^tr1'.",
        "Separate columns with comma, semicolon, tab or |.",
    ),
    "a title above the names": (
        "Staff survey 2025,,,\n" + csv_text(STAFF_HEADER, staff_rows()),
        "staff.csv, row 1",
        "The column names seem to stand in row 2, not in row 1. Its empty cells look like merged cells.",
        "leave one row of column names",
    ),
    "empty": ("", "staff.csv", "The file is empty.", "one row a respondent"),
    "a byte order mark and nothing else": (codecs.BOM_UTF8, "staff.csv", "The file is empty.", "one row a respondent"),
    "blank": (" \n" * 2000, "staff.csv", "The file is empty.", "one row a respondent"),
    "a header that never ends": (
        '"team,' + "le1,le2,tr1\n" * 40_000,
        "staff.csv",
        'A quote (") is opened and never closed.',
        "Close it",
    ),
    "header only": (
        csv_text(STAFF_HEADER, []),
        "staff.csv",
        "The file has column names but no answers.",
        "one row a respondent",
    ),
    "header without an end of line": (
        "team,le1,le2,tr1",
        "staff.csv",
        "The file has column names but no answers.",
        "one row a respondent",
    ),
    "wrong encoding": (
        csv_text(STAFF_HEADER, staff_rows()).encode("utf-16-le"),
        "staff.csv, line 1",
        "The file holds bytes that no text has.",
        "Save it again as CSV UTF-8.",
    ),
    "SPSS under another name": (
        b"$FL2@(#) SPSS DATA FILE",
        "staff.csv",
        "The name says a text file (CSV), but the content is that of an SPSS file (.sav).",
        "Rename it to end in .sav",
    ),
    "a web page": (
        "<!DOCTYPE html><table></table>",
        "staff.csv",
        "The file is a web page, whatever its name says.",
        "save it as .xlsx or CSV",
    ),
    "a compressed file": (b"\x1f\x8b\x08\x00", "staff.csv", "The file is a compressed file.", "Unpack it first."),
    "Parquet under another name": (
        b"PAR1....PAR1",
        "staff.csv",
        "The name says a text file (CSV), but the content is that of a Parquet file.",
        "Rename it to end in .parquet",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_one_thing_wrong_is_one_message(tmp_path: Path, case: str) -> None:
    content, where, message, remedy = CASES[case]
    staff_file(tmp_path, content)
    (problem,) = found(tmp_path)
    assert problem.message == message
    assert problem.where == where
    assert remedy in problem.remedy


def test_thousands_on_a_long_scale(tmp_path: Path) -> None:
    staff_file(tmp_path, edited(3, '"1,000"', 950))
    (problem,) = found(tmp_path, ONE_SURVEY.replace("items: [tr1]}", "items: [tr1], scale: [0, 2000]}"))
    assert problem.message == "It is not clear whether '1,000' has decimals or thousands."
    assert problem.where == "staff.csv, column 'tr1'"


def test_dates_in_a_parquet_file(tmp_path: Path) -> None:
    frame = pd.DataFrame(staff_rows(), columns=list(STAFF_HEADER))
    frame["tr1"] = pd.Timestamp(2025, 1, 5)
    frame["le1"] = frame["le1"] > 2
    frame.to_parquet(tmp_path / "staff.parquet")
    problems = found(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.parquet"))
    assert [problem.message.split(",")[0] for problem in problems] == ["48 answers are text", "48 answers are dates"]


@REPEATABLE
@given(st.binary(max_size=12), st.integers(0, 400), st.integers(0, 12))
def test_any_bytes_are_read_or_refused(tmp_path: Path, junk: bytes, start: int, length: int) -> None:
    """A file with a part overwritten gives surveys or a message, and no other error."""
    content = csv_text(STAFF_HEADER, staff_rows()).encode()
    staff_file(tmp_path, content[:start] + junk + content[start + length :])
    try:
        assert read(tmp_path).respondents > 0
    except InputError as error:
        assert all(problem.where.startswith("staff.csv") and problem.remedy for problem in error.problems)  # noqa: PT017


@REPEATABLE
@given(st.binary(max_size=300), st.sampled_from(["staff.csv", "staff.xlsx", "staff.parquet", "staff.txt", "staff"]))
def test_no_junk_gets_through(tmp_path: Path, junk: bytes, name: str) -> None:
    staff_file(tmp_path, junk, name)
    assert all(problem.where.startswith(name) for problem in found(tmp_path, ONE_SURVEY.replace("staff.csv", name)))


def test_the_same_trouble_in_many_columns_is_one_message(tmp_path: Path) -> None:
    items = [f"q{number}" for number in range(1, 10)]
    rows = [[team, *["4 - often"] * 9] for team in names(12) for _ in range(3)]
    staff_file(tmp_path, csv_text(("team", *items), rows))
    text = ONE_SURVEY.replace("[le1, le2], reverse: [le2]", f"[{', '.join(items[:-1])}]").replace("tr1", "q9")
    (problem,) = found(tmp_path, text)
    assert problem.where == "staff.csv, columns 'q1', 'q2', 'q3', 'q4', 'q5' and 4 more"
    assert problem.message.startswith("324 answers begin with a number and go on as text")


def test_many_missing_columns_are_one_message(tmp_path: Path) -> None:
    items = [f"q{number}" for number in range(1, 10)]
    staff_file(tmp_path, csv_text(STAFF_HEADER, staff_rows()))
    text = ONE_SURVEY.replace("[le1, le2], reverse: [le2]", f"[{', '.join(items)}]")
    (problem,) = found(tmp_path, text)
    assert problem.message == "9 columns are missing: 'q1', 'q2', 'q3', 'q4', 'q5' and 4 more."
    assert "The file has: team, le1, le2, tr1." in problem.remedy


def test_every_problem_of_every_file_at_once(tmp_path: Path) -> None:
    write_two(tmp_path)
    staff_file(tmp_path, edited(1, "5 - agree", 9))
    (tmp_path / "customers.csv").unlink()
    (tmp_path / "teams.csv").write_text("name,headcount,margin\nT1,x,1\nT1,2.5,2\n", encoding="utf-8")
    places = [(problem.where, problem.message.split()[0]) for problem in found(tmp_path, TWO_SURVEYS)]
    assert places == [
        ("staff.csv, column 'le1'", "1"),
        ("staff.csv, column 'le1'", "1"),
        ("customers.csv", "There"),
        ("teams.csv, column 'headcount'", "1"),
        ("teams.csv, column 'name'", "Team"),
        ("teams.csv, column 'headcount'", "1"),
    ]


def test_missing_file(tmp_path: Path) -> None:
    staff_file(tmp_path, csv_text(STAFF_HEADER, staff_rows()), "staf.csv")
    (problem,) = found(tmp_path)
    assert (problem.message, problem.remedy, problem.where) == (
        "There is no such file.",
        "Did you mean 'staf.csv'?",
        "staff.csv",
    )


def test_missing_file_in_an_empty_folder(tmp_path: Path) -> None:
    assert found(tmp_path)[0].remedy == "The folder holds no file that can be read."


def test_missing_folder(tmp_path: Path) -> None:
    (problem,) = found(tmp_path, ONE_SURVEY.replace("staff.csv", "data/staff.csv"))
    assert problem.message.startswith("There is no folder")
    assert problem.where == "data/staff.csv"


def test_a_folder_instead_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").mkdir()
    staff_file(tmp_path / "staff.csv", "x", "answers.csv")
    (problem,) = found(tmp_path)
    assert problem.message == "This is a folder, not a file."
    assert problem.remedy == "Name the file inside it. It holds: answers.csv."


@pytest.mark.parametrize(
    ("name", "message", "remedy"),
    [
        (
            "staff.xlsx",
            "The name says an Excel workbook (.xlsx), but the content is that of a text file (CSV).",
            ".csv",
        ),
        ("staff.parquet", "The name says a Parquet file, but the content is that of a text file (CSV).", ".csv"),
        ("staff.sav", "The name says an SPSS file (.sav), but the content is that of a text file (CSV).", ".csv"),
        ("staff.ods", "The file is an OpenDocument spreadsheet, which cannot be read.", "Save it as .xlsx or CSV."),
    ],
)
def test_a_file_that_is_not_what_its_name_says(tmp_path: Path, name: str, message: str, remedy: str) -> None:
    staff_file(tmp_path, csv_text(STAFF_HEADER, staff_rows()), name)
    (problem,) = found(tmp_path, ONE_SURVEY.replace("staff.csv", name))
    assert (problem.message, problem.where) == (message, name)
    assert remedy in problem.remedy


def test_a_workbook_named_csv(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", [STAFF_HEADER, *staff_rows()])
    (tmp_path / "staff.xlsx").rename(tmp_path / "staff.csv")
    (problem,) = found(tmp_path)
    assert problem.message == "The name says a text file (CSV), but the content is that of an Excel workbook (.xlsx)."
    assert problem.remedy == "Rename it to end in .xlsx, or save it again as a text file (CSV)."


@pytest.mark.parametrize("name", ["staff.xls", "staff.xlsx"])
def test_an_old_or_locked_workbook(tmp_path: Path, name: str) -> None:
    staff_file(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, name)
    (problem,) = found(tmp_path, ONE_SURVEY.replace("staff.csv", name))
    assert problem.message == "The file is an Excel workbook in the old .xls format, or one with a password."


def test_a_damaged_parquet_file(tmp_path: Path) -> None:
    staff_file(tmp_path, b"PAR1 and nothing more", "staff.parquet")
    (problem,) = found(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.parquet"))
    assert problem.message == "The Parquet file is damaged."


def test_data_for_an_unknown_survey(tmp_path: Path) -> None:
    staff_file(tmp_path, csv_text(STAFF_HEADER, staff_rows()))
    (problem,) = found(tmp_path, data={"staf": tmp_path / "staff.csv"})
    assert problem.message == "Data were given for 'staf', which the model file does not name."
    assert problem.remedy == "Did you mean 'staff'?"


def test_surveys_that_share_no_team(tmp_path: Path) -> None:
    write_two(tmp_path)
    customers = answers([f"team-{number:02d}" for number in range(1, 13)], 5, 1, 10)
    text = csv_text(("unit", "be1"), customers).replace("team-", "t")
    (tmp_path / "customers.csv").write_text(text, encoding="utf-8")
    (problem,) = found(tmp_path, TWO_SURVEYS)
    assert problem.where == "staff.csv, customers.csv"
    assert problem.message == (
        "Survey 'staff' shares no team with another survey. It has 'T1', 'T2', 'T3', 'T4', 'T5' and 7 more; "
        "'customers' has 't01', 't02', 't03', 't04', 't05' and 7 more."
    )
    assert "These may be the same: 'T1' and 't01'; 'T2' and 't02'" in problem.remedy


def table(tmp_path: Path, text: str) -> None:
    write_two(tmp_path)
    (tmp_path / "teams.csv").write_text(text, encoding="utf-8")


def team_lines(*cells: object) -> str:
    """Text of the team table; the first margins are replaced."""
    margins = [*cells, *(1.5 + 0.25 * place for place in range(len(cells), 12))]
    return csv_text(("name", "headcount", "margin"), [[t, 20, m] for t, m in zip(names(12), margins, strict=True)])


TABLES = {
    "team twice": (
        team_lines() + "T1,20,3\n",
        "teams.csv, column 'name'",
        "Team 'T1' stands in 2 rows: 2, 14.",
        "keep the right one",
    ),
    "text": (
        team_lines("n.a."),
        "teams.csv, column 'margin'",
        "1 value is text, not a number: 'n.a.' in row 2.",
        "Leave the cell empty",
    ),
    "constant": (
        team_lines(*[2] * 12),
        "teams.csv, column 'margin'",
        "All 12 teams have the same value, 2.",
        "does not vary",
    ),
    "all missing": (
        team_lines(*["NA"] * 12),
        "teams.csv, column 'margin'",
        "0 of the 12 teams with answers have a value.",
        "same names as in the surveys",
    ),
    "thousands or decimals": (
        team_lines('"1,250"', 950),
        "teams.csv, column 'margin'",
        "Some numbers have a decimal comma and others a decimal point.",
        "Write all of them one way",
    ),
    "thousands": (
        team_lines('"1,250"', *range(900, 911)),
        "teams.csv, column 'margin'",
        "It is not clear whether '1,250' has decimals or thousands.",
        "without separators for thousands",
    ),
    "half a person": (
        team_lines().replace("T3,20", "T3,2.5"),
        "teams.csv, column 'headcount'",
        "1 size is not a whole number of people: 2.5 in row 4.",
        "Give the number of members",
    ),
    "no rows": ("name,headcount,margin\n", "teams.csv", "The team table has no rows.", "one row a team"),
    "missing column": (
        team_lines().replace("margin", "margins"),
        "teams.csv",
        "There is no column 'margin'.",
        "Did you mean 'margins'?",
    ),
}


@pytest.mark.parametrize("case", TABLES)
def test_team_table(tmp_path: Path, case: str) -> None:
    text, where, message, remedy = TABLES[case]
    table(tmp_path, text)
    (problem,) = found(tmp_path, TWO_SURVEYS)
    assert problem.message == message
    assert problem.where == where
    assert remedy in problem.remedy


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".parquet", ".sav"])
def test_a_missing_column_hides_no_other_problem(ending: str, tmp_path: Path) -> None:
    frame = pd.DataFrame(staff_rows(), columns=["team", "le1", "LE2", "tr1"])
    frame.loc[4, "tr1"] = 9
    file = tmp_path / f"staff{ending}"
    write = {
        ".csv": lambda: frame.to_csv(file, index=False),
        ".xlsx": lambda: frame.to_excel(file, index=False),
        ".parquet": lambda: frame.to_parquet(file, index=False),
        ".sav": lambda: pyreadstat.write_sav(frame, file),
    }
    write[ending]()
    outside, missing = found(tmp_path, data={"staff": file})
    row = 5 if ending == ".sav" else 6  # SPSS has no row of column names
    assert outside.message == f"1 answer lies outside the response scale 1 to 5: 9 in row {row}."
    assert missing.message == "There is no column 'le2'."


FINITE = TWO_SURVEYS.replace("scale: [1, 5]}", "scale: [1, 5], aggregation: finite}")


def test_more_respondents_than_members(tmp_path: Path) -> None:
    table(tmp_path, team_lines().replace("T3,20", "T3,3").replace("T4,20", "T4,4"))
    (problem,) = found(tmp_path, FINITE)
    assert problem.message == ("In 1 team more people answered 'staff' than there are members: 4 of 3 in 'T3'.")
    assert problem.where == "teams.csv, column 'headcount'"
    assert "aggregation: reflective" in problem.remedy


def test_unknown_size(tmp_path: Path) -> None:
    table(tmp_path, team_lines().replace("T3,20", "T3,").replace("T4,20", "T40,20"))
    (problem,) = found(tmp_path, FINITE)
    assert problem.message == (
        "Survey 'staff' has finite aggregation, and the size of 2 teams is not known: 'T3', 'T4'."
    )


def test_sizes_do_not_matter_to_reflective_surveys(tmp_path: Path) -> None:
    table(tmp_path, team_lines().replace("T3,20", "T3,").replace("T4,20", "T4,1"))
    assert naturally(read(tmp_path, TWO_SURVEYS).teams) == tuple(names(12))
