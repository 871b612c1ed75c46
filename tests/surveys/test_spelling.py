"""Names of teams that differ where they should not, or are no names."""

from pathlib import Path

import pytest
from tests.surveys.helpers import (
    ONE_SURVEY,
    STAFF_HEADER,
    TWO_SURVEYS,
    csv_text,
    found,
    read,
    staff_file,
    staff_rows,
    workbook,
    write_two,
)

from bayeschain.surveys.spelling import spelling_notes


def renamed(folder: Path, *names: str) -> None:
    """Write the staff file with the first rows under other names of teams."""
    rows = staff_rows()
    for row, name in zip(rows, names, strict=False):
        row[0] = name
    staff_file(folder, csv_text(STAFF_HEADER, rows, ";"))


def test_one_team_in_two_spellings(tmp_path: Path) -> None:
    rows = [["Länsi" if row[0] == "T1" else row[0], *row[1:]] for row in staff_rows()]
    rows[0][0], rows[1][0] = "LANSI", " Länsi "
    staff_file(tmp_path, csv_text(STAFF_HEADER, rows))
    assert read(tmp_path).account.notes == (
        "'staff' has teams 'LANSI' and 'Länsi': if they are the same, spell them alike.",
    )


def test_many_spellings_are_counted() -> None:
    names = [f"{word}{number}" for number in range(4) for word in ("Team ", "team-", "TEAM")]
    notes = spelling_notes("staff", names)
    assert len(notes) == 6
    assert notes[-1] == "'staff' has 7 more pairs of teams with names alike."


def test_spaces_do_not_part_teams(tmp_path: Path) -> None:
    renamed(tmp_path, "North  West", "North\u00a0West", "North West ", "North West")
    assert read(tmp_path).teams[0] == "North West"


def test_teams_that_a_survey_did_not_reach_are_named(tmp_path: Path) -> None:
    write_two(tmp_path)
    text = (tmp_path / "customers.csv").read_text(encoding="utf-8").replace("T3,", "Third,")
    (tmp_path / "customers.csv").write_text(text, encoding="utf-8")
    notes = read(tmp_path, TWO_SURVEYS).account.notes
    assert "staff did not reach 'Third'." in notes
    assert "customers did not reach 'T3', 'T12'." in notes


def test_marks_are_no_teams(tmp_path: Path) -> None:
    renamed(tmp_path, "-", "?")
    (problem,) = found(tmp_path)
    assert problem.where == "staff.csv, column 'team'"
    assert problem.message == "2 names of teams are marks: '-', '?'."
    assert problem.remedy == "Leave the cell empty where the team is not known."


@pytest.mark.parametrize("date", ["1.2.2025", "2025-02-01"])
def test_a_team_that_became_a_date(tmp_path: Path, date: str) -> None:
    renamed(tmp_path, date, date)
    (problem,) = found(tmp_path)
    assert problem.message == f"1 name of a team is a date: '{date}'."
    assert "format the column as text and enter them again" in problem.remedy


def test_teams_may_all_be_dates(tmp_path: Path) -> None:
    rows = [[f"2025-01-{int(row[0][1:]):02d}", *row[1:]] for row in staff_rows()]
    staff_file(tmp_path, csv_text(STAFF_HEADER, rows))
    assert read(tmp_path).respondents == 48


@pytest.mark.parametrize("written", ["Itä", "Länsi", "Öljy", "Åbo", "Kesäyö", "Järvenpää"])
@pytest.mark.parametrize("stored", ["utf-8", "cp850", "mac_roman"])
def test_letters_that_were_broken(written: str, stored: str) -> None:
    broken = written.encode(stored).decode("cp1252", errors="replace")
    notes = spelling_notes("staff", ["Keskus", "Šibenik", "Team „A”", "A…", "Œuvres", broken])
    assert len(notes) == 1
    assert "letters are broken in 1 name of a team" in notes[0]
    assert notes[0].endswith("Export the file again as CSV UTF-8, or as Excel.")


@pytest.mark.parametrize("merged", [range(12), range(6)])
@pytest.mark.parametrize("each", [2, 4])
def test_merged_team_cells(tmp_path: Path, each: int, merged: range) -> None:
    """Also where blocks are short, or not all teams are merged."""
    rows = [row for place, row in enumerate(staff_rows()) if place % 4 < each]
    cells = [f"A{2 + team * each}:A{1 + (team + 1) * each}" for team in merged]
    workbook(tmp_path / "staff.xlsx", [STAFF_HEADER, *rows], merged=cells)
    (problem,) = found(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.xlsx"))
    lost = len(merged) * (each - 1)
    assert problem.message == f"{lost} of {len(rows)} rows name no team."
    assert problem.remedy.startswith("Write the team in every row: merged cells of a spreadsheet")


def test_few_rows_without_a_team_are_left_out(tmp_path: Path) -> None:
    renamed(tmp_path, "T1", "", "T1", "")
    (note,) = read(tmp_path).account.notes
    assert note == (
        "staff: 2 of 48 rows name no team and were left out. "
        "If merged cells left them empty, write the team in every row."
    )
