"""Parquet files, where pyarrow is installed."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.errors import InputError, Problem
from bayeschain.surveys.tables import Chunk

try:
    import pyarrow
    from pyarrow import parquet
except ImportError:
    parquet = None

ROWS_A_CHUNK: Final = 50_000
MOST_ROWS: Final = 100_000_000
"""Rows of a file that is read: runs of equal values make billions of rows in a few bytes."""


class ParquetTable:
    """A Parquet file; only the needed columns are read.

    Parameters
    ----------
    path : Path
        The file.
    label : str
        The file as the user named it.

    Raises
    ------
    InputError
        When pyarrow is not installed, or the file is damaged.
    """

    def __init__(self, path: Path, label: str) -> None:
        if parquet is None:
            raise InputError([Problem("Parquet files need pyarrow.", "Install it: pip install pyarrow.", label)])
        try:
            self._file = parquet.ParquetFile(path)
            self.head = [list(self._file.schema_arrow.names)]
            rows = self._file.metadata.num_rows
        except (pyarrow.ArrowException, OSError, ValueError) as error:
            raise InputError([_damaged(label)]) from error
        self._label = label
        if rows > MOST_ROWS:
            says = f"The Parquet file has {rows:,} rows; up to {MOST_ROWS:,} are read."
            raise InputError([Problem(says, "Keep one row a respondent.", label)])

    def chunks(self, header: int, positions: Mapping[str, int], text: Collection[str]) -> Iterator[Chunk]:
        """Rows; see `tables.Table`. Cells are typed, so `text` has no say."""
        names = self.head[header]
        needed = {name: names[place] for name, place in positions.items()}
        row = 2
        for frame in self._frames(list(dict.fromkeys(needed.values()))):
            rows = np.arange(row, row + len(frame), dtype=np.int64)
            row += len(frame)
            filled = frame.notna().any(axis=1).to_numpy()
            columns = {name: _cells(frame[column])[filled] for name, column in needed.items()}
            yield Chunk(rows[filled], columns)

    def _frames(self, columns: list[str]) -> "Iterator[pd.DataFrame]":
        try:  # pyarrow raises OSError on pages that it cannot unpack, ValueError on text that is none
            for batch in self._file.iter_batches(ROWS_A_CHUNK, columns=columns):
                yield batch.to_pandas()
        except (pyarrow.ArrowException, OSError, ValueError, KeyError, TypeError) as error:
            raise InputError([_damaged(self._label)]) from error

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _damaged(label: str) -> Problem:
    return Problem("The Parquet file is damaged.", "Write it again.", label)


def _cells(column: "pd.Series[Any]") -> NDArray[Any]:
    """Floats, or objects of which True, False and nested values are text."""
    if column.dtype.kind in "iuf":
        return column.to_numpy(dtype=np.float64)
    return np.fromiter((_cell(cell) for cell in column.astype(object)), dtype=object, count=len(column))


def _cell(cell: Any) -> Any:
    if isinstance(cell, bool | np.bool_):
        return str(cell).upper()
    return str(cell) if isinstance(cell, dict | list | np.ndarray) else cell
