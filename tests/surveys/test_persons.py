"""Respondents who stand in a file twice."""

from pathlib import Path

import pytest
from tests.surveys.helpers import ONE_SURVEY, STAFF_HEADER, csv_text, read, staff_file, staff_rows, workbook

HEADER = ("Vastaaja-ID", *STAFF_HEADER)


def notes(folder: Path, ids: list[object]) -> tuple[str, ...]:
    """Notes that text and workbook have alike, for rows with these identifiers."""
    rows = [[person, *row] for person, row in zip(ids, staff_rows(), strict=True)]
    staff_file(folder, csv_text(HEADER, [["" if cell is None else cell for cell in row] for row in rows]))
    workbook(folder / "staff.xlsx", [HEADER, *rows])
    one, other = read(folder), read(folder, ONE_SURVEY.replace("staff.csv", "staff.xlsx"))
    assert one.account.notes == other.account.notes
    assert one.respondents == other.respondents == 48
    return one.account.notes


def test_a_respondent_who_stands_there_twice(tmp_path: Path) -> None:
    assert notes(tmp_path, [*range(1000, 1047), 1004]) == (
        "staff: 1 row repeats the respondent of an earlier row, in row 49. "
        "All were used: delete those that should not count.",
    )
    assert notes(tmp_path, ["a", "b", "a ", "b", *range(44)])[0].startswith(
        "staff: 2 rows repeat the respondent of an earlier row, the first in row 4."
    )


@pytest.mark.parametrize("ids", [list(range(48)), [None] * 48, [None, None, *range(46)], [k // 4 for k in range(48)]])
def test_different_missing_or_shared_identifiers(tmp_path: Path, ids: list[object]) -> None:
    """A value that stands in most rows more than once tells no respondents apart."""
    assert notes(tmp_path, ids) == ()


def test_the_same_respondent_in_two_waves(tmp_path: Path) -> None:
    text = ONE_SURVEY.replace("scale: [1, 5]}", "scale: [1, 5], wave: year}").replace(
        "surveys:", "waves: [1, 2]\nsurveys:"
    )
    rows = [[person, wave, *row] for wave in (1, 2) for person, row in enumerate(staff_rows())]
    staff_file(tmp_path, csv_text(("id", "year", *STAFF_HEADER), rows))
    assert not [note for note in read(tmp_path, text).account.notes if "repeat" in note]


def test_formulas_for_identifiers_do_not_matter(tmp_path: Path) -> None:
    workbook(tmp_path / "staff.xlsx", [HEADER, *([f"={k}+1", *row] for k, row in enumerate(staff_rows()))])
    assert read(tmp_path, ONE_SURVEY.replace("staff.csv", "staff.xlsx")).respondents == 48
