"""An outcome, what leads to it by stage, and the measures of its drivers."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from bayeschain.conventions import CONSTRUCT
from bayeschain.errors import InputError, Problem
from bayeschain.specification.chain import Chain
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.intervals import Floats
from bayeschain.summaries.posterior import Draws
from bayeschain.summaries.shares import MOST_PARENTS, lmg_shares

MEASURES: Final = ("total", "direct", "lmg")


@dataclass(frozen=True)
class Outcome:
    """An outcome and those that lead to it.

    Parameters
    ----------
    chain : Chain
        The chain.
    name : str
        The outcome.
    sign : float
        1 where high is better, -1 where low is.
    """

    chain: Chain
    name: str
    sign: float

    @cached_property
    def stages(self) -> tuple[tuple[str, ...], ...]:
        """Ancestors by stage, the nearest stage first."""
        return self.chain.stages(self.name)

    @cached_property
    def drivers(self) -> tuple[str, ...]:
        """Ancestors, stage by stage."""
        return tuple(name for stage in self.stages for name in stage)

    @cached_property
    def members(self) -> tuple[list[int], ...]:
        """Positions of each stage's members among the drivers."""
        place = {name: i for i, name in enumerate(self.drivers)}
        return tuple([place[name] for name in stage] for stage in self.stages)

    @cached_property
    def parents(self) -> tuple[str, ...]:
        """Constructs with an arrow into the outcome, ancestors first."""
        direct = self.chain.parents(self.name)
        return tuple(name for name in self.chain.order if name in direct)

    @property
    def no_lmg(self) -> str:
        """Why there are no LMG shares; empty where there are."""
        above = self.chain.ancestors(self.name)
        if any(self.name in pair and above.intersection(pair) for pair in self.chain.residual_covariances):
            return "LMG: not given, since the residual of the outcome covaries with that of one of its drivers"
        if self.chain.adjusted_for(self.name):
            return "LMG: not given, since the outcome is adjusted for covariates"
        if len(self.parents) > MOST_PARENTS:
            return f"LMG: not given for more than {MOST_PARENTS} parents"
        return ""


def outcome_of(fitted: Fitted, name: str | None) -> Outcome:
    """Outcome asked for, or that of the model file; InputError where nothing leads to it."""
    specification = fitted.specification
    name = fitted.construct(specification.outcome if name is None else name)
    if not specification.chain.parents(name):
        remedy = "Choose one of: " + ", ".join(specification.chain.endogenous) + "."
        raise InputError([Problem(f"Nothing in the chain leads to '{name}'.", remedy)])
    return Outcome(specification.chain, name, 1.0 if specification.construct(name).better == "high" else -1.0)


def total_draws(draws: Draws, about: Outcome) -> Floats:
    """(M, S) total effects of the drivers, standardised, toward the outcome's better direction."""
    sources = [draws.place[name] for name in about.drivers]
    return np.asarray(about.sign * draws.total[1][:, draws.place[about.name], sources])


def driver_draws(draws: Draws, about: Outcome) -> Floats:
    """Draws of the measures.

    Parameters
    ----------
    draws : Draws
        M draws.
    about : Outcome
        With S drivers.

    Returns
    -------
    (M, S, 3) float
        Total and direct effects, standardised and signed, and LMG shares; NaN where a driver is no parent.
    """
    y = draws.place[about.name]
    sources = [draws.place[name] for name in about.drivers]
    is_parent = np.array([name in about.parents for name in about.drivers])
    total = total_draws(draws, about)
    direct = np.where(is_parent, about.sign * draws.direct[1][:, y, sources], np.nan)
    lmg = np.full(total.shape, np.nan)
    if not about.no_lmg:
        lmg[:, [about.drivers.index(name) for name in about.parents]] = _shares(draws, about)
    return np.stack([total, direct, lmg], axis=-1)


def explained_share(draws: Draws, about: Outcome) -> Floats:
    """(M,) share of the outcome's variance between teams that is not its residual's: R² = 1 - ψ²/τ²."""
    return draws.array("r2", CONSTRUCT)[:, draws.place[about.name]]


def _shares(draws: Draws, about: Outcome) -> Floats:
    """(M, k) LMG shares of the parents, in the order of `Outcome.parents`."""
    ancestors = [about.chain.ancestors(name) for name in about.parents]
    before = [sum(1 << q for q, name in enumerate(about.parents) if name in above) for above in ancestors]
    places = [draws.place[name] for name in (*about.parents, about.name)]
    return lmg_shares(draws.correlation[:, places][:, :, places], before)
