"""A plan from plain values, such as those of a design file or of options; every problem at once."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import yaml

from bayeschain.conventions import FIXED, PRIORS
from bayeschain.errors import InputError, Problem, Problems, did_you_mean
from bayeschain.experiments.plans import Plan, Sizes, Values
from bayeschain.specification.model_file import Specification

KEYS: Final = ("teams", "respondents", "truth", "icc", "paths", "skipped")
TEAMS: Final = 40
RESPONDENTS: Final = 8
RANGE: Final = re.compile(r"\s*(\d+)\s*(?:-\s*(\d+)\s*)?")
LEAST_SKIPPED: Final = 0.01
MOST_SKIPPED: Final = 0.9
"""Share of answers that people may skip in a design, where they skip any."""
MOST_TEAMS: Final = 100_000
FEWEST_TEAMS: Final = 3
"""Fewer teams make no tiers, and no regression."""


def load_plan(specification: Specification, path: str | Path) -> Plan:
    """Read a design file.

    Parameters
    ----------
    specification : Specification
        The model file that the study is about.
    path : str or Path
        YAML with the keys ``teams, respondents, truth, icc, paths, skipped``; each but ``truth`` and ``skipped`` may be
        one value or a list, and every combination is one condition.

    Raises
    ------
    InputError
        The file cannot be read, or is wrong.
    """
    try:
        values = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = str(error).replace("\n", " ")
        raise InputError([Problem(f"The design file cannot be read: {reason}.", "Check it.", str(path))]) from error
    if not isinstance(values, Mapping):
        raise InputError(
            [Problem("A design file holds keys and values.", f"Known keys: {', '.join(KEYS)}.", str(path))]
        )
    return plan_of(specification, values, str(path))


def plan_of(specification: Specification, values: Mapping[str, Any], where: str = "design") -> Plan:
    """Plan from plain values.

    Parameters
    ----------
    specification : Specification
        The model file that the study is about.
    values : mapping
        ``teams``: a number. ``respondents``: a number or a range such as ``4-12`` for every survey, or a mapping of
        surveys to them. ``truth``: ``fixed`` or ``priors``. ``icc``: a number for every construct, or a mapping.
        ``paths``: a standardised path for every arrow, or a mapping of arrows, ``target ~ source``. A list of such
        values gives one condition each. ``skipped``: the share of answers that people skip, completely at random. What
        is left out: 40 teams, 8 respondents, nothing skipped, and the plausible ICCs and paths of `case_truth`.
    where : str
        Named in errors.

    Raises
    ------
    InputError
        With every problem.
    """
    problems = Problems()
    for key in values:
        if key not in KEYS:
            problems.add(f"There is no '{key}' in a design.", did_you_mean(str(key), KEYS), where)
    reading = _Reading(specification, problems, where)
    truths = values.get("truth", FIXED)
    if truths not in (FIXED, PRIORS):
        problems.add(f"truth is '{truths}'.", f"Write {FIXED} or {PRIORS}.", where)
    if truths == PRIORS and ("icc" in values or "paths" in values):
        problems.add("Truths from the priors have their own ICCs and paths.", "Leave out icc and paths.", where)
    plan = Plan(
        teams=tuple(reading.teams(each) for each in _listed(values.get("teams", TEAMS))),
        respondents=tuple(reading.sizes(each) for each in _listed(values.get("respondents", RESPONDENTS))),
        truths=truths,
        icc=tuple(reading.iccs(each) for each in _listed(values.get("icc", {}))),
        paths=tuple(reading.paths(each) for each in _listed(values.get("paths", {}))),
        skipped=reading.skipped(values.get("skipped", 0)),
    )
    problems.raise_if_any()
    for cell in plan.cells():
        try:
            cell.truth(specification, 0)
        except ValueError as error:
            problems.add(f"{error}.".capitalize(), "Give smaller paths.", f"{where}, {dict(cell.paths)}")
    problems.raise_if_any()
    return plan


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) and value else [value]


class _Reading:
    """Reads values one by one and notes what is wrong with them."""

    def __init__(self, specification: Specification, problems: Problems, where: str) -> None:
        self._specification, self._problems, self._where = specification, problems, where

    def teams(self, value: Any) -> int:
        if isinstance(value, int) and not isinstance(value, bool) and FEWEST_TEAMS <= value <= MOST_TEAMS:
            return value
        remedy = f"Write a whole number from {FEWEST_TEAMS} to {MOST_TEAMS}."
        self._problems.add(f"teams is '{value}'.", remedy, self._where)
        return FEWEST_TEAMS

    def skipped(self, value: Any) -> float:
        """Share of answers that people skip."""
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and (value == 0 or LEAST_SKIPPED <= value <= MOST_SKIPPED):
            return float(value)
        remedy = f"Write 0, or a share from {LEAST_SKIPPED:g} to {MOST_SKIPPED:g}."
        self._problems.add(f"skipped is '{value}'.", remedy, self._where)
        return 0.0

    def sizes(self, value: Any) -> Sizes:
        surveys = [name for name in self._specification.surveys if self._specification.survey_constructs(name)]
        given = value if isinstance(value, Mapping) else dict.fromkeys(surveys, value)
        self._known(given, surveys, "survey")
        for name in surveys:
            if name not in given:
                self._problems.add(f"respondents says nothing of {name}.", "Name each survey.", self._where)
        return {str(name): self._range(size) for name, size in given.items()}

    def iccs(self, value: Any) -> Values:
        names = [construct.name for construct in self._specification.respondent_constructs]
        given = value if isinstance(value, Mapping) else dict.fromkeys(names, value)
        self._known(given, names, "construct that respondents rate")
        return {str(name): self._number(icc, "icc", 0.0, 1.0) for name, icc in given.items()}

    def paths(self, value: Any) -> Values:
        names = [path.name for path in self._specification.chain.paths]
        given = value if isinstance(value, Mapping) else dict.fromkeys(names, value)
        self._known(given, names, "arrow")
        return {str(name): self._number(path, "paths", -1.0, 1.0) for name, path in given.items()}

    def _known(self, given: Mapping[Any, Any], names: Sequence[str], what: str) -> None:
        for name in given:
            if name not in names:
                self._problems.add(f"There is no {what} '{name}'.", did_you_mean(str(name), names), self._where)

    def _range(self, value: Any) -> tuple[int, int]:
        found = RANGE.fullmatch(str(value))
        low, high = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if low > high or high == 0:
            self._problems.add(f"respondents is '{value}'.", "Write a number or a range such as 4-12.", self._where)
            return 1, 1
        return low, high

    def _number(self, value: Any, what: str, low: float, high: float) -> float:
        if isinstance(value, int | float) and not isinstance(value, bool) and low < value < high:
            return float(value)
        self._problems.add(f"{what} is '{value}'.", f"Write a number between {low:g} and {high:g}.", self._where)
        return 0.5 * (low + high)
