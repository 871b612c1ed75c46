"""The mode of a posterior and its curvature there: where a preview begins, and standard coordinates for sampling."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import eigh
from scipy.optimize import minimize

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

Density = Callable[[Floats], tuple[float, Floats]]


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


def find_laplace(density: Density, start: Floats) -> Laplace:
    """Mode by quasi-Newton steps, curvature by differences of the gradient.

    Parameters
    ----------
    density : callable
        Log-density and gradient at a point (n,).
    start : (n,) float
        Where to begin.
    """
    mode = _climb(density, start)
    root = _root(density, mode)
    for _ in range(AGAIN):
        if np.linalg.norm(root @ density(mode)[1]) < NEAR:
            break
        scaled = _Scaled(density, mode, root)
        mode = mode + root @ _climb(scaled, np.zeros_like(mode))
        root = _root(density, mode)
    return Laplace(mode, root)


@dataclass(frozen=True)
class _Scaled:
    """A density in coordinates z of centre + root z."""

    density: Density
    centre: Floats
    root: Floats

    def __call__(self, z: Floats) -> tuple[float, Floats]:
        value, gradient = self.density(self.centre + self.root @ z)
        return value, self.root @ gradient


def _climb(density: Density, start: Floats) -> Floats:
    """Where quasi-Newton steps end."""

    def loss(x: Floats) -> tuple[float, Floats]:
        value, gradient = density(x)
        return (-value, -gradient) if np.isfinite(value) else (1e300, np.zeros_like(x))

    options = {"maxiter": 3000, "maxfun": 10_000, "maxcor": 30, "ftol": 1e-12, "gtol": 1e-3}
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    return found


def _root(density: Density, mode: Floats) -> Floats:
    """Symmetric root of the inverse curvature, which is taken by differences of the gradient."""
    n, step = len(mode), 1e-4
    curvature = np.empty((n, n))
    for i in range(n):
        aside = np.zeros(n)
        aside[i] = step
        curvature[i] = (density(mode - aside)[1] - density(mode + aside)[1]) / (2.0 * step)
    values, vectors = np.linalg.eigh(0.5 * (curvature + curvature.T))
    root: Floats = (vectors / np.sqrt(np.maximum(values, FLATTEST))) @ vectors.T
    return root


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
