"""Scores: reverse scoring, POMP units, T scores."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bayeschain.conventions import POMP_MAXIMUM, T_MEAN, T_SD
from bayeschain.specification.chain import Construct

Floats = NDArray[np.float64]


def pomp(
    answers: Floats, low: Floats | float, high: Floats | float, reverse: NDArray[np.bool_] | bool = False
) -> Floats:
    """Percent of the maximum possible, after reverse scoring.

    Parameters
    ----------
    answers : (..., p) float
        Answers on the response scale.
    low, high : (p,) float or float
        Ends of the response scale.
    reverse : (p,) bool or bool
        Items worded the other way round: x becomes low + high - x first.

    Returns
    -------
    (..., p) float
        100 (x - low) / (high - low), 0-100 (Cohen, Cohen, Aiken & West 1999, Multivariate Behavioral Research 34:315).
    """
    straight = np.where(reverse, np.add(low, high) - answers, answers)
    return POMP_MAXIMUM * (straight - low) / np.subtract(high, low)


def t_scores(values: Floats) -> tuple[Floats, Floats, Floats]:
    """T scores of team columns, over the teams that have a value.

    Parameters
    ----------
    values : (J, Z) float
        Team columns in original units; NaN where a team has no value.

    Returns
    -------
    scores : (J, Z) float
        Mean 50, SD 10 (sample SD); NaN stays NaN.
    mean, sd : (Z,) float
        Original units.
    """
    if values.shape[1] == 0:
        return values.astype(float), np.zeros(0), np.zeros(0)
    mean = np.nanmean(values, axis=0)
    sd = np.nanstd(values, axis=0, ddof=1)
    return T_MEAN + T_SD * (values - mean) / sd, mean, sd


class Scorer:
    """Scores all items of a survey, construct by construct in the order declared.

    Parameters
    ----------
    constructs : iterable of Construct
        Constructs of one survey, each with its response scale.
    """

    def __init__(self, constructs: Iterable[Construct]) -> None:
        rows = [(item, construct) for construct in constructs for item in construct.items]
        self.items: tuple[str, ...] = tuple(item for item, _ in rows)
        scales = [_scale(construct) for _, construct in rows]
        self.low = np.array([low for low, _ in scales], dtype=float)
        self.high = np.array([high for _, high in scales], dtype=float)
        self.reverse = np.array([item in construct.reverse for item, construct in rows], dtype=bool)

    def __call__(self, answers: Floats) -> Floats:
        """POMP scores of (n, p) answers."""
        return pomp(answers, self.low, self.high, self.reverse)


def _scale(construct: Construct) -> tuple[float, float]:
    if construct.scale is None:
        raise ValueError(f"construct '{construct.name}' has no response scale")
    return construct.scale
