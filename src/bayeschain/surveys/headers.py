"""Where the column names are, which of the needed ones are missing, and rows below them that hold no answers."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from bayeschain.errors import Problem, did_you_mean
from bayeschain.specification.source import shown
from bayeschain.surveys.cells import is_missing, is_number

MANY: Final = 5
LINES_BELOW: Final = 2
"""Rows below the column names that survey tools fill with question texts and import codes."""
FEWEST_TEXTS: Final = 2
PERSONS: Final = frozenset(
    (
        *("id", "uuid", "guid", "token", "person", "personid", "respondent", "respondentid", "respid"),
        *("responseid", "caseid", "participantid", "userid", "vastaaja", "vastaajaid", "vastaajanid"),
        *("vastaajatunnus", "vastaajanumero", "vastausid", "vastaustunnus", "henkilöid", "henkilönumero"),
        *("tunniste", "email", "emailaddress", "sähköposti", "sähköpostiosoite"),
    )
)
"""Names of columns that tell respondents apart, letters and digits alone."""


@dataclass(frozen=True)
class Header:
    """The column names of a file.

    Parameters
    ----------
    row : int
        Place among the first records.
    positions : dict of str to int
        Place of each needed column that is there.
    person : int or None
        Place of a column that numbers the respondents, where its name says so; it is no needed column.
    problems : tuple of Problem
        The needed columns that are not there, where the others can be read all the same.
    """

    row: int
    positions: dict[str, int]
    person: int | None = None
    problems: tuple[Problem, ...] = ()


def tidy(name: str) -> str:
    """Column name as it is compared: in Unicode's composed form, stripped, with single spaces for line breaks."""
    return " ".join(unicodedata.normalize("NFC", name).split())


def find_header(
    head: Sequence[Sequence[str]], wanted: Sequence[str], label: str, text: Collection[str] = ()
) -> Header | list[Problem]:
    """Find the needed columns.

    Parameters
    ----------
    head : sequence of records
        First records of the file.
    wanted : sequence of str
        Columns that are needed.
    label : str
        The file as the user named it.
    text : collection of str
        Needed columns that hold text; the others hold answers.

    Returns
    -------
    Header or list of Problem
        The column names are the first record with any content; the problems say what is missing, where names seem to
        be further down, which needed name two columns bear, or that question texts stand below the names. Where only
        some columns are missing, the header says so itself, so that the others can be read for what else is wrong.
    """
    records = [[tidy(name) for name in record] for record in head]
    filled = [row for row, record in enumerate(records) if any(record)]
    if not filled:
        return [Problem("The file is empty.", "It needs a row of column names and one row a respondent.", label)]
    row = filled[0]
    names = records[row]
    sought = {tidy(name): name for name in wanted}
    missing = [name for name in sought if name not in names]
    if missing and (misplaced := _further_down(records, filled, set(sought), label)):
        return misplaced
    if missing and (unlike := _unlike(names, missing, label)):
        return unlike
    lacking = _missing(names, missing, set(sought), label)
    twice = [name for name in sought if names.count(name) > 1]
    if twice:
        says, remedy = "Two columns bear this name.", "Rename one of them."
        return [*lacking, *(Problem(says, remedy, f"{label}, column {shown(name)}") for name in twice)]
    positions = {name: names.index(folded) for folded, name in sought.items() if folded in names}
    below = _texts_below(records, row, [place for name, place in positions.items() if name not in text])
    if below:
        rows = f"Row {below[0] + 1}" if len(below) == 1 else f"Rows {below[0] + 1} and {below[1] + 1}"
        example = next(filter(None, (records[below[0]][place] for place in positions.values())))
        says = f"{rows} below the column names, with texts such as {shown(example)}, cannot be answers of respondents."
        remedy = "Delete it" if len(below) == 1 else "Delete them"
        where = f"{label}, row {below[0] + 1}"
        return [*lacking, Problem(says, f"{remedy}: answers follow the column names.", where)]
    return Header(row, positions, person_column(names, positions.values()), tuple(lacking))


def _texts_below(records: list[list[str]], header: int, places: list[int]) -> list[int]:
    """Rows right below the column names with a text of its own in each needed column, as no answers have."""
    cells = [[record[place] for place in places if place < len(record)] for record in records]
    found: list[int] = []
    for row in range(header + 1, min(header + 1 + LINES_BELOW, len(records))):
        texts = [cell for cell in cells[row] if not is_missing(cell)]
        others = {cell for at, record in enumerate(cells) if at not in (header, row) for cell in record}
        own = len(set(texts)) == len(texts) and others.isdisjoint(texts)
        if len(texts) < FEWEST_TEXTS or not own or any(_begins_with_number(text) for text in texts):
            break
        found.append(row)
    return found


def _begins_with_number(text: str) -> bool:
    return is_number(text) or text[0].isdigit()


def person_column(names: Sequence[str], needed: Collection[int]) -> int | None:
    """Place of the first column whose name says that it tells respondents apart; None where there is none."""
    plain = ["".join(each for each in name.casefold() if each.isalnum()) for name in names]
    return next((place for place, name in enumerate(plain) if name in PERSONS and place not in needed), None)


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
    remedy = "Leave one row of column names, one name a column, with nothing above it."
    remedy = (
        f"Unmerge merged cells and {remedy[0].lower()}{remedy[1:]}"
        if gaps or spread
        else f"Delete what stands above it. {remedy}"
    )
    return [Problem(f"{says}{merged}", remedy, f"{label}, row {first + 1}")]


def _unlike(names: list[str], missing: list[str], label: str) -> list[Problem]:
    """Say so where the first row is no row of column names, or lacks so many that the file may be another one."""
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
    return []


def _missing(names: list[str], missing: list[str], sought: set[str], label: str) -> list[Problem]:
    free = [each for each in names if each and each not in sought]
    return [Problem(f"There is no column {shown(name)}.", _nearest(name, free), label) for name in missing]


def _nearest(name: str, free: Sequence[str]) -> str:
    """Say which column, of those that the model does not use, may be meant."""
    longer = [each for each in free if each.casefold().startswith(f"{name.casefold()} ")]
    near = did_you_mean(longer[0] if len(longer) == 1 else name, free)
    return near or "Correct its name in the model file, or add it to the file."
