"""`read_surveys`: every file of a model, read, checked and joined."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bayeschain.errors import Problems, did_you_mean
from bayeschain.specification import Specification
from bayeschain.specification.source import shown
from bayeschain.surveys.account import WaveStep
from bayeschain.surveys.answers import SurveyAnswers, read_answers
from bayeschain.surveys.data import Surveys
from bayeschain.surveys.joining import join, join_problems, table_problems, wave_problems
from bayeschain.surveys.lineage import lineage_notes, lineage_of, lineage_problems, under_last_names
from bayeschain.surveys.reading import File
from bayeschain.surveys.steps import wave_steps
from bayeschain.surveys.team_table import NAME as TEAMS
from bayeschain.surveys.team_table import TeamTable, read_team_table


def read_surveys(specification: Specification, data: Mapping[str, Path | str] | None = None) -> Surveys:
    """Read all surveys and the team table, check them, and join them by team.

    Parameters
    ----------
    specification : Specification
        The model file.
    data : mapping of str to Path, optional
        Files to read instead of those that the model file names, by survey; ``teams`` for the team table.

    Returns
    -------
    Surveys
        Moments by team, team columns, and the account of rows and teams.

    Raises
    ------
    InputError
        With every problem of every file.
    """
    given = dict(data or {})
    problems = Problems()
    _check_names(specification, given, problems)
    answers = _read_all(specification, given)
    table = _read_table(specification, given)
    for each in answers:
        problems.extend(each.problems)
    lineage, given_names = None, answers
    if table is not None and table.became_name and not table.problems and not any(each.problems for each in answers):
        lineage = lineage_of(table)
        problems.extend(lineage_problems(lineage, answers, table))
        problems.raise_if_any()
        answers, table = under_last_names(lineage, answers, table)
    apart = wave_problems(answers, specification.waves)
    problems.extend(apart or join_problems(answers))
    finite = frozenset(name for name, survey in specification.surveys.items() if survey.aggregation == "finite")
    if table is not None:
        problems.extend(table.problems)
        if not table.problems and all(each.teams for each in answers):
            problems.extend(table_problems(answers, table, finite))
    problems.raise_if_any()
    columns = tuple(construct.name for construct in specification.column_constructs)
    steps = wave_steps(lineage, given_names, specification.waves)
    return _told(join(answers, table, finite, columns), lineage_notes(lineage, answers, specification.waves), steps)


def _told(surveys: Surveys, notes: list[str], steps: tuple[WaveStep, ...]) -> Surveys:
    account = replace(surveys.account, notes=(*surveys.account.notes, *notes), steps=steps)
    return replace(surveys, account=account)


def _check_names(specification: Specification, data: Mapping[str, Path | str], problems: Problems) -> None:
    known = [*specification.surveys, *([TEAMS] if specification.teams else [])]
    for name in data:
        if name not in known:
            message = f"Data were given for {shown(name)}, which the model file does not name."
            problems.add(message, did_you_mean(name, known))


def _file(
    specification: Specification, data: Mapping[str, Path | str], name: str, file: str, sheet: str | None
) -> File:
    if name in data:
        return File(Path(data[name]), str(data[name]), sheet)
    return File(specification.folder / file, file, sheet)


def _read_all(specification: Specification, data: Mapping[str, Path | str]) -> list[SurveyAnswers]:
    answers = []
    for name, survey in specification.surveys.items():
        file = _file(specification, data, name, survey.file, survey.sheet)
        constructs, minimum = specification.survey_constructs(name), specification.disclosure.minimum_group
        waves = specification.waves
        answers.append(read_answers(survey, constructs, file, minimum=minimum, waves=waves))
    return answers


def _read_table(specification: Specification, data: Mapping[str, Path | str]) -> TeamTable | None:
    teams = specification.teams
    if teams is None:
        return None
    columns = [construct.column or construct.name for construct in specification.column_constructs]
    return read_team_table(teams, columns, _file(specification, data, TEAMS, teams.file, teams.sheet))
