"""Effects of units given data and parameters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.levels import root_of
from bayeschain.model.parameters import Floats
from bayeschain.surveys.data import Units


@dataclass(frozen=True)
class UnitEvidence:
    """What the teams tell of their units, over M draws: sums of V^-1 and V^-1 f over the teams of each.

    Parameters
    ----------
    of_team : (J,) int
        Unit of each team.
    precision : (M, U, C, C) float
    weighted : (M, U, C) float
    unseen : int or None
        A team that tells nothing.
    """

    of_team: NDArray[np.int64]
    precision: Floats
    weighted: Floats
    unseen: int | None = None

    @staticmethod
    def empty(M: int, units: Units, C: int, unseen: int | None = None) -> "UnitEvidence":
        """Nothing known yet of any unit."""
        U = len(units.names)
        return UnitEvidence(units.of_team, np.zeros((M, U, C, C)), np.zeros((M, U, C)), unseen)

    def add(self, j: int, seen: NDArray[np.int64], inverse: Floats, weighted: Floats) -> None:
        """Add team j, whose projections f of the members seen have precision (M, k, k), and V^-1 f (M, k)."""
        if j == self.unseen:
            return
        u, C = self.of_team[j], self.weighted.shape[-1]
        inside = seen < C
        own = seen[inside]
        self.precision[:, u, own[:, None], own] += inverse[:, inside][:, :, inside]
        self.weighted[:, u, own] += weighted[:, inside]

    def take(self, draws: slice) -> "UnitEvidence":
        """The same for some of the draws; what is added to it is added here."""
        return UnitEvidence(self.of_team, self.precision[draws], self.weighted[draws], self.unseen)

    def draw(self, omega: Floats, rng: np.random.Generator) -> Floats:
        """(M, U, C) draws of the effects, which have covariance omega (M, C, C) before the data.

        With omega = LL' and S = I + L'PL, the effects given the data are normal with mean L S^-1 L'h and covariance
        L S^-1 L'.
        """
        L = root_of(omega)[:, None]
        back = np.swapaxes(L, -1, -2)
        S = np.eye(L.shape[-1]) + back @ self.precision @ L
        z = rng.standard_normal(self.weighted.shape)
        root = np.linalg.cholesky(S)
        mean = np.linalg.solve(S, np.einsum("muij,muj->mui", np.broadcast_to(back, S.shape), self.weighted)[..., None])
        both = mean + np.linalg.solve(np.swapaxes(root, -1, -2), z[..., None])
        return np.asarray((L @ both)[..., 0])
