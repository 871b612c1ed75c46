"""Moments item by item, over everybody who answered the item: what descriptions need where answers are missing."""

from dataclasses import dataclass

import numpy as np

from bayeschain.surveys.moments import Floats, Integers, TeamMoments
from bayeschain.surveys.partial import PartialMoments


@dataclass(frozen=True, eq=False)
class Available:
    """Available-case moments of p items in J teams.

    Parameters
    ----------
    n : (J, p) int
        Answers.
    means : (J, p) float
        Team means; NaN where n = 0.
    sums : (J, p) float
        Sums of squares about the team's own mean.
    """

    n: Integers
    means: Floats
    sums: Floats

    @property
    def variances(self) -> Floats:
        """(J, p) unbiased variances within each team; NaN where n < 2."""
        return np.where(self.n > 1, self.sums / np.maximum(self.n - 1, 1), np.nan)


def available(complete: TeamMoments, partial: PartialMoments | None) -> Available:
    """Moments item by item of complete and partial answers together."""
    n = np.repeat(complete.n[:, None], complete.means.shape[1], axis=1)
    sums = np.diagonal(complete.scatter, axis1=1, axis2=2).copy()
    if partial is None:
        return Available(n, complete.means.copy(), sums)
    own = np.nan_to_num(complete.means)
    each = np.where(partial.answered, partial.n[:, None], 0)
    values = np.nan_to_num(partial.means)
    count, total = n.copy(), n * own
    np.add.at(count, partial.team, each)
    np.add.at(total, partial.team, each * values)
    centre = total / np.maximum(count, 1)
    sums += n * (own - centre) ** 2
    np.add.at(sums, partial.team, each * (values - centre[partial.team]) ** 2)
    np.add.at(sums, partial.team[partial.group], partial.roots**2)
    return Available(count, np.where(count > 0, centre, np.nan), sums)


def pairwise(complete: TeamMoments, partial: PartialMoments) -> Floats:
    """Cross-products within teams (p, p) as they would be expected had everybody answered every item.

    For each pair of items, the covariance within teams of those who answered both, times the degrees of freedom of all
    respondents. A description, for classical measures of agreement: the model needs no such thing. 0 where no team has
    two respondents who answered both.
    """
    J, p = complete.means.shape
    everybody = complete.n + partial.respondents(J)
    cross, degrees = np.zeros((p, p)), np.zeros((p, p))
    for j in np.flatnonzero(everybody):
        own = np.flatnonzero(partial.team == j)
        there = np.vstack([partial.answered[own], np.full((1, p), complete.n[j] > 0)]).astype(float)
        means = np.nan_to_num(np.vstack([partial.means[own], complete.means[j]]))
        weighted = there * np.append(partial.n[own], complete.n[j])[:, None]
        roots = partial.roots[np.isin(partial.group, own)]
        centre = means.sum(axis=0) / np.maximum(there.sum(axis=0), 1.0)
        about = np.where(there > 0.0, means - centre, 0.0)
        n = weighted.T @ there
        sums = (weighted * about).T @ there  # of item k over those who answered both k and l
        total = (weighted * about).T @ about + roots.T @ roots + complete.scatter[j]
        cross += total - sums * sums.T / np.maximum(n, 1.0)
        degrees += np.maximum(n - 1.0, 0.0)
    return np.asarray(cross / np.maximum(degrees, 1.0) * np.maximum(everybody - 1, 0).sum())
