"""What if: a construct raised by a point or an SD, in all teams or in the weakest tier, and the change downstream."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import TIERS
from bayeschain.errors import InputError, Problem
from bayeschain.summaries.averages import third_sizes
from bayeschain.summaries.drivers import DRIVER
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats, interval, labelled, summarise_both, with_conventions
from bayeschain.summaries.outcome import Outcome, outcome_of
from bayeschain.summaries.posterior import Draws
from bayeschain.summaries.ranks import rank_summary
from bayeschain.summaries.thirds import third_means
from bayeschain.summaries.tiers import tier_draws

CHANGE: Final = "change"
RAISED_IN: Final = "raised_in"
RAISED: Final = "raised"
UNIT: Final = "unit"
PLACES: Final = ("all_teams", "weakest_tier")
RAISES: Final = ("point", "sd")
UNITS: Final = ("points", "sd")
NOTE: Final = (
    "change of the mean over all teams that the chain implies when a construct is raised and all that follows from it"
    " moves along; an answer about the model, not an experiment"
)

type Pair = tuple[str, str]
"""A construct that is raised, and one downstream of it."""


@dataclass(frozen=True)
class Weakest:
    """The weakest third of the teams, draw by draw.

    Parameters
    ----------
    fitted : Fitted
        A fit.
    """

    fitted: Fitted

    @cached_property
    def by(self) -> str:
        """Construct that teams are sorted by: that of the model file's tiers, or the outcome where it has none."""
        options = self.fitted.specification.tiers
        return options.by if options else self.fitted.specification.outcome

    @cached_property
    def tier(self) -> int:
        """The lowest third, or the highest where low is better."""
        return 0 if self.fitted.specification.construct(self.by).better == "high" else len(TIERS) - 1

    @cached_property
    def share(self) -> float:
        """Share of the teams that it holds."""
        sizes = third_sizes(self.fitted.posterior.latent.shape[1])
        return sizes[self.tier] / sum(sizes)

    @cached_property
    def gap(self) -> Floats:
        """(M, C) opposite third minus the weakest one in every construct, model units."""
        draws = self.fitted.posterior
        means = third_means(draws.latent, tier_draws(draws, self.by))
        return np.asarray(means[:, len(TIERS) - 1 - self.tier] - means[:, self.tier])


def what_if(fit: xr.DataTree, outcome: str | None = None, *, mass: float | None = None) -> xr.Dataset:
    """Change of the outcome when one of its drivers is raised, as a table that is ranked within each stage.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    outcome : str, optional
        Construct that changes; that of the model file where nothing is given.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``driver`` (by stage, then by mean rank), ``raised_in`` (all teams, or the weakest tier only), ``raised``
        (by one point of its original response scale, or by one team-level SD) and ``unit`` (change in points of the
        outcome's original scale, or in its team-level SDs). Coordinate ``stage``. Variables as in `downstream`, and
        ``rank_mean, rank_lower, rank_upper, prob_first, group`` by driver and `raised`: rank 1 within the stage moves
        the outcome most toward its better direction. A driver is always raised, and a positive change is a higher
        outcome, whatever direction is better.

    Raises
    ------
    InputError
        The outcome is not in the chain, or nothing leads to it.
    """
    fitted = open_fit(fit)
    about = outcome_of(fitted, outcome)
    pairs = [(name, about.name) for name in about.drivers]
    data = _table(fitted, pairs, DRIVER, list(about.drivers), mass)
    data = data.assign(_ranks(fitted, about, data.attrs["interval_mass"])).assign_coords(
        {"stage": (DRIVER, [s + 1 for s, stage in enumerate(about.stages) for _ in stage]), "outcome": about.name}
    )
    order = np.lexsort((data["rank_mean"].sel({RAISED: "sd"}).to_numpy(), data["stage"].to_numpy()))
    return data.isel({DRIVER: order})


def downstream(fit: xr.DataTree, construct: str | None = None, *, mass: float | None = None) -> xr.Dataset:
    """Change of everything downstream of a construct when it is raised.

    The weakest tier is the third of the teams that is worst by the model file's tier construct (by the outcome where
    there are no tiers) in the same posterior draw. It is raised alone, and the gap between it and the opposite third
    is told before and after.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    construct : str, optional
        Construct that is raised; each in turn where nothing is given.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``change`` (construct raised -> construct downstream, with coordinates ``source`` and ``target``),
        ``raised_in``, ``raised`` and ``unit`` as in `what_if`. Variables ``mean, sd, lower, upper, prob_positive,
        prior_lower, prior_upper, data_informative`` of the change of the target's mean over all teams; ``gap,
        gap_lower, gap_upper`` (opposite third minus weakest third of the target as it is) and ``gap_after,
        gap_after_lower, gap_after_upper`` (the same teams after the weakest was raised; the change inside that tier is
        gap - gap_after), NaN where all teams are raised.

    Raises
    ------
    InputError
        The construct is not in the chain, or nothing follows from it.
    """
    fitted = open_fit(fit)
    chain = fitted.specification.chain
    raised = chain.order if construct is None else (fitted.construct(construct),)
    if not any(chain.children(name) for name in raised):
        remedy = "Choose one of: " + ", ".join(name for name in chain.order if chain.children(name)) + "."
        raise InputError([Problem(f"Nothing in the chain follows from '{construct}'.", remedy)])
    pairs = [(one, other) for one in raised for other in chain.order if one in chain.ancestors(other)]
    data = _table(fitted, pairs, CHANGE, [f"{one} -> {other}" for one, other in pairs], mass)
    return data.assign_coords(
        source=(CHANGE, np.array([one for one, _ in pairs], dtype=str)),
        target=(CHANGE, np.array([other for _, other in pairs], dtype=str)),
    )


