"""Excel workbooks: which sheet, formulas without values, and rows in chunks."""

import warnings
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile

import numpy as np
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.workbook import Workbook

from bayeschain.errors import InputError, Problem, did_you_mean
from bayeschain.specification.source import shown
from bayeschain.surveys.headers import tidy
from bayeschain.surveys.sizes import bomb_problem
from bayeschain.surveys.tables import HEAD, PERSON, Chunk

ROWS_A_CHUNK: Final = 5_000
MOST_ROWS: Final = 1_048_576
"""Rows of a sheet in Excel: a file that numbers a row higher is damaged, and would have all rows up to it."""
DAMAGE: Final = (
    *(BadZipFile, InvalidFileException, ParseError, zlib.error, NotImplementedError, EOFError),
    *(KeyError, IndexError, ValueError, TypeError, AttributeError, OverflowError, RuntimeError, OSError),
)
"""What openpyxl and what it reads with raise on a workbook that is none: it does not say so itself."""

type Record = tuple[Any, ...]


class SheetTable:
    """One sheet of an Excel workbook.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        The file as the user named it.
    sheet : str or None
        Name of the sheet; None for the first.
    wanted : sequence of str
        Needed columns; where they stand on another sheet, the message says so.
    notes : list of str
        Receives what the reader should know.

    Raises
    ------
    InputError
        When the file is no workbook, or has no such sheet.
    """

    def __init__(self, path: Path, label: str, sheet: str | None, wanted: Sequence[str], notes: list[str]) -> None:
        self._path, self._label = path, label
        if problem := bomb_problem(path, label):
            raise InputError([problem])
        self._book = _load(path, label, values=True)
        try:
            self._sheet = self._choose(sheet, wanted, notes)
            self.head = _head(self._book, self._sheet, label)
        except InputError:
            self.close()
            raise

    def chunks(self, header: int, positions: Mapping[str, int], text: Collection[str]) -> Iterator[Chunk]:
        """Rows below the header; see `tables.Table`. Cells are typed, so `text` has no say.

        Raises
        ------
        InputError
            When formulas have no stored values.
        """
        empty: dict[str, set[int]] = {name: set() for name in positions}
        block: list[tuple[int, Record]] = []
        empty.pop(PERSON, None)
        for number, record in enumerate(_rows(self._book, self._sheet, self._label, header + 2), start=header + 2):
            if all(cell is None or cell == "" for cell in record):
                continue
            block.append((number, record))
            if len(block) == ROWS_A_CHUNK:
                yield _chunk(block, positions, empty)
                block = []
        if block:
            yield _chunk(block, positions, empty)
        problems = self._formulas(positions, empty)
        if problems:
            raise InputError(problems)

    def close(self) -> None:
        """Close the workbook."""
        self._book.close()

    def _choose(self, sheet: str | None, wanted: Sequence[str], notes: list[str]) -> str:
        names: list[str] = [each.title for each in self._book.worksheets]
        if not names:
            problem = Problem("The workbook has no sheet with cells.", "Put the answers on a sheet.", self._label)
            raise InputError([problem])
        if sheet is not None:
            if sheet not in names:
                problem = Problem(f"There is no sheet {shown(sheet)}.", did_you_mean(sheet, names), self._label)
                raise InputError([problem])
            return sheet
        sought = {tidy(name) for name in wanted}
        if len(names) > 1:
            hits = {
                name: len(sought & {cell for row in _head(self._book, name, self._label) for cell in row})
                for name in names
            }
            better = max(names, key=lambda name: hits[name])
            if hits[better] > hits[names[0]]:
                says = f"The first sheet, {shown(names[0])}, lacks columns that sheet {shown(better)} has."
                remedy = f"Write sheet: {better} beside the file in the model file."
                raise InputError([Problem(says, remedy, self._label)])
            notes.append(f"{self._label} has {len(names)} sheets; the first, {shown(names[0])}, was read.")
        return names[0]

    def _formulas(self, positions: Mapping[str, int], empty: Mapping[str, set[int]]) -> list[Problem]:
        """Problems for cells that hold a formula whose value was never stored."""
        if not any(empty.values()):
            return []
        book = _load(self._path, self._label, values=False)
        found: dict[str, list[int]] = {}
        for number, record in enumerate(_rows(book, self._sheet, self._label, 1), start=1):
            for name, place in positions.items():
                if number in empty.get(name, ()) and place < len(record) and _is_formula(record[place]):
                    found.setdefault(name, []).append(number)
        book.close()
        says = "formulas have no stored value" if found else ""
        remedy = "Open the file in a spreadsheet program and save it, or paste the values over the formulas."
        return [
            Problem(f"{len(rows)} {says}, the first in row {rows[0]}.", remedy, f"{self._label}, column {shown(name)}")
            for name, rows in found.items()
        ]


def _load(path: Path, label: str, values: bool) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations that openpyxl does not know
            return load_workbook(path, read_only=True, data_only=values)
    except DAMAGE as error:
        raise InputError([_damaged(label)]) from error


def _damaged(label: str) -> Problem:
    says = "The file is no Excel workbook, or a damaged one."
    return Problem(says, "Open it in a spreadsheet program and save it again.", label)


def _rows(book: Workbook, sheet: str, label: str, first: int, last: int | None = None) -> Iterator[Record]:
    try:
        cells = book[sheet]
        cells.reset_dimensions()  # some programs write a wrong size
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            records = cells.iter_rows(min_row=first, max_row=last or MOST_ROWS, values_only=True)
    except DAMAGE as error:
        raise InputError([_damaged(label)]) from error
    while True:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                record = next(records, None)
        except DAMAGE as error:
            raise InputError([_damaged(label)]) from error
        if record is None:
            return
        yield record


def _head(book: Workbook, sheet: str, label: str) -> list[list[str]]:
    rows = _rows(book, sheet, label, 1, HEAD)
    records = [["" if cell is None else tidy(str(cell)) for cell in record] for record in rows]
    width = max(map(len, records), default=0)
    return [record + [""] * (width - len(record)) for record in records]


def _chunk(block: list[tuple[int, Record]], positions: Mapping[str, int], empty: Mapping[str, set[int]]) -> Chunk:
    columns: dict[str, Any] = {}
    for name, place in positions.items():
        cells = np.empty(len(block), dtype=object)
        cells[:] = [_cell(record[place]) if place < len(record) else None for _, record in block]
        if name in empty:
            empty[name].update(number for (number, _), cell in zip(block, cells, strict=True) if cell is None)
        columns[name] = cells
    return Chunk(np.array([number for number, _ in block], dtype=np.int64), columns)


def _cell(cell: Any) -> Any:
    """Cell as it is, but True and False as text: they are no numbers."""
    return str(cell).upper() if isinstance(cell, bool) else cell


def _is_formula(cell: Any) -> bool:
    return (isinstance(cell, str) and cell.startswith("=")) or hasattr(cell, "ref")
