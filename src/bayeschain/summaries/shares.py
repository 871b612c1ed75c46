"""Shares of explained variance: LMG, averaged over the orderings that put ancestors first."""

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np

from bayeschain.summaries.intervals import Floats

MOST_PARENTS: Final = 14
"""Work doubles with each parent, to seconds at this number; an outcome with more of them gets no shares."""


def lmg_shares(correlation: Floats, before: Sequence[int]) -> Floats:
    """Share of the outcome's variance that each parent explains.

    Parameters
    ----------
    correlation : (M, k + 1, k + 1) float
        Correlations of k parents and, last, the outcome. A parent stands after all of its ancestors.
    before : sequence of int
        For each parent, the set of parents that must come before it (its ancestors), as a bit mask.

    Returns
    -------
    (M, k) float
        Shares; they sum to R².

    Notes
    -----
    LMG (Lindeman, Merenda & Gold 1980; Grömping 2006, J. Statistical Software 17(1)) is the mean over orderings of what
    a parent adds to R² when it enters. Orderings are those with ancestors first (Frye, Rowat & Feige 2020, asymmetric
    Shapley values). With e(S) the number of admissible orderings of a set S and f(S) of what is left after it,

        share_p = Σ_S e(S) f(S + p) / e(all) · [R²(S + p) - R²(S)]

    over the sets S after which p may enter. So each R²(S) is needed once, with the weight that `_weights` collects.
    """
    weights = _weights(before)
    shares = np.zeros((len(before), len(correlation)))
    for S, r2 in _explained(correlation, before):
        for p in np.flatnonzero(weights[S]):
            shares[p] += weights[S][p] * r2
    return shares.T


def _weights(before: Sequence[int]) -> dict[int, Floats]:
    """Weight of R²(S) in the share of each parent (k,), for each admissible set S."""
    k = len(before)
    full = (1 << k) - 1
    first: dict[int, int] = {0: 1}
    waiting = [0]
    for S in waiting:  # grows while it is read: smaller sets come first
        for p in _may_enter(S, before):
            T = S | 1 << p
            if T not in first:
                first[T] = 0
                waiting.append(T)
            first[T] += first[S]
    after: dict[int, int] = {}
    for S in reversed(waiting):
        after[S] = 1 if full == S else sum(after[S | 1 << p] for p in _may_enter(S, before))
    weights = {S: np.zeros(k) for S in waiting}
    for S in waiting:
        for p in _may_enter(S, before):
            T = S | 1 << p
            weight = first[S] * after[T] / first[full]
            weights[T][p] += weight
            weights[S][p] -= weight
    return weights


def _may_enter(S: int, before: Sequence[int]) -> Iterator[int]:
    """Parents outside the set S whose ancestors are all in it."""
    return (p for p, needed in enumerate(before) if not S >> p & 1 and needed & S == needed)


def _explained(correlation: Floats, before: Sequence[int]) -> Iterator[tuple[int, Floats]]:
    """Each admissible set S and R²(S) (M,), sweeping one parent at a time out of what is left.

    A set is reached by adding its parents in ascending order, so only later parents stay in the swept matrix.
    """

    def grow(S: int, first: int, left: Floats) -> Iterator[tuple[int, Floats]]:
        yield S, 1.0 - left[-1, -1]
        for p in range(first, len(before)):
            if before[p] & S == before[p]:
                i = p - first
                column = left[i, i + 1 :]
                swept = left[i + 1 :, i + 1 :] - column[:, None] * (column / left[i, i])
                yield from grow(S | 1 << p, p + 1, swept)

    return grow(0, 0, np.ascontiguousarray(correlation.transpose(1, 2, 0)))  # draws last: long inner loops
