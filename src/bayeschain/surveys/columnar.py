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
        except (pyarrow.ArrowException, OSError) as error:
            raise InputError([Problem("The Parquet file is damaged.", "Write it again.", label)]) from error
        self.head = [list(self._file.schema_arrow.names)]

    def chunks(self, header: int, positions: Mapping[str, int], text: Collection[str]) -> Iterator[Chunk]:
        """Rows; see `tables.Table`. Cells are typed, so `text` has no say."""
        names = self.head[header]
        needed = {name: names[place] for name, place in positions.items()}
        row = 2
        for batch in self._file.iter_batches(ROWS_A_CHUNK, columns=list(dict.fromkeys(needed.values()))):
            frame = batch.to_pandas()
            rows = np.arange(row, row + len(frame), dtype=np.int64)
            row += len(frame)
            filled = frame.notna().any(axis=1).to_numpy()
            columns = {name: _cells(frame[column])[filled] for name, column in needed.items()}
            yield Chunk(rows[filled], columns)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def _cells(column: "pd.Series[Any]") -> NDArray[Any]:
    """Floats, or objects of which True, False and nested values are text."""
    if column.dtype.kind in "iuf":
        return column.to_numpy(dtype=np.float64)
    return np.fromiter((_cell(cell) for cell in column.astype(object)), dtype=object, count=len(column))


def _cell(cell: Any) -> Any:
    if isinstance(cell, bool | np.bool_):
        return str(cell).upper()
    return str(cell) if isinstance(cell, dict | list | np.ndarray) else cell
