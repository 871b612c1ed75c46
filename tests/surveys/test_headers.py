"""Column names, and what stands above and below them."""

from pathlib import Path

import pytest
from tests.surveys.helpers import ONE_SURVEY, STAFF_HEADER, Row, csv_text, found, read, staff_file, staff_rows, workbook

from bayeschain.surveys.headers import Header, find_header, person_column

QUESTIONS = ["Which team?", "My leader listens", "My leader helps", "I trust the direction"]
IMPORT = ['{"ImportId":"q0"}', '{"ImportId":"q1"}', '{"ImportId":"q2"}', '{"ImportId":"q3"}']


def both(folder: Path, rows: list[Row]) -> list[str]:
    """Messages and remedies of a semicolon file, after those of a workbook with the same rows have been compared."""
    staff_file(folder, csv_text(rows[0], rows[1:], ";"))
    workbook(folder / "staff.xlsx", rows)
    texts, sheets = found(folder), found(folder, ONE_SURVEY.replace("staff.csv", "staff.xlsx"))
    assert [each.where.replace(".csv", ".xlsx") for each in texts] == [each.where for each in sheets]
    assert [each.message for each in texts] == [each.message for each in sheets]
    return [f"{each.message} {each.remedy}" for each in texts]


def test_questions_above_the_names(tmp_path: Path) -> None:
    (says,) = both(tmp_path, [QUESTIONS, STAFF_HEADER, *staff_rows()])
    assert says == (
        "The column names seem to stand in row 2, not in row 1. Delete what stands above it. "
        "Leave one row of column names, one name a column, with nothing above it."
    )


@pytest.mark.parametrize("team", ["Which team?", ""])
def test_questions_below_the_names(tmp_path: Path, team: str) -> None:
    (says,) = both(tmp_path, [STAFF_HEADER, [team, *QUESTIONS[1:]], *staff_rows()])
    assert says == (
        f"Row 2 below the column names, with texts such as '{team or QUESTIONS[1]}', cannot be answers of respondents. "
        "Delete it: answers follow the column names."
    )


def test_questions_and_import_codes_below_the_names(tmp_path: Path) -> None:
    (says,) = both(tmp_path, [STAFF_HEADER, QUESTIONS, [cell.replace('"', "'") for cell in IMPORT], *staff_rows()])
    assert says.startswith("Rows 2 and 3 below the column names, with texts such as 'Which team?', cannot be answers")


def test_labels_of_answers_are_no_questions(tmp_path: Path) -> None:
    labels = {1: "never", 2: "seldom", 3: "at times", 4: "often", 5: "always"}
    rows = [[team, *(labels[answer] for answer in given)] for team, *given in staff_rows()]
    staff_file(tmp_path, csv_text(STAFF_HEADER, rows))
    (problem,) = found(tmp_path)
    assert problem.message.startswith("144 answers are text, not numbers")
    assert "replace each label by its number, whole cells only" in problem.remedy


def test_a_team_table_of_names_has_no_questions() -> None:
    head = [["name", "area"], ["T1", "north"], ["T2", "south"]]
    assert find_header(head, ["name", "area"], "teams.csv", ["name", "area"]) == Header(0, {"name": 0, "area": 1})


def test_line_breaks_and_doubled_spaces_in_names(tmp_path: Path) -> None:
    header = ['"team\n"', "  le1", "le2\u00a0 ", "tr1"]
    staff_file(tmp_path, csv_text(header, staff_rows()))
    assert read(tmp_path).respondents == 48


def test_a_name_that_the_model_uses_is_not_what_was_meant(tmp_path: Path) -> None:
    staff_file(tmp_path, csv_text(["team", '"le1\nMy leader listens"', "le2", "tr1"], staff_rows()))
    (problem,) = found(tmp_path)
    assert (problem.message, problem.remedy) == (
        "There is no column 'le1'.",
        "Did you mean 'le1 My leader listens'?",
    )
    staff_file(tmp_path, csv_text(["team", "le2", "tr1"], [[row[0], *row[2:]] for row in staff_rows()]))
    (problem,) = found(tmp_path)
    assert problem.remedy == "Correct its name in the model file, or add it to the file."


@pytest.mark.parametrize(
    ("names", "place"),
    [
        (["team", "ID"], 1),
        (["Respondent ID", "team"], 0),
        (["team", "Vastaajan-ID"], 1),
        (["id", "team"], None),
        (["team", "idea"], None),
    ],
)
def test_columns_that_tell_respondents_apart(names: list[str], place: int | None) -> None:
    assert person_column(names, [names.index("id")] if "id" in names else []) == place
