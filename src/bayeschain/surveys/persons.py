"""Respondents who stand in a file twice."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.surveys.findings import counted
from bayeschain.surveys.tables import PERSON, Chunk

MOST_REPEATED: Final = 0.2
"""Share of repeating rows above which a column tells no respondents apart, whatever its name says."""


class Persons:
    """Looks for repeated values of the column that tells respondents apart."""

    def __init__(self) -> None:
        self._keys: list[NDArray[np.uint64]] = []
        self._rows: list[NDArray[np.int64]] = []

    def add(self, chunk: Chunk) -> None:
        """Take in one chunk; without the column there is nothing to look for."""
        if PERSON not in chunk.columns:
            return
        cells = pd.Series(chunk.columns[PERSON].astype(object))
        texts = cells.astype(str).str.strip()
        given = (cells.notna() & (texts != "")).to_numpy()
        self._keys.append(pd.util.hash_array(texts.to_numpy(dtype=object)[given], categorize=False))
        self._rows.append(chunk.rows[given])

    def notes(self, survey: str) -> list[str]:
        """Say how many rows repeat a respondent, and where the first is."""
        if not self._keys:
            return []
        repeats = pd.Series(np.concatenate(self._keys)).duplicated().to_numpy()
        count = int(repeats.sum())
        if not 0 < count <= MOST_REPEATED * len(repeats):
            return []
        says = f"{survey}: {counted(count, 'row repeats', 'rows repeat')} the respondent of an earlier row, "
        says += f"{'' if count == 1 else 'the first '}in row {np.concatenate(self._rows)[repeats][0]}. "
        return [f"{says}All were used: delete those that should not count."]
