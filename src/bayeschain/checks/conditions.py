"""What covariates and units say of the teams' constructs, draw by draw."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.conventions import (
    ADJUSTMENT,
    CONSTRUCT,
    COVARIATE,
    RESPONDENT_CONSTRUCT,
    RESPONDENT_SLOPE,
    TEAM,
    UNIT,
)
from bayeschain.model.levels import covariances
from bayeschain.model.parameters import Layout
from bayeschain.model.structure import partials
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.intervals import Floats

BETWEEN: Final = frozenset(
    {"construct_mean", "within_sd", "icc", "column_team_sd", "exogenous_partial_raw", "path_z_raw", "covariate_z_raw"}
    | {"residual_partial_raw", "unit_share_raw"}
)
"""Parameters from which covariances between teams follow."""


@dataclass(frozen=True)
class Conditions:
    """Constructs of J teams given covariates and units, in M draws.

    Parameters
    ----------
    mean : (M, J, C) float
        Expected scale means: of the construct, plus what team covariates, the unit and respondent covariates add.
    phi : (M, C, C) float
        Covariance of the latents between teams of a unit with equal covariates.
    explained : (M, C) float
        Sum of squares within teams that respondent covariates account for.
    """

    mean: Floats
    phi: Floats
    explained: Floats


def conditions(fitted: Fitted, kept: NDArray[np.int64]) -> Conditions:
    """Constructs given what the model file adjusts for; nothing but means and covariances where that is nothing.

    Parameters
    ----------
    fitted : Fitted
        A fit, opened.
    kept : (M,) int
        Draws to use.
    """
    posterior, layout = fitted.posterior, fitted.posterior.layout
    J = fitted.data.sizes[TEAM]
    centre, phi = posterior.mean[kept], posterior.covariance[kept]
    mean = np.broadcast_to(centre[:, None], (len(kept), J, centre.shape[1]))
    if layout.has_units or layout.specification.chain.covariates:
        shift, phi = _between(fitted, layout, kept)
        mean = mean + shift
    explained = np.zeros_like(centre)
    if any(layout.adjusted):
        shift, explained = _within(fitted, layout, kept)
        mean = mean + shift
    return Conditions(np.asarray(mean), phi, explained)


def _between(fitted: Fitted, layout: Layout, kept: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """What covariates and units of teams add (M, J, C), and the covariance (M, C, C) that they leave."""
    names = list(layout.specification.chain.covariates)
    x = np.zeros((fitted.data.sizes[TEAM], 0))
    if names:
        x = fitted.data["team_covariate"].sel({COVARIATE: names}).transpose(TEAM, COVARIATE).to_numpy()
    named = {
        block.name: fitted.posterior.array(block.name, block.dim)[kept] if block.size else np.zeros((len(kept), 0))
        for block in layout.blocks
        if block.name in BETWEEN
    }
    known = partials(x.T @ x / (len(x) - 1)) if names else np.zeros(0)
    found = covariances(layout, named, known)
    shift = x @ np.swapaxes(found.slopes, -1, -2)
    if layout.has_units:
        effects = fitted.posterior.array("unit_effect", UNIT, CONSTRUCT)[kept]
        shift = shift + effects[:, fitted.data["unit_of_team"].to_numpy()]
    return shift, found.given_covariates


def _within(fitted: Fitted, layout: Layout, kept: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """What respondent covariates add to means (M, J, C), and to sums of squares within teams (M, C)."""
    x = fitted.data["adjustment_team_mean"].transpose(TEAM, ADJUSTMENT).to_numpy()
    products = fitted.data["adjustment_scatter"].to_numpy()
    slopes = fitted.posterior.array("respondent_slope", RESPONDENT_SLOPE)[kept]
    sd = fitted.posterior.array("within_sd", RESPONDENT_CONSTRUCT)[kept]
    shift = np.zeros((len(kept), len(x), len(layout.constructs)))
    explained = np.zeros((len(kept), len(layout.constructs)))
    at = first = c = 0
    for source, names in zip(layout.sources, layout.adjusted, strict=True):
        H = len(names)
        h = slice(first, first + H)
        for construct in source:
            gamma, place = sd[:, c, None] * slopes[:, at : at + H], layout.place[construct.name]
            shift[:, :, place] = gamma @ x[:, h].T
            explained[:, place] = np.einsum("mh,hk,mk->m", gamma, products[h, h], gamma)
            at, c = at + H, c + 1
        first += H
    return shift, explained
