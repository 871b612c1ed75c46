"""Means, intervals and probabilities over draws, and whether the data tell more than the prior."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import INTERVAL_KIND

Floats = NDArray[np.float64]

NARROWER: Final = 0.8
"""The data tell something where the posterior interval is at most this many times as wide as the prior interval.

A width ratio of .8 is what a likelihood a bit more than half as precise as the prior leaves: 1/√(1 + .56).
"""

CONSTANT: Final = 1e-9
"""An interval no wider than this holds a quantity that is fixed by definition, up to rounding."""

PRIOR_RULE: Final = (
    f"data_informative is False where the posterior interval is more than {NARROWER:g} times as wide as the prior "
    "interval: there the data do not tell."
)


def interval(draws: Floats, mass: float) -> tuple[Floats, Floats]:
    """Equal-tailed interval over the first axis.

    Parameters
    ----------
    draws : (M, …) float
        M draws.
    mass : float
        Probability that it holds, between 0 and 1.

    Returns
    -------
    lower, upper : (…) float
        Quantiles (1 - mass)/2 and (1 + mass)/2; NaN where a draw is NaN.
    """
    tail = 0.5 * (1.0 - mass)
    lower, upper = np.quantile(draws, [tail, 1.0 - tail], axis=0)
    return lower, upper


def integer_interval(draws: NDArray[np.int64], mass: float) -> tuple[Floats, Floats]:
    """Equal-tailed interval whose limits are values that occur among the draws (M, …), such as ranks."""
    tail = 0.5 * (1.0 - mass)
    lower, upper = np.quantile(draws, [tail, 1.0 - tail], axis=0, method="inverted_cdf")
    return lower.astype(float), upper.astype(float)


def prob_positive(draws: Floats) -> Floats:
    """Share of draws (M, …) above 0; NaN where a draw is NaN."""
    return np.where(np.isnan(draws).any(axis=0), np.nan, (draws > 0.0).mean(axis=0))


def informative(lower: Floats, upper: Floats, prior_lower: Floats, prior_upper: Floats) -> NDArray[np.bool_]:
    """Tell where the posterior interval is clearly narrower than the prior interval (`NARROWER`).

    True where the quantity is a constant, False where it is NaN.
    """
    width = upper - lower
    return np.asarray((width <= NARROWER * (prior_upper - prior_lower)) | (width <= CONSTANT))


def summarise(draws: Floats, mass: float) -> dict[str, Floats]:
    """Mean, SD, interval and probability of being positive over the first axis.

    Parameters
    ----------
    draws : (M, …) float
        M draws; one that is not finite makes the quantity NaN.
    mass : float
        Of the interval.

    Returns
    -------
    dict of str to (…) float
        ``mean, sd, lower, upper, prob_positive``.
    """
    finite = np.where(np.isfinite(draws), draws, np.nan)
    lower, upper = interval(finite, mass)
    return {
        "mean": finite.mean(axis=0),
        "sd": finite.std(axis=0),
        "lower": lower,
        "upper": upper,
        "prob_positive": prob_positive(finite),
    }


def summarise_both(draws: Floats, prior: Floats, mass: float) -> dict[str, NDArray[Any]]:
    """`summarise` the posterior and set the prior interval beside it.

    Parameters
    ----------
    draws, prior : (M, …), (M', …) float
        Draws of the same quantities.
    mass : float
        Of both intervals.

    Returns
    -------
    dict of str to (…) array
        That of `summarise`, ``prior_lower, prior_upper`` and the bool ``data_informative``.
    """
    found: dict[str, NDArray[Any]] = dict(summarise(draws, mass))
    before = summarise(prior, mass)
    found["prior_lower"], found["prior_upper"] = before["lower"], before["upper"]
    found["data_informative"] = informative(found["lower"], found["upper"], before["lower"], before["upper"])
    return found


def labelled(
    values: Mapping[str, NDArray[Any]], dims: Sequence[str], prefix: str = ""
) -> dict[str, tuple[Sequence[str], NDArray[Any]]]:
    """Variables of a Dataset from arrays of the same dims, their names led by `prefix`."""
    return {f"{prefix}{name}": (dims, value) for name, value in values.items()}


def with_conventions(data: xr.Dataset, mass: float, **more: str | float) -> xr.Dataset:
    """Dataset that says its interval mass and kind, the rule for the prior, and `more`, in its attributes."""
    told = {"interval_mass": mass, "interval_kind": INTERVAL_KIND, "prior_rule": PRIOR_RULE}
    return data.assign_attrs(told | more)
