"""Everybody's answers as moments: those who answered every item, those who skipped some, and their scale means."""

from dataclasses import dataclass

import numpy as np

from bayeschain.surveys.moments import Floats, Integers, MomentAccumulator, TeamMoments
from bayeschain.surveys.partial import PartialAccumulator, PartialMoments
from bayeschain.surveys.scale_means import ScaleMeans, ScoringRule, average_matrix


@dataclass(frozen=True, eq=False)
class GatheredMoments:
    """Moments of one survey in J teams.

    Parameters
    ----------
    n : (J,) int
        All respondents who answered an item.
    complete : TeamMoments
        Those who answered every item.
    partial : PartialMoments or None
        The others; None where there are none.
    scale_means : ScaleMeans or None
        Scale means of all; None where nobody skipped an item.
    """

    n: Integers
    complete: TeamMoments
    partial: PartialMoments | None = None
    scale_means: ScaleMeans | None = None

    def take(self, index: Integers) -> "GatheredMoments":
        """Moments in another order of teams; -1 makes a team without respondents."""
        if self.partial is None or self.scale_means is None:
            complete = self.complete.take(index)
            return GatheredMoments(complete.n, complete)
        n = np.where(index < 0, 0, self.n[index])
        return GatheredMoments(n, self.complete.take(index), self.partial.take(index), self.scale_means.take(index))


class Gathering:
    """Gathers the answers of one survey in one pass.

    Parameters
    ----------
    rule : ScoringRule
        Items of each construct, and when a person has a scale mean.
    """

    def __init__(self, rule: ScoringRule) -> None:
        self._rule = rule
        self._complete = MomentAccumulator(sum(rule.counts))
        self._partial = PartialAccumulator(sum(rule.counts))
        self._means = MomentAccumulator(len(rule.counts))
        self._partial_means = PartialAccumulator(len(rule.counts))
        self._partly = 0

    def add(self, teams: Integers, answers: Floats) -> None:
        """Add one chunk.

        Parameters
        ----------
        teams : (n,) int
            Team of each respondent, 0 .. J-1.
        answers : (n, p) float
            POMP; NaN where skipped. Each respondent has one answer or more.
        """
        complete = np.isfinite(answers).all(axis=1)
        self._complete.add(teams[complete], answers[complete])
        teams, answers = teams[~complete], answers[~complete]
        if len(teams) == 0:
            return
        self._partial.add(teams, answers)
        self._partly += self._rule.partly(answers)
        means = self._rule(answers)
        scored = np.isfinite(means)
        self._means.add(teams[scored.all(axis=1)], means[scored.all(axis=1)])
        some = scored.any(axis=1) & ~scored.all(axis=1)
        self._partial_means.add(teams[some], means[some])

    def result(self, teams: int = 0) -> GatheredMoments:
        """Moments of at least so many teams; a copy."""
        complete, partial = self._complete.result(teams), self._partial.result()
        if len(partial.n) == 0:
            return GatheredMoments(complete.n, complete)
        J = max(len(complete.n), int(partial.team.max()) + 1)
        complete = self._complete.result(J)
        average = average_matrix(self._rule.counts)
        means = MomentAccumulator(len(average))
        means.add_moments(TeamMoments(complete.n, complete.means @ average.T, average @ complete.scatter @ average.T))
        means.merge(self._means)
        some = self._partial_means.result()
        scale_means = ScaleMeans(means.result(J), some if len(some.n) else None, self._partly)
        return GatheredMoments(complete.n + partial.respondents(J), complete, partial, scale_means)
