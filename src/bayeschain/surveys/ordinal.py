"""Answers of a survey whose likelihood is ordinal: kept person by person, since no moments hold all of them."""

from dataclasses import dataclass, replace

import numpy as np

from bayeschain.surveys.moments import Floats, Integers


@dataclass(frozen=True, eq=False)
class OrdinalAnswers:
    """Answers of N people to p items.

    Parameters
    ----------
    team : (N,) int
        Team of each person; people of a team stand together.
    scores : (N, p) float
        POMP scores after reverse scoring; NaN where there is no answer.
    covariates : (N, H) float
        Respondent covariates about their grand means and divided by their SDs, see `data.Adjustment`.
    """

    team: Integers
    scores: Floats
    covariates: Floats

    @property
    def categories(self) -> tuple[tuple[float, ...], ...]:
        """Scores of the categories that anybody used, by item, in ascending order."""
        return tuple(tuple(np.unique(np.round(s[np.isfinite(s)], DECIMALS)).tolist()) for s in self.scores.T)

    def codes(self, categories: tuple[tuple[float, ...], ...]) -> Integers:
        """(N, p) number of the category of each answer, 0 for the lowest; -1 where there is no answer.

        Parameters
        ----------
        categories : tuple of tuple of float
            Scores of the categories told apart, by item; an answer between two of them belongs to the nearer.
        """
        found = np.full(self.scores.shape, -1, dtype=np.int64)
        for k, known in enumerate(categories):
            there = np.isfinite(self.scores[:, k])
            found[there, k] = np.searchsorted(midpoints(known), self.scores[there, k])
        return found

    def sorted_by(self, place: Integers) -> "OrdinalAnswers":
        """The same answers with teams numbered anew: `place` (old teams,) is the new number, -1 for none."""
        team = place[self.team]
        order = np.argsort(team, kind="stable")
        order = order[team[order] >= 0]
        return OrdinalAnswers(team[order], self.scores[order], self.covariates[order])

    def on_scale(self, mean: Floats, sd: Floats) -> "OrdinalAnswers":
        """The same with covariates about means (H,) and divided by SDs (H,)."""
        return replace(self, covariates=(self.covariates - mean) / sd)


DECIMALS = 9
"""Scores that agree to so many decimals are one category."""


def midpoints(scores: tuple[float, ...]) -> Floats:
    """(m,) points half way between neighbours of the m + 1 scores."""
    known = np.asarray(scores, dtype=float)
    return np.asarray(0.5 * (known[1:] + known[:-1]))
