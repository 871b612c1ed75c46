"""Drivers of an outcome, ranked within a stage."""

from typing import Final

import numpy as np
import xarray as xr

from bayeschain.conventions import GROUP_PROBABILITY
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.intervals import Floats, interval, labelled, summarise_both, with_conventions
from bayeschain.summaries.outcome import MEASURES, Outcome, driver_draws, explained_share, outcome_of, total_draws
from bayeschain.summaries.ranks import beats, rank_probabilities, rank_summary, ranks_of

DRIVER: Final = "driver"
MEASURE: Final = "measure"
RANK: Final = "rank"
COMPARISON: Final = "comparison"
RANK_COLUMNS: Final = ("rank_mean", "rank_lower", "rank_upper", "prob_first", "group")

LMG_NOTE: Final = (
    "LMG: share of the outcome's variance between teams, averaged over the orderings of its parents that put ancestors"
    " first; the shares sum to R²"
)


def drivers(fit: xr.DataTree, outcome: str | None = None, *, mass: float | None = None) -> xr.Dataset:
    """Drivers of an outcome by stage: total and direct effects, shares of variance, ranks within the stage.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    outcome : str, optional
        Construct to explain; that of the model file where nothing is given.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``driver`` (by stage, then by mean rank), ``measure`` (total, direct, lmg) and ``rank``. Coordinate
        ``stage``, 1 nearest to the outcome. Total and direct effects are standardised and point toward the outcome's
        declared better direction; shares are of the outcome's variance. A driver that is no parent has NaN for direct
        and lmg. Variables ``mean, sd, lower, upper, prob_positive, prior_lower, prior_upper, data_informative,
        rank_mean, rank_lower, rank_upper, prob_first, group, ranked`` by driver and measure, ``rank_probability`` by
        rank as well, and ``r2_mean, r2_lower, r2_upper``. Ranks count within a stage, among those that have the
        measure; alone there, a driver is not ranked: rank 1, no prob_first.

    Raises
    ------
    InputError
        The outcome is not in the chain, or nothing leads to it.
    """
    fitted = open_fit(fit)
    mass = fitted.mass(mass)
    about = outcome_of(fitted, outcome)
    posterior, prior = driver_draws(fitted.posterior, about), driver_draws(fitted.prior, about)
    r2 = explained_share(fitted.posterior, about)
    lower, upper = interval(r2, mass)
    ranked = _ranks(posterior, about, mass)
    dims = (DRIVER, MEASURE)
    data = xr.Dataset(
        labelled(summarise_both(posterior, prior, mass), dims)
        | {name: (dims, value) for name, value in ranked.items() if name != "rank_probability"}
        | {
            "rank_probability": ((*dims, RANK), ranked["rank_probability"]),
            "r2_mean": r2.mean(),
            "r2_lower": lower,
            "r2_upper": upper,
        },
        coords={
            DRIVER: list(about.drivers),
            MEASURE: list(MEASURES),
            RANK: np.arange(1, ranked["rank_probability"].shape[-1] + 1),
            "stage": (DRIVER, [s + 1 for s, stage in enumerate(about.stages) for _ in stage]),
            "outcome": about.name,
        },
    )
    order = np.lexsort((data["rank_mean"].sel({MEASURE: "total"}).to_numpy(), data["stage"].to_numpy()))
    return with_conventions(
        data.isel({DRIVER: order}),
        mass,
        better="high" if about.sign > 0 else "low",
        lmg=about.no_lmg or LMG_NOTE,
        group_probability=GROUP_PROBABILITY,
    )


def comparisons(fit: xr.DataTree, outcome: str | None = None, *, mass: float | None = None) -> xr.Dataset:
    """Probability that one driver's total effect is above another's, within each stage.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    outcome : str, optional
        Construct to explain; that of the model file where nothing is given.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dim ``comparison``: each ordered pair of a stage, with coordinates ``stage, driver, other``. Variables
        ``prob_greater`` = P(driver > other), ``prior_prob_greater``, and ``difference_mean, difference_lower,
        difference_upper`` of their standardised total effects toward the outcome's better direction.
    """
    fitted = open_fit(fit)
    mass = fitted.mass(mass)
    about = outcome_of(fitted, outcome)
    posterior, prior = (total_draws(draws, about) for draws in (fitted.posterior, fitted.prior))
    pairs = [(s, i, j) for s, members in enumerate(about.members) for i in members for j in members if i != j]
    one, other = [i for _, i, _ in pairs], [j for _, _, j in pairs]
    difference = posterior[:, one] - posterior[:, other]
    lower, upper = interval(difference, mass)
    names = about.drivers
    data = xr.Dataset(
        {
            "prob_greater": (COMPARISON, beats(posterior)[one, other]),
            "prior_prob_greater": (COMPARISON, beats(prior)[one, other]),
            "difference_mean": (COMPARISON, difference.mean(axis=0)),
            "difference_lower": (COMPARISON, lower),
            "difference_upper": (COMPARISON, upper),
        },
        coords={
            COMPARISON: np.array([f"{names[i]} > {names[j]}" for _, i, j in pairs], dtype=str),
            "stage": (COMPARISON, np.array([s + 1 for s, _, _ in pairs], dtype=np.int64)),
            "driver": (COMPARISON, np.array([names[i] for i in one], dtype=str)),
            "other": (COMPARISON, np.array([names[j] for j in other], dtype=str)),
            "outcome": about.name,
        },
    )
    return with_conventions(data, mass, better="high" if about.sign > 0 else "low")


def _ranks(values: Floats, about: Outcome, mass: float) -> dict[str, Floats]:
    """Rank columns (S, 3), ``ranked`` (S, 3) and ``rank_probability`` (S, 3, R); NaN for what has no measure."""
    S, widest = values.shape[1], max(len(members) for members in about.members)
    found = {name: np.full((S, len(MEASURES)), np.nan) for name in RANK_COLUMNS}
    probability, ranked = np.full((S, len(MEASURES), widest), np.nan), np.zeros((S, len(MEASURES)), dtype=bool)
    for members in about.members:
        for m in range(len(MEASURES)):
            those = [i for i in members if np.isfinite(values[:, i, m]).all()]
            if not those:
                continue
            together = values[:, those, m]
            for name, value in rank_summary(together, mass).items():
                found[name][those, m] = value
            probability[those, m] = 0.0
            probability[those, m, : len(those)] = rank_probabilities(ranks_of(together))
            ranked[those, m] = len(those) > 1
    return found | {"rank_probability": probability, "ranked": ranked}
