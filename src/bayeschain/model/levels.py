"""Team levels: their covariances, and draws of them given covariates and units."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.structure import NOTHING, structure, team_sd


@dataclass(frozen=True)
class Covariances:
    """Covariances between teams of C constructs and then Q covariates, whose SD is 1.

    Parameters
    ----------
    teams : (…, C + Q, C + Q) float
        Between the teams of a unit; of all teams where there are no units.
    units : (…, C, C) float
        Between units; 0 without them.
    """

    teams: Floats
    units: Floats

    @property
    def slopes(self) -> Floats:
        """(…, C, Q) total slopes of the constructs on the covariates, in points for an SD."""
        C = self.units.shape[-1]
        return np.asarray(self.teams[..., :C, C:] @ np.linalg.inv(self.teams[..., C:, C:]))

    @property
    def given_covariates(self) -> Floats:
        """(…, C, C) covariance of the teams of a unit given the covariates."""
        C = self.units.shape[-1]
        return np.asarray(self.teams[..., :C, :C] - self.slopes @ self.teams[..., C:, :C])


def covariances(layout: Layout, named: dict[str, Floats], known: Floats = NOTHING) -> Covariances:
    """Covariances between teams and units from sampled parameters; see `structure.natural`."""
    C, tau, found = len(layout.constructs), team_sd(layout, named), structure(layout, named, known)
    size = tau[..., :, None] * tau[..., None, :]
    units = found.units * size
    return Covariances(found.implied.correlation * size - units, units[..., :C, :C])


def draw_levels(found: Covariances, x: Floats, unit_of: NDArray[np.int64] | None, rng: np.random.Generator) -> Floats:
    """Levels of J new teams about the means of the constructs.

    Parameters
    ----------
    found : Covariances
        Of M draws.
    x : (J, Q) float
        Team covariates, SD 1.
    unit_of : (J,) int or None
        Unit of each team.
    rng : numpy.random.Generator

    Returns
    -------
    (M, J, C) float
    """
    M, J, C = len(found.units), len(x), found.units.shape[-1]
    root = np.linalg.cholesky(found.given_covariates)
    levels = np.einsum("mij,mtj->mti", root, rng.standard_normal((M, J, C))) + x @ np.swapaxes(found.slopes, -1, -2)
    if unit_of is not None:
        units = rng.standard_normal((M, int(unit_of.max()) + 1, C))
        levels += np.einsum("mij,muj->mui", root_of(found.units), units)[:, unit_of]
    return np.asarray(levels)


def root_of(covariance: Floats) -> Floats:
    """Lower roots (…, C, C) of covariances that may be nearly singular."""
    diagonal = np.diagonal(covariance, axis1=-2, axis2=-1)
    return np.linalg.cholesky(covariance + 1e-12 * diagonal[..., None] * np.eye(covariance.shape[-1]))


def singular_root(covariance: Floats) -> Floats:
    """Roots (M, C, C) of covariances that may be singular."""
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :])
