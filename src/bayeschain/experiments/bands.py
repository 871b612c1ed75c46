"""Are ranks uniform? Simultaneous bands of their empirical distribution, exact.

Säilynoja, Bürkner & Vehtari (2022), Graphical test for discrete uniformity, Statistics and Computing 32:32.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.stats import binom

from bayeschain.experiments.truth import Floats

type Counts = NDArray[np.int64]

SMALLEST: Final = 1e-12
"""Smallest two-sided tail probability that is looked at."""


@dataclass(frozen=True)
class Band:
    """Where the numbers of ranks below each level may be.

    Parameters
    ----------
    levels : (K,) float
        Levels z, shares of the possible ranks.
    lower, upper : (K,) int
        Fewest and most of the N ranks that lie below.
    """

    levels: Floats
    lower: Counts
    upper: Counts


def levels_of(draws: int) -> Floats:
    """(L,) levels at which the distribution of ranks 0..L is looked at: every rank but the last."""
    return np.arange(1, draws + 1) / (draws + 1.0)


def counts_below(ranks: Counts, draws: int) -> Counts:
    """(L, …) numbers of ranks (N, …), each 0..L, that lie below each level."""
    at_each = np.stack([(ranks == rank).sum(axis=0) for rank in range(draws)])
    return np.asarray(np.cumsum(at_each, axis=0))


def smallest_tail(counts: Counts, n: int, draws: int) -> Floats:
    """Smallest pointwise two-sided tail probability over the levels.

    Parameters
    ----------
    counts : (L, …) int
        Ranks below each level.
    n : int
        Number of ranks N.
    draws : int
        Draws L that each truth was ranked among.

    Returns
    -------
    (…) float
        min over z of 2 min{P(R ≤ r), P(R ≥ r)} for R ~ Binomial(N, z) (equation 11 of the paper).
    """
    z = levels_of(draws).reshape(-1, *[1] * (counts.ndim - 1))
    below, above = binom.cdf(counts, n, z), binom.sf(counts - 1, n, z)
    return np.asarray(np.minimum(1.0, 2.0 * np.minimum(below, above)).min(axis=0))


def pointwise_band(n: int, draws: int, tail: float) -> Band:
    """Counts whose pointwise two-sided tail probability is at least `tail`, level by level."""
    z = levels_of(draws)
    lower = binom.ppf(tail / 2.0, n, z).astype(np.int64)
    # The smallest count r with P(R ≤ r) ≥ tail/2; the largest with P(R ≥ r) ≥ tail/2.
    upper = binom.isf(tail / 2.0, n, z).astype(np.int64)
    upper = np.where(binom.sf(upper - 1, n, z) >= tail / 2.0, upper, upper - 1)
    return Band(z, lower, upper)


def coverage(band: Band, n: int) -> float:
    """Probability that N uniform ranks stay within a band at every level.

    Level by level, given r ranks below z, those below the next level z′ are r + Binomial(N - r, (z′ - z)/(1 - z)); what
    leaves the band is dropped (algorithm 2 of the paper).
    """
    before, start, probability = 0.0, 0, np.ones(1)
    for z, low, high in zip(band.levels, band.lower, band.upper, strict=True):
        here = np.arange(start, start + len(probability))
        there = np.arange(low, high + 1)
        step = binom.pmf(there[None, :] - here[:, None], (n - here)[:, None], (z - before) / (1.0 - before))
        probability, start, before = probability @ step, int(low), float(z)
    return float(probability.sum())


def simultaneous_band(n: int, draws: int, mass: float) -> Band:
    """Band in which N uniform ranks stay at every level with this probability."""
    tail = brentq(lambda log: coverage(pointwise_band(n, draws, np.exp(log)), n) - mass, np.log(SMALLEST), -1e-6)
    return pointwise_band(n, draws, float(np.exp(tail)))


def p_value(tail: float, n: int, draws: int) -> float:
    """Probability that uniform ranks have a smallest pointwise tail probability this small, or smaller."""
    band = pointwise_band(n, draws, max(tail, SMALLEST))
    # Only counts whose tail is strictly above `tail` are less extreme than what was seen.
    at_lower = 2.0 * binom.cdf(band.lower, n, band.levels) <= tail
    at_upper = 2.0 * binom.sf(band.upper - 1, n, band.levels) <= tail
    return 1.0 - coverage(Band(band.levels, band.lower + at_lower, band.upper - at_upper), n)
