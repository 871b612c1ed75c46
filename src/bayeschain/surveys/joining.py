"""Surveys and team table, team by team."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from bayeschain.conventions import FEWEST_TEAMS, wave_of
from bayeschain.errors import Problem
from bayeschain.specification.source import shown
from bayeschain.surveys.accounting import account_of
from bayeschain.surveys.answers import SurveyAnswers
from bayeschain.surveys.covariates import adjustment_of, team_covariates, team_problems, unit_problems, units_of
from bayeschain.surveys.data import Surveys, source_moments
from bayeschain.surveys.ends import ends_of
from bayeschain.surveys.findings import NAMED, counted, listed
from bayeschain.surveys.moments import Floats, Integers
from bayeschain.surveys.scoring import t_scores
from bayeschain.surveys.team_names import naturally, near_matches
from bayeschain.surveys.team_table import TeamTable


def join_problems(answers: Sequence[SurveyAnswers]) -> list[Problem]:
    """Too few teams, or surveys that share none."""
    readable = [each for each in answers if each.teams]
    if len(readable) < len(answers):
        return []
    problems = []
    teams = naturally(name for each in readable for name in _used(each))
    if len(teams) < FEWEST_TEAMS:
        says = (
            f"There are {len(teams)} teams with answers ({listed(teams)}), and the model needs {FEWEST_TEAMS} or more."
        )
        where = ", ".join(dict.fromkeys(each.rows.file for each in readable))
        problems.append(Problem(says, "Check that the team column of the model file is the right one.", where))
    for one in readable:
        others = [other for other in readable if other is not one]
        if others and not any(set(_used(one)) & set(_used(other)) for other in others):
            problems.append(_apart(one, others[0]))
            if len(readable) == 2:
                break
    return problems


def wave_problems(answers: Sequence[SurveyAnswers], waves: Sequence[str]) -> list[Problem]:
    """Waves that share no team with the wave before: nothing could be said of a change of the same teams."""
    if not all(each.teams for each in answers):
        return []
    used = [(wave_of(each.survey), team) for each in answers for team in _used(each)]
    teams = {wave: naturally(team for of, team in used if of == wave) for wave in waves}
    return [
        Problem(
            f"The waves {shown(before)} and {shown(after)} share no team. {shown(before)} has {listed(teams[before])}; "
            f"{shown(after)} has {listed(teams[after])}.",
            "Teams must bear the same names in all waves.",
            ", ".join(dict.fromkeys(each.rows.file for each in answers if wave_of(each.survey) in (before, after))),
        )
        for before, after in pairwise(waves)
        if not set(teams[before]) & set(teams[after])
    ]


def _used(answers: SurveyAnswers) -> tuple[str, ...]:
    """Teams with answers; all that are named where the answers have problems."""
    if answers.problems:
        return answers.teams
    return tuple(team for team, n in zip(answers.teams, answers.moments.n, strict=True) if n)


def _apart(one: SurveyAnswers, other: SurveyAnswers) -> Problem:
    left, right = naturally(_used(one)), naturally(_used(other))
    says = (
        f"Survey '{one.survey}' shares no team with another survey. It has {listed(left)}; "
        f"'{other.survey}' has {listed(right)}."
    )
    near = near_matches(left, right)
    remedy = "Teams must bear the same names in all files."
    if near:
        remedy += " These may be the same: " + "; ".join(f"{shown(a)} and {shown(b)}" for a, b in near[:NAMED]) + "."
    return Problem(says, remedy, f"{one.rows.file}, {other.rows.file}")


def table_problems(answers: Sequence[SurveyAnswers], table: TeamTable, finite: frozenset[str]) -> list[Problem]:
    """Sizes that finite aggregation lacks or cannot use, and team columns that carry nothing.

    Parameters
    ----------
    answers : sequence of SurveyAnswers
        All surveys.
    table : TeamTable
        The team table.
    finite : frozenset of str
        Surveys with finite aggregation.
    """
    teams = naturally(name for each in answers for name in _used(each))
    problems = []
    if table.size is not None:
        for each in answers:
            if each.survey in finite:
                problems += _size_problems(each, table, table.size)
    columns = _rows_of(table.columns, _places(table.teams, teams))
    for column, name in zip(columns.T, table.column_names, strict=True):
        where = f"{table.rows.file}, column {shown(name)}"
        given = column[np.isfinite(column)]
        if len(given) < 2:
            says = f"{len(given)} of the {len(teams)} teams with answers have a value."
            problems.append(Problem(says, "Check that teams bear the same names as in the surveys.", where))
        elif np.ptp(given) == 0:
            says = f"All {len(given)} teams have the same value, {given[0]:g}."
            problems.append(Problem(says, "A column that does not vary explains nothing: remove its construct.", where))
    in_table = _places(table.teams, teams)
    if table.covariate_names:
        values = _rows_of(table.covariates, in_table)
        problems += team_problems(table.rows.file, table.covariate_names, values, teams)
    if table.units is not None:
        problems += unit_problems(table.rows.file, table.unit_name or "", _units(table, in_table), teams)
    return problems


def _units(table: TeamTable, places: Integers) -> list[str]:
    """Unit of each team; empty where unknown."""
    units = (*(table.units or ()), "")
    return [units[place] for place in places]


def _size_problems(answers: SurveyAnswers, table: TeamTable, sizes: Floats) -> list[Problem]:
    teams = _used(answers)
    n = answers.moments.n[_places(answers.teams, teams)]
    size = _rows_of(sizes[:, None], _places(table.teams, teams))[:, 0]
    where = f"{table.rows.file}, column {shown(table.size_name or '')}"
    problems = []
    unknown = naturally(team for team, known in zip(teams, np.isfinite(size), strict=True) if not known)
    if unknown:
        says = f"Survey '{answers.survey}' has finite aggregation, and the size of "
        says += f"{counted(len(unknown), 'team', 'teams')} is not known: {listed(unknown)}."
        problems.append(Problem(says, "Give their number of members, or use aggregation: reflective.", where))
    few = [(t, int(k), int(s)) for t, k, s in zip(teams, n, size, strict=True) if s < k]
    if few:
        team, respondents, members = few[0]
        says = (
            f"In {counted(len(few), 'team', 'teams')} more people answered '{answers.survey}' than there are members: "
        )
        says += f"{respondents} of {members} in {shown(team)}{', among others' if len(few) > 1 else ''}."
        problems.append(Problem(says, "Correct the sizes, or use aggregation: reflective.", where))
    return problems


def join(
    answers: Sequence[SurveyAnswers], table: TeamTable | None, finite: frozenset[str], column_names: tuple[str, ...]
) -> Surveys:
    """Join surveys and team table that have no problems.

    Parameters
    ----------
    answers : sequence of SurveyAnswers
        All surveys.
    table : TeamTable or None
        The team table, if there is one.
    finite : frozenset of str
        Surveys with finite aggregation.
    column_names : tuple of str
        Constructs that the columns of the table measure.

    Returns
    -------
    Surveys
        Teams are those with an answer in any survey.
    """
    teams = naturally(name for each in answers for name in _used(each))
    in_table = _places(table.teams if table else (), teams)
    size = _rows_of(table.size[:, None], in_table)[:, 0] if table and table.size is not None else None
    sources = []
    for each in answers:
        moments = each.moments.take(_places(each.teams, teams))
        members = size if each.survey in finite else None
        persons = each.ordinal.sorted_by(_places(teams, each.teams)) if each.ordinal else None
        adjustment = None
        if each.adjusted is not None:
            adjustment = adjustment_of(each.adjust, each.adjusted.take(_places(each.teams, teams)))
        if persons is not None and adjustment is not None:
            persons = persons.on_scale(adjustment.mean, adjustment.sd)
        source = source_moments(each.survey, each.items, moments, members, persons, adjustment)
        ends = None if each.ends is None else ends_of(each.ends, _places(each.teams, teams))
        sources.append(replace(source, ends=ends))
    raw = _rows_of(table.columns, in_table) if table else np.zeros((len(teams), 0))
    columns, mean, sd = t_scores(raw)
    covariates = team_covariates(table.covariate_names, _rows_of(table.covariates, in_table)) if table else None
    units = units_of(_units(table, in_table)) if table and table.units is not None else None
    account = account_of(answers, table, teams, tuple(sources), units)
    good_enough = tuple(each.good_enough for each in answers if each.good_enough)
    return Surveys(
        teams,
        tuple(sources),
        columns,
        column_names,
        mean,
        sd,
        account,
        good_enough,
        covariates=covariates,
        units=units,
    )


def _places(known: Sequence[str], teams: Sequence[str]) -> Integers:
    """Place of each team among the known ones; -1 where it is not known."""
    index = {name: place for place, name in enumerate(known)}
    return np.array([index.get(team, -1) for team in teams], dtype=np.int64)


def _rows_of(values: Floats, places: Integers) -> Floats:
    """Rows of values at the places; NaN where -1."""
    padded = np.vstack([values, np.full((1, values.shape[1]), np.nan)])
    return padded[places]
