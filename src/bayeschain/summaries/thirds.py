"""Thirds of teams by their latents, draw by draw, and thirds of the population that they come from."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from bayeschain.conventions import TIERS
from bayeschain.summaries.averages import third_sizes
from bayeschain.summaries.intervals import Floats

TOP_THIRD: Final = float(len(TIERS) * norm.pdf(norm.ppf(1.0 - 1.0 / len(TIERS))))
"""Mean of the top third of a standard normal, E[z | z > Φ⁻¹(2/3)] = 3 φ(Φ⁻¹(2/3)) = 1.0908."""


def thirds_of(by: Floats) -> NDArray[np.int64]:
    """Third of each team in each draw.

    Parameters
    ----------
    by : (M, J) float
        Latents of the tier construct.

    Returns
    -------
    (M, J) int
        0 lowest, 1 middle, 2 highest; sizes as `numpy.array_split` has them.
    """
    third_at_place = np.repeat(np.arange(len(TIERS)), third_sizes(by.shape[1]))
    third = np.empty(by.shape, dtype=np.int64)
    np.put_along_axis(third, np.argsort(by, axis=1), third_at_place[None, :], axis=1)
    return third


def third_means(latent: Floats, third: NDArray[np.int64]) -> Floats:
    """Mean of each construct over the teams of each third.

    Parameters
    ----------
    latent : (M, J, C) float
        Latents of the teams.
    third : (M, J) int
        Third of each team.

    Returns
    -------
    (M, 3, C) float
        Teams count equally; NaN for a third without a team.
    """
    sizes = np.array(third_sizes(third.shape[1]))
    sums = [np.einsum("mj,mjc->mc", (third == t).astype(float), latent) for t in range(len(TIERS))]
    means = np.stack(sums, axis=1) / np.maximum(sizes, 1)[:, None]
    means[:, sizes == 0] = np.nan
    return means


def population_third_means(mean: Floats, covariance: Floats) -> Floats:
    """Mean of each construct in each third of the population of teams.

    Parameters
    ----------
    mean : (M, C) float
        Means μ, the tier construct first.
    covariance : (M, C) float
        Covariances of each construct with the tier construct; the first column holds its variance.

    Returns
    -------
    (M, 3, C) float
        μ_c + z cov(c, by)/sd(by), with z = -`TOP_THIRD`, 0, `TOP_THIRD`.
    """
    slope = covariance / np.sqrt(covariance[:, :1])
    z = TOP_THIRD * np.array([-1.0, 0.0, 1.0])
    return np.asarray(mean[:, None, :] + z[:, None] * slope[:, None, :])


def best_in_everything(means: Floats, direction: Floats) -> NDArray[np.bool_]:
    """Tell where the best third is the best one in every other construct.

    Parameters
    ----------
    means : (…, 3, C) float
        Means of the thirds, the tier construct first, C > 1.
    direction : (C,) float
        1 where high is better, -1 where low is.

    Returns
    -------
    (…) bool
        The best third is the highest by the tier construct, or the lowest where low is better.
    """
    good = direction * means
    best = -1 if direction[0] > 0 else 0
    return np.asarray((good[..., best, 1:] >= good[..., 1:].max(axis=-2)).all(axis=-1))


FARTHEST: Final = 9.0
"""SDs from the mean at which integrals over a standard normal end; 1e-19 lies beyond."""


def third_nodes(points: int = 24) -> tuple[Floats, Floats]:
    """Nodes (3 x points,) and weights (3, points) of means over the thirds of a standard normal.

    Gauss-Legendre in z, with the normal density in the weights, which sum to 1 in each third.
    """
    x, weight = np.polynomial.legendre.leggauss(points)
    edges = np.clip(norm.ppf(np.linspace(0.0, 1.0, len(TIERS) + 1)), -FARTHEST, FARTHEST)
    inside = edges[:-1, None] + (x + 1.0) / 2.0 * np.diff(edges)[:, None]
    dense = weight * norm.pdf(inside)
    return inside.ravel(), dense / dense.sum(axis=1, keepdims=True)
