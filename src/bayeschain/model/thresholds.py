"""Thresholds of ordinal items and what identifies their scale.

The first and the last threshold of an item stand half way between the scores of the categories that they part, so that
latent answers have the unit of the scores; the error variance is then free. Between them, shares of the way are free.
"""

import numpy as np

from bayeschain.model.parameters import Floats, Layout
from bayeschain.surveys.ordinal import midpoints

PROBIT_SLOPE = float(1.0 / np.sqrt(2.0 * np.pi))
"""φ(0), the slope of Φ at the threshold."""


def fixed_error_sd(scores: tuple[float, ...]) -> float:
    """SD of the error of an item with two categories; 0 where it is free.

    One threshold cannot tell location and scale: threshold and SD are fixed. With SD φ(0) (high - low), a person whose
    level rises by one point at the threshold is expected to answer one point higher: latent and expected answers are
    on one scale.
    """
    return PROBIT_SLOPE * (scores[1] - scores[0]) if len(scores) == 2 else 0.0


def gap_shapes(categories: tuple[tuple[float, ...], ...], concentration: float) -> tuple[Floats, Floats]:
    """Beta shapes of the stick breaks that make Dirichlet shares of the gaps between an item's thresholds.

    The shares have the mean that midpoints between the categories' scores have; the concentration is that of one share
    where all gaps are equal.
    """
    a, b = [], []
    for scores in categories:
        gaps = np.diff(midpoints(scores))
        shapes = concentration * len(gaps) * gaps / gaps.sum() if len(gaps) else gaps
        a += shapes[:-1].tolist()
        b += (shapes.sum() - np.cumsum(shapes))[:-1].tolist()
    return np.array(a), np.array(b)


def thresholds(layout: Layout, sticks: Floats) -> Floats:
    """(…, thresholds) thresholds of all ordinal items from stick breaks (…, free thresholds), POMP."""
    found, at = [], 0
    for scores in layout.categories:
        ends = midpoints(scores)
        free = max(len(ends) - 2, 0)
        left = np.cumprod(1.0 - sticks[..., at : at + free], axis=-1)
        at += free
        shape = (*sticks.shape[:-1], 1)
        found.append(np.full(shape, ends[0]))
        found.append(ends[-1] - (ends[-1] - ends[0]) * left)
        if len(ends) > 1:
            found.append(np.full(shape, ends[-1]))
    return np.concatenate(found, axis=-1) if found else np.zeros((*sticks.shape[:-1], 0))


def steps(layout: Layout) -> Floats:
    """(thresholds,) points of the score that a threshold stands for, POMP."""
    return np.concatenate([np.diff(scores) for scores in layout.categories]) if layout.categories else np.zeros(0)
