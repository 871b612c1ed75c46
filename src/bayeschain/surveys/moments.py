"""Moments by team: n, means and cross-products, chunk by chunk in one pass over the data."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class TeamMoments:
    """Moments of p items in J teams.

    Parameters
    ----------
    n : (J,) int
        Respondents.
    means : (J, p) float
        Team means; NaN where n = 0.
    scatter : (J, p, p) float
        Cross-products about the team's own mean; zeros where n < 2.
    """

    n: Integers
    means: Floats
    scatter: Floats

    def take(self, index: Integers) -> "TeamMoments":
        """Moments in another order of teams; -1 makes a team without respondents."""
        absent = index < 0
        n, means, scatter = self.n[index], self.means[index], self.scatter[index]
        n[absent], means[absent], scatter[absent] = 0, np.nan, 0.0
        return TeamMoments(n, means, scatter)


class MomentAccumulator:
    """Collects moments by team from chunks of complete answers.

    Memory is that of the result, whatever the number of respondents.

    Parameters
    ----------
    items : int
        Number of items p.

    Notes
    -----
    Inside a chunk: two passes, mean first. Chunks are merged by

        n = n_a + n_b,  δ = m_b - m_a,  m = m_a + δ n_b / n,  S = S_a + S_b + δ δ′ n_a n_b / n

    (Chan, Golub & LeVeque 1983, The American Statistician 37:242), which does not cancel as sums of squares do.
    """

    def __init__(self, items: int) -> None:
        self._teams = 0
        self._n = np.zeros(0, dtype=np.int64)
        self._means = np.zeros((0, items))
        self._scatter = np.zeros((0, items, items))

    def add(self, teams: Integers, answers: Floats) -> None:
        """Add one chunk.

        Parameters
        ----------
        teams : (n,) int
            Team of each respondent, 0 .. J-1; new teams may appear in any chunk.
        answers : (n, p) float
            Complete answers.
        """
        if len(teams) == 0:
            return
        self._reserve(int(teams.max()) + 1)
        order = np.argsort(teams, kind="stable")
        sorted_teams, sorted_answers = teams[order], answers[order]
        starts = np.flatnonzero(np.diff(sorted_teams, prepend=-1))
        for start, stop in zip(starts, [*starts[1:], len(teams)], strict=True):
            block = sorted_answers[start:stop]
            mean = block.mean(axis=0)
            about = block - mean
            self._merge_team(int(sorted_teams[start]), len(block), mean, about.T @ about)

    def merge(self, other: "MomentAccumulator") -> None:
        """Add the moments of another accumulator, which numbers the teams alike."""
        self.add_moments(other.result())

    def add_moments(self, moments: TeamMoments) -> None:
        """Add moments of other respondents of the same teams."""
        self._reserve(len(moments.n))
        for team in np.flatnonzero(moments.n):
            self._merge_team(int(team), int(moments.n[team]), moments.means[team], moments.scatter[team])

    def result(self, teams: int = 0) -> TeamMoments:
        """Moments of the teams seen so far, and of at least so many teams; a copy."""
        self._reserve(teams)
        seen = slice(0, self._teams)
        n = self._n[seen].copy()
        return TeamMoments(n, np.where(n[:, None] > 0, self._means[seen], np.nan), self._scatter[seen].copy())

    def _merge_team(self, team: int, n: int, mean: Floats, scatter: Floats) -> None:
        before = int(self._n[team])
        after = before + n
        δ = mean - self._means[team]
        self._scatter[team] += scatter + np.outer(δ, δ) * (before * n / after)
        self._means[team] += δ * (n / after)
        self._n[team] = after

    def _reserve(self, teams: int) -> None:
        """Make room for so many teams, doubling so that growth stays linear."""
        more = max(teams, 2 * len(self._n)) - len(self._n)
        if teams > len(self._n):
            self._n = np.concatenate([self._n, np.zeros(more, dtype=np.int64)])
            self._means = np.concatenate([self._means, np.zeros((more, *self._means.shape[1:]))])
            self._scatter = np.concatenate([self._scatter, np.zeros((more, *self._scatter.shape[1:]))])
        self._teams = max(self._teams, teams)
