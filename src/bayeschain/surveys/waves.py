"""The rows of one wave, out of a file that holds several."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from bayeschain.errors import Problem
from bayeschain.messages import Message
from bayeschain.specification.source import shown
from bayeschain.surveys.account import RowCount
from bayeschain.surveys.findings import listed, place
from bayeschain.surveys.tables import Chunk
from bayeschain.surveys.team_names import TeamIndex, naturally

NO_WAVE = Message("no wave of the model")


class WaveRows:
    """Lets the rows of one wave through.

    Parameters
    ----------
    column : str
        Column that says which wave an answer is of.
    wave : str
        The wave wanted.
    waves : sequence of str
        All waves of the model, in the order of time. Rows of none of them are counted with the first.
    """

    def __init__(self, column: str, wave: str, waves: Sequence[str]) -> None:
        self._column, self._wave, self._waves = column, wave, waves
        self._index = TeamIndex()
        self._found = self._others = 0

    def __call__(self, chunks: Iterable[Chunk]) -> Iterator[Chunk]:
        """Chunks with the rows of the wave alone; whole numbers and texts name the same wave."""
        for chunk in chunks:
            numbers = self._index.numbers(chunk.columns[self._column].astype(object))
            names = np.array([*self._index.names, ""], dtype=object)[numbers]
            kept = names == self._wave
            self._found += int(kept.sum())
            self._others += int((~np.isin(names, list(self._waves))).sum())
            columns = {name: cells[kept] for name, cells in chunk.columns.items()}
            yield replace(chunk, rows=chunk.rows[kept], columns=columns)

    def problems(self, label: str) -> list[Problem]:
        """Say that there is no row of the wave."""
        if self._found:
            return []
        there = naturally(self._index.names)
        says = f"No row is of the wave {shown(self._wave)}; the column has {listed(there) if there else 'nothing'}."
        return [
            Problem(says, "Name the waves as the column does, or correct the column.", place(label, [self._column]))
        ]

    def counted(self, rows: RowCount) -> RowCount:
        """Rows kept and lost, with those of no wave of the model beside the first wave."""
        if self._wave != self._waves[0] or not self._others:
            return rows
        return replace(rows, read=rows.read + self._others, reasons={**rows.reasons, NO_WAVE: self._others})
