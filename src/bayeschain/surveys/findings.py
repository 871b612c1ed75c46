"""The same trouble in many columns of a file, said once."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.errors import Problem
from bayeschain.specification.source import shown
from bayeschain.surveys.cells import MISSING, kind_of, looks_grouped, mixes_separators

NAMED: Final = 5
"""Columns, teams or pairs that a message names."""

EXAMPLES: Final = 3

EMPTY: Final = f"Leave the cell empty where there is no answer ({', '.join(MISSING[1:])} are read as empty too)."

TEXTS: Final = {
    "coded": (
        "begins with a number and goes on as text",
        "begin with a number and go on as text",
        "Export the codes instead of the labels, or keep only the number in the cell; bayeschain does not guess it.",
    ),
    "spaced": (
        "has its thousands set off",
        "have their thousands set off",
        "Write numbers without separators for thousands.",
    ),
    "percent": (
        "has a percent sign",
        "have a percent sign",
        "Write the number alone, the same way in the whole column: 85 for 85 %, with a scale such as [0, 100].",
    ),
    "date": (
        "is a date, not a number",
        "are dates, not numbers",
        "Spreadsheets turn entries such as 5-1 into dates: format the column as a number or text and enter it again.",
    ),
    "error": (
        "is an error of a spreadsheet formula",
        "are errors of spreadsheet formulas",
        f"Correct the formula. {EMPTY}",
    ),
    "mark": ("is a mark, not a number", "are marks, not numbers", EMPTY),
    "word": (
        "is text, not a number",
        "are text, not numbers",
        f"Export numeric codes instead of labels, or replace each label by its number, whole cells only. {EMPTY}",
    ),
    "string": (
        "is text in a variable that SPSS keeps as a string",
        "are texts in variables that SPSS keeps as strings",
        "Recode the variable to numbers in SPSS, with value labels, and save it as numeric.",
    ),
    "serial": (
        "looks like the number of a day, by which spreadsheets store dates, and lies outside the response scale",
        "look like numbers of days, by which spreadsheets store dates, and lie outside the response scale",
        "Spreadsheets turn entries such as 5-1 into dates: format the column as a number or text and enter it again.",
    ),
    "outside": (
        "lies outside the response scale",
        "lie outside the response scale",
        "Correct 'scale' in the model file if the scale is another one. If the number is a code for no answer, leave "
        "the cell empty.",
    ),
}
"""What is wrong with one cell, with several, and what to do."""


@dataclass(frozen=True)
class Finding:
    """One kind of trouble in one column.

    Parameters
    ----------
    kind : str
        Key of `TEXTS`.
    column : str
        Column of the file.
    count : int
        Cells concerned.
    examples : tuple of str
        Different values, as shown to the user.
    row : int
        Row of the first, as a spreadsheet numbers it.
    scale : tuple of float or None
        Response scale, for ``outside`` and ``serial``.
    """

    kind: str
    column: str
    count: int
    examples: tuple[str, ...]
    row: int
    scale: tuple[float, float] | None = None


class Tally:
    """Counts findings by kind and column over the chunks of a file."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Finding] = {}

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return bool(self._found)

    def columns(self) -> set[str]:
        """Columns with any finding."""
        return {column for _, column in self._found}

    def add(self, finding: Finding) -> None:
        """Add a finding of one chunk."""
        key = (finding.kind, finding.column)
        known = self._found.get(key)
        if known is not None:
            examples = tuple(dict.fromkeys(known.examples + finding.examples))[:EXAMPLES]
            count = known.count + finding.count
            finding = Finding(finding.kind, finding.column, count, examples, known.row, finding.scale)
        self._found[key] = finding

    def add_strange(
        self,
        column: str,
        cells: NDArray[np.object_],
        strange: NDArray[np.bool_],
        rows: NDArray[np.int64],
        kind: str = "",
    ) -> None:
        """Add the cells of a column that are no numbers, as one kind or each as what it looks like."""
        places = np.flatnonzero(strange)
        kinds = np.array([kind or kind_of(cells[place]) for place in places], dtype=object)
        for each in dict.fromkeys(kinds):
            these = places[kinds == each]
            examples = tuple(dict.fromkeys(shown(str(cells[place])) for place in these))[:EXAMPLES]
            self.add(Finding(each, column, len(these), examples, int(rows[these[0]])))

    def problems(self, label: str, noun: str, before: float = math.inf) -> list[Problem]:
        """Problems, one for each kind of trouble.

        Parameters
        ----------
        label : str
            Name of the file.
        noun : str
            What a cell holds: answer or value.
        before : float
            Row from which nothing is told, because the rows themselves are wrong.
        """
        grouped: dict[tuple[str, tuple[float, float] | None], list[Finding]] = {}
        for finding in self._found.values():
            if finding.row >= before:
                continue
            grouped.setdefault((finding.kind, finding.scale), []).append(finding)
        return [self._problem(label, noun, findings) for findings in grouped.values()]

    def _problem(self, label: str, noun: str, findings: list[Finding]) -> Problem:
        first = findings[0]
        count = sum(finding.count for finding in findings)
        one, many, remedy = TEXTS[first.kind]
        scale = f" {first.scale[0]:g} to {first.scale[1]:g}" if first.scale else ""
        if count == 1:
            says = f"1 {noun} {one}{scale}: {first.examples[0]} in row {first.row}."
        else:
            others = " or ".join(
                [", ".join(first.examples[:-1]), first.examples[-1]] if first.examples[1:] else first.examples
            )
            says = f"{count} {noun}s {many}{scale}, for example {others}; the first is in row {first.row}."
        return Problem(says, remedy, place(label, [finding.column for finding in findings]))


def place(label: str, columns: Sequence[str]) -> str:
    """Return the file and the columns concerned, a few of them by name."""
    if len(columns) == 1:
        return f"{label}, column {shown(columns[0])}"
    return f"{label}, columns {listed(columns)}"


def counted(count: int, one: str, many: str) -> str:
    """Return a number and its noun: ``1 team``, ``2 teams``."""
    return f"{count} {one if count == 1 else many}"


def listed(names: Sequence[str]) -> str:
    """Return a few names in quotes, and how many more there are."""
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(shown(name) for name in names[:NAMED]) + more


def separator_problems(
    label: str, texts: Mapping[str, set[str]], comma_is_decimal: bool, countable: Collection[str]
) -> list[Problem]:
    """Return the problems of columns whose commas and points may mean two things.

    Parameters
    ----------
    label : str
        Name of the file.
    texts : mapping of str to set of str
        Different numbers of each column, as written.
    comma_is_decimal : bool
        Whether decimal commas are usual in the file.
    countable : collection of str
        Columns in which thousands may occur.
    """
    problems = []
    mixed = [column for column, written in texts.items() if mixes_separators(written)]
    if mixed:
        says = "Some numbers have a decimal comma and others a decimal point."
        remedy = "Write all of them one way, without separators for thousands."
        problems.append(Problem(says, remedy, place(label, mixed)))
    for column in countable:
        if column not in mixed and looks_grouped(texts[column], comma_is_decimal):
            example = min(text for text in texts[column] if "," in text or "." in text)
            says = f"It is not clear whether {shown(example)} has decimals or thousands."
            problems.append(Problem(says, "Write numbers without separators for thousands.", place(label, [column])))
    return problems
