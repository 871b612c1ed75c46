"""The walk of docs/first_report.md: by what `check` says alone, messy exports are read rightly."""

import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest
from openpyxl import Workbook

import bayeschain as bc
from bayeschain.errors import InputError, Problem

PAGE_TEXT: Final = (Path(__file__).parents[1] / "docs" / "first_report.md").read_text(encoding="utf-8")
PAGE: Final = " ".join(PAGE_TEXT.split())
TEAMS: Final = (
    *("Länsi", "Itä", "Etelä", "Pohjoinen", "Keskus", "Rannikko"),
    *("Saaristo", "Lappi", "Tuki", "Huolto", "Asennus", "Verkko"),
)
OTHERWISE: Final = {"Länsi": "LÄNSI", "Itä": "Ita", "Etelä": "etelä "}
LABELS: Final = {1: "1 - disagree strongly", 2: "2 - disagree", 3: "3", 4: "4 - agree", 5: "5 - agree strongly"}
QUESTIONS: Final = ["My leader listens", "My leader helps", "My leader explains", "I trust the direction", "I trust us"]
ITEMS: Final = ["le1", "le2", "le3", "tr1", "tr2", "tr3", "gc1", "gc2"]
MORE: Final = ["I doubt the direction", "I know our goals", "I know why"]

type Rows = list[list[Any]]


