"""Ranks of drivers, draw by draw; who beats whom; and groups that cannot be told apart."""

import numpy as np
from numpy.typing import NDArray

from bayeschain.conventions import GROUP_PROBABILITY
from bayeschain.summaries.intervals import Floats, integer_interval


def ranks_of(values: Floats) -> NDArray[np.int64]:
    """Ranks within each draw.

    Parameters
    ----------
    values : (M, S) float
        Draws of S drivers.

    Returns
    -------
    (M, S) int
        1 is the largest; of equal values the one that stands first is ranked first.
    """
    order = np.argsort(-values, axis=1, kind="stable")
    return np.argsort(order, axis=1, kind="stable") + 1


def rank_probabilities(ranks: NDArray[np.int64]) -> Floats:
    """(S, S) share of draws in which driver s has rank r + 1; each row and each column sums to 1."""
    levels = np.arange(1, ranks.shape[1] + 1)
    return np.asarray((ranks[:, :, None] == levels).mean(axis=0))


def beats(values: Floats) -> Floats:
    """(S, S) share of draws (M, S) in which driver i is above driver j."""
    return np.asarray((values[:, :, None] > values[:, None, :]).mean(axis=0))


def groups(rank_mean: Floats, beaten: Floats, probability: float = GROUP_PROBABILITY) -> NDArray[np.int64]:
    """Groups of drivers that cannot be told apart.

    Parameters
    ----------
    rank_mean : (S,) float
        Mean ranks.
    beaten : (S, S) float
        Probability that driver i is above driver j.
    probability : float
        With which two drivers are told apart.

    Returns
    -------
    (S,) int
        Group of each driver, 1 the foremost. In the order of mean rank a new group starts where every earlier driver
        beats the next one with at least `probability`.
    """
    order = np.argsort(rank_mean, kind="stable")
    group = np.ones(len(order), dtype=np.int64)
    for place in range(1, len(order)):
        starts = (beaten[order[:place], order[place]] >= probability).all()
        group[order[place]] = group[order[place - 1]] + int(starts)
    return group


def rank_summary(values: Floats, mass: float) -> dict[str, Floats]:
    """Summary of the ranks of drivers that are ranked together.

    Parameters
    ----------
    values : (M, S) float
        Draws of S drivers.
    mass : float
        Of the interval of a rank.

    Returns
    -------
    dict of str to (S,) float
        ``rank_mean``; ``rank_lower, rank_upper``, whole numbers; ``prob_first``, NaN where nobody competes; ``group``.
    """
    ranks = ranks_of(values)
    lower, upper = integer_interval(ranks, mass)
    rank_mean = ranks.mean(axis=0)
    alone = values.shape[1] == 1
    return {
        "rank_mean": rank_mean,
        "rank_lower": lower,
        "rank_upper": upper,
        "prob_first": np.full(1, np.nan) if alone else (ranks == 1).mean(axis=0),
        "group": groups(rank_mean, beats(values)).astype(float),
    }