def changes(draws: Draws, pairs: Sequence[Pair], fitted: Fitted) -> Floats:
    """Changes where all teams are raised; inside a tier that is raised alone they are the same.

    Parameters
    ----------
    draws : Draws
        M draws.
    pairs : sequence of (str, str)
        P pairs of a construct raised and one downstream.
    fitted : Fitted
        Has the original units.

    Returns
    -------
    (M, P, 2, 2) float
        By what the construct is raised (point, SD) and in what the other changes (points, SDs).
    """
    one, other = ([draws.place[pair[end]] for pair in pairs] for end in (0, 1))
    total = draws.total[0][:, other, one]
    step = np.stack([1.0 / (fitted.scales.unit[one] * draws.slope[:, one]), draws.team_sd[:, one]], axis=-1)
    return np.asarray((total[:, :, None] * step)[..., None] * _units(draws, other, fitted)[:, :, None, :])


def _units(draws: Draws, places: Sequence[int], fitted: Fitted) -> Floats:
    """(M, P, 2) points of the original scale (ordinal answers: at the average slope), and SDs, in a model unit."""
    sd = draws.team_sd[:, places]
    return np.stack([fitted.scales.unit[places] * draws.slope[:, places], 1.0 / sd], axis=-1)


def _table(fitted: Fitted, pairs: Sequence[Pair], dim: str, names: Sequence[str], mass: float | None) -> xr.Dataset:
    mass = fitted.mass(mass)
    weakest = Weakest(fitted)
    share = np.array([1.0, weakest.share])[:, None, None]
    posterior, prior = (changes(draws, pairs, fitted) for draws in (fitted.posterior, fitted.prior))
    dims = (dim, RAISED_IN, RAISED, UNIT)
    summary = summarise_both(posterior[:, :, None] * share, prior[:, :, None] * share, mass)
    data = xr.Dataset(
        labelled(summary, dims) | labelled(_gaps(fitted, weakest, pairs, posterior, mass), dims),
        coords={dim: np.array(names, dtype=str), RAISED_IN: list(PLACES), RAISED: list(RAISES), UNIT: list(UNITS)},
    )
    return with_conventions(
        data, mass, meaning=NOTE, tier_construct=weakest.by, weakest_tier=TIERS[weakest.tier], tier_share=weakest.share
    )


def _gaps(
    fitted: Fitted, weakest: Weakest, pairs: Sequence[Pair], change: Floats, mass: float
) -> dict[str, NDArray[Any]]:
    """Gap (P, 2, 2, 2) of each target between the opposite third and the weakest one, before and after."""
    targets = [fitted.posterior.place[target] for _, target in pairs]
    before = weakest.gap[:, targets, None] * _units(fitted.posterior, targets, fitted)
    both = {"gap": np.broadcast_to(before[:, :, None, :], change.shape), "gap_after": before[:, :, None, :] - change}
    found = {}
    for name, draws in both.items():
        lower, upper = interval(draws, mass)
        for suffix, value in {"": draws.mean(axis=0), "_lower": lower, "_upper": upper}.items():
            found[f"{name}{suffix}"] = np.stack([np.full(value.shape, np.nan), value], axis=1)
    return found


def _ranks(fitted: Fitted, about: Outcome, mass: float) -> dict[str, tuple[Sequence[str], Floats]]:
    """Ranks (S, 2) of the drivers within their stage, by what they are raised."""
    pairs = [(name, about.name) for name in about.drivers]
    points = about.sign * changes(fitted.posterior, pairs, fitted)[..., UNITS.index("points")]
    found: dict[str, Floats] = {}
    for members in about.members:
        for r in range(len(RAISES)):
            for name, value in rank_summary(points[:, members, r], mass).items():
                found.setdefault(name, np.full((len(pairs), len(RAISES)), np.nan))[members, r] = value
    return {name: ((DRIVER, RAISED), value) for name, value in found.items()}
