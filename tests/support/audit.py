"""An audit: is any group of few people's number or mean narrowed down by all that a run leaves, taken together?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray
from tests.support.solving import Programme, programme
from tests.support.statements import ANSWERED, LEVEL, PART, PEOPLE, Beside, Key, Statements

from bayeschain.conventions import SURVEY, TEAM, TIERS, UNIT
from bayeschain.disclosure import gather
from bayeschain.inference import specification_of
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.tiers import tier_draws

LEAST: Final = 2.0
"""People by whom the number of a small group must be open."""

SHARE: Final = 0.25
"""Share of the response scale by which the mean of a small group must be open."""

BEYOND: Final = 0.05
"""Levels of a Gaussian model may lie a little beyond the scale, which readers take for its end."""


@dataclass(frozen=True)
class Truth:
    """What the auditor knows and readers are not to find: people (S, J), levels (C, J), and by team the rest."""

    people: Mapping[str, Mapping[str, int]]
    level: Mapping[str, Mapping[str, float]]
    beside: Beside
    minimum: int


@dataclass(frozen=True)
class Range:
    """How far the number or mean of few people of a survey is open to a reader."""

    what: str
    survey: str
    teams: tuple[str, ...]
    low: float
    high: float
    wanted: float
    insider: str = ""

    @property
    def leaks(self) -> bool:
        """Whether it is narrower than it must be."""
        return not self.high - self.low >= self.wanted


def truth(fit: xr.DataTree, *, units: bool = True) -> Truth:
    """Sizes, levels, thirds and units of a fit."""
    data, specification = fit["constant_data"].dataset, specification_of(fit)
    teams = gather(fit).teams
    names = data[TEAM].to_numpy().astype(str).tolist()
    unit_of = {}
    if units and UNIT in data.dims:
        unit_of = dict(zip(names, data[UNIT].to_numpy().astype(str)[data["unit_of_team"].to_numpy()], strict=True))
    third: dict[str, tuple[float, ...]] = {}
    if "prob_tier" in teams:
        chances = teams["prob_tier"].transpose(TEAM, "tier").to_numpy().tolist()
        third = {team: tuple(row) for team, row in zip(names, chances, strict=True)}
    people = data["n_respondents"].transpose(SURVEY, TEAM).to_numpy()
    level = teams["mean"].transpose("construct", TEAM).to_numpy()
    return Truth(
        _named(list(specification.surveys), names, people),
        _named(teams["construct"].to_numpy().tolist(), names, level),
        Beside(unit_of, third),
        specification.disclosure.minimum_group,
    )


def _named(rows: list[str], columns: list[str], values: NDArray[Any]) -> dict[str, dict[str, Any]]:
    return {name: dict(zip(columns, row, strict=True)) for name, row in zip(rows, values.tolist(), strict=True)}


def ranges(made: Statements, known: Truth, fit: xr.DataTree, *, insider: str = "") -> Iterator[Range]:
    """Range of the number and of each mean of every group of few people, to a reader who may be of one team."""
    specification = specification_of(fit)
    for survey in specification.surveys:
        own: dict[Key, float] = {}
        if insider:
            own = {(PEOPLE, survey, insider): float(known.people[survey][insider])}
        others = {team: people for team, people in known.people[survey].items() if team != insider}
        groups = list(small_groups(others, known.minimum))
        yield from _open(made, PEOPLE, survey, groups, LEAST, own, insider)
        items = dict.fromkeys(key[1] for key in made.bounds if key[0] == ANSWERED and key[1].startswith(f"{survey}."))
        for item in items:
            yield from _open(made, ANSWERED, item, groups, LEAST, own, insider)
        for construct in specification.survey_constructs(survey):
            if insider:
                own = {(LEVEL, construct.name, insider): known.level[construct.name][insider]}
            low, high = construct.scale or (0.0, np.inf)
            yield from _open(made, LEVEL, construct.name, groups, SHARE * (high - low), own, insider)


def _open(
    made: Statements,
    kind: str,
    name: str,
    groups: list[tuple[str, ...]],
    wanted: float,
    own: Mapping[Key, float],
    insider: str,
) -> Iterator[Range]:
    problem: Programme | None = None
    for group in groups:
        if problem is None:
            problem = programme(made, [(kind, name, team) for group in groups for team in group], own)
        weight = 1.0 / len(group) if kind == LEVEL else 1.0
        low, high = problem.ends({(kind, name, team): weight for team in group})
        yield Range(kind, name, group, low, high, wanted, insider)


def small_groups(people: Mapping[str, int], minimum: int) -> Iterator[tuple[str, ...]]:
    """All sets of teams with people, but with fewer than the minimum together."""
    small = {team: count for team, count in people.items() if 0 < count < minimum}

    def grow(chosen: tuple[str, ...], left: list[str], total: int) -> Iterator[tuple[str, ...]]:
        for place, team in enumerate(left):
            if total + small[team] < minimum:
                yield (*chosen, team)
                yield from grow((*chosen, team), left[place + 1 :], total + small[team])

    yield from grow((), list(small), 0)


def violated(made: Statements, known: Truth, fit: xr.DataTree) -> list[str]:
    """Statements that the truth does not fulfil: a reader would be misled, and the audit of no use."""
    fitted = open_fit(fit)
    parts: dict[Key, float] = {}
    if fitted.specification.tiers:
        third = tier_draws(fitted.posterior, fitted.specification.tiers.by)
        levels = fitted.scales.convert(fitted.posterior.level)
        for k, tier in enumerate(TIERS):
            part = ((third == k)[:, :, None] * levels).mean(axis=0)
            for j, team in enumerate(fitted.data[TEAM].to_numpy().tolist()):
                parts |= {(PART, name, team, tier): part[j, c] for name, c in fitted.posterior.place.items()}
    n_answered = fitted.data["n_answered"].transpose("item", TEAM)
    items, names = (n_answered[dim].to_numpy().tolist() for dim in ("item", TEAM))
    answered = _named(items, names, n_answered.to_numpy())
    tables: dict[str, Mapping[str, Mapping[str, float]]]
    tables = {PEOPLE: known.people, LEVEL: known.level, ANSWERED: answered}

    def value(key: Key) -> float:
        return parts[key] if key[0] == PART else tables[key[0]][key[1]][key[2]]

    found = []
    for each in made.sums:
        total, room = sum(weight * value(key) for key, weight in each.terms.items()), 1e-9
        if each.ends[0] - room > total or total > each.ends[1] + room:
            found.append(f"{each.where}: {total} outside {each.ends}")
    for key, (low, high) in made.bounds.items():
        room = BEYOND if key[0] == PART or high - low > 1.0 else 1e-9
        if low - room > value(key) or value(key) > high + room:
            found.append(f"{key}: {value(key)} outside {low, high}")
    return found
