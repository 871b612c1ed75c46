"""Covariates of teams and of respondents, and units: read, checked and put on their scales."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.errors import Problem
from bayeschain.specification.source import shown
from bayeschain.surveys.cells import kind_of, numbers
from bayeschain.surveys.data import Adjustment, Crossed, TeamCovariates, Units
from bayeschain.surveys.findings import EMPTY, counted, listed, place
from bayeschain.surveys.gathering import GatheredMoments
from bayeschain.surveys.moments import Floats, Integers, TeamMoments
from bayeschain.surveys.partial import PartialMoments
from bayeschain.surveys.team_names import naturally

DUMMIES: Final = "Make one column of 0 and 1 for each group but one, and name these columns."
TIMES: Final = "Put a number in place of each date, such as years since then."
FEW_UNITS: Final = 6
BINARY: Final = 1e-9
"""Relative difference of sums and sums of squares up to which a column holds 0 and 1 only."""
DEPENDENT: Final = 1e-8
"""Least eigenvalue of a correlation matrix below which one covariate follows from the others."""


def covariate_cells(
    column: str, cells: NDArray[np.object_], rows: Integers, label: str
) -> tuple[Floats, list[Problem]]:
    """Values of a covariate, NaN where missing, and what is wrong with its cells."""
    read = numbers(cells)
    strange = read.strange | np.isinf(read.values)
    values = np.where(strange, np.nan, read.values)
    if not strange.any():
        return values, []
    at = int(np.flatnonzero(strange)[0])
    says = f"A covariate has numbers, and {counted(int(strange.sum()), 'cell holds', 'cells hold')} none, for example "
    says += f"{shown(str(cells[at]))} in row {rows[at]}."
    if kind_of(cells[at]) == "date":
        remedy = TIMES
    else:
        remedy = DUMMIES if 2 * strange.sum() > np.isfinite(values).sum() else EMPTY
    return values, [Problem(says, remedy, place(label, [column]))]


def respondent_problems(label: str, names: Sequence[str], moments: TeamMoments, minimum: int = 1) -> list[Problem]:
    """Covariates of respondents that carry nothing, or tell of fewer than `minimum` respondents.

    Taken from the moments of the H covariates.
    """
    if not names or not moments.n.sum():
        return []
    means, pooled = moments.means[moments.n > 0], moments.scatter.sum(axis=0)
    problems = []
    for k, name in enumerate(names):
        where = place(label, [name])
        if pooled[k, k] <= 0.0 and np.ptp(means[:, k]) == 0.0:
            says = f"All {int(moments.n.sum())} respondents have the same value, {means[0, k]:g}."
            problems.append(Problem(says, "A covariate that does not vary adjusts for nothing: remove it.", where))
        elif pooled[k, k] <= 0.0:
            says = "In every team, all respondents have the same value: it tells teams apart, and not people."
            remedy = "Put it in the team table, under teams: covariates:, and into the chain."
            problems.append(Problem(says, remedy, where))
        elif 0 < (few := _smaller_group(moments, k)) < minimum:
            says = f"{counted(few, 'respondent has', 'respondents have')} the rarer of its two values, and results are "
            says += f"shown from {minimum} respondents on: the slope would tell of them."
            problems.append(Problem(says, "Join small groups, or remove the covariate.", where))
    return problems or _dependent(label, names, pooled)


def _smaller_group(moments: TeamMoments, k: int) -> int:
    """Respondents with the rarer value of column k, if it has 0 and 1 only; else 0."""
    n, mean = moments.n[moments.n > 0], moments.means[moments.n > 0, k]
    ones, squares = float(n @ mean), float(n @ mean**2 + moments.scatter[:, k, k].sum())
    if abs(ones - squares) > BINARY * max(1.0, squares) or abs(ones - round(ones)) > BINARY * max(1.0, ones):
        return 0
    return min(round(ones), int(n.sum()) - round(ones))


def team_problems(label: str, names: Sequence[str], values: Floats, teams: Sequence[str]) -> list[Problem]:
    """Covariates (J, Q) of the teams with answers that are incomplete or carry nothing."""
    problems = []
    for name, column in zip(names, values.T, strict=True):
        where = place(label, [name])
        unknown = [team for team, known in zip(teams, np.isfinite(column), strict=True) if not known]
        if unknown:
            says = f"A covariate is known of every team, and {counted(len(unknown), 'team', 'teams')} with answers "
            says += f"{'has' if len(unknown) == 1 else 'have'} no value: {listed(unknown)}."
            remedy = "Check that teams bear the same names in all files. "
            remedy += (
                "Give it, remove the covariate, or declare it under constructs, with column:, which may be missing."
            )
            problems.append(Problem(says, remedy, where))
        elif np.ptp(column) == 0.0:
            says = f"All {len(teams)} teams have the same value, {column[0]:g}."
            problems.append(Problem(says, "A covariate that does not vary adjusts for nothing: remove it.", where))
    about = values - values.mean(axis=0) if len(values) else values
    return problems or _dependent(label, names, about.T @ about)


def _dependent(label: str, names: Sequence[str], cross: Floats) -> list[Problem]:
    """One problem where a covariate follows from the others, given their cross-products."""
    sd = np.sqrt(np.diag(cross))
    if len(names) < 2 or np.linalg.eigvalsh(cross / np.outer(sd, sd))[0] > DEPENDENT:
        return []
    says = "One of these covariates follows from the others, so that their slopes cannot be told apart."
    return [Problem(says, "Remove one; of the columns of 0 and 1 of a grouping leave one out.", place(label, names))]


def unit_problems(label: str, column: str, units: Sequence[str], teams: Sequence[str]) -> list[Problem]:
    """Units (one for each team with answers; empty where unknown) that cannot be a level above the teams."""
    where = place(label, [column])
    unknown = [team for team, unit in zip(teams, units, strict=True) if not unit]
    if unknown:
        says = f"The unit of {counted(len(unknown), 'team', 'teams')} with answers is not known: {listed(unknown)}."
        remedy = "Give every team its unit, in its own row: merged cells leave all rows but the first empty. "
        return [Problem(says, f"{remedy}Or remove unit from the model file.", where)]
    if teams and len(set(units)) == 1:
        says = f"All {len(teams)} teams belong to one unit, {shown(units[0])}."
        return [Problem(says, "Units are told apart from two on: remove unit from the model file.", where)]
    if teams and len(set(units)) == len(teams):
        says = "Every unit has one team, so that units cannot be told from teams."
        return [Problem(says, "Remove unit from the model file, or name larger units.", where)]
    return []


def unit_notes(units: Units) -> list[str]:
    """Sentences on units of one team, and on few units."""
    counts = np.bincount(units.of_team, minlength=len(units.names))
    notes = []
    if single := int((counts == 1).sum()):
        says = f"{counted(single, 'unit has', 'units have')} one team"
        notes.append(f"{says}; there the team and the unit cannot be told apart.")
    if len(units.names) < FEW_UNITS:
        notes.append(f"There are {len(units.names)} units: how much they differ rests on the prior as well.")
    return notes


def adjustment_of(names: tuple[str, ...], gathered: GatheredMoments) -> Adjustment | None:
    """Respondent covariates on their scale, from the moments of p items and then H covariates, team by team."""
    H = len(names)
    if not H:
        return None
    known = gathered.last(H)
    n, x = known.n[:, None], np.where(known.n[:, None] > 0, known.means, 0.0)
    mean = (n * x).sum(axis=0) / n.sum()
    pooled = known.scatter.sum(axis=0)
    sd = np.sqrt((np.diagonal(pooled) + (n * (x - mean) ** 2).sum(axis=0)) / (n.sum() - 1))
    scored = gathered.scale_means
    return Adjustment(
        names,
        mean,
        sd,
        np.where(n > 0, (x - mean) / sd, 0.0),
        pooled / np.outer(sd, sd),
        crossed(gathered.complete, gathered.partial, mean, sd),
        None if scored is None else crossed(scored.complete, scored.partial, mean, sd),
    )


def crossed(complete: TeamMoments, partial: PartialMoments | None, mean: Floats, sd: Floats) -> Crossed:
    """Moments with the covariates, which come last, on their scale."""
    H = len(mean)
    return Crossed(
        np.where(complete.n[:, None] > 0, (complete.means[:, -H:] - mean) / sd, 0.0),
        complete.scatter[:, :-H, -H:] / sd,
        complete.scatter[:, -H:, -H:] / np.outer(sd, sd),
        None if partial is None else _scaled(partial, mean, sd),
    )


def _scaled(partial: PartialMoments, mean: Floats, sd: Floats) -> PartialMoments:
    means, roots, H = partial.means.copy(), partial.roots.copy(), len(mean)
    means[:, -H:] = (means[:, -H:] - mean) / sd
    roots[:, -H:] /= sd
    return replace(partial, means=means, roots=roots)


def team_covariates(names: tuple[str, ...], values: Floats) -> TeamCovariates | None:
    """Complete covariates (J, Q) of teams, on their scale."""
    if not names:
        return None
    return TeamCovariates.of(names, values)


def units_of(units: Sequence[str]) -> Units:
    """Units in natural order, from the unit of each team."""
    names = naturally(units)
    place_of = {name: place for place, name in enumerate(names)}
    return Units(tuple(names), np.array([place_of[unit] for unit in units], dtype=np.int64))
