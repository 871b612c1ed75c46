"""From sampled parameters to the quantities of the model, for any number of draws at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np

from bayeschain.model.implied import Implied, implied, residual_correlations
from bayeschain.model.kernel import ERROR_FLOOR
from bayeschain.model.ordinal_kernel import ERROR_SHARE
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.thresholds import fixed_error_sd, thresholds

NOTHING: Final = np.zeros(0)


def loadings(sticks: Floats) -> Floats:
    """Loadings (…, K) that average 1, from K - 1 stick breaks: lambda = K x, x on the simplex."""
    left = np.cumprod(1.0 - sticks, axis=-1)
    ones = np.ones((*sticks.shape[:-1], 1))
    return (sticks.shape[-1] + 1) * np.concatenate([sticks, ones], axis=-1) * np.concatenate([ones, left], axis=-1)


def sticks(loading: Floats) -> Floats:
    """Inverse of `loadings`: the K - 1 stick breaks of loadings (…, K) that average 1."""
    share = loading / loading.sum(axis=-1, keepdims=True)
    left = 1.0 - np.cumsum(share, axis=-1) + share
    return share[..., :-1] / left[..., :-1]


def contrast_matrix(K: int) -> Floats:
    """(K, K - 1) orthonormal contrasts: each column sums to 0, so independent normals become a zero-sum normal."""
    Q = np.zeros((K, K - 1))
    for m in range(1, K):
        Q[:m, m - 1] = 1.0 / sqrt(m * (m + 1))
        Q[m, m - 1] = -m / sqrt(m * (m + 1))
    return Q


def correlations(partial: Floats, n: int) -> Floats:
    """(…, n, n) correlation matrices from canonical partial correlations scaled to (0, 1).

    Row by row of the lower triangle (Lewandowski, Kurowicka & Joe 2009, J. Multivariate Analysis 100:1989). With
    Beta(a, a) for each, a = eta + (n - 1 - k) / 2 at tree level k = 1, 2, …, the matrix is LKJ(eta).
    """
    L = np.zeros((*partial.shape[:-1], n, n), dtype=partial.dtype)
    at = 0
    for i in range(n):
        left = np.ones(partial.shape[:-1])
        for j in range(i):
            r = 2.0 * partial[..., at] - 1.0
            at += 1
            L[..., i, j] = r * left
            left = left * np.sqrt(1.0 - r * r)
        L[..., i, i] = left
    return L @ np.swapaxes(L, -1, -2)


def partials(correlation: Floats) -> Floats:
    """Inverse of `correlations`: (n (n - 1) / 2,) canonical partial correlations, scaled to (0, 1)."""
    L = np.linalg.cholesky(correlation)
    n = len(correlation)
    found = []
    for i in range(n):
        left = 1.0
        for j in range(i):
            r = L[i, j] / left
            left *= sqrt(1.0 - r * r)
            found.append(0.5 * (r + 1.0))
    return np.array(found)


def lkj_shapes(n: int, eta: float) -> Floats:
    """Beta shapes of the canonical partial correlations, row by row, for which the correlation matrix is LKJ(eta)."""
    return np.array([eta + (n - 2 - j) / 2.0 for i in range(n) for j in range(i)])


def natural(layout: Layout, named: Mapping[str, Floats], known: Floats = NOTHING) -> dict[str, Floats]:
    """Quantities of the model from sampled parameters.

    Parameters
    ----------
    layout : Layout
        The parameters' layout.
    named : mapping of str to (…, size) float
        Sampled parameters by name, any leading dims.
    known : (Q (Q - 1) / 2,) float
        `partials` of the correlations of the Q team covariates.

    Returns
    -------
    dict of str to float array
        ``loading``, ``intercept_deviation``, ``item_sd``, ``item_bias_sd`` (…, items); ``within_correlation`` (…, CR,
        CR); ``team_sd``, ``residual_sd``, ``r2`` (…, C); ``team_correlation`` (…, C, C); ``path_unstandardised``,
        ``path_standardised`` (…, L); ``residual_correlation`` (…, N); ``covariate_effect`` (…, slopes), in team-level
        SDs for an SD of the covariate; ``unit_sd`` (…, C); with ordinal items ``threshold`` (…, thresholds).
    """
    parts = _measurement(layout, named) | _within(layout, named) | _chain(layout, named, known)
    return parts | _ordinal(layout, named, parts["item_sd"]) if layout.categories else parts


def _measurement(layout: Layout, named: Mapping[str, Floats]) -> dict[str, Floats]:
    shape = named["construct_mean"].shape[:-1]
    loading, deviation = np.ones((*shape, len(layout.items))), np.zeros((*shape, len(layout.items)))
    item_sd, bias_sd = np.zeros_like(deviation), np.zeros_like(deviation)
    item_sd[..., layout.is_reflective] = np.sqrt(named["item_sd"] ** 2 + ERROR_FLOOR)
    bias_sd[..., layout.is_reflective] = named["item_bias_sd"]
    first = free = 0
    for K in layout.counts:
        if K > 1:
            part = slice(free, free + K - 1)
            loading[..., first : first + K] = loadings(named["loading_stick_raw"][..., part])
            deviation[..., first : first + K] = named["intercept_contrast_raw"][..., part] @ contrast_matrix(K).T
        first += K
        free += K - 1
    return {"loading": loading, "intercept_deviation": deviation, "item_sd": item_sd, "item_bias_sd": bias_sd}


def _ordinal(layout: Layout, named: Mapping[str, Floats], item_sd: Floats) -> dict[str, Floats]:
    """Thresholds, and error SDs with those that are no parameters: of two categories, of a construct's only item."""
    found, at = item_sd.copy(), {name: k for k, name in enumerate(layout.items)}
    owner = np.repeat(np.arange(len(layout.counts)), layout.counts)
    for name, scores in zip(layout.ordinal_items, layout.categories, strict=True):
        k = at[name]
        if not layout.is_reflective[k]:
            found[..., k] = sqrt(ERROR_SHARE) * named["within_sd"][..., owner[k]]
        elif fixed := fixed_error_sd(scores):
            found[..., k] = fixed
    return {"item_sd": found, "threshold": thresholds(layout, named["threshold_stick_raw"])}


