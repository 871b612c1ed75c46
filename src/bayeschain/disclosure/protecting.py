"""From a fit to what may leave."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayeschain.checks.verdict import Verdict
from bayeschain.conventions import CHAIN as CHAINS
from bayeschain.conventions import CONSTRUCT, DRAW, SURVEY, TEAM, TIERS, UNIT
from bayeschain.disclosure.exposed import exposed_teams
from bayeschain.disclosure.groups import Withheld, withhold
from bayeschain.disclosure.missing import missing_table
from bayeschain.disclosure.observed import looked_at, of_shown_teams, shown_agreement, shown_tiers
from bayeschain.disclosure.released import NOT_REACHED, SHOWN, WITHHELD, Released
from bayeschain.disclosure.safe import without_teams
from bayeschain.disclosure.sample import coarsened, sample_table
from bayeschain.disclosure.units import members_of_units, shown_units
from bayeschain.disclosure.verdicts import shown_verdict
from bayeschain.disclosure.waves import groups_of_waves, shown_changes
from bayeschain.errors import InputError
from bayeschain.inference import specification_of
from bayeschain.specification import Specification
from bayeschain.summaries import (
    agreement,
    changes,
    comparisons,
    covariates,
    downstream,
    drivers,
    effects,
    implied,
    teams,
    tiers,
    units,
    what_if,
)
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.intervals import interval
from bayeschain.surveys.minimum import survey_problems

TIER: Final = "tier"


@dataclass(frozen=True)
class Findings:
    """All summaries of a fit, as `bayeschain.summaries` returns them. Internal: it knows single teams."""

    effects: xr.Dataset
    drivers: xr.Dataset
    comparisons: xr.Dataset
    agreement: xr.Dataset
    what_if: xr.Dataset
    downstream: xr.Dataset
    teams: xr.Dataset
    tiers: xr.Dataset | None
    implied: xr.Dataset
    covariates: xr.Dataset | None = None
    units: xr.Dataset | None = None
    changes: xr.Dataset | None = None


def gather(fit: xr.DataTree, *, mass: float | None = None) -> Findings:
    """Compute all summaries of a fit.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    Findings
        The summaries.
    """
    return Findings(
        effects=effects(fit, mass=mass),
        drivers=drivers(fit, mass=mass),
        comparisons=comparisons(fit, mass=mass),
        agreement=agreement(fit, mass=mass),
        what_if=what_if(fit, mass=mass),
        downstream=downstream(fit, mass=mass),
        teams=teams(fit, mass=mass),
        tiers=tiers(fit, mass=mass) if specification_of(fit).tiers else None,
        implied=implied(fit, mass=mass),
        covariates=covariates(fit, mass=mass),
        units=units(fit, mass=mass) if UNIT in fit["constant_data"].dims else None,
        changes=changes(fit, mass=mass) if specification_of(fit).waves else None,
    )


@dataclass(frozen=True)
class Decided:
    """What is withheld of a fit, and what that follows from. Internal: it knows single teams.

    Parameters
    ----------
    findings : Findings
        All summaries.
    n : (S, J) int
        Respondents by survey and team.
    withheld : Withheld
        Teams, groups and surveys; groups stand in the order all teams, likely tiers, units, waves.
    tiers, units, waves : (G, J) bool
        The groups.
    """

    findings: Findings
    n: NDArray[np.int64]
    withheld: Withheld
    tiers: NDArray[np.bool_]
    units: NDArray[np.bool_]
    waves: NDArray[np.bool_]

    @property
    def looked_at(self) -> NDArray[np.bool_] | None:
        """(J,) teams that checks of raw answers had better look at from the first; None for all."""
        return looked_at(~self.withheld.teams)


def decide(fit: xr.DataTree, findings: Findings | None = None, *, mass: float | None = None) -> Decided:
    """Compute all summaries of a fit, and choose what to withhold.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    findings : Findings, optional
        Summaries of the same fit; computed where not given.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Raises
    ------
    InputError
        A survey has fewer respondents than the minimum group.
    """
    specification = specification_of(fit)
    minimum = specification.disclosure.minimum_group
    findings = gather(fit, mass=mass) if findings is None else findings
    n = findings.teams["n_respondents"].transpose(SURVEY, TEAM).to_numpy().astype(np.int64)
    if problems := survey_problems(dict(zip(specification.surveys, n.sum(axis=1), strict=True)), minimum):
        raise InputError(problems)
    everybody = np.ones((1, n.shape[1]), dtype=bool)
    tier_of, unit_of = likely_tiers(findings.teams), members_of_units(fit, n.shape[1])
    of_waves = groups_of_waves(findings.changes, n.shape[1])
    exposed = exposed_teams(specification, fit["constant_data"].dataset, minimum)
    withheld = withhold(n, np.concatenate([everybody, tier_of, unit_of, of_waves]), minimum, exposed)
    return Decided(findings, n, withheld, tier_of, unit_of, of_waves)


def protect(
    fit: xr.DataTree,
    verdicts: Sequence[Verdict] = (),
    *,
    account: pd.DataFrame | None = None,
    steps: pd.DataFrame | None = None,
    findings: Findings | None = None,
    decided: Decided | None = None,
    mass: float | None = None,
    safe: bool = False,
) -> Released:
    """Take out of a fit what may be shown.

    Nothing about a team with fewer respondents than the minimum group is released, and enough other teams are withheld
    that it cannot be found by subtraction. Raw averages of single teams are never released, and those of withheld teams
    enter nothing that is: agreement by classical formulas, raw averages of tiers and checks of team averages are of the
    teams that are shown.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    verdicts : sequence of Verdict
        What the checks say of it.
    account : DataFrame, optional
        What `bayeschain.surveys.Account.to_frame` returns; None where only a stored fit is at hand.
    steps : DataFrame, optional
        What `bayeschain.surveys.Account.wave_lineage` returns.
    findings : Findings, optional
        Summaries of the same fit; computed where not given.
    decided : Decided, optional
        What `decide` returned of it.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.
    safe : bool
        Whether nothing at all about single teams is released.

    Returns
    -------
    Released
        What the report may show.

    Raises
    ------
    InputError
        A survey has fewer respondents than the minimum group.
    """
    specification = specification_of(fit)
    minimum, data = specification.disclosure.minimum_group, fit["constant_data"].dataset
    decided = decide(fit, findings, mass=mass) if decided is None else decided
    findings, n, withheld = decided.findings, decided.n, decided.withheld
    tier_of, unit_of, of_waves = decided.tiers, decided.units, decided.waves
    shown = ~withheld.teams
    names = findings.teams[TEAM].to_numpy()[withheld.teams].tolist()
    tiers_held = findings.tiers is not None and not (
        withheld.closed[1 : 1 + len(tier_of)].all() and _tiers_may_be_shown(findings.teams, n, minimum)
    )
    tiers_shown = findings.tiers is not None and not tiers_held
    sample = sample_table(specification, n, withheld.teams, withheld.surveys)
    several = unit_of.sum(axis=1) > 1  # a unit of one team is that team
    units_closed = withheld.closed[1 + len(tier_of) :][: len(unit_of)] & (several | (not safe))
    released = Released(
        specification=specification,
        effects=findings.effects,
        drivers=findings.drivers,
        comparisons=findings.comparisons,
        agreement=shown_agreement(fit, findings.agreement, shown),
        what_if=_changes(findings.what_if, with_gaps=tiers_shown),
        downstream=_changes(findings.downstream, with_gaps=tiers_shown),
        tiers=None if findings.tiers is None or not tiers_shown else shown_tiers(fit, findings.tiers, shown),
        teams=_shown_teams(findings.teams, withheld.teams, n, with_tiers=not tiers_held),
        constructs=_constructs(fit, float(findings.effects.attrs["interval_mass"])),
        sample=sample,
        losses=coarsened(account, minimum),
        missing=missing_table(specification, data, withheld.surveys, minimum),
        verdicts=tuple(shown_verdict(each, names, minimum) for each in of_shown_teams(fit, verdicts, shown)),
        facts=_facts(fit, specification),
        implied=findings.implied,
        minimum_group=minimum,
        withheld_teams=int(withheld.teams.sum()),
        withheld_tiers=tiers_held,
        covariates=findings.covariates,
        units=None if findings.units is None else shown_units(findings.units, units_closed, minimum),
        changes=shown_changes(
            findings.changes, withheld.teams, of_waves, withheld.closed[len(withheld.closed) - len(of_waves) :]
        ),
        steps=steps,
    )
    return without_teams(released) if safe else released


def likely_tiers(teams: xr.Dataset) -> NDArray[np.bool_]:
    """(3, J) likeliest tier of each team, (0, J) without tiers: whoever knows these can subtract teams from a tier."""
    if "prob_tier" not in teams:
        return np.zeros((0, teams.sizes[TEAM]), dtype=bool)
    likeliest = teams["prob_tier"].transpose(TEAM, TIER).to_numpy().argmax(axis=1)
    return np.array([likeliest == tier for tier in range(len(TIERS))])


def _tiers_may_be_shown(teams: xr.Dataset, n: NDArray[np.int64], minimum: int) -> bool:
    """Whether each tier is expected to hold enough respondents of each survey; one that does not is all minus two."""
    expected = n @ teams["prob_tier"].transpose(TEAM, TIER).to_numpy()
    return bool((expected >= minimum).all())


def _changes(data: xr.Dataset, *, with_gaps: bool) -> xr.Dataset:
    """What if: gaps between tiers are means of tiers, and go where the tiers go."""
    gaps = [str(name) for name in data.data_vars if str(name).startswith("gap")]
    return data if with_gaps else data.drop_vars(gaps)


def _shown_teams(teams: xr.Dataset, hidden: NDArray[np.bool_], n: NDArray[np.int64], *, with_tiers: bool) -> xr.Dataset:
    names = ["mean", "sd", "lower", "upper", "n_respondents"]
    names += ["prob_tier"] if with_tiers and "prob_tier" in teams else []
    shown = teams[names].where(xr.DataArray(~hidden, dims=TEAM))
    status = np.where(n == 0, NOT_REACHED, np.where(hidden, WITHHELD, SHOWN))
    return shown.assign(status=((SURVEY, TEAM), status), withheld=(TEAM, hidden))


def _constructs(fit: xr.DataTree, mass: float) -> xr.Dataset:
    fitted = open_fit(fit)
    level = fitted.posterior.level.mean(axis=1)
    names = fitted.specification.chain.constructs
    r2 = fitted.posterior.array("r2", CONSTRUCT)
    level_ends = fitted.scales.convert(np.array(interval(level, mass)))
    r2_ends = interval(r2, mass)
    measured = np.array([each.survey is not None for each in fitted.specification.constructs])
    values = {
        "level": fitted.scales.convert(level.mean(axis=0)),
        "level_lower": level_ends[0],
        "level_upper": level_ends[1],
        "percent": np.where(measured, level.mean(axis=0), np.nan),
        "r2_mean": r2.mean(axis=0),
        "r2_lower": r2_ends[0],
        "r2_upper": r2_ends[1],
    }
    return xr.Dataset({key: (CONSTRUCT, value) for key, value in values.items()}, coords={CONSTRUCT: list(names)})


def _facts(fit: xr.DataTree, specification: Specification) -> dict[str, str]:
    sizes, attrs = fit["posterior"].sizes, fit.attrs
    return {
        "seed": str(attrs.get("seed", "")),
        "sampler": str(attrs.get("sampler", "")),
        "chains": str(sizes[CHAINS]),
        "draws": str(sizes[DRAW]),
        "tune": str(attrs.get("tune", "")),
        "target_accept": str(attrs.get("target_accept", "")),
        "diverged_at_first": str(attrs.get("diverged_at_first", 0)),
        "versions": str(attrs.get("created_with", json.dumps({}))),
        "model_sha256": specification.sha256,
    }
