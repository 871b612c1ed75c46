"""Coordinates of a chain in which the boundary of the parameter space is made of ordinary points, for maximisation.

Maximum likelihood often ends where a variance is 0 or a correlation 1, and there the sampler's coordinates run off to
infinity. Here an SD may have either sign and a correlation is a sine: the likelihood is smooth there, stationary across
the boundary, and its curvature is minus twice the slope by the variance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.experiments.truth import Floats
from bayeschain.model.parameters import Layout
from bayeschain.model.structure import correlations
from bayeschain.specification.model_file import Specification

type Numbers = NDArray[Any]
"""Real or complex."""

POINTS: Final = 10.0
"""A coordinate is worth this many points of the 0-100 scale, where it is one of points."""
NEAREST: Final = 1e-6
"""How near a share comes to 0 or 1."""
LEAST: Final = 1e-3
"""Where a variance between teams is 0, the SD is this share of the SD within teams; in points, for columns."""
STEP: Final = 1e-20
"""Of the complex-step derivative, which has no rounding error (Squire & Trapp 1998, SIAM Review 40:110)."""

IN_POINTS: Final = ("construct_mean", "intercept_contrast_raw", "item_sd", "item_bias_sd")
SHARES: Final = ("loading_stick_raw", "within_partial_raw", "exogenous_partial_raw")
COUPLED: Final = ("within_sd", "icc", "column_team_sd", "exogenous_partial_raw", "path_z_raw")
"""Coordinates that parameters beside their own depend on."""

STARTS: Final = {
    "construct_mean": 5.0,
    "intercept_contrast_raw": 0.0,
    "loading_stick_raw": 0.0,
    "item_sd": 1.5,
    "item_bias_sd": 0.3,
    "within_sd": 0.4,
    "within_partial_raw": 0.0,
    "icc": 0.4,
    "column_team_sd": 1.0,
    "exogenous_partial_raw": 0.0,
    "path_z_raw": 0.3,
    "respondent_slope": 0.0,
}


def can_be_maximised(specification: Specification) -> bool:
    """Whether these coordinates are made for a chain: Gaussian answers, nothing but arrows between constructs."""
    chain, teams = specification.chain, specification.teams
    plain = not chain.covariates and not chain.residual_covariances and (teams is None or teams.unit is None)
    return plain and all(survey.likelihood == "gaussian" for survey in specification.surveys.values())


def start(layout: Layout) -> Floats:
    """(n,) coordinates to begin at; sticks share out loadings equally."""
    x = np.concatenate([np.full(block.size, STARTS.get(block.name, 0.0)) for block in layout.blocks])
    equal = np.array([1.0 / (K - k) for K in layout.counts for k in range(K - 1)])
    x[layout.slices["loading_stick_raw"]] = np.arcsin(2.0 * equal - 1.0)
    return x


@dataclass(frozen=True)
class Between:
    """Structure between teams.

    Parameters
    ----------
    mean : mapping of str to (…) number
        Means of the constructs.
    covariance : mapping of (str, str) to (…) number
        Covariances of the constructs, both ways round.
    own : mapping of str to (…) number
        Variances of their residuals.
    slope : mapping of (str, str) to (…) number
        Unstandardised path by source and target.
    within_sd : mapping of str to (…) number
        SDs within teams of what respondents rate.
    """

    mean: Mapping[str, Numbers]
    covariance: Mapping[tuple[str, str], Numbers]
    own: Mapping[str, Numbers]
    slope: Mapping[tuple[str, str], Numbers]
    within_sd: Mapping[str, Numbers]


def parameters(layout: Layout, points: Numbers) -> Numbers:
    """Flat parameters (…, n) from coordinates (…, n), real or complex.

    A coordinate stands where its parameter does. Where a parameter is an ICC or the SD of a column, the coordinate is
    an SD between teams, or the residual SD of a construct that is explained: in SDs within teams, or in points. Where
    it is a path, the coordinate is the unstandardised slope.
    """
    found, at = points.copy(), layout.slices
    for name in IN_POINTS:
        found[..., at[name]] = POINTS * points[..., at[name]]
    for name in SHARES:
        found[..., at[name]] = _share(points[..., at[name]])
    found[..., at["within_sd"]] = POINTS * np.exp(points[..., at["within_sd"]])
    teams = between(layout, points)
    variance = {name: teams.covariance[name, name] for name in layout.constructs}
    odds = _stack([variance[name] / within**2 for name, within in teams.within_sd.items()], points)
    found[..., at["icc"]] = odds / (1.0 + odds)
    found[..., at["column_team_sd"]] = _stack([np.sqrt(variance[name]) for name in layout.columns], points)
    found[..., at["path_z_raw"]] = _stack(
        [slope * np.sqrt(variance[a] / teams.own[b]) for (a, b), slope in teams.slope.items()], points
    )
    return found


def between(layout: Layout, points: Numbers) -> Between:
    """Structure between teams at coordinates (…, n), real or complex."""
    chain, at = layout.specification.chain, layout.slices
    slopes, ratios = points[..., at["path_z_raw"]], points[..., at["icc"]]
    sds, columns = POINTS * np.exp(points[..., at["within_sd"]]), points[..., at["column_team_sd"]]
    names = [construct.name for construct in layout.respondent_constructs]
    within = {name: sds[..., c] for c, name in enumerate(names)}
    own = {name: (ratios[..., c] ** 2 + LEAST**2) * within[name] ** 2 for c, name in enumerate(names)}
    own |= {name: (POINTS * columns[..., c]) ** 2 + LEAST**2 for c, name in enumerate(layout.columns)}
    slope = {(path.source, path.target): slopes[..., k] for k, path in enumerate(chain.paths)}
    R = correlations(_share(points[..., at["exogenous_partial_raw"]]), len(chain.exogenous))
    sd = {name: np.sqrt(own[name]) for name in chain.exogenous}
    outer = [(i, a, j, b) for i, a in enumerate(chain.exogenous) for j, b in enumerate(chain.exogenous)]
    covariance = {(a, b): R[..., i, j] * sd[a] * sd[b] for i, a, j, b in outer}
    seen = list(chain.exogenous)
    for name in chain.endogenous:
        parents = chain.parents(name)
        for other in seen:
            both = np.sum([slope[parent, name] * covariance[parent, other] for parent in parents], axis=0)
            covariance[name, other] = covariance[other, name] = both
        explained = np.sum([slope[parent, name] * covariance[name, parent] for parent in parents], axis=0)
        covariance[name, name] = own[name] + explained
        seen.append(name)
    means = POINTS * points[..., at["construct_mean"]]
    mean = {name: means[..., c] for c, name in enumerate(layout.constructs)}
    return Between(mean, covariance, own, slope, within)


def with_slopes(layout: Layout, x: Floats) -> tuple[Floats, Floats]:
    """Flat parameters (n,) at coordinates (n,), and their derivatives (n, n) by the coordinates, by complex steps."""
    coupled = np.concatenate([np.arange(layout.size)[layout.slices[name]] for name in COUPLED])
    alone = np.setdiff1d(np.arange(layout.size), coupled)
    aside = np.tile(x.astype(complex), (len(coupled) + 1, 1))
    aside[np.arange(len(coupled)), coupled] += 1j * STEP
    aside[-1, alone] += 1j * STEP  # all at once: each is the coordinate of its own parameter alone
    found = parameters(layout, aside)
    slopes = np.zeros((len(x), len(x)))
    slopes[:, coupled] = found[:-1].imag.T / STEP
    slopes[alone, alone] = found[-1, alone].imag / STEP
    return found[0].real, slopes


def _share(x: Numbers) -> Numbers:
    return 0.5 + (0.5 - NEAREST) * np.sin(x)


def _stack(values: Sequence[Numbers], points: Numbers) -> Numbers:
    return np.stack(values, axis=-1) if values else points[..., :0]
