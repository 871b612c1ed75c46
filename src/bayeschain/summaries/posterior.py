"""Draws out of a fit as plain arrays, and the effects of the chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import (
    BOUNDARY,
    CHAIN,
    CONSTRUCT,
    CONSTRUCT_BIS,
    DRAW,
    ITEM,
    PATH,
    RESIDUAL_PAIR,
    RESPONDENT_CONSTRUCT,
    TEAM,
)
from bayeschain.model.expected import expected_levels, expected_slopes
from bayeschain.model.parameters import Layout
from bayeschain.specification.chain import Chain
from bayeschain.specification.model_file import Specification

Floats = NDArray[np.float64]
LEAST_SLOPE: Final = 1e-12
"""Points of a level for a point of the latent at least: draws of the prior may put all people beyond the scale."""


def path_matrix(chain: Chain, paths: Floats) -> Floats:
    """Matrix B of the chain.

    Parameters
    ----------
    chain : Chain
        C constructs, L paths.
    paths : (M, L) float
        Slopes, in the order of `chain.paths`.

    Returns
    -------
    (M, C, C) float
        B[m, target, source]; 0 without an arrow.
    """
    place = {name: i for i, name in enumerate(chain.constructs)}
    B = np.zeros((len(paths), len(place), len(place)))
    for i, path in enumerate(chain.paths):
        B[:, place[path.target], place[path.source]] = paths[:, i]
    return B


def total_effects(chain: Chain, B: Floats) -> Floats:
    """Total effects T = (I - B)⁻¹ - I, one construct after the other down the chain.

    Parameters
    ----------
    chain : Chain
        C constructs.
    B : (M, C, C) float
        Direct effects, rows targets.

    Returns
    -------
    (M, C, C) float
        T[m, target, source] = Σ_p B[target, p] (1{p = source} + T[p, source]), p the parents of the target.
    """
    place = {name: i for i, name in enumerate(chain.constructs)}
    T = B.copy()
    for target in chain.endogenous:
        t = place[target]
        for parent in chain.parents(target):
            T[:, t] += B[:, t, place[parent], None] * T[:, place[parent]]
    return T


@dataclass(frozen=True)
class Draws:
    """One group of a fit (posterior or prior) as arrays over its M draws, constructs in the order declared.

    Parameters
    ----------
    specification : Specification
        C constructs, L paths.
    group : xarray.Dataset
        With dims chain and draw.
    categories : tuple of tuple of float
        Scores of the categories of ordinal items.
    """

    specification: Specification
    group: xr.Dataset
    categories: tuple[tuple[float, ...], ...] = ()

    def array(self, name: str, *dims: str) -> Floats:
        """(M, …) draws of a variable, chains one after the other."""
        stacked = self.group[name].transpose(CHAIN, DRAW, *dims).to_numpy()
        return np.asarray(stacked.reshape(-1, *stacked.shape[2:]), dtype=np.float64)

    @property
    def chain(self) -> Chain:
        """The chain of constructs."""
        return self.specification.chain

    @cached_property
    def place(self) -> dict[str, int]:
        """Position of each construct."""
        return {name: i for i, name in enumerate(self.chain.constructs)}

    @cached_property
    def mean(self) -> Floats:
        """(M, C) means μ in model units: POMP, T scores for team columns."""
        return self.array("construct_mean", CONSTRUCT)

    @cached_property
    def team_sd(self) -> Floats:
        """(M, C) total team-level SD τ in model units."""
        return self.array("team_sd", CONSTRUCT)

    @cached_property
    def correlation(self) -> Floats:
        """(M, C, C) team-level correlations R that the chain implies."""
        return self.array("team_correlation", CONSTRUCT, CONSTRUCT_BIS)

    @cached_property
    def covariance(self) -> Floats:
        """(M, C, C) team-level covariance Φ in model units."""
        return self.correlation * self.team_sd[:, :, None] * self.team_sd[:, None, :]

    @cached_property
    def residual_sd(self) -> Floats:
        """(M, C) residual team-level SD ψ in model units; τ of an exogenous construct."""
        return self.array("residual_sd", CONSTRUCT)

    @cached_property
    def residual_correlation(self) -> dict[str, Floats]:
        """(M,) residual correlation of each pair ``a ~~ b``."""
        if not self.chain.residual_covariances:
            return {}
        names = self.group[RESIDUAL_PAIR].to_numpy().tolist()
        return dict(zip(names, self.array("residual_correlation", RESIDUAL_PAIR).T, strict=True))

    @cached_property
    def latent(self) -> Floats:
        """(M, J, C) latents of the teams in model units."""
        return self.array("team_latent", TEAM, CONSTRUCT)

    @cached_property
    def level(self) -> Floats:
        """(M, J, C) levels of the teams in the unit of the answers: expected scores where answers are ordinal."""
        return self.array("team_expected", TEAM, CONSTRUCT) if self.categories else self.latent

    @cached_property
    def slope(self) -> Floats:
        """(M, C) points of the level for a point of the latent, on average; 1 where answers are Gaussian."""
        if not self.categories:
            return np.ones_like(self.mean)
        return np.maximum(expected_slopes(self.layout, self.measurement), LEAST_SLOPE)

    def expected(self, latent: Floats, spread: Floats) -> Floats:
        """(M, K, C) levels of new teams whose latents have mean (M, K, C) and variance (M, C)."""
        return expected_levels(self.layout, self.measurement, latent, spread=spread) if self.categories else latent

    @cached_property
    def layout(self) -> Layout:
        """Where items and thresholds stand."""
        return Layout(self.specification, self.categories)

    @cached_property
    def measurement(self) -> dict[str, Floats]:
        """Draws of what leads from latents to answers."""
        items = ("loading", "intercept_deviation", "item_sd", "item_bias_sd")
        found = {name: self.array(name, ITEM) for name in items}
        if self.categories:
            found["threshold"] = self.array("threshold", BOUNDARY)
        within = self.array("within_sd", RESPONDENT_CONSTRUCT)
        return found | {"construct_mean": self.mean, "team_sd": self.team_sd, "within_sd": within}

    @cached_property
    def paths(self) -> tuple[Floats, Floats]:
        """(M, L) raw slopes and (M, L) standardised ones."""
        return self.array("path_unstandardised", PATH), self.array("path_standardised", PATH)

    @cached_property
    def direct(self) -> tuple[Floats, Floats]:
        """(M, C, C) direct effects, raw and standardised; rows targets."""
        raw, standardised = (path_matrix(self.chain, paths) for paths in self.paths)
        return raw, standardised

    @cached_property
    def total(self) -> tuple[Floats, Floats]:
        """(M, C, C) total effects, raw and standardised; rows targets."""
        raw, standardised = (total_effects(self.chain, B) for B in self.direct)
        return raw, standardised

    def respondent(self, name: str) -> Floats:
        """(M, C') draws of a variable of the respondent constructs, in the order declared."""
        names = [construct.name for construct in self.specification.respondent_constructs]
        stacked = self.group[name].sel({RESPONDENT_CONSTRUCT: names}).transpose(CHAIN, DRAW, RESPONDENT_CONSTRUCT)
        return np.asarray(stacked.to_numpy().reshape(-1, len(names)), dtype=np.float64)

    def within_covariance(self, names: Sequence[str]) -> Floats:
        """(M, C', C') covariance of persons within teams over some respondent constructs; 0 between surveys."""
        bis = f"{RESPONDENT_CONSTRUCT}_bis"
        dims = (CHAIN, DRAW, RESPONDENT_CONSTRUCT)
        correlation = self.group["within_correlation"].sel({RESPONDENT_CONSTRUCT: list(names), bis: list(names)})
        R = correlation.transpose(*dims, bis).to_numpy().reshape(-1, len(names), len(names))
        sd = self.group["within_sd"].sel({RESPONDENT_CONSTRUCT: list(names)}).transpose(*dims).to_numpy()
        sd = sd.reshape(-1, len(names))
        return np.asarray(R * sd[:, :, None] * sd[:, None, :])
