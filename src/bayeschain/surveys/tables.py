"""Chunks of named columns, from any kind of file."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

HEAD: Final = 20
"""Records at the top of a file that are searched for the column names."""

PERSON: Final = "\0person"
"""Name, which no column of a file bears, of the column that tells respondents apart."""

type Labels = Mapping[float, str]
"""Value labels: what each code of a variable means."""


@dataclass(frozen=True, eq=False)
class Chunk:
    """Some rows of a file; rows without any content are left out.

    Parameters
    ----------
    rows : (n,) int
        Row of each record, as a spreadsheet numbers it (the first row is 1).
    columns : mapping of str to (n,) array
        Cells by column: float where the whole column is numeric, object otherwise.
    comma_is_decimal : bool
        Whether decimal commas are usual in such a file.
    labels : mapping of str to Labels
        Value labels by column, where the file has them; those of missing values are left out.
    strings : frozenset of str
        Columns that the file itself declares as text.
    """

    rows: NDArray[np.int64]
    columns: Mapping[str, NDArray[Any]]
    comma_is_decimal: bool = False
    labels: Mapping[str, Labels] = field(default_factory=dict)
    strings: frozenset[str] = frozenset()

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.rows)


class Table(Protocol):
    """An open file with columns.

    Attributes
    ----------
    head : list of list of str
        The first records.
    """

    head: list[list[str]]

    def chunks(self, header: int, positions: Mapping[str, int], text: Collection[str]) -> Iterator[Chunk]:
        """Rows below the header.

        Parameters
        ----------
        header : int
            Place of the column names in `head`.
        positions : mapping of str to int
            Place of each needed column.
        text : collection of str
            Columns whose numbers are kept as written, where the file holds text.

        Raises
        ------
        InputError
            When the file cannot be read on.
        """
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


def merge(chunks: list[Chunk], names: list[str]) -> Chunk:
    """One chunk out of many; columns become object."""
    if not chunks:
        return Chunk(np.zeros(0, dtype=np.int64), {name: np.zeros(0, dtype=object) for name in names})
    columns = {name: np.concatenate([chunk.columns[name].astype(object) for chunk in chunks]) for name in names}
    rows = np.concatenate([chunk.rows for chunk in chunks])
    return Chunk(rows, columns, chunks[0].comma_is_decimal)
