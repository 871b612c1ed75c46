"""Answers that can be read, and yet hardly mean what they say: each is told of, by a problem or a note."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from tests.surveys.helpers import (
    ONE_SURVEY,
    STAFF_HEADER,
    Row,
    answers,
    csv_text,
    found,
    names,
    read,
    staff_rows,
    workbook,
)

type Rows = list[list[object]]
WIDE = ONE_SURVEY.replace("scale: [1, 5]", "scale: [0, 100]")


def averages(rows: Rows, name: str, decimals: int = 2) -> list[object]:
    """Row of the averages of other rows."""
    columns = list(zip(*(row[1:] for row in rows), strict=True))
    return [name, *(round(sum(map(float, map(str, column))) / len(column), decimals) for column in columns)]


def sums(rows: Rows, name: str) -> list[object]:
    return [name, *(sum(int(str(row[k])) for row in rows) for k in (1, 2, 3))]


def files(folder: Path, rows: Sequence[Row]) -> None:
    """Write the rows as semicolon text with decimal commas, and as a workbook."""
    text = [[str(cell).replace(".", ",") for cell in row] for row in rows]
    (folder / "staff.csv").write_text(csv_text(STAFF_HEADER, text, ";"), encoding="utf-8")
    workbook(folder / "staff.xlsx", [STAFF_HEADER, *([None if cell == "" else cell for cell in row] for row in rows)])


def problems(folder: Path, rows: Sequence[Row], text: str = ONE_SURVEY) -> list[str]:
    """Messages that the text file and the workbook have alike."""
    files(folder, rows)
    one, other = found(folder, text), found(folder, text.replace("staff.csv", "staff.xlsx"))
    assert [each.message for each in one] == [each.message for each in other]
    return [f"{each.message} {each.remedy}" for each in one]


def notes(folder: Path, rows: Sequence[Row], text: str = ONE_SURVEY) -> tuple[str, ...]:
    files(folder, rows)
    one, other = read(folder, text), read(folder, text.replace("staff.csv", "staff.xlsx"))
    assert one.account.notes == other.account.notes
    return one.account.notes


TOTALS: dict[str, Callable[[Rows], Rows]] = {
    "averages": lambda rows: [averages(rows, "Yhteensä")],
    "averages under a name of its own": lambda rows: [averages(rows, "The whole house", 1)],
    "sums": lambda rows: [sums(rows, "Total")],
    "sums without a name": lambda rows: [["", "", "", ""], sums(rows, "")],
    "counts": lambda rows: [["Answers", len(rows), len(rows), len(rows)]],
    "averages, spread and number": lambda rows: [
        averages(rows, "ka"),
        ["hajonta", 1.12, 1.31, 1.4],
        ["n", *[len(rows)] * 3],
    ],
}


@pytest.mark.parametrize("case", TOTALS)
def test_totals_below_the_answers(tmp_path: Path, case: str) -> None:
    rows: Rows = staff_rows()
    below = TOTALS[case](rows)
    (says,) = problems(tmp_path, [*rows, *below])
    row = 50 + next(place for place, each in enumerate(below) if any(cell != "" for cell in each))
    assert says == (
        f"Row {row} holds totals or averages of the rows above, and no respondent. "
        "Delete it: the file needs one row a respondent, and nothing below."
    )


def test_totals_between_the_answers(tmp_path: Path) -> None:
    rows: Rows = []
    for team in names(12):
        own: Rows = [row for row in staff_rows() if row[0] == team]
        rows += [*own, averages(own, f"{team} Average")]
    (says,) = problems(tmp_path, rows)
    assert says == (
        "12 rows seem to hold totals or averages, and no respondent: 'T1 Average', 'T2 Average', 'T3 Average', "
        "'T4 Average', 'T5 Average' and 7 more. Delete such rows: the file needs one row a respondent."
    )


def test_averages_under_the_name_of_their_team_are_noted(tmp_path: Path) -> None:
    rows: Rows = staff_rows()
    (said,) = [note for note in notes(tmp_path, [*rows[:4], averages(rows[:4], "T1"), *rows[4:]]) if "decimals" in note]
    assert said.startswith("staff: ")
    assert "answers have decimals, unlike the others, the first in row 6" in said
    assert said.endswith("If such a row holds averages, delete it.")


@pytest.mark.parametrize("last", [["T12", 3, 3, 3], ["T12", 1, 1, 1], ["T12", 5, 5, 5], ["T12", 3.5, 2, 4]])
def test_a_respondent_at_the_end_is_no_total(tmp_path: Path, last: list[object]) -> None:
    files(tmp_path, [*staff_rows(), last])
    assert read(tmp_path).respondents == 49


def test_a_team_of_several_people_may_be_called_total(tmp_path: Path) -> None:
    files(tmp_path, [["Total" if row[0] == "T1" else row[0], *row[1:]] for row in staff_rows()])
    assert "Total" in read(tmp_path).teams


def test_shares_on_a_scale_of_points(tmp_path: Path) -> None:
    rows = [[team, *(each / 10 for each in given)] for team, *given in answers(names(12), 4, 3, 10)]
    (says,) = problems(tmp_path, rows, WIDE)
    assert says == (
        "All answers lie between 0 and 1, with decimals, on a wider scale: they seem to be shares, such as .85 for "
        "85 %, which cells in a percent format hold. Write scale: [0, 1] in the model file, or multiply the "
        "answers by 100."
    )
    assert read(tmp_path, ONE_SURVEY.replace("[1, 5]", "[0, 1]")).respondents == 48


def test_percent_signs(tmp_path: Path) -> None:
    rows = [[team, *(f"{10 * each} %" for each in given)] for team, *given in answers(names(12), 4, 3, 10)]
    (says,) = problems(tmp_path, rows, WIDE)
    assert says.startswith("144 answers have a percent sign, for example '50 %'")
    assert "85 for 85 %, with a scale such as [0, 100]" in says


def test_days_as_numbers(tmp_path: Path) -> None:
    rows: Rows = staff_rows()
    rows[0][1], rows[1][1] = 45662, 9
    first, second = problems(tmp_path, rows)
    assert {first.split(":")[0], second.split(":")[0]} == {
        "1 answer looks like the number of a day, by which spreadsheets store dates, and lies outside the response "
        "scale 1 to 5",
        "1 answer lies outside the response scale 1 to 5",
    }
    assert "Spreadsheets turn entries such as 5-1 into dates" in first + second


def test_a_code_for_no_answer_inside_the_scale(tmp_path: Path) -> None:
    rows = [[team, *(8 * each for each in given)] for team, *given in answers(names(12), 4, 3, 12)]
    for row in rows[::10]:
        row[1] = 99
    says = "staff: 5 answers are 99 ('le1'). If 99 is a code for no answer, leave the cells empty."
    assert says in notes(tmp_path, rows, WIDE)


def test_a_scale_that_is_not_the_one_of_the_answers(tmp_path: Path) -> None:
    says = "staff: answers reach from 1 to 5 on a scale of 0 to 10. "
    says += "Correct 'scale' in the model file if it is another one."
    assert says in notes(tmp_path, staff_rows(), ONE_SURVEY.replace("[1, 5]", "[0, 10]"))


def test_nothing_is_said_of_plain_answers(tmp_path: Path) -> None:
    assert notes(tmp_path, staff_rows()) == ()
