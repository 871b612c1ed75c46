"""The mode of a posterior and its curvature there: where a preview begins, and standard coordinates for sampling."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import eigh
from scipy.optimize import minimize

from bayeschain.inference.densities import ManyDensities
from bayeschain.model.parameters import Floats

FLATTEST: Final = 1e-3
"""Least curvature that is believed; the mode of a flat direction would give draws without bounds."""
NEGLIGIBLE: Final = 0.01
"""Entries of a root below this share of its diagonal may go."""
DISTORTION: Final = 1.25
"""Factor by which a direction may change its length when they do."""

NEAR: Final = 0.1
"""How near the mode is enough: length of the gradient in coordinates of the curvature, about a distance in SDs."""
AGAIN: Final = 3
"""Times that the search goes on in such coordinates where it stopped too early."""


@dataclass(frozen=True)
class Laplace:
    """Normal approximation on the unconstrained scale.

    Parameters
    ----------
    mode : (n,) float
        Mode of the posterior density there.
    root : (n, n) float
        Symmetric root of the covariance: draws are mode + root z.
    """

    mode: Floats
    root: Floats

    def points(self, z: Floats) -> Floats:
        """Points (…, n) from standard coordinates (…, n)."""
        return self.mode + z @ self.root

    def coordinates(self, points: Floats) -> Floats:
        """Standard coordinates (K, n) of points (K, n)."""
        found: Floats = np.linalg.solve(self.root, (points - self.mode).T).T
        return found


def find_laplace(density: ManyDensities, start: Floats) -> Laplace:
    """Mode by quasi-Newton steps, curvature by differences of the gradient.

    Parameters
    ----------
    density : callable
        Log-densities (K,) and gradients (K, n) at points (K, n).
    start : (n,) float
        Where to begin.

    Notes
    -----
    The curvature along each axis at the start gives the scales in which steps are taken: parameters differ in theirs by
    orders of magnitude, and steps in their own scales are many times as many. Where the sign of an SD is free, the
    gradient along it is 0 at 0, and a search may end at a saddle there: it then goes on from aside.
    """
    scales = 1.0 / np.sqrt(np.maximum(np.abs(np.diag(_curvature(density, start))), FLATTEST))
    mode = _climb(_Scaled(density, start, np.diag(scales)))
    for _ in range(AGAIN):
        found = _curved(density, mode)
        is_near = np.linalg.norm(found.root @ density(mode[None])[1][0]) < NEAR
        if is_near and found.least > 0.0:
            return Laplace(mode, found.root)
        begin = mode + found.aside if is_near else mode
        after = _climb(_Scaled(density, begin, found.root))
        if not density(after[None])[0] > density(mode[None])[0]:
            return Laplace(mode, found.root)
        mode = after
    return Laplace(mode, _curved(density, mode).root)


@dataclass(frozen=True)
class _Scaled:
    """Minus a log-density in coordinates z of centre + root z, with its gradient."""

    density: ManyDensities
    centre: Floats
    root: Floats

    def __call__(self, z: Floats) -> tuple[float, Floats]:
        value, gradient = self.density((self.centre + self.root @ z)[None])
        return (-float(value[0]), -(self.root @ gradient[0])) if np.isfinite(value[0]) else (1e300, np.zeros_like(z))


def _climb(loss: _Scaled) -> Floats:
    """Point (n,) where quasi-Newton steps from the centre end."""
    options = {"maxiter": 3000, "maxfun": 10_000, "maxcor": 30, "ftol": 1e-12, "gtol": 1e-3}
    z: Floats = minimize(loss, np.zeros_like(loss.centre), jac=True, method="L-BFGS-B", options=options).x
    found: Floats = loss.centre + loss.root @ z
    return found


def _curvature(density: ManyDensities, point: Floats) -> Floats:
    """Minus the second derivatives (n, n), by differences of the gradient."""
    n, step = len(point), 1e-4
    aside = step * np.eye(n)
    gradients = density(np.concatenate([point - aside, point + aside]))[1]
    found = (gradients[:n] - gradients[n:]) / (2.0 * step)
    return 0.5 * (found + found.T)


@dataclass(frozen=True)
class _Curved:
    """Symmetric root of the inverse curvature at a point, the least curvature, and a step along its direction.

    Curvature below 0 counts by its size (Dauphin et al. 2014, Advances in Neural Information Processing Systems 27).
    """

    root: Floats
    least: float
    aside: Floats


def _curved(density: ManyDensities, point: Floats) -> _Curved:
    values, vectors = np.linalg.eigh(_curvature(density, point))
    lengths = 1.0 / np.sqrt(np.maximum(np.abs(values), FLATTEST))
    return _Curved((vectors * lengths) @ vectors.T, float(values[0]), vectors[:, 0] * lengths[0])


def sparsened(laplace: Laplace) -> Laplace:
    """The same with the small entries of the root set to 0, where that changes no direction by much.

    Any symmetric root that can be inverted gives coordinates in which sampling is exact; how near the posterior comes
    to a standard normal in them is a matter of speed alone. Parameters of different constructs hardly depend on each
    other, so a root has few entries that count, and a product with it then costs little.
    """
    root = laplace.root
    scale = np.sqrt(np.diag(root))
    kept = np.where(np.abs(root) >= NEGLIGIBLE * np.outer(scale, scale), root, 0.0)
    lengths = eigh(kept, root, eigvals_only=True)
    within = lengths.min() > 1.0 / DISTORTION and lengths.max() < DISTORTION
    return Laplace(laplace.mode, kept) if within else laplace
