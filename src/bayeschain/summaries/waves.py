"""From wave to wave: constructs, teams, tiers and drivers, draw by draw."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import CONSTRUCT, ESTIMANDS, SURVEY, TEAM, TIERS, at_wave, without_wave
from bayeschain.errors import InputError, Problem
from bayeschain.specification.waves import bases
from bayeschain.summaries.drivers import DRIVER
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats, interval, summarise, summarise_both, with_conventions
from bayeschain.summaries.outcome import outcome_of, total_draws
from bayeschain.summaries.posterior import Draws
from bayeschain.summaries.ranks import ranks_of
from bayeschain.summaries.thirds import thirds_of

STEP: Final = "step"
ESTIMAND: Final = "estimand"
BEFORE: Final = "tier_before"
AFTER: Final = "tier_after"
WAVES: Final = "waves"


@dataclass(frozen=True)
class Step:
    """Two waves of a fit and the C constructs that both have.

    Parameters
    ----------
    fitted : Fitted
        A fit, opened.
    before, after : str
        The waves.
    """

    fitted: Fitted
    before: str
    after: str

    @property
    def name(self) -> str:
        """Name of the step."""
        return f"{self.before} -> {self.after}"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Constructs as the model file names them."""
        return bases(self.fitted.specification)

    def places(self, draws: Draws, wave: str) -> list[int]:
        """Places of the constructs in one wave."""
        return [draws.place[at_wave(name, wave)] for name in self.names]

    @cached_property
    def reached(self) -> NDArray[np.bool_]:
        """(J, C) whether a team has answers to a construct in both waves; a column of the team table always has."""
        data, specification = self.fitted.data, self.fitted.specification
        n = data["n_respondents"].transpose(TEAM, SURVEY).to_numpy()
        place = {name: i for i, name in enumerate(data[SURVEY].to_numpy().tolist())}
        found = np.ones((len(n), len(self.names)), dtype=bool)
        for c, name in enumerate(self.names):
            for wave in (self.before, self.after):
                survey = specification.construct(at_wave(name, wave)).survey
                if survey is not None:
                    found[:, c] &= n[:, place[survey]] > 0
        return found

    def teams(self, draws: Draws) -> Floats:
        """(M, J, C) change of each team on the original response scale."""
        levels = self.fitted.scales.convert(draws.level)
        return np.asarray(levels[:, :, self.places(draws, self.after)] - levels[:, :, self.places(draws, self.before)])

    def means(self, draws: Draws, wave: str) -> Floats:
        """(M, 2, C) mean level in one wave: of the teams that have answers in both, and of new teams."""
        c = self.places(draws, wave)
        weight = self.reached / np.maximum(self.reached.sum(axis=0), 1)
        these = np.einsum("mjc,jc->mc", self.fitted.scales.convert(draws.level)[:, :, c], weight)
        these[:, ~self.reached.any(axis=0)] = np.nan
        new = self.fitted.scales.convert(draws.expected(draws.mean[:, None, :], draws.team_sd**2)[:, 0])[:, c]
        return np.stack([these, new], axis=1)

    def team_sd(self, draws: Draws) -> Floats:
        """(M, C) SD between teams in the earlier wave on the original response scale."""
        return np.asarray((draws.team_sd * draws.slope * self.fitted.scales.unit)[:, self.places(draws, self.before)])

    def stability(self, draws: Draws) -> Floats:
        """(M, C) correlation of the teams' true levels in the two waves."""
        return draws.correlation[:, self.places(draws, self.after), self.places(draws, self.before)]


def changes(fit: xr.DataTree, *, mass: float | None = None) -> xr.Dataset:
    """Change from wave to wave of constructs, teams, tiers and drivers.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit of a model file with waves.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``step`` (each wave and the next; with more than two waves the first and the last as well; coordinates
        ``wave_before`` and ``wave_after``), ``construct`` (as the model file names them), ``estimand``, ``team``,
        ``driver``, ``tier_before`` and ``tier_after``. All levels and changes are on the original response scale.

        By step, estimand and construct ``mean, sd, lower, upper, prob_positive`` of the change, its ``prior_lower,
        prior_upper, data_informative``, the mean levels ``level_before, level_after``, and the change in the earlier
        wave's SDs between teams, ``standard`` with ``_lower, _upper``. ``these_teams`` are the teams with answers in
        both waves, ``n_teams`` of them; ``new_teams`` the population, where teams that came or went count as well.
        By step and construct ``stability`` with ``_lower, _upper``: correlation of the teams' true levels.

        By step, team and construct ``team_mean, team_sd, team_lower, team_upper, team_prob_positive``; NaN where the
        team lacks answers in one of the waves. Internal: it tells of single teams.

        By step and driver of the outcome the standardised total effect toward the outcome's better direction in both
        waves, ``effect_before, effect_after``, its change ``effect_mean, effect_sd, effect_lower, effect_upper,
        effect_prob_positive``, and the probabilities that it ranks first in its stage, ``first_before, first_after``;
        NaN where nobody competes.

        By step and both tiers ``moved``, the mean number of teams that were in one and are in the other, and
        ``moved_lower, moved_upper``; of teams with answers to the tier construct in both waves, sorted among
        themselves. Only where the model file has tiers.

    Raises
    ------
    InputError
        The model file names no waves.
    """
    fitted = open_fit(fit)
    mass = fitted.mass(mass)
    steps = steps_of(fitted)
    parts = [_constructs(step, mass) | _teams(step, mass) | _drivers(step, mass) | _tiers(step, mass) for step in steps]
    data = xr.Dataset(
        {name: ((STEP, *dims), np.stack([part[name][1] for part in parts])) for name, (dims, _) in parts[0].items()},
        coords={
            STEP: [step.name for step in steps],
            "wave_before": (STEP, [step.before for step in steps]),
            "wave_after": (STEP, [step.after for step in steps]),
            ESTIMAND: list(ESTIMANDS),
            CONSTRUCT: list(steps[0].names),
            TEAM: fitted.data[TEAM].to_numpy(),
            DRIVER: [without_wave(name) for name in outcome_of(fitted, None).drivers],
            "stage": (DRIVER, [s + 1 for s, stage in enumerate(outcome_of(fitted, None).stages) for _ in stage]),
            "outcome": without_wave(fitted.specification.outcome),
        }
        | ({BEFORE: list(TIERS), AFTER: list(TIERS)} if fitted.specification.tiers else {}),
    )
    return with_conventions(data, mass, standard_unit="SDs between teams in the earlier wave, of each draw")


