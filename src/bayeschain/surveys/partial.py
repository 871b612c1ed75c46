"""Respondents who skipped some items, as moments by pattern of answered items and team."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import helmert

from bayeschain.surveys.moments import Floats, Integers


@dataclass(frozen=True, eq=False)
class PartialMoments:
    """Moments of respondents who answered some of p items: G groups that share team and pattern.

    All that a Gaussian likelihood needs of them. A group of one respondent is that person's answers, so these moments
    are never written to a file.

    Parameters
    ----------
    team : (G,) int
        Team of each group.
    n : (G,) int
        Its respondents.
    means : (G, p) float
        Means of the answered items; NaN at the skipped ones.
    group : (R,) int
        Group of each row of `roots`.
    roots : (R, p) float
        Rows whose cross-products, summed over a group, are its cross-products about its own mean; 0 at skipped items.
        A group of n respondents has at most n - 1 rows, and at most as many as items.
    """

    team: Integers
    n: Integers
    means: Floats
    group: Integers
    roots: Floats

    @property
    def answered(self) -> NDArray[np.bool_]:
        """(G, p) the pattern of each group."""
        return np.isfinite(self.means)

    def respondents(self, teams: int) -> Integers:
        """(J,) respondents of each team who skipped an item."""
        return np.bincount(self.team, weights=self.n, minlength=teams).astype(np.int64)

    def take(self, index: Integers) -> "PartialMoments":
        """Moments in another order of teams, as `TeamMoments.take` has it; groups of teams left out are dropped."""
        place = np.full(max(int(index.max(initial=-1)), int(self.team.max(initial=-1))) + 1, -1)
        place[index[index >= 0]] = np.flatnonzero(index >= 0)
        team = place[self.team]
        kept = np.flatnonzero(team >= 0)
        number = np.full(len(self.team), -1)
        number[kept] = np.arange(len(kept))
        rows = number[self.group] >= 0
        return PartialMoments(team[kept], self.n[kept], self.means[kept], number[self.group[rows]], self.roots[rows])


@dataclass
class _Group:
    """One pattern in one team: n, mean and root of the cross-products over the answered items."""

    n: int
    mean: Floats
    root: Floats

    def add(self, n: int, mean: Floats, root: Floats) -> None:
        """Merge other respondents of the pattern (Chan, Golub & LeVeque 1983)."""
        total = self.n + n
        apart = (mean - self.mean) * np.sqrt(self.n * n / total)
        self.root = reduced(np.vstack([self.root, root, apart]))
        self.mean = self.mean + (mean - self.mean) * (n / total)
        self.n = total


def reduced(root: Floats) -> Floats:
    """At most p rows with the same cross-products as root (n, p)."""
    return np.linalg.qr(root, mode="r") if len(root) > root.shape[1] else root


@dataclass
class PartialAccumulator:
    """Collects respondents who skipped items, chunk by chunk in one pass.

    Parameters
    ----------
    items : int
        Number of items p.
    """

    items: int
    _groups: dict[tuple[bytes, int], _Group] = field(default_factory=dict)

    def add(self, teams: Integers, answers: Floats) -> None:
        """Add one chunk.

        Parameters
        ----------
        teams : (n,) int
            Team of each respondent.
        answers : (n, p) float
            NaN where skipped; each respondent has one answer or more.
        """
        if len(teams) == 0:
            return
        answered = np.isfinite(answers)
        keys = np.column_stack([np.packbits(answered, axis=1).astype(np.int64), teams])
        order = np.lexsort(keys.T[::-1])
        first = np.flatnonzero((np.diff(keys[order], axis=0, prepend=-1) != 0).any(axis=1))
        for rows in np.split(order, first[1:]):
            pattern = answered[rows[0]]
            block = answers[rows][:, pattern]
            self._merge(np.packbits(pattern).tobytes(), int(teams[rows[0]]), block)

    def _merge(self, pattern: bytes, team: int, block: Floats) -> None:
        n, p = block.shape
        mean = block.mean(axis=0)
        # Contrasts keep n - 1 rows where respondents are fewer than items, and need no rank to be found.
        root = np.zeros((0, p)) if n == 1 else helmert(n) @ block if n <= p else reduced(block - mean)
        if (found := self._groups.get((pattern, team))) is None:
            self._groups[pattern, team] = _Group(n, mean, root)
        else:
            found.add(n, mean, root)

    def result(self) -> PartialMoments:
        """Moments of all groups seen so far, pattern by pattern; a copy."""
        p, keys = self.items, sorted(self._groups)
        groups = [self._groups[key] for key in keys]
        means = np.full((len(groups), p), np.nan)
        roots = np.zeros((sum(len(each.root) for each in groups), p))
        at = 0
        for i, ((pattern, _), each) in enumerate(zip(keys, groups, strict=True)):
            seen = np.unpackbits(np.frombuffer(pattern, dtype=np.uint8), count=p).astype(bool)
            means[i, seen] = each.mean
            roots[at : at + len(each.root), seen] = each.root
            at += len(each.root)
        team = np.array([team for _, team in keys], dtype=np.int64)
        n = np.array([each.n for each in groups], dtype=np.int64)
        return PartialMoments(team, n, means, np.repeat(np.arange(len(groups)), [len(g.root) for g in groups]), roots)
