"""One file, whatever its kind: its needed columns in chunks."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bayeschain.errors import InputError
from bayeschain.surveys.columnar import ParquetTable
from bayeschain.surveys.delimited import TextTable
from bayeschain.surveys.files import PARQUET, SPSS, WORKBOOK, kind_of_file
from bayeschain.surveys.headers import Header, find_header
from bayeschain.surveys.statistical import SpssTable
from bayeschain.surveys.tables import PERSON, Chunk, Table
from bayeschain.surveys.workbook import SheetTable


@dataclass(frozen=True)
class File:
    """A file to read.

    Parameters
    ----------
    path : Path
        Where it is.
    label : str
        How the user named it; used in messages.
    sheet : str or None
        Sheet of an Excel file; None for the first.
    """

    path: Path
    label: str
    sheet: str | None = None


def read_chunks(file: File, wanted: Sequence[str], text: Collection[str], notes: list[str]) -> Iterator[Chunk]:
    """Needed columns of a file, chunk by chunk.

    Parameters
    ----------
    file : File
        What to read.
    wanted : sequence of str
        Needed columns.
    text : collection of str
        Columns whose numbers are kept as written, where the file holds text.
    notes : list of str
        Receives what the reader should know.

    Yields
    ------
    Chunk
        With the column `PERSON` beside the needed ones, where a text file or sheet has one.

    Raises
    ------
    InputError
        When the file cannot be read or lacks a needed column; at the end where it lacks columns of answers only, which
        are then empty, so that what is wrong with the others is found as well.
    """
    with closing(_open(file, wanted, notes)) as table:
        header = find_header(table.head, wanted, file.label, text)
        if not isinstance(header, Header):
            raise InputError(header)
        lacking = [name for name in wanted if name not in header.positions]
        if not set(text).isdisjoint(lacking):
            raise InputError(header.problems)
        if header.person is None or not isinstance(table, TextTable | SheetTable):
            chunks = table.chunks(header.row, header.positions, text)
        else:
            chunks = table.chunks(header.row, {**header.positions, PERSON: header.person}, {*text, PERSON})
        for chunk in chunks:
            empty = {name: np.full(len(chunk), np.nan) for name in lacking}
            yield replace(chunk, columns={**chunk.columns, **empty}) if empty else chunk
        if header.problems:
            raise InputError(header.problems)


def _open(file: File, wanted: Sequence[str], notes: list[str]) -> Table:
    kind = kind_of_file(file.path, file.label)
    if not isinstance(kind, str):
        raise InputError([kind])
    if kind == WORKBOOK:
        return SheetTable(file.path, file.label, file.sheet, wanted, notes)
    if kind == PARQUET:
        return ParquetTable(file.path, file.label)
    if kind == SPSS:
        return SpssTable(file.path, file.label, file.sheet, notes)
    return TextTable(file.path, file.label, wanted, notes)
