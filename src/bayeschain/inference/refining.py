"""A normal approximation nearer to the posterior than Laplace's: what counts is the curvature where the draws are.

At the mode of an SD near 0, whose sign is free, the log-density may be flat and fall off with the fourth power. Laplace
draws there lie far in its tails, and Hamiltonian moves from them need short steps. The mean curvature over the draws
mends both.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from bayeschain.inference.densities import CHUNK, ManyDensities, in_chunks
from bayeschain.inference.laplace import Laplace
from bayeschain.model.parameters import Floats

ROUNDS: Final = 3
DRAWS: Final = 2 * CHUNK
"""Of each round, in pairs opposite to each other, so that what is linear in them has no error."""
LIMITS: Final = (0.1, 1e4)
"""Mean curvatures that are believed; in the coordinates of the mode's curvature, a normal has 1."""


@dataclass(frozen=True)
class Normal:
    """Normal approximation on the unconstrained scale.

    Parameters
    ----------
    centre : (n,) float
    root : (n, n) float
        Draws are centre + z root.
    """

    centre: Floats
    root: Floats

    def points(self, z: Floats) -> Floats:
        """Points (…, n) from standard coordinates (…, n)."""
        return self.centre + z @ self.root

    def densities(self, density: ManyDensities, z: Floats) -> tuple[Floats, Floats]:
        """Log-density (K,) and its gradient (K, n) by the standard coordinates (K, n)."""
        value, gradient = density(self.points(z))
        return value, gradient @ self.root.T

    def share_of_sign(self, z: Floats, folded: Floats) -> Floats:
        """Log share (K,) of the density of each draw that its signs get.

        Both signs of a folded coordinate mean the same, and a normal about one of them hardly reaches the other. Shared
        out between them as the normal does, the density means the same, and the normal can reach all of it.
        """
        odds = 2.0 * self.points(z) * self.centre / (self.root**2).sum(axis=0)
        found: Floats = -np.logaddexp(0.0, -odds) @ folded
        return found


def refined(density: ManyDensities, laplace: Laplace, rng: np.random.Generator, pool: ThreadPoolExecutor) -> Normal:
    """Normal approximation whose scales in Laplace's coordinates fit the curvature where its draws are.

    Parameters
    ----------
    density : callable
        Log-density (K,) and gradient (K, n) at points (K, n).
    laplace : Laplace
    rng : numpy.random.Generator
    pool : ThreadPoolExecutor

    Notes
    -----
    With z = m + s e and e standard normal, E[-e dl/de] = E[-d2l/de2] = c is the mean curvature (Stein's lemma), and
    m <- m + s^2 E[dl/dz], s <- s / sqrt(c) a step to the normal nearest in Kullback-Leibler divergence (Opper &
    Archambeau 2009, Neural Computation 21:786). The step of s goes halfway: where the log-density is of fourth order, a
    whole one would end as far on the other side.
    """
    n = len(laplace.mode)
    centre, scale = np.zeros(n), np.ones(n)
    for _ in range(ROUNDS):
        half = rng.standard_normal((DRAWS // 2, n))
        e = np.concatenate([half, -half])
        now = _normal(laplace, centre, scale)
        _, slope = in_chunks(lambda part, now=now: now.densities(density, part), pool, e)
        narrower = np.clip(-(e * slope).mean(axis=0), *LIMITS) ** -0.25
        centre = centre + scale * np.clip(narrower**2 * slope.mean(axis=0), -1.0, 1.0)
        scale = scale * narrower
    return _normal(laplace, centre, scale)


def _normal(laplace: Laplace, centre: Floats, scale: Floats) -> Normal:
    """Normal of means and SDs in Laplace's coordinates."""
    return Normal(laplace.points(centre), scale[:, None] * laplace.root)