def steps_of(fitted: Fitted) -> list[Step]:
    """Each wave and the next; with more than two waves the first and the last as well."""
    waves = fitted.specification.waves
    if not waves:
        raise InputError([Problem("The model file names no waves.", "Write waves: and their names, in order of time.")])
    pairs = [*pairwise(waves), *([(waves[0], waves[-1])] if len(waves) > 2 else [])]
    return [Step(fitted, before, after) for before, after in pairs]


type Parts = dict[str, tuple[tuple[str, ...], NDArray[Any]]]


def _constructs(step: Step, mass: float) -> Parts:
    posterior, prior = step.fitted.posterior, step.fitted.prior
    before, after = step.means(posterior, step.before), step.means(posterior, step.after)
    change = after - before
    earlier = step.means(prior, step.after) - step.means(prior, step.before)
    found: Parts = {
        name: ((ESTIMAND, CONSTRUCT), value) for name, value in summarise_both(change, earlier, mass).items()
    }
    found |= {"level_before": ((ESTIMAND, CONSTRUCT), before.mean(axis=0))}
    found |= {"level_after": ((ESTIMAND, CONSTRUCT), after.mean(axis=0))}
    found |= _with_ends("standard", change / step.team_sd(posterior)[:, None, :], (ESTIMAND, CONSTRUCT), mass)
    return (
        found
        | _with_ends("stability", step.stability(posterior), (CONSTRUCT,), mass)
        | {"n_teams": ((CONSTRUCT,), step.reached.sum(axis=0))}
    )


def _with_ends(name: str, draws: Floats, dims: tuple[str, ...], mass: float) -> Parts:
    lower, upper = interval(draws, mass)
    return {name: (dims, draws.mean(axis=0)), f"{name}_lower": (dims, lower), f"{name}_upper": (dims, upper)}


def _teams(step: Step, mass: float) -> Parts:
    found = summarise(step.teams(step.fitted.posterior), mass)
    return {f"team_{name}": ((TEAM, CONSTRUCT), np.where(step.reached, value, np.nan)) for name, value in found.items()}


def _drivers(step: Step, mass: float) -> Parts:
    """Total effects on the outcome in both waves; the chains of the waves are alike, so drivers stand in one order."""
    draws, base = step.fitted.posterior, without_wave(step.fitted.specification.outcome)
    abouts = [outcome_of(step.fitted, at_wave(base, wave)) for wave in (step.before, step.after)]
    effects = [total_draws(draws, about) for about in abouts]
    first = [np.full(each.shape[1], np.nan) for each in effects]
    for values, chances in zip(effects, first, strict=True):
        for members in abouts[0].members:
            if len(members) > 1:
                chances[members] = (ranks_of(values[:, members]) == 1).mean(axis=0)
    found: Parts = {
        "effect_before": ((DRIVER,), effects[0].mean(axis=0)),
        "effect_after": ((DRIVER,), effects[1].mean(axis=0)),
        "first_before": ((DRIVER,), first[0]),
        "first_after": ((DRIVER,), first[1]),
    }
    return found | {
        f"effect_{name}": ((DRIVER,), value) for name, value in summarise(effects[1] - effects[0], mass).items()
    }


def _tiers(step: Step, mass: float) -> Parts:
    """Teams that moved from one third to another."""
    options = step.fitted.specification.tiers
    if options is None:
        return {}
    draws, base = step.fitted.posterior, without_wave(options.by)
    both = step.reached[:, step.names.index(base)]
    thirds = [thirds_of(draws.latent[:, both, draws.place[at_wave(base, w)]]) for w in (step.before, step.after)]
    tier = np.arange(len(TIERS))
    of_tier = [each[:, :, None] == tier for each in thirds]
    moved = np.einsum("mjb,mja->mba", *(each.astype(float) for each in of_tier))
    return _with_ends("moved", moved, (BEFORE, AFTER), mass)
