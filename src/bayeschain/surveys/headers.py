"""Where the column names are, and which of the needed ones are missing."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bayeschain.errors import Problem, did_you_mean
from bayeschain.specification.source import shown
from bayeschain.surveys.cells import is_number

MANY: Final = 5


@dataclass(frozen=True)
class Header:
    """The column names of a file.

    Parameters
    ----------
    row : int
        Place among the first records.
    positions : dict of str to int
        Place of each needed column.
    """

    row: int
    positions: dict[str, int]


def tidy(name: str) -> str:
    """Column name as it is compared: stripped, in Unicode's composed form."""
    return unicodedata.normalize("NFC", name).strip()


def find_header(head: Sequence[Sequence[str]], wanted: Sequence[str], label: str) -> Header | list[Problem]:
    """Find the needed columns.

    Parameters
    ----------
    head : sequence of records
        First records of the file.
    wanted : sequence of str
        Columns that are needed.
    label : str
        The file as the user named it.

    Returns
    -------
    Header or list of Problem
        The column names are the first record with any content; the problems say what is missing, where names seem to
        be further down, or which needed name two columns bear.
    """
    records = [[tidy(name) for name in record] for record in head]
    filled = [row for row, record in enumerate(records) if any(record)]
    if not filled:
        return [Problem("The file is empty.", "It needs a row of column names and one row a respondent.", label)]
    row = filled[0]
    names = records[row]
    sought = {tidy(name): name for name in wanted}
    missing = [name for name in sought if name not in names]
    if missing:
        return _further_down(records, filled, set(sought), label) or _missing(names, missing, label)
    twice = [name for name in sought if names.count(name) > 1]
    if twice:
        says, remedy = "Two columns bear this name.", "Rename one of them."
        return [Problem(says, remedy, f"{label}, column {shown(name)}") for name in twice]
    return Header(row, {name: names.index(folded) for folded, name in sought.items()})


def _further_down(records: list[list[str]], filled: list[int], sought: set[str], label: str) -> list[Problem]:
    """Say so where names are in a later row, or spread over two rows, as under merged header cells."""
    first = filled[0]
    hits = {row: len(sought & set(records[row])) for row in filled}
    best = max(filled, key=lambda row: (hits[row], -row))
    if best == first or hits[best] == 0:
        return []
    above = records[first]
    gaps = len([name for name in above if not name]) > 0 and any(above)
    merged = " Its empty cells look like merged cells." if gaps else ""
    spread = f"Column names are spread over rows {first + 1} and {best + 1}." if hits[first] else ""
    says = spread or f"The column names seem to stand in row {best + 1}, not in row {first + 1}."
    remedy = "Unmerge merged cells and leave one row of column names, one name a column, with nothing above it."
    return [Problem(f"{says}{merged}", remedy, f"{label}, row {first + 1}")]


def _missing(names: list[str], missing: list[str], label: str) -> list[Problem]:
    where = f"{label}, row 1"
    known = [name for name in names if name]
    if len(known) > 1 and all(is_number(name) for name in known):
        says = f"The first row holds numbers, not column names: {shown(', '.join(known))}."
        return [Problem(says, "Put a row of column names on top of the file.", where)]
    if len(known) == 1 and len(known[0]) > 1 and len(missing) > 1:
        says = f"The first row is a single column, {shown(known[0])}."
        return [Problem(says, "Separate columns with comma, semicolon, tab or |.", where)]
    if len(missing) > MANY:
        listed = ", ".join(shown(name) for name in missing[:MANY])
        says = f"{len(missing)} columns are missing: {listed} and {len(missing) - MANY} more."
        shown_names = ", ".join(known[:12]) + (", …" if len(known) > 12 else "")
        return [Problem(says, f"Correct the names in the model file or the file. The file has: {shown_names}.", where)]
    return [Problem(f"There is no column {shown(name)}.", did_you_mean(name, known), label) for name in missing]