def reduced_named(layout: Layout, named: Mapping[str, Floats]) -> dict[str, Floats]:
    """Sampled parameters of `Layout.reduced`; a single item's error is left out of its construct's within variance."""
    flat = layout.pack(named)[..., layout.reduced_index]
    found = layout.reduced.unpack(flat)
    place = {construct.name: i for i, construct in enumerate(layout.respondent_constructs)}
    for source in (layout.sources[i] for i in layout.ordinal_sources):
        for c in (place[construct.name] for construct in source if len(layout.indicators(construct)) == 1):
            odds = found["icc"][..., c] / (1.0 - found["icc"][..., c]) / (1.0 - ERROR_SHARE)
            found["within_sd"][..., c] *= sqrt(1.0 - ERROR_SHARE)
            found["icc"][..., c] = odds / (1.0 + odds)
    return found


def _within(layout: Layout, named: Mapping[str, Floats]) -> dict[str, Floats]:
    total = len(layout.respondent_constructs)
    R = np.zeros((*named["construct_mean"].shape[:-1], total, total))
    first = at = 0
    for source in layout.sources:
        n, width = len(source), len(source) * (len(source) - 1) // 2
        block = correlations(named["within_partial_raw"][..., at : at + width], n)
        R[..., first : first + n, first : first + n] = block
        first, at = first + n, at + width
    return {"within_correlation": R}


