"""A small model with a staff survey, a customer survey and a team table, as CSV text that tests change."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from openpyxl import Workbook

from bayeschain.errors import InputError, Problem
from bayeschain.specification import Specification, parse_model
from bayeschain.surveys import Surveys, read_surveys

REPEATABLE = settings(derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""Property tests try the same examples every time."""

STAFF_ITEMS = ("le1", "le2", "tr1")
ONE_SURVEY = """\
title: One survey
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
constructs:
  leadership: {survey: staff, items: [le1, le2], reverse: [le2]}
  trust: {survey: staff, items: [tr1]}
chain: trust ~ leadership
outcome: trust
"""
TWO_SURVEYS = """\
title: Two surveys
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: unit, scale: [0, 10]}
teams: {file: teams.csv, team: name, size: headcount}
constructs:
  leadership: {survey: staff, items: [le1, le2], reverse: [le2]}
  benefit: {survey: customers, items: [be1]}
  trust: {survey: staff, items: [tr1]}
  margin: {column: margin}
chain: |
  trust ~ leadership
  benefit ~ trust
  margin ~ benefit
outcome: margin
"""

type Row = Sequence[Any]


def answers(teams: Sequence[str], each: int, items: int, high: int, seed: int = 1) -> list[list[Any]]:
    """Rows of team and whole answers from 1 to `high`, `each` respondents a team."""
    rng = np.random.default_rng(seed)
    return [[team, *map(int, rng.integers(1, high + 1, items))] for team in teams for _ in range(each)]


def names(count: int) -> list[str]:
    return [f"T{number}" for number in range(1, count + 1)]


def csv_text(header: Row, rows: Sequence[Row], delimiter: str = ",") -> str:
    return "".join(delimiter.join(map(str, row)) + "\n" for row in [header, *rows])


def staff_rows() -> list[list[Any]]:
    return answers(names(12), 4, 3, 5)


STAFF_HEADER = ("team", *STAFF_ITEMS)


def write_two(folder: Path) -> None:
    """Write the three files of `TWO_SURVEYS`: 12 teams with staff, 11 with customers, all in the table."""
    (folder / "staff.csv").write_text(csv_text(STAFF_HEADER, staff_rows()), encoding="utf-8")
    customers = answers(names(11), 5, 1, 10, seed=2)
    (folder / "customers.csv").write_text(csv_text(("unit", "be1"), customers), encoding="utf-8")
    table = [[name, 20, 1.5 + 0.25 * place] for place, name in enumerate(names(12))]
    (folder / "teams.csv").write_text(csv_text(("name", "headcount", "margin"), table), encoding="utf-8")


def model(text: str, folder: Path) -> Specification:
    return parse_model(text, folder)


def read(folder: Path, text: str = ONE_SURVEY, data: Mapping[str, Path] | None = None) -> Surveys:
    return read_surveys(model(text, folder), data)


def found(folder: Path, text: str = ONE_SURVEY, data: Mapping[str, Path] | None = None) -> tuple[Problem, ...]:
    """Problems of reading the files in `folder`."""
    with pytest.raises(InputError) as caught:
        read(folder, text, data)
    return caught.value.problems


def staff_file(folder: Path, content: str | bytes, name: str = "staff.csv") -> Path:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def workbook(path: Path, rows: Sequence[Row], title: str = "Answers", merged: Sequence[str] = ()) -> Path:
    """Write a workbook with one sheet."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(path)
    return path
