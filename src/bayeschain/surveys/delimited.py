"""Delimited text: which encoding and delimiter, and its rows in chunks."""

import codecs
import csv
import io
import re
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.errors import InputError, Problem
from bayeschain.surveys.cells import MISSING
from bayeschain.surveys.headers import tidy
from bayeschain.surveys.tables import HEAD, Chunk

DELIMITERS: Final = ",;\t|"
SAMPLE: Final = 1 << 18
BLOCK: Final = 1 << 20
CELLS_A_CHUNK: Final = 2_000_000
FEWEST_ROWS: Final = 2_000
DECLARED: Final = re.compile(r'"?sep=(.)"?')
TOO_WIDE: Final = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
UNCLOSED: Final = 'A quote (") is opened and never closed.'
NOT_TEXT: Final = "Save it again as CSV UTF-8."


class TextTable:
    """A delimited text file.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        The file as the user named it.
    wanted : sequence of str
        Needed columns: the delimiter is the one that finds most of them.
    notes : list of str
        Receives what the reader should know.

    Raises
    ------
    InputError
        When the file is not text.
    """

    def __init__(self, path: Path, label: str, wanted: Sequence[str], notes: list[str]) -> None:
        self._path, self._label = path, label
        self._encoding = find_encoding(path, label, notes)
        with self._open() as file:
            sample = file.read(SAMPLE)
            whole = not file.read(1)
        declared = DECLARED.fullmatch(sample.split("\n", 1)[0].rstrip("\r"))
        self._delimiter = declared.group(1) if declared else find_delimiter(sample, wanted)
        self.head = records(sample, self._delimiter, whole)
        if not self.head:
            raise InputError([Problem(UNCLOSED, "Close it, or remove it.", label)])
        if declared:
            self.head[0] = []

    def chunks(self, header: int, positions: Mapping[str, int], text: Collection[str]) -> Iterator[Chunk]:
        """Rows below the header; see `tables.Table`."""
        width = len(self.head[header])
        names = {place: name for name, place in positions.items()}
        with self._open() as file, warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            _skip(file, self._delimiter, header + 1)
            try:
                yield from self._frames(file, header, width, names, text)
            except (pd.errors.ParserError, pd.errors.ParserWarning) as error:
                raise InputError([self._explained(error, header, width)]) from error

    def close(self) -> None:
        """Nothing is held open."""

    def _open(self) -> TextIO:
        return self._path.open(encoding=self._encoding, newline="")

    def _frames(
        self, file: TextIO, header: int, width: int, names: Mapping[int, str], text: Collection[str]
    ) -> Iterator[Chunk]:
        try:
            reader = pd.read_csv(
                file,
                sep=self._delimiter,
                header=None,
                names=range(width + 1),  # one more than the header has, so that a row that is too wide shows
                index_col=False,
                dtype={place: str for place, name in names.items() if name in text},
                skip_blank_lines=False,
                keep_default_na=False,
                na_values=list(MISSING),
                low_memory=False,
                chunksize=max(FEWEST_ROWS, CELLS_A_CHUNK // width),
            )
        except pd.errors.EmptyDataError:
            return
        with reader:
            for frame in reader:
                rows = frame.index.to_numpy() + header + 2
                wide = frame[width].notna().to_numpy()
                if wide.any():
                    raise InputError([self._too_wide(int(rows[wide][0]), width)])
                filled = frame.notna().any(axis=1).to_numpy()
                columns = {name: _cells(frame[place])[filled] for place, name in names.items()}
                yield Chunk(rows[filled], columns, self._delimiter == ";")

    def _too_wide(self, row: int, width: int, cells: str = "more") -> Problem:
        return Problem(
            f"Row {row} has {cells} cells than the {width} column names.",
            "A cell that holds the delimiter needs quotes; decimal commas need another delimiter, such as a semicolon.",
            f"{self._label}, row {row}",
        )

    def _explained(self, error: Exception, header: int, width: int) -> Problem:
        counted = TOO_WIDE.search(str(error))
        if counted:
            return self._too_wide(int(counted.group(2)) + header + 1, width)
        if isinstance(error, pd.errors.ParserWarning):
            return self._too_wide(header + 2, width)
        if "EOF inside string" in str(error):
            return Problem(UNCLOSED, "Close it, or remove it.", self._label)
        return Problem("The rows cannot be told apart.", NOT_TEXT, self._label)


def find_encoding(path: Path, label: str, notes: list[str]) -> str:
    """Find the encoding of a text file, by reading all of it once.

    Returns
    -------
    str
        The one that the byte order mark names; UTF-8; else Windows-1252 or Latin-1, with a note.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        if _first_undecodable(path, label, "utf-16") is not None:
            raise InputError([Problem("The file is no valid UTF-16 text.", NOT_TEXT, label)])
        return "utf-16"
    line = _first_undecodable(path, label, "utf-8-sig")
    if line is None:
        return "utf-8-sig"
    encoding = "cp1252" if _first_undecodable(path, label, "cp1252") is None else "latin-1"
    name = {"cp1252": "Windows-1252", "latin-1": "Latin-1"}[encoding]
    notes.append(
        f"{label} is not UTF-8 (see line {line}) and was read as {name}. "
        "Check that letters such as ä, ö and é look right in the names of teams."
    )
    return encoding


def _first_undecodable(path: Path, label: str, encoding: str) -> int | None:
    """Line of the first byte that does not fit the encoding; None when all do. Refuses files with NUL bytes."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            try:
                text = decoder.decode(block)
            except UnicodeDecodeError as error:
                return line + error.object[: error.start].count(b"\n")
            if "\0" in text:
                says = "The file holds bytes that no text has."
                raise InputError([Problem(says, NOT_TEXT, f"{label}, line {line}")])
            line += text.count("\n")
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return line
    return None


def find_delimiter(sample: str, wanted: Sequence[str]) -> str:
    """Delimiter that finds most of the needed names; then the one that splits rows most evenly."""
    return max(DELIMITERS, key=lambda delimiter: _merit(records(sample, delimiter), wanted))


def _merit(found: list[list[str]], wanted: Sequence[str]) -> tuple[int, float, int]:
    filled = [record for record in found if any(record)]
    if not filled:
        return 0, 0.0, 0
    sought = {tidy(name) for name in wanted}
    named = max(len(sought & {tidy(name) for name in record}) for record in filled)
    width = len(filled[0])
    even = sum(len(record) == width for record in filled) / len(filled)
    return named, even if width > 1 else 0.0, width


def records(sample: str, delimiter: str, whole: bool = True) -> list[list[str]]:
    """First records of a text; the last one is left out where the sample may end inside it."""
    found: list[list[str]] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        for record in reader:
            found.append(record)
            if len(found) > HEAD:
                return found[:HEAD]
    except csv.Error:
        return found
    return found if whole or len(found) < 2 else found[:-1]


def _skip(file: TextIO, delimiter: str, count: int) -> None:
    reader = csv.reader(file, delimiter=delimiter)
    for _ in range(count):
        next(reader)


def _cells(column: "pd.Series[Any]") -> NDArray[Any]:
    """Cells of a column: floats, or objects where any cell is text."""
    if pd.api.types.is_bool_dtype(column.dtype):
        return np.where(column.to_numpy(), "TRUE", "FALSE").astype(object)
    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy(dtype=np.float64)
    return column.to_numpy(dtype=object)
