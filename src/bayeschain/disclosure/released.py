"""What may leave: the only type that the report accepts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd
import xarray as xr

from bayeschain.checks.verdict import Verdict
from bayeschain.specification import Specification

SHOWN: Final = "shown"
NOT_REACHED: Final = "not reached"
WITHHELD: Final = "withheld"
"""What is said of a team in a survey."""


@dataclass(frozen=True)
class Released:
    """Findings of a fit from which no small group can be read. `bayeschain.disclosure.protect` makes it.

    Parameters
    ----------
    specification : Specification
        What was fitted.
    effects, drivers, comparisons, agreement, what_if, downstream : xarray.Dataset
        As `bayeschain.summaries` returns them, without what belongs to a single team; what if has no gaps between tiers
        where tiers are not shown. Agreement by classical formulas and mean ICC(2) are of the teams that are shown.
    tiers : xarray.Dataset or None
        Teams in three tiers, raw averages of those that are shown; None where the model file has none, or a tier holds
        too few respondents.
    teams : xarray.Dataset
        ``mean, sd, lower, upper`` (team, construct), ``prob_tier`` (team, tier) and ``n_respondents`` (team, survey),
        NaN for a team that is withheld; ``status`` (team, survey): shown, not reached or withheld.
    constructs : xarray.Dataset
        By construct: ``level, level_lower, level_upper`` over all teams on the original response scale, ``percent`` of
        the maximum possible (NaN for team columns), and ``r2_mean, r2_lower, r2_upper``.
    sample : DataFrame
        One row a survey: who answered. Columns in `bayeschain.disclosure.sample.COLUMNS`.
    losses : DataFrame
        Rows and teams that did not enter, by reason, counts under the minimum group as ``<5``; empty where not known.
    missing : DataFrame
        One row an item that somebody skipped. Columns in `bayeschain.disclosure.missing.COLUMNS`.
    verdicts : tuple of Verdict
        What the checks say.
    facts : mapping of str to str
        How the fit was made: seed, sampler, draws, chains, tune, target_accept, diverged_at_first (divergences
        of a first pass whose draws are not used), versions, model_sha256.
    implied : xarray.Dataset
        What the priors imply, as `bayeschain.summaries` returns it: of draws that know no team.
    minimum_group : int
        Fewest respondents of a group that is shown.
    withheld_teams : int
        Number of teams whose numbers are withheld.
    withheld_tiers : bool
        Whether tiers were asked for and are withheld.
    covariates : xarray.Dataset or None
        Slopes on covariates, as `bayeschain.summaries` returns them.
    units : xarray.Dataset or None
        Units above the teams, NaN where a unit is withheld, with ``withheld`` (unit); None where there are none.
    changes : xarray.Dataset or None
        Changes from wave to wave, as `bayeschain.summaries.changes` returns them, NaN for what is withheld; None where
        the surveys were taken once.
    steps : DataFrame or None
        How many teams stayed, were split or merged, came or went, one row for each wave after the first; None where not
        known. Whole teams are counted, and no people.
    safe : bool
        Whether nothing at all about single teams is in it.
    """

    specification: Specification
    effects: xr.Dataset
    drivers: xr.Dataset
    comparisons: xr.Dataset
    agreement: xr.Dataset
    what_if: xr.Dataset
    downstream: xr.Dataset
    tiers: xr.Dataset | None
    teams: xr.Dataset
    constructs: xr.Dataset
    sample: pd.DataFrame
    losses: pd.DataFrame
    missing: pd.DataFrame
    verdicts: tuple[Verdict, ...]
    facts: Mapping[str, str]
    implied: xr.Dataset
    minimum_group: int
    withheld_teams: int
    withheld_tiers: bool
    covariates: xr.Dataset | None = None
    units: xr.Dataset | None = None
    changes: xr.Dataset | None = None
    steps: pd.DataFrame | None = None
    safe: bool = False

    @property
    def mass(self) -> float:
        """Probability that the intervals hold."""
        return float(self.effects.attrs["interval_mass"])

    @property
    def n_teams(self) -> int:
        """Number of teams, which is told also where nothing of a single one is."""
        first = self.sample.iloc[0]
        return int(first["teams"]) + int(first["teams_not_reached"])

    @property
    def outcome(self) -> str:
        """Construct at the end of the chain."""
        return self.specification.outcome

    def label(self, name: str) -> str:
        """Name of a construct that readers see."""
        return self.specification.label(name)

    def verdict(self, check: str) -> Verdict:
        """Verdict of one check; ValueError where it was not made."""
        found = [each for each in self.verdicts if each.check == check]
        if not found:
            raise ValueError(f"nobody made the check '{check}'")
        return found[0]