def tidy(items: int, each: int, low: int, high: int, seed: int) -> Rows:
    """One row a respondent: team and whole answers."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0.0, 0.15 * (high - low), (len(TEAMS), 1, items))
    answers = np.rint((low + high) / 2 + level + rng.normal(0.0, 0.25 * (high - low), (len(TEAMS), each, items)))
    return [[team, *map(int, row)] for team, rows in zip(TEAMS, answers.clip(low, high), strict=True) for row in rows]


def merged(rows: Rows, column: int = 0) -> Rows:
    """Rows with a name in the first row of its block alone."""
    names = ["", *(row[column] for row in rows)]
    return [[*row[:column], "" if row[column] == before else row[column], *row[column + 1 :]]
            for row, before in zip(rows, names, strict=False)]  # fmt: skip


def staff_export(rows: Rows) -> Rows:
    """Question texts under the names, labels, a team in merged cells, odd cells, a double, averages and empty cells."""
    cells = [[f"R{1000 + place}", team, *(LABELS[each] for each in given)] for place, (team, *given) in enumerate(rows)]
    for place, cell in {0: "N/A", 1: "-", 2: 99}.items():
        cells[place][2] = cell
    averages = [round(sum(column) / len(column), 2) for column in list(zip(*rows, strict=True))[1:]]
    table = [
        ["Respondent ID", "Team", *ITEMS],
        ["", "Which team are you in?", *QUESTIONS, *MORE],
        *merged([*cells, cells[-1]], 1),
    ]
    return [[*row, "", ""] for row in [*table, ["", "Average", *averages]]] + [[""] * 12] * 3


def customer_export(rows: Rows, *, percent_format: bool) -> Rows:
    """A title above the names, teams in other spellings, and percent."""
    write: Callable[[int], Any] = (lambda x: x / 100) if percent_format else (lambda x: f"{x} %")
    cells = [[OTHERWISE.get(team, team), *(write(each) for each in given)] for team, *given in rows]
    return [["Customer survey 2025", "", "", ""], ["", "", "", ""], ["Served by", "cb1", "cb2", "cb3"], *merged(cells)]


def write_text(path: Path, rows: Rows) -> None:
    lines = [";".join(str(cell).replace(".", ",") for cell in row) for row in rows]
    path.with_suffix(".csv").write_bytes("\r\n".join(lines).encode("cp1252"))


def write_book(path: Path, rows: Rows) -> None:
    """A workbook, with merged cells where a block has its name in its first row."""
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    column = 2 if "R" in str(rows[0][0]) else 1
    filled = [place for place, row in enumerate(rows, start=1) if row[column - 1] != ""]
    for first, after in pairwise(filled):
        if after - first > 1 and first > 2:
            sheet.merge_cells(start_row=first, end_row=after - 1, start_column=column, end_column=column)
    book.save(path.with_suffix(".xlsx"))


def columns_of(problem: Problem, rows: Rows) -> list[int]:
    """Columns of answers: all of them, as somebody does who replaces in the whole sheet."""
    return [place for place, name in enumerate(rows[0]) if re.fullmatch("(le|tr|gc|cb)[0-9]", str(name))]


def in_cells(change: Callable[[Any], Any]) -> Callable[[Problem, Rows], Rows]:
    def fix(problem: Problem, rows: Rows) -> Rows:
        places = set(columns_of(problem, rows))
        return [[change(cell) if at in places else cell for at, cell in enumerate(row)] if row is not rows[0] else row
                for row in rows]  # fmt: skip

    return fix


def delete_row(problem: Problem, rows: Rows) -> Rows:
    row = int(re.findall("row ([0-9]+)", problem.where)[0])
    return [*rows[: row - 1], *rows[row:]]


def delete_above(problem: Problem, rows: Rows) -> Rows:
    return rows[int(re.findall("in row ([0-9]+)", problem.message)[0]) - 1 :]


def delete_named(problem: Problem, rows: Rows) -> Rows:
    names = re.findall("'([^']+)'", problem.message)
    return [row for row in rows if not set(map(str, row)) & set(names)]


def fill_down(problem: Problem, rows: Rows) -> Rows:
    column = rows[0].index(re.findall("'([^']+)'", problem.where)[0])
    filled, name = [rows[0]], ""
    for row in rows[1:]:
        name = row[column] or name
        filled.append([*row[:column], name, *row[column + 1 :]] if any(cell != "" for cell in row) else row)
    return filled


def number_alone(cell: Any) -> Any:
    return int(re.findall("^[0-9]+", cell)[0]) if isinstance(cell, str) and re.match("[0-9]+ [-%]", cell) else cell


FIXES: Final[dict[str, Callable[[Problem, Rows], Rows]]] = {
    "Write the team in every row": fill_down,
    "keep only the number in the cell": in_cells(number_alone),
    "Write the number alone": in_cells(number_alone),
    "multiply the answers by 100": in_cells(lambda cell: round(100 * cell) if isinstance(cell, float) else cell),
    "is a code for no answer, leave the cell empty": in_cells(lambda cell: "" if cell == 99 else cell),
    "Leave the cell empty where there is no answer": in_cells(lambda cell: "" if cell == "-" else cell),
    "Delete it: answers follow the column names": delete_row,
    "Delete it: the file needs one row a respondent": delete_row,
    "Delete such rows": delete_named,
    "leave one row of column names": delete_above,
    "Leave one row of column names": delete_above,
}
"""What somebody does who reads a remedy, in words of the remedy; rows go last, so that their numbers hold."""


def problems_of(model: Path) -> tuple[Problem, ...]:
    try:
        bc.read_surveys(bc.load_model(model))
    except InputError as error:
        return error.problems
    return ()


def mended(rows: dict[str, Rows], problems: tuple[Problem, ...]) -> dict[str, Rows]:
    """Do what the remedies say."""
    for words, fix in FIXES.items():
        for problem in problems:
            if words in problem.remedy:
                survey = "staff" if "staff" in problem.where else "customers"
                rows = {**rows, survey: fix(problem, rows[survey])}
    return rows


def heeded(rows: dict[str, Rows], notes: tuple[str, ...]) -> dict[str, Rows]:
    """Do what the notes say: one spelling for a team, and a respondent once."""
    pairs = [re.findall("'([^']+)'", note)[1::2] for note in notes if "spell them alike" in note]
    names = {other: name for name, other in pairs}
    twice = [
        int(row)
        for note in notes
        if note.startswith("staff: 1 row repeats")
        for row in re.findall("row ([0-9]+)", note)
    ]
    staff = [row for place, row in enumerate(rows["staff"], start=1) if place not in twice]
    customers = [[names.get(team.strip(), team), *given] for team, *given in rows["customers"]]
    return {"staff": staff, "customers": customers}


def study(folder: Path, kind: str) -> Path:
    """A new study with the two lines of surveys as the page has them."""
    bc.new_study(folder)
    model = folder / "model.yaml"
    lines = model.read_text(encoding="utf-8").splitlines()
    (block,) = re.findall("```yaml\nsurveys:\n(.*?)```", PAGE_TEXT, flags=re.DOTALL)
    at = lines.index("surveys:")
    text = "\n".join([*lines[: at + 1], *block.replace(".csv", f".{kind}").splitlines(), *lines[at + 3 :]])
    model.write_text(text, encoding="utf-8")
    return model


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_walk(tmp_path: Path, kind: str) -> None:
    staff, customers = tidy(8, 6, 1, 5, seed=3), tidy(3, 7, 0, 100, seed=4)
    rows = {"staff": staff_export(staff), "customers": customer_export(customers, percent_format=kind == "xlsx")}
    write = {"csv": write_text, "xlsx": write_book}[kind]
    model = study(tmp_path / kind, kind)
    rounds: list[tuple[Problem, ...]] = []
    while len(rounds) < 4 and (not rounds or rounds[-1]):
        for name, table in rows.items():
            write(model.parent / "data" / name, table)
        rounds.append(problems_of(model))
        rows = mended(rows, rounds[-1])
    assert [len(problems) for problems in rounds] == [2, 7, 0]
    assert [problem.message for problems in rounds for problem in problems if problem.message not in PAGE] == []

    notes = bc.read_surveys(bc.load_model(model)).account.notes
    assert [note for note in notes if note.replace(".xlsx", ".csv") not in PAGE] == []
    for name, table in heeded(rows, notes).items():
        write(model.parent / "data" / name, table)
    checked = bc.check(model)
    assert checked.sentence in PAGE
    assert [note for note in checked.surveys.account.notes if "UTF-8" not in note] == [
        "staff: 3 of 72 respondents skipped an item; what they answered is used."
    ]

    for row in staff[:3]:
        row[1] = ""
    plain = study(tmp_path / "plain", "csv")
    write_text(plain.parent / "data" / "staff", [["Team", *ITEMS], *staff])
    write_text(plain.parent / "data" / "customers", [["Served by", "cb1", "cb2", "cb3"], *customers])
    expected = bc.read_surveys(bc.load_model(plain))
    assert checked.surveys.teams == expected.teams
    for got, source in zip(checked.surveys.sources, expected.sources, strict=True):
        assert got.n.tolist() == source.n.tolist()
        np.testing.assert_allclose(got.available.sums, source.available.sums, atol=1e-9)
        np.testing.assert_allclose(got.scatter, source.scatter, atol=1e-9)
