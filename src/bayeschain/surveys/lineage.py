"""What became of teams from wave to wave: renamed, split, merged, come or gone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bayeschain.conventions import wave_of
from bayeschain.errors import Problem
from bayeschain.specification.source import shown
from bayeschain.surveys.answers import SurveyAnswers
from bayeschain.surveys.ends import ends_of
from bayeschain.surveys.findings import listed, place
from bayeschain.surveys.moments import Integers
from bayeschain.surveys.team_names import naturally
from bayeschain.surveys.team_table import TeamTable


@dataclass(frozen=True)
class Lineage:
    """What became of teams.

    Parameters
    ----------
    became : mapping of str to tuple of str
        Teams that a team became; only of teams that became others.
    where : str
        Place of the column.
    """

    became: Mapping[str, tuple[str, ...]]
    where: str

    @property
    def sources(self) -> dict[str, tuple[str, ...]]:
        """Teams that a team came from."""
        ends = naturally(new for each in self.became.values() for new in each)
        return {new: tuple(old for old, each in self.became.items() if new in each) for new in ends}

    @property
    def renamed(self) -> dict[str, str]:
        """Teams that became one other team, which came from no other: the same team under its last name."""
        sources = self.sources
        one = {old: new[0] for old, new in self.became.items() if len(new) == 1 and len(sources[new[0]]) == 1}
        last = {}
        for old in one:
            name = old
            while name in one:
                name = one[name]
            last[old] = name
        return last

    def circles(self) -> tuple[str, ...]:
        """Teams that are their own descendants."""

        def reached(team: str) -> set[str]:
            found: set[str] = set()
            waiting = list(self.became.get(team, ()))
            while waiting:
                each = waiting.pop()
                if each not in found:
                    found.add(each)
                    waiting.extend(self.became.get(each, ()))
            return found

        return naturally(team for team in self.became if team in reached(team))


def lineage_of(table: TeamTable) -> Lineage:
    """What the team table says of it."""
    became = {team: new for team, new in zip(table.teams, table.became, strict=True) if new}
    return Lineage(became, place(table.rows.file, [table.became_name or ""]))


def lineage_problems(lineage: Lineage, answers: Sequence[SurveyAnswers], table: TeamTable) -> list[Problem]:
    """Teams that became nothing that is known, or themselves, or that answered under both names at once."""
    known = {*table.teams, *(team for each in answers for team in each.teams)}
    problems = [
        Problem(
            f"Team {shown(old)} became {shown(new)}, which is in no survey and not in the team table.",
            "Correct the name; several names are parted by ';'. Leave the cell empty for a team that is gone.",
            lineage.where,
        )
        for old, each in lineage.became.items()
        for new in each
        if new not in known
    ]
    if circles := lineage.circles():
        says = f"Teams became each other in a circle, or themselves: {listed(circles)}."
        problems.append(Problem(says, "Say only what the earlier team became later.", lineage.where))
    if problems:
        return problems
    last = lineage.renamed
    for each in answers:
        here: dict[str, list[str]] = {}
        for team, n in zip(each.teams, each.moments.n, strict=True):
            if n:
                here.setdefault(last.get(team, team), []).append(team)
        for name, teams in here.items():
            if len(teams) > 1:
                both = listed(naturally(teams))
                says = f"{both} are one team, {shown(name)}, and have answers in '{each.survey}' apart."
                remedy = "If both are there at once, one did not become the other; else use one name in this wave."
                problems.append(Problem(says, remedy, lineage.where))
    return problems


def under_last_names(
    lineage: Lineage, answers: Sequence[SurveyAnswers], table: TeamTable
) -> tuple[list[SurveyAnswers], TeamTable]:
    """Answers and team table with each team that was renamed under its last name; the row of that name counts."""
    renamed = lineage.renamed
    kept = []
    for each in answers:
        names = tuple(renamed.get(team, team) for team in each.teams)
        first: dict[str, int] = {}  # of names for one team, the one with answers
        for i in np.argsort(-each.moments.n, kind="stable"):
            first.setdefault(names[i], int(i))
        kept.append(_only(each, names, np.array(sorted(first.values()), dtype=np.int64)))
    rows = [i for i, team in enumerate(table.teams) if not (team in renamed and renamed[team] in table.teams)]
    index = np.array(rows, dtype=np.int64)
    left = replace(
        table,
        teams=tuple(renamed.get(table.teams[i], table.teams[i]) for i in rows),
        became=tuple(table.became[i] for i in rows),
        size=None if table.size is None else table.size[index],
        columns=table.columns[index],
        covariates=table.covariates[index],
        units=None if table.units is None else tuple(table.units[i] for i in rows),
    )
    return kept, left


def _only(answers: SurveyAnswers, names: tuple[str, ...], index: Integers) -> SurveyAnswers:
    """Answers of some teams; persons of ordinal answers are numbered anew."""
    ordinal = answers.ordinal
    if ordinal is not None:
        number = np.full(len(names), -1, dtype=np.int64)
        number[index] = np.arange(len(index))
        ordinal = ordinal.sorted_by(number)
    return replace(
        answers,
        teams=tuple(names[i] for i in index),
        moments=answers.moments.take(index),
        adjusted=None if answers.adjusted is None else answers.adjusted.take(index),
        ordinal=ordinal,
        ends=None if answers.ends is None else ends_of(answers.ends, index),
    )


def lineage_notes(lineage: Lineage | None, answers: Sequence[SurveyAnswers], waves: Sequence[str]) -> list[str]:
    """What happened to each team that is not in all waves under one name, in plain sentences."""
    if not waves:
        return []
    notes: list[str] = []
    told: set[str] = set()
    became, renamed = (lineage.became, lineage.renamed) if lineage else ({}, {})
    for old, new in became.items():
        told |= {old, *new}
        if old in renamed:
            notes.append(f"Team {shown(old)} was renamed {shown(new[0])}: one team in all waves.")
        elif len(new) > 1:
            notes.append(f"Team {shown(old)} was split into {listed(new)}: these are teams of their own.")
        else:
            notes.append(f"Team {shown(old)} was merged into {shown(new[0])}: a team of its own.")
    present: dict[str, set[str]] = {wave: set() for wave in waves}
    for each in answers:
        present[wave_of(each.survey)] |= {team for team, n in zip(each.teams, each.moments.n, strict=True) if n}
    others = naturally(team for teams in present.values() for team in teams if team not in told)
    for wave, happened in ((waves[0], "come later"), (waves[-1], "gone")):
        if absent := [team for team in others if team not in present[wave]]:
            notes.append(f"Without answers in the wave {shown(wave)}, so taken to have {happened}: {listed(absent)}.")
    return notes
