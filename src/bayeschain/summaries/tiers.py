"""Teams in three tiers by one construct: the level of the others in each tier."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import CONSTRUCT, ESTIMANDS, TEAM, TIERS
from bayeschain.errors import InputError, Problem
from bayeschain.summaries.averages import complete_teams, raw_third_means, team_averages, third_sizes
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats, informative, interval, with_conventions
from bayeschain.summaries.posterior import Draws
from bayeschain.summaries.thirds import best_in_everything, population_third_means, third_means, third_nodes, thirds_of

ESTIMAND: Final = "estimand"
TIER: Final = "tier"
DIMS: Final = (ESTIMAND, TIER, CONSTRUCT)
PERCENT: Final = 100.0
GAP_SD: Final = "the construct's total team-level SD of the same draw"
RELATIVE: Final = "percent of the mean over all teams, both on the original response scale"


@dataclass(frozen=True)
class Thirds:
    """Means of thirds for one estimand, C constructs with the tier construct first.

    Parameters
    ----------
    means : (M, 3, C) float
        Means of the thirds, original units.
    everyone : (M, C) float
        Means over all teams, original units.
    team_sd : (M, C) float
        Team-level SD, original units.
    is_ratio : (C,) bool
        Whether a ratio to the mean of all has a meaning.
    """

    means: Floats
    everyone: Floats
    team_sd: Floats
    is_ratio: NDArray[np.bool_]

    @cached_property
    def relative(self) -> Floats:
        """(M, 3, C) percent of the mean over all teams; NaN without a meaningful ratio."""
        return np.where(self.is_ratio, PERCENT * self.means / self.everyone[:, None, :], np.nan)

    @cached_property
    def gap_points(self) -> Floats:
        """(M, 3, C) distance from the mean over all teams in original points."""
        return self.means - self.everyone[:, None, :]

    @cached_property
    def gap_sd(self) -> Floats:
        """(M, 3, C) the same in team-level SDs."""
        return self.gap_points / self.team_sd[:, None, :]

    @cached_property
    def prob_highest(self) -> Floats:
        """(3, C) share of draws in which the third has the highest mean of the three."""
        return np.asarray((self.means.argmax(axis=1)[:, None, :] == np.arange(len(TIERS))[:, None]).mean(axis=0))


def tiers(
    fit: xr.DataTree, *, by: str | None = None, show: Sequence[str] | None = None, mass: float | None = None
) -> xr.Dataset:
    """Level of constructs in the thirds of teams that are lowest, middle and highest by one construct.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    by : str, optional
        Construct that teams are sorted by; that of the model file where nothing is given.
    show : sequence of str, optional
        Constructs shown beside it; those of the model file, or the outcome, where nothing is given.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``estimand`` (these_teams: the teams of the surveys; new_teams: the population that they come from),
        ``tier``, ``construct`` (`by` first) and ``team``. By estimand, tier and construct, on the original response
        scale: ``mean, relative, gap_points, gap_sd``, each with ``_lower`` and ``_upper``; ``prior_relative_lower,
        prior_relative_upper, data_informative, prob_highest``; and from raw averages ``raw_mean, raw_relative,
        raw_gap_points``. ``teams`` by estimand and tier, ``prob_tier`` by team and tier, ``prob_best`` and
        ``prior_prob_best`` by estimand: the best tier is best in every shown construct. ``raw_teams`` says how many
        teams have all raw averages, and ``raw_best`` whether the same holds for those.

    Raises
    ------
    InputError
        A construct is not in the fit, or neither the model file nor `by` says what to sort by.
    """
    fitted = open_fit(fit)
    mass = fitted.mass(mass)
    names = tier_constructs(fitted, by, show)
    direction = directions(fitted, names)
    third = tier_draws(fitted.posterior, names[0])
    posterior = estimands(fitted, fitted.posterior, names, third)
    prior = estimands(fitted, fitted.prior, names, tier_draws(fitted.prior, names[0]))
    sizes = np.array([third_sizes(third.shape[1]), [np.nan] * len(TIERS)])
    data = xr.Dataset(
        _summary(posterior, prior, mass)
        | raw_thirds(fitted, names, np.ones(third.shape[1], dtype=bool))
        | {
            "teams": ((ESTIMAND, TIER), sizes),
            "prob_tier": ((TEAM, TIER), tier_probabilities(third)),
            "prob_best": (ESTIMAND, _prob_best(posterior, direction)),
            "prior_prob_best": (ESTIMAND, _prob_best(prior, direction)),
        },
        coords={
            ESTIMAND: list(ESTIMANDS),
            TIER: list(TIERS),
            CONSTRUCT: list(names),
            TEAM: fitted.data[TEAM].to_numpy(),
        },
    )
    return with_conventions(
        data,
        mass,
        tier_construct=names[0],
        best_tier=TIERS[-1] if direction[0] > 0 else TIERS[0],
        relative=RELATIVE,
        gap_sd=GAP_SD,
    )


def tier_constructs(fitted: Fitted, by: str | None, show: Sequence[str] | None) -> tuple[str, ...]:
    """Tier construct and those shown beside it, each once."""
    options = fitted.specification.tiers
    if by is None and options is None:
        problem = Problem("The model file says nothing about tiers.", "Add tiers: {by: …}, or name a construct.")
        raise InputError([problem])
    by = options.by if by is None and options else by or ""
    if show is None:
        show = options.show if options else (fitted.specification.outcome,)
    return tuple(dict.fromkeys(fitted.construct(name) for name in (by, *show)))


def tier_draws(draws: Draws, by: str) -> NDArray[np.int64]:
    """(M, J) third of each team in each draw, by the latent of the tier construct."""
    return thirds_of(draws.latent[:, :, draws.place[by]])


def tier_probabilities(third: NDArray[np.int64]) -> Floats:
    """(J, 3) probability that a team is in each third, from its third in each draw (M, J)."""
    return np.asarray((third[:, :, None] == np.arange(len(TIERS))).mean(axis=0))


def estimands(fitted: Fitted, draws: Draws, names: Sequence[str], third: NDArray[np.int64]) -> list[Thirds]:
    """Thirds of these teams and of new teams."""
    c = [draws.place[name] for name in names]
    origin, unit, is_ratio = fitted.scales.origin[c], fitted.scales.unit[c], fitted.scales.is_ratio[c]
    level, team_sd = draws.level[:, :, c], draws.team_sd[:, c] * draws.slope[:, c]
    both = ((third_means(level, third), level.mean(axis=1)), population_thirds(draws, c))
    return [Thirds(origin + unit * m, origin + unit * all_, unit * team_sd, is_ratio) for m, all_ in both]


def population_thirds(draws: Draws, c: Sequence[int]) -> tuple[Floats, Floats]:
    """Levels of new teams in thirds by a construct, in model units.

    Parameters
    ----------
    draws : Draws
        M draws.
    c : sequence of int
        Places of constructs, the tier construct first.

    Returns
    -------
    means, everyone : (M, 3, C), (M, C) float
        Means of the thirds and of all.
    """
    if not draws.categories:
        return population_third_means(draws.mean[:, c], draws.covariance[:, c, c[0]]), draws.mean[:, c]
    nodes, weights = third_nodes()
    along = draws.covariance[:, :, c[0]] / draws.team_sd[:, [c[0]]]
    latent = draws.mean[:, None, :] + nodes[:, None] * along[:, None, :]
    level = draws.expected(latent, np.maximum(draws.team_sd**2 - along**2, 0.0))[:, :, c]
    means = np.einsum("tk,mtkc->mtc", weights, level.reshape(len(level), len(TIERS), -1, len(c)))
    return means, means.mean(axis=1)


def _summary(
    posterior: list[Thirds], prior: list[Thirds], mass: float
) -> dict[str, tuple[Sequence[str], NDArray[np.float64] | NDArray[np.bool_]]]:
    """Means and intervals (2, 3, C) of what is told by estimand, tier and construct."""
    found: dict[str, NDArray[np.float64] | NDArray[np.bool_]] = {}
    wider = {}
    quantities = {"mean": "means", "relative": "relative", "gap_points": "gap_points", "gap_sd": "gap_sd"}
    for name, attribute in quantities.items():
        draws, before = (np.stack([getattr(t, attribute) for t in group], axis=1) for group in (posterior, prior))
        lower, upper = interval(draws, mass)
        prior_lower, prior_upper = interval(before, mass)
        found |= {name: draws.mean(axis=0), f"{name}_lower": lower, f"{name}_upper": upper}
        wider[name] = informative(lower, upper, prior_lower, prior_upper)
        if name == "relative":
            found |= {"prior_relative_lower": prior_lower, "prior_relative_upper": prior_upper}
    found["data_informative"] = np.where(posterior[0].is_ratio, wider["relative"], wider["gap_sd"])
    found["prob_highest"] = np.stack([thirds.prob_highest for thirds in posterior])
    return {name: (DIMS, value) for name, value in found.items()}


def directions(fitted: Fitted, names: Sequence[str]) -> Floats:
    """1 for constructs where high is better, -1 where low is."""
    return np.array([1.0 if fitted.specification.construct(name).better == "high" else -1.0 for name in names])


def raw_thirds(
    fitted: Fitted, names: Sequence[str], teams: NDArray[np.bool_]
) -> dict[str, tuple[Sequence[str], object]]:
    """Thirds of raw averages, of those of some teams that have all of them; they say nothing of new teams.

    Parameters
    ----------
    fitted : Fitted
        A fit, opened; J teams.
    names : sequence of str
        Constructs, the tier construct first.
    teams : (J,) bool
        Teams whose averages count.

    Returns
    -------
    dict
        ``raw_mean, raw_relative, raw_gap_points, raw_teams, raw_best``, as `tiers` has them.
    """
    c = [fitted.posterior.place[name] for name in names]
    averages = complete_teams(team_averages(fitted)[teams], c)
    means = raw_third_means(averages)
    everyone = averages.mean(axis=0) if len(averages) else np.full(len(c), np.nan)
    relative = np.where(fitted.scales.is_ratio[c], PERCENT * means / everyone, np.nan)
    nothing = np.full(means.shape, np.nan)
    told = {"raw_mean": means, "raw_relative": relative, "raw_gap_points": means - everyone}
    best = len(c) > 1 and bool(best_in_everything(means, directions(fitted, names)))
    return {name: (DIMS, np.stack([value, nothing])) for name, value in told.items()} | {
        "raw_teams": ((), len(averages)),
        "raw_best": ((), best),
    }


def _prob_best(group: list[Thirds], direction: Floats) -> Floats:
    """(2,) share of draws in which the best third is best in everything shown; NaN where nothing is shown."""
    if len(direction) == 1:
        return np.full(len(group), np.nan)
    return np.array([best_in_everything(thirds.means, direction).mean() for thirds in group])
