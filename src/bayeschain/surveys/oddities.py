"""Answers that can be read, and yet hardly mean what they say."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.errors import Problem
from bayeschain.surveys.findings import counted, listed, place
from bayeschain.surveys.moments import Floats, Integers
from bayeschain.surveys.scoring import Scorer
from bayeschain.surveys.summary_rows import LAST, names_totals, summary_rows
from bayeschain.surveys.team_names import team_name

FEWEST_ANSWERS: Final = 20
MOST_BROKEN: Final = 0.2
"""Share of answers with decimals up to which they are exceptions among whole numbers."""
WIDE: Final = 10.0
"""Width of a response scale on which answers between 0 and 1 must be shares."""
CODE: Final = 99.0
CODES_FOR_ONE: Final = 3
"""So many times as often as its neighbours below, 99 is taken for a code."""
THIRD: Final = 1 / 3


class Oddities:
    """Watches the answers of one survey as they are taken in.

    Parameters
    ----------
    scorer : Scorer
        Items of the survey and their scales.
    """

    def __init__(self, scorer: Scorer) -> None:
        p = len(scorer.items)
        self._scorer = scorer
        self._n, self._sums = np.zeros(p, dtype=np.int64), np.zeros(p)
        self._low, self._high = np.full(p, np.inf), np.full(p, -np.inf)
        self._broken, self._first_broken = np.zeros(p, dtype=np.int64), np.zeros(p, dtype=np.int64)
        self._codes, self._beside = np.zeros(p, dtype=np.int64), np.zeros(p, dtype=np.int64)
        self._named, self._answered = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        self._last: list[tuple[int, str | None, Floats, Floats]] = []

    def add(self, rows: Integers, teams: Integers, cells: NDArray[np.object_], read: Floats, usable: Floats) -> None:
        """Take in one chunk.

        Parameters
        ----------
        rows : (n,) int
            Rows of the file.
        teams : (n,) int
            Number of the team that each row names; -1 for none.
        cells : (n,) object
            Cells that name the team.
        read, usable : (n, p) float
            Answers as they stand, and without those outside the response scale; NaN where there is none.
        """
        given = np.isfinite(usable)
        self._n += given.sum(axis=0)
        self._sums += np.where(given, usable, 0.0).sum(axis=0)
        self._low = np.fmin(self._low, np.fmin.reduce(usable, axis=0, initial=np.inf))
        self._high = np.fmax(self._high, np.fmax.reduce(usable, axis=0, initial=-np.inf))
        if (within := self._scorer.high > CODE).any():
            self._codes[within] += (usable[:, within] == CODE).sum(axis=0)
            self._beside[within] += ((usable[:, within] >= CODE - 2.0) & (usable[:, within] < CODE)).sum(axis=0)
        broken = given & (usable != np.floor(usable))
        first = np.where(broken.any(axis=0), rows[broken.argmax(axis=0)] if len(rows) else 0, 0)
        self._first_broken = np.where(self._broken == 0, first, self._first_broken)
        self._broken += broken.sum(axis=0)
        self._named = _added(self._named, teams[teams >= 0])
        self._answered = _added(self._answered, teams[(teams >= 0) & given.any(axis=1)])
        at_end = range(max(0, len(rows) - LAST), len(rows))
        last = [(int(rows[i]), team_name(cells[i]), read[i].copy(), usable[i].copy()) for i in at_end]
        self._last = [*self._last, *last][-LAST:]

    @property
    def rows_of_teams(self) -> Integers:
        """(J,) rows that name each team."""
        return self._named

    def summary_row(self) -> int | None:
        """Row of the file from which on the last ones sum up those above."""
        if not self._last:
            return None
        read, usable = np.array([each[2] for each in self._last]), np.array([each[3] for each in self._last])
        found = summary_rows(read, usable, self._sums, self._n, (self._broken <= MOST_BROKEN * self._n).tolist())
        named = [self._last[place] for place in found if self._last[place][1] or np.isnan(usable[place]).all()]
        return named[0][0] if named else None

    def problems(self, label: str, team: str, names: Sequence[str]) -> list[Problem]:
        """Totals among the rows, and shares on a scale of points.

        Parameters
        ----------
        label : str
            Name of the file.
        team : str
            Column that holds the team.
        names : sequence of str
            The J teams.
        """
        problems = []
        row, remedy = self.summary_row(), "Delete it: the file needs one row a respondent, and nothing below."
        if row is not None:
            says = f"Row {row} holds totals or averages of the rows above, and no respondent."
            problems.append(Problem(says, remedy, f"{label}, row {row}"))
        answered = np.zeros(len(names), dtype=np.int64)
        answered[: len(self._answered)] = self._answered
        single = (self._named == 1) & (answered == 1)
        totals = [name for name, alone in zip(names, single, strict=True) if alone and names_totals(name)]
        if totals and row is None:
            count = counted(len(totals), "row seems", "rows seem")
            says = f"{count} to hold totals or averages, and no respondent: {listed(totals)}."
            problems.append(
                Problem(says, "Delete such rows: the file needs one row a respondent.", place(label, [team]))
            )
        shares = self._items((self._low >= 0.0) & (self._high <= 1.0) & (self._broken > 0) & self._wide())
        if shares:
            says = (
                "All answers lie between 0 and 1, with decimals, on a wider scale: they seem to be shares, such as .85 "
            )
            says += "for 85 %, which cells in a percent format hold."
            remedy = "Write scale: [0, 1] in the model file, or multiply the answers by 100."
            problems.append(Problem(says, remedy, place(label, shares)))
        return problems

    def _wide(self) -> NDArray[np.bool_]:
        scorer = self._scorer
        return (scorer.high - scorer.low >= WIDE) & (scorer.low >= 0.0) & (self._n >= FEWEST_ANSWERS)

    def _items(self, which: NDArray[np.bool_]) -> list[str]:
        return [item for item, each in zip(self._scorer.items, which, strict=True) if each]

    def notes(self, survey: str) -> list[str]:
        """Decimals among whole numbers, 99 as an answer, and a third of the scale that nobody used."""
        return [*self._decimal_notes(survey), *self._code_notes(survey), *self._range_notes(survey)]

    def _decimal_notes(self, survey: str) -> list[str]:
        few = (self._broken > 0) & (self._broken <= MOST_BROKEN * self._n) & (self._n >= FEWEST_ANSWERS)
        if not few.any():
            return []
        says = f"{survey}: {counted(int(self._broken[few].sum()), 'answer has', 'answers have')} decimals, unlike the "
        says += f"others, the first in row {self._first_broken[few].min()} ({listed(self._items(few))}). "
        return [f"{says}If such a row holds averages, delete it."]

    def _code_notes(self, survey: str) -> list[str]:
        often = self._codes >= CODES_FOR_ONE * np.maximum(self._beside, 1)
        if not often.any():
            return []
        says = f"{survey}: {counted(int(self._codes[often].sum()), 'answer is', 'answers are')} 99 "
        return [f"{says}({listed(self._items(often))}). If 99 is a code for no answer, leave the cells empty."]

    def _range_notes(self, survey: str) -> list[str]:
        scales = dict.fromkeys(zip(self._scorer.low.tolist(), self._scorer.high.tolist(), strict=True))
        notes = []
        for low, high in scales:
            own = (self._scorer.low == low) & (self._scorer.high == high) & (self._n > 0)
            if self._n[own].sum() < FEWEST_ANSWERS * max(1, own.sum()):
                continue
            lowest, highest, third = self._low[own].min(), self._high[own].max(), THIRD * (high - low)
            if lowest >= low + third - 1e-9 or highest <= high - third + 1e-9:
                says = f"{survey}: answers reach from {lowest:g} to {highest:g} on a scale of {low:g} to {high:g}. "
                notes.append(f"{says}Correct 'scale' in the model file if it is another one.")
        return notes


def _added(counts: Integers, teams: Integers) -> Integers:
    """Rows of each team, with those of one more chunk."""
    more = np.bincount(teams, minlength=len(counts))
    more[: len(counts)] += counts
    return more
