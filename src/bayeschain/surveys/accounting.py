"""Writes the account of the join."""

from collections.abc import Sequence
from itertools import combinations
from typing import Final

import numpy as np

from bayeschain.conventions import FEWEST_TEAMS
from bayeschain.messages import Message
from bayeschain.specification.source import shown
from bayeschain.surveys.account import Account, TeamCount
from bayeschain.surveys.answers import SurveyAnswers
from bayeschain.surveys.covariates import unit_notes
from bayeschain.surveys.data import SourceMoments, Units
from bayeschain.surveys.findings import listed
from bayeschain.surveys.team_names import naturally, near_matches
from bayeschain.surveys.team_table import TeamTable

NO_ANSWER: Final = Message("no answer")
TABLE_ONLY: Final = Message("in the team table only")


def account_of(
    answers: Sequence[SurveyAnswers],
    table: TeamTable | None,
    teams: tuple[str, ...],
    sources: tuple[SourceMoments, ...],
    units: Units | None = None,
) -> Account:
    """Account of every row and team.

    Parameters
    ----------
    answers : sequence of SurveyAnswers
        All surveys.
    table : TeamTable or None
        The team table, if there is one.
    teams : tuple of str
        Teams that enter the model.
    sources : tuple of SourceMoments
        Moments of those teams.
    units : Units or None
        Their units, where the model file has them.
    """
    kept = []
    for place, team in enumerate(teams):
        respondents = {source.survey: int(source.n[place]) for source in sources}
        reached = [survey for survey, n in respondents.items() if n]
        kept.append(TeamCount(team, True, "answers in " + ", ".join(reached), respondents))
    named = naturally(name for each in answers for name in each.teams)
    silent = [team for team in named if team not in set(teams)]
    only_table = [team for team in naturally(table.teams) if team not in set(named)] if table else []
    nobody = {each.survey: 0 for each in answers}
    lost = [TeamCount(team, False, NO_ANSWER, nobody) for team in silent]
    lost += [TeamCount(team, False, TABLE_ONLY, nobody) for team in only_table]
    notes = [note for each in answers for note in each.notes] + list(table.notes if table else ())
    notes += unit_notes(units) if units else []
    notes += _team_notes(teams, sources, silent, only_table)
    if table:
        absent = [team for team in teams if team not in set(table.teams)]
        if absent:
            notes.append(f"{_teams(len(absent))} not in the team table: {listed(absent)}.")
    notes += _spelling_notes(answers, table)
    rows = tuple(each.rows for each in answers) + ((table.rows,) if table else ())
    return Account(rows, tuple(kept + lost), tuple(notes))


def _teams(count: int) -> str:
    return f"{count} team is" if count == 1 else f"{count} teams are"


def _team_notes(
    teams: tuple[str, ...], sources: tuple[SourceMoments, ...], silent: list[str], only_table: list[str]
) -> list[str]:
    notes = []
    everywhere = int(np.all([source.n > 0 for source in sources], axis=0).sum())
    if len(sources) > 1:
        if everywhere < len(teams):
            shared = f"{everywhere} of {len(teams)} teams have answers in every survey"
            notes.append(f"{shared}; the others stay in the model.")
            notes += _not_reached(teams, sources)
        if everywhere < FEWEST_TEAMS:
            notes.append(f"Only {everywhere} teams link the surveys: what leads from one to another rests on them.")
    if silent:
        notes.append(f"{_teams(len(silent))} left out for want of an answer: {listed(silent)}.")
    if only_table:
        notes.append(f"{_teams(len(only_table))} in the team table only, and left out: {listed(only_table)}.")
    return notes


def _not_reached(teams: tuple[str, ...], sources: tuple[SourceMoments, ...]) -> list[str]:
    """Teams that each survey did not reach, by name: a name that differs shows here in both surveys."""
    absent = {each.survey: [team for team, n in zip(teams, each.n, strict=True) if not n] for each in sources}
    return [f"{survey} did not reach {listed(missed)}." for survey, missed in absent.items() if missed]


def _spelling_notes(answers: Sequence[SurveyAnswers], table: TeamTable | None) -> list[str]:
    """Names that may be one team in two spellings."""
    files = [(each.survey, each.teams) for each in answers] + ([("team table", table.teams)] if table else [])
    return [
        f"'{one}' has team {shown(a)} and '{other}' has {shown(b)}: if they are the same, spell them alike."
        for (one, ours), (other, theirs) in combinations(files, 2)
        for a, b in near_matches(ours, theirs)
    ]
