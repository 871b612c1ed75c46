"""Everybody's answers as moments: those who answered every item, those who skipped some, and their scale means.

Covariates of respondents, which everybody has, may stand beside the items, and beside the scale means.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import block_diag

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

    def last(self, H: int) -> TeamMoments:
        """Moments of the last H columns, which everybody has, over all respondents."""
        n, means, scatter = self.complete.n, self.complete.means[:, -H:], self.complete.scatter[:, -H:, -H:].copy()
        if self.partial is None:
            return TeamMoments(n, means, scatter)
        team, own = np.concatenate([np.arange(len(n)), self.partial.team]), self.partial.means[:, -H:]
        each, x = np.concatenate([n, self.partial.n])[:, None], np.vstack([np.nan_to_num(means), own])
        total = np.zeros_like(means)
        np.add.at(total, team, each * x)
        centre = total / np.maximum(self.n, 1)[:, None]
        rows = np.vstack([np.sqrt(each) * (x - centre[team]), self.partial.roots[:, -H:]])
        team = np.concatenate([team, self.partial.team[self.partial.group]])
        np.add.at(scatter, team, rows[:, :, None] * rows[:, None, :])
        return TeamMoments(self.n, np.where(self.n[:, None] > 0, centre, np.nan), scatter)


class Gathering:
    """Gathers the answers of one survey in one pass.

    Parameters
    ----------
    rule : ScoringRule
        Items of each construct, and when a person has a scale mean.
    covariates : int
        Number of columns behind the items that everybody has.
    """

    def __init__(self, rule: ScoringRule, covariates: int = 0) -> None:
        self._rule, self._covariates, self._items = rule, covariates, sum(rule.counts)
        self._complete = MomentAccumulator(self._items + covariates)
        self._partial = PartialAccumulator(self._items + covariates)
        self._means = MomentAccumulator(len(rule.counts) + covariates)
        self._partial_means = PartialAccumulator(len(rule.counts) + covariates)
        self._partly = 0

    def add(self, teams: Integers, answers: Floats) -> None:
        """Add one chunk.

        Parameters
        ----------
        teams : (n,) int
            Team of each respondent, 0 .. J-1.
        answers : (n, p + H) float
            POMP; NaN where skipped. Each respondent has one answer or more, and all of the H covariates.
        """
        complete = np.isfinite(answers).all(axis=1)
        self._complete.add(teams[complete], answers[complete])
        teams, answers = teams[~complete], answers[~complete]
        if len(teams) == 0:
            return
        self._partial.add(teams, answers)
        items = answers[:, : self._items]
        self._partly += self._rule.partly(items)
        scores = self._rule(items)
        scored = np.isfinite(scores)
        means = np.column_stack([scores, answers[:, self._items :]])
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
        average = block_diag(average_matrix(self._rule.counts), np.eye(self._covariates))
        means = MomentAccumulator(len(average))
        means.add_moments(TeamMoments(complete.n, complete.means @ average.T, average @ complete.scatter @ average.T))
        means.merge(self._means)
        some = self._partial_means.result()
        scale_means = ScaleMeans(means.result(J), some if len(some.n) else None, self._partly)
        return GatheredMoments(complete.n + partial.respondents(J), complete, partial, scale_means)
