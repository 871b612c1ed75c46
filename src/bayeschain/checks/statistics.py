"""Statistics of teams' scale means, for any number of data sets at once."""

from typing import Final

import numpy as np

from bayeschain.summaries.intervals import Floats

SD: Final = "sd"
ICC: Final = "icc"
CORRELATION: Final = "correlation"
SKEWNESS: Final = "skewness"
FARTHEST: Final = "farthest"
SHARE: Final = "share"


def spreads(y: Floats) -> Floats:
    """(R, C) SD of team means (R, J, C) over the teams; NaN are left out."""
    return np.asarray(np.nanstd(y, axis=1, ddof=1))


def shapes(y: Floats) -> tuple[Floats, Floats]:
    """Skewness, and distance of the farthest team in SDs, (R, C) each, of team means (R, J, C)."""
    away = (y - np.nanmean(y, axis=1, keepdims=True)) / np.nanstd(y, axis=1, keepdims=True)
    return np.nanmean(away**3, axis=1), np.nanmax(np.abs(away), axis=1)


def correlations(y: Floats) -> Floats:
    """(R, C, C) correlations of team means (R, J, C), each over the teams that have both."""
    seen = np.isfinite(y)
    away = np.where(seen, y - np.nanmean(y, axis=1, keepdims=True), 0.0)
    here = seen.astype(float)
    n = np.swapaxes(here, 1, 2) @ here
    mean = np.swapaxes(away, 1, 2) @ here / n
    square = np.swapaxes(away**2, 1, 2) @ here / n - mean**2
    product = np.swapaxes(away, 1, 2) @ away / n - mean * np.swapaxes(mean, 1, 2)
    return np.asarray(product / np.sqrt(square * np.swapaxes(square, 1, 2)))


def intraclass(y: Floats, n: Floats, within: Floats) -> Floats:
    """ICC(1) by analysis of variance, as `summaries.observed.anova_icc` has it.

    Parameters
    ----------
    y : (R, J, C) float
        Team means; NaN without answers.
    n : (J, C) float
        Respondents behind them.
    within : (R, C) float
        Sums of squares within teams.

    Returns
    -------
    (R, C) float
        NaN for a construct without respondents, or with one a team.
    """
    count = np.where(np.isfinite(y), n, 0.0)
    N, J = count.sum(axis=1), (count > 0).sum(axis=1)
    value = np.where(count > 0, y, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        grand = (count * value).sum(axis=1) / N
        msb = (count * (value - grand[:, None]) ** 2).sum(axis=1) / (J - 1)
        msw = within / (N - J)
        return np.where(N > J, (msb - msw) / (msb + (N / J - 1.0) * msw), np.nan)
