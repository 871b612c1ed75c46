"""Excel as people write it."""

from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook
from tests.surveys.helpers import ONE_SURVEY, STAFF_HEADER, Row, found, read, staff_file, staff_rows, workbook

TEXT = ONE_SURVEY.replace("staff.csv", "staff.xlsx")


def test_teams_and_answers_of_any_cell_type(tmp_path: Path) -> None:
    rows = [[float(team[1:]) if team != "T1" else "1", a, str(b), f"{c},0"] for team, a, b, c in staff_rows()]
    workbook(tmp_path / "staff.xlsx", [STAFF_HEADER, *rows])
    staff_file(tmp_path, "team,le1,le2,tr1\n" + "".join(f"{t[1:]},{a},{b},{c}\n" for t, a, b, c in staff_rows()))
    expected, got = read(tmp_path), read(tmp_path, TEXT)
    assert got.teams == expected.teams
    np.testing.assert_allclose(got.sources[0].scatter, expected.sources[0].scatter, atol=1e-9)


def test_empty_rows_are_no_rows(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", [[], STAFF_HEADER, [], *staff_rows(), [None, "", None], []])
    assert read(tmp_path, TEXT).account.rows[0].read == 48


def sheets(path: Path, *titled: tuple[str, list[Row]]) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in titled:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)


def test_sheets(tmp_path: Path) -> None:
    sheets(tmp_path / "staff.xlsx", ("Read me", [["Answers of 2025"]]), ("Answers", [STAFF_HEADER, *staff_rows()]))
    (problem,) = found(tmp_path, TEXT)
    assert problem.message == "The first sheet, 'Read me', lacks columns that sheet 'Answers' has."
    assert problem.remedy == "Write sheet: Answers beside the file in the model file."
    (problem,) = found(tmp_path, TEXT.replace("staff.xlsx,", "staff.xlsx, sheet: answer,"))
    assert problem.message == "There is no sheet 'answer'."
    assert problem.remedy == "Did you mean 'Answers'?"
    assert read(tmp_path, TEXT.replace("staff.xlsx,", "staff.xlsx, sheet: Answers,")).respondents == 48


def test_the_first_of_several_sheets_is_noted(tmp_path: Path) -> None:
    sheets(tmp_path / "staff.xlsx", ("Answers", [STAFF_HEADER, *staff_rows()]), ("More", [["x"]]))
    assert "staff.xlsx has 2 sheets; the first, 'Answers', was read." in read(tmp_path, TEXT).account.notes


def test_merged_header(tmp_path: Path) -> None:
    rows = [["Staff survey 2025", None, None, None], STAFF_HEADER, *staff_rows()]
    workbook(tmp_path / "staff.xlsx", rows, merged=["A1:D1"])
    (problem,) = found(tmp_path, TEXT)
    assert problem.where == "staff.xlsx, row 1"
    assert problem.message == (
        "The column names seem to stand in row 2, not in row 1. Its empty cells look like merged cells."
    )
    assert problem.remedy.startswith("Unmerge merged cells and leave one row of column names")


def test_two_header_rows(tmp_path: Path) -> None:
    rows = [["team", "Leadership", None, "Trust"], [None, "le1", "le2", "tr1"], *staff_rows()]
    workbook(tmp_path / "staff.xlsx", rows, merged=["B1:C1", "A1:A2"])
    (problem,) = found(tmp_path, TEXT)
    assert problem.message == "Column names are spread over rows 1 and 2. Its empty cells look like merged cells."


def test_merged_teams(tmp_path: Path) -> None:
    """Merged cells hold a value in their first row only."""
    rows = [[team if place % 4 == 0 else None, *rest] for place, (team, *rest) in enumerate(staff_rows())]
    workbook(tmp_path / "staff.xlsx", [STAFF_HEADER, *rows])
    (problem,) = found(tmp_path, TEXT)
    assert problem.where == "staff.xlsx, column 'team'"
    assert problem.message == "36 of 48 rows name no team."
    assert "merged cells" in problem.remedy


def test_formulas_without_values(tmp_path: Path) -> None:
    rows = [[team, a, b, f"={c}" if place < 3 else c] for place, (team, a, b, c) in enumerate(staff_rows())]
    workbook(tmp_path / "staff.xlsx", [STAFF_HEADER, *rows])
    (problem,) = found(tmp_path, TEXT)
    assert problem.where == "staff.xlsx, column 'tr1'"
    assert problem.message == "3 formulas have no stored value, the first in row 2."
    assert "Open the file in a spreadsheet program and save it" in problem.remedy


def test_formulas_in_other_columns_do_not_matter(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", [[*STAFF_HEADER, "sum"], *([*row, "=1+1"] for row in staff_rows())])
    assert read(tmp_path, TEXT).respondents == 48


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (datetime(2025, 1, 5), "1 answer is a date, not a number: '2025-01-05 00:00:00' in row 2."),
        (True, "1 answer is text, not a number: 'TRUE' in row 2."),
        ("#DIV/0!", "1 answer is an error of a spreadsheet formula: '#DIV/0!' in row 2."),
        (7, "1 answer lies outside the response scale 1 to 5: 7 in row 2."),
    ],
)
def test_cells_that_are_no_answers(tmp_path: Path, cell: object, message: str) -> None:
    rows = staff_rows()
    rows[0][1] = cell
    workbook(tmp_path / "staff.xlsx", [STAFF_HEADER, *rows])
    (problem,) = found(tmp_path, TEXT)
    assert (problem.message, problem.where) == (message, "staff.xlsx, column 'le1'")


def test_a_damaged_workbook(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", [STAFF_HEADER, *staff_rows()])
    content = (tmp_path / "staff.xlsx").read_bytes()
    (tmp_path / "staff.xlsx").write_bytes(content[: len(content) // 2])
    (problem,) = found(tmp_path, TEXT)
    assert problem.message == "The file is no Excel workbook, or a damaged one."


def test_another_archive(tmp_path: Path) -> None:
    with ZipFile(tmp_path / "staff.xlsx", "w") as archive:
        archive.writestr("readme.txt", "hello")
    (problem,) = found(tmp_path, TEXT)
    assert problem.message == "The file is no Excel workbook, or a damaged one."


def test_a_workbook_without_cells(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", [])
    (problem,) = found(tmp_path, TEXT)
    assert problem.message == "The file is empty."


def test_the_written_size_of_a_sheet_is_not_trusted(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", [STAFF_HEADER, *staff_rows()])
    with ZipFile(tmp_path / "staff.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'ref="A1:D49"' in parts[sheet]
    parts[sheet] = parts[sheet].replace(b'ref="A1:D49"', b'ref="A1"')
    with ZipFile(tmp_path / "staff.xlsx", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    assert load_workbook(tmp_path / "staff.xlsx", read_only=True).worksheets[0].calculate_dimension() == "A1:A1"
    assert read(tmp_path, TEXT).respondents == 48
