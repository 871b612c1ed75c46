"""Persons' scale means: moments that those of the items do not give once somebody skipped an item."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayeschain.errors import Problem
from bayeschain.surveys.findings import counted
from bayeschain.surveys.moments import Floats, Integers, TeamMoments
from bayeschain.surveys.partial import PartialMoments


@dataclass(frozen=True, eq=False)
class ScaleMeans:
    """Moments of the scale means of q constructs in J teams.

    Parameters
    ----------
    complete : TeamMoments
        Respondents who have a scale mean of every construct.
    partial : PartialMoments or None
        Those who have some.
    partly : int
        Respondents who answered some items of a construct, but not all.
    """

    complete: TeamMoments
    partial: PartialMoments | None
    partly: int

    def take(self, index: Integers) -> "ScaleMeans":
        """Moments in another order of teams."""
        partial = None if self.partial is None else self.partial.take(index)
        return ScaleMeans(self.complete.take(index), partial, self.partly)


@dataclass(frozen=True)
class ScoringRule:
    """When a person has a scale mean.

    Parameters
    ----------
    counts : tuple of int
        Items of each construct, in the order of the columns.
    fewest : tuple of int
        Answers of a construct that its scale mean needs.
    """

    counts: tuple[int, ...]
    fewest: tuple[int, ...]

    def __call__(self, answers: Floats) -> Floats:
        """(n, q) means of the answered items of each construct, NaN under the fewest; answers (n, p)."""
        answered, total = self._sums(answers)
        means = total / np.maximum(answered, 1)
        return np.where(answered >= np.array(self.fewest), means, np.nan)

    def partly(self, answers: Floats) -> int:
        """Respondents who answered some items of a construct, but not all."""
        answered, _ = self._sums(answers)
        return int(((answered > 0) & (answered < np.array(self.counts))).any(axis=1).sum())

    def _sums(self, answers: Floats) -> tuple[NDArray[np.int64], Floats]:
        starts = np.cumsum([0, *self.counts[:-1]])
        there = np.isfinite(answers)
        answered = np.add.reduceat(there.astype(np.int64), starts, axis=1)
        return answered, np.add.reduceat(np.where(there, answers, 0.0), starts, axis=1)


def scoring_rule(counts: Sequence[int], scoring: str, fewest: int | None) -> ScoringRule:
    """Rule of a survey.

    Parameters
    ----------
    counts : sequence of int
        Items of each construct.
    scoring : {"complete", "mean_of_answered"}
        Whether a scale mean needs every item.
    fewest : int or None
        Answers that ``mean_of_answered`` needs; half of the construct's items, rounded up, where nothing is said, and
        never more than there are.
    """
    if scoring == "complete":
        return ScoringRule(tuple(counts), tuple(counts))
    least = [(K + 1) // 2 if fewest is None else min(fewest, K) for K in counts]
    return ScoringRule(tuple(counts), tuple(least))


def average_matrix(counts: Sequence[int]) -> Floats:
    """(q, p) matrix that averages the items of each construct."""
    owner = np.repeat(np.arange(len(counts)), counts)
    average = np.zeros((len(counts), len(owner)))
    average[owner, np.arange(len(owner))] = 1.0 / np.repeat(np.array(counts), counts)
    return average


def scoring_problems(survey: str, scoring: str, scale_means: ScaleMeans) -> list[Problem]:
    """Scale means that are asked for, although some items of a construct were skipped and no rule says what then."""
    if scoring != "complete" or not scale_means.partly:
        return []
    people = counted(scale_means.partly, "respondent", "respondents")
    says = f"{people} answered some items of a construct and skipped others: there is no rule for their scale means."
    remedy = "Write scoring: mean_of_answered for this survey, or measurement: latent, which needs no rule."
    return [Problem(says, remedy, f"surveys.{survey}.measurement")]
