"""Answers at the lowest and highest category of each item, team by team."""

import numpy as np

from bayeschain.surveys.moments import Floats, Integers


class EndCounter:
    """Counts answers at the ends of the response scale, chunk by chunk.

    Parameters
    ----------
    low, high : (p,) float
        Lowest and highest possible answer of each item.
    """

    def __init__(self, low: Floats, high: Floats) -> None:
        self._ends = (low, high)
        self._counts = np.zeros((2, 0, len(low)), dtype=np.int64)

    def add(self, teams: Integers, answers: Floats) -> None:
        """Count answers (n, p), NaN where missing, of people in teams (n,)."""
        self._counts = self.result(max(self._counts.shape[1], int(teams.max(initial=-1)) + 1))
        _, size, p = self._counts.shape
        for counts, end in zip(self._counts, self._ends, strict=True):
            person, item = np.nonzero(answers == end)
            counts += np.bincount(teams[person] * p + item, minlength=size * p).reshape(size, p)

    def result(self, teams: int) -> Integers:
        """(2, teams, p) answers at the lowest and at the highest category, so far."""
        grown = np.zeros((2, teams, self._counts.shape[2]), dtype=np.int64)
        grown[:, : self._counts.shape[1]] = self._counts
        return grown


def ends_of(ends: Integers, index: Integers) -> Integers:
    """Counts (2, J, p) in another order of teams; -1 makes a team without answers."""
    return np.asarray(np.where(index[None, :, None] >= 0, ends[:, index], 0))