def team_sd(layout: Layout, named: Mapping[str, Floats]) -> Floats:
    """(…, C) total SD of the constructs between teams; 1 for covariates, which follow the constructs."""
    tau = np.ones((*named["construct_mean"].shape[:-1], len(layout.place)))
    respondents = [layout.place[construct.name] for construct in layout.respondent_constructs]
    tau[..., respondents] = named["within_sd"] * np.sqrt(named["icc"] / (1.0 - named["icc"]))
    tau[..., [layout.place[name] for name in layout.columns]] = named["column_team_sd"]
    return tau


@dataclass(frozen=True)
class Structure:
    """Structure between teams of all members: C constructs, then Q covariates.

    Parameters
    ----------
    implied : Implied
        What the chain implies, teams' and units' parts together.
    residual : (…, C + Q, C + Q) float
        P, correlations of the teams' parts of the residuals, chain order.
    units : (…, C + Q, C + Q) float
        Part of the correlations `implied.correlation` that lies between units; 0 without them.
    """

    implied: Implied
    residual: Floats
    units: Floats


def structure(layout: Layout, named: Mapping[str, Floats], known: Floats = NOTHING) -> Structure:
    """Structure between teams from sampled parameters; see `natural`."""
    chain = layout.specification.chain
    shape, E = named["construct_mean"].shape[:-1], len(chain.covariates) + len(chain.exogenous)
    u = np.concatenate([np.broadcast_to(known, (*shape, len(known))), named["exogenous_partial_raw"]], axis=-1)
    exogenous = correlations(u, E)
    P = residual_correlations(layout, exogenous, named["residual_partial_raw"])
    z = np.concatenate([named["path_z_raw"], named["covariate_z_raw"]], axis=-1)
    if not layout.has_units:
        return Structure(implied(layout, z, P), P, np.zeros_like(P))
    v = np.zeros(P.shape[:-1])
    for i, name in enumerate(layout.members[len(chain.covariates) :], start=len(chain.covariates)):
        v[..., i] = named["unit_share_raw"][..., layout.place[name]]
    between = np.zeros_like(P) + np.eye(P.shape[-1])
    between[..., :E, :E] = exogenous
    between = between * v[..., :, None] * v[..., None, :]
    inside = np.sqrt(1.0 - v**2)
    found = implied(layout, z, between + P * inside[..., :, None] * inside[..., None, :])
    return Structure(found, P, found.mixing @ between @ np.swapaxes(found.mixing, -1, -2))


def _chain(layout: Layout, named: Mapping[str, Floats], known: Floats) -> dict[str, Floats]:
    chain, place, C = layout.specification.chain, layout.place, len(layout.constructs)
    found = structure(layout, named, known)
    tau, residual = team_sd(layout, named)[..., :C], found.implied.residual[..., :C]
    R, b, L = found.implied.correlation, found.implied.path, len(chain.paths)
    targets = [place[path.target] for path in chain.paths]
    sources = [place[path.source] for path in chain.paths]
    regression = R[..., :C, C:] @ np.linalg.inv(R[..., C:, C:])
    written = {(path.target, path.source): b[..., k] for k, path in enumerate(layout.free_paths)}
    slopes = [written.get((name, x), regression[..., place[name], place[x] - C]) for name, x in layout.covariate_slopes]
    pairs = np.array(layout.pair_places, dtype=np.int64).reshape(-1, 2)
    between = np.sqrt(np.diagonal(found.units, axis1=-2, axis2=-1)[..., :C]) * tau
    return {
        "team_sd": tau,
        "team_correlation": R[..., :C, :C],
        "path_standardised": b[..., :L],
        "path_unstandardised": b[..., :L] * tau[..., targets] / tau[..., sources],
        "residual_sd": residual * tau,
        "r2": 1.0 - residual**2,
        "residual_correlation": found.residual[..., *pairs.T],
        "covariate_effect": np.stack(slopes, axis=-1) if slopes else np.zeros((*tau.shape[:-1], 0)),
        "unit_sd": between if layout.has_units else between[..., :0],
    }
