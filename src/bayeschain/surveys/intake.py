"""What one pass over a survey's chunks gathers: moments, losses, and answers that cannot be used."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

import numpy as np

from bayeschain.errors import Problem
from bayeschain.messages import Message
from bayeschain.surveys.account import RowCount
from bayeschain.surveys.cells import numbers
from bayeschain.surveys.continuity import continuity_note
from bayeschain.surveys.covariates import covariate_cells
from bayeschain.surveys.ends import EndCounter
from bayeschain.surveys.findings import Finding, Tally, listed, place, separator_problems
from bayeschain.surveys.gathering import Gathering
from bayeschain.surveys.labels import coded, label_problems
from bayeschain.surveys.moments import Floats, Integers
from bayeschain.surveys.oddities import Oddities
from bayeschain.surveys.ordinal import OrdinalAnswers
from bayeschain.surveys.persons import Persons
from bayeschain.surveys.scale_means import ScoringRule
from bayeschain.surveys.scoring import Scorer
from bayeschain.surveys.spelling import name_problems, spelling_notes
from bayeschain.surveys.tables import Chunk, Labels
from bayeschain.surveys.team_names import TeamIndex

NO_TEAM: Final = Message("no team")
NO_ANSWER: Final = Message("no answer to any item")
NO_COVARIATE: Final = Message("missing covariate")
SERIALS: Final = (30_000, 60_000)
"""Numbers by which spreadsheets store days of the years 1982 to 2064."""
THOUSAND: Final = 1000
"""On scales that reach it, a comma may set off thousands."""


class Intake:
    """Takes in the chunks of one survey.

    Parameters
    ----------
    team : str
        Column that holds the team.
    scorer : Scorer
        Items of the survey and their scores.
    rule : ScoringRule
        When a person has a scale mean.
    adjust : tuple of str
        Columns of respondent covariates.
    keep : bool
        Whether to keep the scores of every person, for an ordinal likelihood.

    Attributes
    ----------
    index : TeamIndex
        Teams that any row names.
    moments : Gathering
        Moments of the rows with an answer, POMP.
    adjusted : Gathering
        Moments of the same rows with covariates: items, POMP, then covariates; nothing where there are none.
    ends : EndCounter
        Answers of the same rows at the ends of the scale.
    """

    def __init__(
        self,
        team: str,
        scorer: Scorer,
        rule: ScoringRule,
        adjust: tuple[str, ...] = (),
        *,
        keep: bool = False,
    ) -> None:
        self.scorer = scorer
        self.index = TeamIndex()
        self.moments = Gathering(rule)
        self.adjusted = Gathering(rule, len(adjust))
        self._team = team
        self._adjust = adjust
        self._no_covariate = 0
        self._covariate_problems: dict[str, Problem] = {}
        self._keep = keep
        self._persons: list[tuple[Integers, Floats, Floats]] = []
        self._tally = Tally()
        self._oddities = Oddities(scorer)
        self._twice = Persons()
        self._comma_is_decimal = False
        self._labels: Mapping[str, Labels] = {}
        self._texts: dict[str, set[str]] = {item: set() for item in scorer.items}
        self._answered = np.zeros(len(scorer.items), dtype=np.int64)
        self._lowest = np.full(len(scorer.items), np.inf)
        self._highest = np.full(len(scorer.items), -np.inf)
        self.ends = EndCounter(scorer.low, scorer.high)
        self._ends = np.zeros((2, len(scorer.items)), dtype=np.int64)
        self._read = self._kept = self._no_team = self._no_answer = self._some = 0

    def add(self, chunk: Chunk) -> None:
        """Take in one chunk."""
        self._comma_is_decimal, self._labels = chunk.comma_is_decimal, chunk.labels
        names = chunk.columns[self._team].astype(object)
        teams = self.index.numbers(names)
        read, answers = self._answers(chunk)
        self._oddities.add(chunk.rows, teams, names, read, answers)
        self._twice.add(chunk)
        with_team = teams >= 0
        answered = np.isfinite(answers)
        x = self._covariates(chunk)
        some = answered.any(axis=1)
        known = np.isfinite(x).all(axis=1)
        kept = with_team & some & known
        self._no_covariate += int((with_team & some & ~known).sum())
        self._read += len(chunk)
        self._kept += int(kept.sum())
        self._some += int((kept & ~answered.all(axis=1)).sum())
        self._no_team += int((~with_team).sum())
        self._no_answer += int((with_team & ~some).sum())
        self._lowest = np.fmin(self._lowest, np.fmin.reduce(answers[kept], axis=0, initial=np.inf))
        self._highest = np.fmax(self._highest, np.fmax.reduce(answers[kept], axis=0, initial=-np.inf))
        scores = self.scorer(answers[kept])
        self.moments.add(teams[kept], scores)
        self.ends.add(teams[kept], answers[kept])
        if self._adjust:
            self.adjusted.add(teams[kept], np.column_stack([scores, x[kept]]))
        if self._keep:
            self._persons.append((teams[kept], scores, x[kept]))

    def ordinal(self) -> OrdinalAnswers:
        """Scores and covariates, as they stand, person by person, for an ordinal likelihood."""
        return OrdinalAnswers(*(np.concatenate(each) for each in zip(*self._persons, strict=True)))

    def _answers(self, chunk: Chunk) -> tuple[Floats, Floats]:
        """(n, p) answers as they stand, and on the response scale; NaN where missing, no number, or outside it."""
        scorer = self.scorer
        as_read, answers = np.empty((2, len(chunk), len(scorer.items)))
        for k, (item, low, high) in enumerate(zip(scorer.items, scorer.low, scorer.high, strict=True)):
            cells = chunk.columns[item]
            read = numbers(cells)
            self._texts[item].update(read.texts)
            self._tally.add_strange(item, cells, read.strange, chunk.rows, "string" if item in chunk.strings else "")
            outside = (read.values < low) | (read.values > high)
            serial = outside & (read.values >= SERIALS[0]) & (read.values < SERIALS[1])
            for kind, where in (("outside", outside & ~serial), ("serial", serial)):
                if where.any():
                    labels = chunk.labels.get(item, {})
                    examples = tuple(coded(value, labels) for value in dict.fromkeys(read.values[where]))
                    row, scale = int(chunk.rows[where][0]), (float(low), float(high))
                    self._tally.add(Finding(kind, item, int(where.sum()), examples[:3], row, scale))
            as_read[:, k], answers[:, k] = read.values, np.where(outside, np.nan, read.values)
        self._answered += np.isfinite(answers).sum(axis=0)
        self._ends += [(answers == scorer.low).sum(axis=0), (answers == scorer.high).sum(axis=0)]
        return as_read, answers

    def _covariates(self, chunk: Chunk) -> Floats:
        """(n, H) values of the respondent covariates; NaN where missing or no number."""
        values = np.empty((len(chunk), len(self._adjust)))
        for k, name in enumerate(self._adjust):
            values[:, k], problems = covariate_cells(name, chunk.columns[name].astype(object), chunk.rows, "")
            for problem in problems:
                self._covariate_problems.setdefault(name, problem)
        return values

    def continuity(self, survey: str) -> tuple[bool, str]:
        """Whether a Gaussian likelihood may mislead, and a sentence that says so, or that it is good enough."""
        scorer = self.scorer
        return continuity_note(survey, scorer.items, scorer.low, scorer.high, self._ends, self._answered)

    def cell_problems(self, label: str) -> list[Problem]:
        """Answers that are no numbers, outside their scale, written in two ways, or labelled for another scale."""
        large = {item for item, high in zip(self.scorer.items, self.scorer.high, strict=True) if high >= THOUSAND}
        return [
            *self._tally.problems(label, "answer", self._oddities.summary_row() or math.inf),
            *label_problems(label, self._labels, self.scorer),
            *separator_problems(label, self._texts, self._comma_is_decimal, large),
            *(replace(each, where=place(label, [name])) for name, each in self._covariate_problems.items()),
        ]

    def row_problems(self, label: str) -> list[Problem]:
        """No rows, rows without a team, or items that nobody answered."""
        if self._read == 0:
            return [Problem("The file has column names but no answers.", "It needs one row a respondent.", label)]
        problems = []
        once = int((self._oddities.rows_of_teams == 1).sum())
        if 2 * self._no_team > self._read or (self._no_team >= once >= max(2, len(self.index.names) / 4)):
            says = f"{self._no_team} of {self._read} rows name no team."
            remedy = "Write the team in every row: merged cells of a spreadsheet leave all rows but the first empty."
            problems.append(
                Problem(
                    says, f"{remedy} Delete only rows of people whose team nobody knows.", place(label, [self._team])
                )
            )
        names = self.index.names
        problems += name_problems(label, self._team, names)
        problems += self._oddities.problems(label, self._team, names)
        silent = [k for k, item in enumerate(self.scorer.items) if not self._answered[k]]
        silent_items = [self.scorer.items[k] for k in silent if self.scorer.items[k] not in self._tally.columns()]
        if silent_items:
            says, remedy = "No respondent has an answer here.", "Correct the file, or remove the item from the model."
            problems.append(Problem(says, remedy, place(label, silent_items)))
        elif not self._kept and self._no_covariate and not problems and not self._covariate_problems:
            says = f"No row has a value of every covariate: {self._no_covariate} of {self._read} rows miss one."
            problems.append(Problem(says, "Correct the file, or adjust for less.", place(label, self._adjust)))
        return problems

    def same(self) -> dict[str, float]:
        """Items with one and the same answer in all rows, and that answer."""
        constant = np.flatnonzero(self._lowest == self._highest)
        return {self.scorer.items[k]: float(self._lowest[k]) for k in constant}

    def count(self, survey: str, file: str) -> RowCount:
        """Rows read, kept and lost."""
        lost = {
            NO_TEAM: self._no_team,
            NO_ANSWER: self._no_answer,
            NO_COVARIATE: self._no_covariate,
        }
        return RowCount(survey, file, self._read, self._kept, {why: count for why, count in lost.items() if count})

    def notes(self, survey: str) -> list[str]:
        """Sentences about lost rows."""
        notes = []
        if self._no_team:
            says = f"{survey}: {self._no_team} of {self._read} rows name no team and were left out."
            notes.append(f"{says} If merged cells left them empty, write the team in every row.")
        if self._no_answer:
            rows = f"{self._no_answer} of {self._read} rows"
            notes.append(f"{survey}: {rows} answer no item of the model and were left out.")
        if self._no_covariate:
            rows = f"{self._no_covariate} of {self._read} rows"
            notes.append(f"{survey}: {rows} miss {listed(self._adjust)}, which is adjusted for, and were left out.")
        if self._some:
            rows = f"{self._some} of {self._kept} respondents"
            notes.append(f"{survey}: {rows} skipped an item; what they answered is used.")
        return [
            *notes,
            *self._twice.notes(survey),
            *self._oddities.notes(survey),
            *spelling_notes(survey, self.index.names),
        ]
