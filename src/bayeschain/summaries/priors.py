"""What the priors imply, in terms that people know: the prior predictive."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import xarray as xr

from bayeschain.messages import Message
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats, interval, with_conventions
from bayeschain.summaries.tiers import PERCENT, population_thirds

IMPLIED: Final = "implied"
BIN: Final = "bin"
BINS: Final = 40
CUT: Final = 0.01
"""Share of the draws beyond each end of an axis that has no bounds."""

ICC: Final = "icc"
ARROW: Final = "arrow"
EXPLAINED: Final = "r2"
CORRELATION: Final = "correlation"
TOTAL: Final = "total"
TIER: Final = "tier"
GAP: Final = "gap"
NAMES: Final[Mapping[str, Message]] = {
    ICC: Message("ICC of a construct"),
    ARROW: Message("Size of a standardised arrow"),
    EXPLAINED: Message("R² of an explained construct"),
    CORRELATION: Message("Correlation of two constructs between teams"),
    TOTAL: Message("Size of a standardised total effect on the outcome"),
    TIER: Message("Highest third, percent of all teams"),
    GAP: Message("Highest third minus lowest, points of 100"),
}
"""Quantities and what readers see."""

SHARES: Final = frozenset({ICC, ARROW, EXPLAINED, TOTAL})
"""Quantities between 0 and 1, or nearly."""


def implied(fit: xr.DataTree, *, mass: float | None = None) -> xr.Dataset:
    """What the priors of a fit imply for quantities that people know, from its prior draws of parameters.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        What `histograms` returns. Thirds are those of new teams, so that no team of the surveys enters.
    """
    fitted = open_fit(fit)
    return histograms(implied_values(fitted), fitted.mass(mass))


def implied_values(fitted: Fitted) -> dict[str, Floats]:
    """Prior draws of the quantities, over all constructs, pairs or arrows that they belong to.

    Parameters
    ----------
    fitted : Fitted
        A fit, opened.

    Returns
    -------
    dict of str to (M,) float
        By the names of `NAMES`: ICC(1); sizes of standardised arrows and of total effects on the outcome; R² of the
        endogenous constructs; correlations between teams; level of the survey constructs but the tier construct in
        the highest third, in percent of all teams on the original response scale, and its distance from the lowest
        third in percent of the maximum possible. Without quantities that the model does not have.
    """
    draws, chain = fitted.prior, fitted.specification.chain
    place = draws.place
    C, outcome = len(place), place[fitted.specification.outcome]
    explained = [place[name] for name in chain.endogenous]
    leading = [place[name] for name in chain.ancestors(fitted.specification.outcome)]
    standardised = draws.paths[1]
    correlation = draws.correlation[:, *np.tril_indices(C, -1)]
    found = {
        ICC: draws.respondent("icc"),
        ARROW: np.abs(standardised),
        EXPLAINED: draws.array("r2", "construct")[:, explained],
        CORRELATION: correlation,
        TOTAL: np.abs(draws.total[1][:, outcome, leading]),
        **_thirds(fitted),
    }
    return {name: values.ravel() for name, values in found.items() if values.size}


def histograms(values: Mapping[str, Floats], mass: float) -> xr.Dataset:
    """Medians, intervals and shares of the draws in bins.

    Parameters
    ----------
    values : mapping of str to (M,) float
        By the names of `NAMES`.
    mass : float
        Probability that the intervals hold.

    Returns
    -------
    xarray.Dataset
        By ``implied``: ``median, lower, upper``, and ``left, right``, the ends of the axis: the bounds of the quantity,
        or quantiles where it has none. ``share`` (implied, bin) of the draws; the first and the last bin hold what
        lies beyond.
    """
    shares, ends, limits, medians = [], [], [], []
    for name, held in values.items():
        low, high = _ends(name, held)
        counts, edges = np.histogram(np.clip(held, low, high), bins=BINS, range=(low, high))
        shares.append(counts / held.size)
        ends.append((edges[0], edges[-1]))
        limits.append(interval(held, mass))
        medians.append(np.median(held))
    left, right = np.array(ends).T
    lower, upper = np.array(limits).T
    told = {"median": np.array(medians), "lower": lower, "upper": upper, "left": left, "right": right}
    data = xr.Dataset(
        {name: (IMPLIED, value) for name, value in told.items()} | {"share": ((IMPLIED, BIN), np.array(shares))},
        coords={IMPLIED: list(values)},
    )
    return with_conventions(data, mass)


def _thirds(fitted: Fitted) -> dict[str, Floats]:
    """Levels of thirds of new teams, of survey constructs other than the tier construct."""
    options, draws = fitted.specification.tiers, fitted.prior
    shown = [each.name for each in fitted.specification.respondent_constructs if options and each.name != options.by]
    if options is None or not shown:
        return {}
    c = [draws.place[name] for name in (options.by, *shown)]
    thirds, everyone = (each[..., 1:] for each in population_thirds(draws, c))
    origin, unit, is_ratio = (
        each[c[1:]] for each in (fitted.scales.origin, fitted.scales.unit, fitted.scales.is_ratio)
    )
    relative = PERCENT * (origin + unit * thirds[:, -1]) / (origin + unit * everyone)
    return {TIER: relative[:, is_ratio], GAP: thirds[:, -1] - thirds[:, 0]}


def _ends(name: str, values: Floats) -> tuple[float, float]:
    if name in SHARES:
        return 0.0, 1.0
    if name == CORRELATION:
        return -1.0, 1.0
    low, high = np.quantile(values, [CUT, 1.0 - CUT])
    return float(low), float(high)
