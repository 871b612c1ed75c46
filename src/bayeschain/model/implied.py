"""Team-level correlations that a chain implies, from its paths and the correlations of its residuals."""

from dataclasses import dataclass

import numpy as np

from bayeschain.model.parameters import Floats, Layout


@dataclass(frozen=True)
class Implied:
    """What a chain implies for standardised constructs.

    Parameters
    ----------
    correlation : (…, C, C) float
        R of all members, in the order of `Layout.place`.
    path : (…, L) float
        Standardised paths b = z / s, with s^2 = Var(z'η_parents + ε) the variance of the construct in residual units.
    residual : (…, C) float
        Residual SD 1 / s of each standardised construct; 1 for exogenous ones.
    mixing : (…, C, C) float
        A of η = A ε: rows as R's, columns the residuals in chain order.
    """

    correlation: Floats
    path: Floats
    residual: Floats
    mixing: Floats


def residual_correlations(layout: Layout, exogenous: Floats, partial: Floats) -> Floats:
    """Correlations of the residuals, 0 but for the pairs of the model file; positive definite whatever `partial` is.

    Parameters
    ----------
    layout : Layout
        C members, E of them exogenous or covariates, N pairs.
    exogenous : (…, E, E) float
        Correlations of the covariates and exogenous constructs.
    partial : (…, N) float
        Canonical partial correlations, scaled to (0, 1).

    Returns
    -------
    (…, C, C) float
        P in chain order.

    Notes
    -----
    Row by row: with F the partners of a row among the rows before it, its free entries p must satisfy
    p'(P^-1)_FF p < 1. So p = L t with L the Cholesky factor of ((P^-1)_FF)^-1 and t in the unit ball, made of canonical
    partial correlations as in Lewandowski, Kurowicka & Joe (2009). With all entries free this is their construction.
    """
    E, C = exogenous.shape[-1], len(layout.members)
    P = np.zeros((*exogenous.shape[:-2], C, C))
    P[..., :E, :E] = exogenous
    at = 0
    for i, F in enumerate(layout.partners, start=E):
        P[..., i, i] = 1.0
        if not F:
            continue
        precision = np.linalg.inv(P[..., :i, :i])[..., np.array(F)[:, None], np.array(F)]
        L = np.linalg.cholesky(np.linalg.inv(precision))
        r = 2.0 * partial[..., at : at + len(F)] - 1.0
        left = np.cumprod(np.sqrt(1.0 - r**2), axis=-1)
        t = r * np.concatenate([np.ones((*r.shape[:-1], 1)), left[..., :-1]], axis=-1)
        p = np.einsum("...ij,...j->...i", L, t)
        P[..., i, list(F)] = p
        P[..., list(F), i] = p
        at += len(F)
    return P


def ball_shapes(layout: Layout, eta: float) -> Floats:
    """Beta shapes of the residual partial correlations, under which a row t has density (1 - t't)^(eta - 1).

    A single pair has a residual correlation with density (1 - p^2)^(eta - 1), as one of two constructs under LKJ(eta).
    """
    return np.array([eta + (len(F) - 1 - n) / 2.0 for F in layout.partners for n in range(len(F))])


def implied(layout: Layout, z: Floats, P: Floats) -> Implied:
    """Follow the chain from residuals to constructs.

    Parameters
    ----------
    layout : Layout
        C members, L paths.
    z : (…, L) float
        Paths in units of the residual SD, in the order of `Layout.free_paths`.
    P : (…, C, C) float
        Correlations of the residuals, chain order; exogenous members are their own residuals.
    """
    place = layout.place
    C, E = len(place), len(place) - len(layout.partners)
    A = np.zeros((*z.shape[:-1], C, C))
    b, residual = np.zeros(z.shape), np.ones((*z.shape[:-1], C))
    for i, name in enumerate(layout.members):
        row = np.zeros(A.shape[:-1])
        row[..., i] = 1.0
        incoming = [k for k, path in enumerate(layout.free_paths) if path.target == name] if i >= E else []
        for k in incoming:
            row = row + z[..., k, None] * A[..., place[layout.free_paths[k].source], :]
        s = np.sqrt(np.einsum("...i,...ij,...j->...", row, P, row))
        b[..., incoming] = z[..., incoming] / s[..., None]
        residual[..., place[name]] = 1.0 / s
        A[..., place[name], :] = row / s[..., None]
    R = A @ P @ np.swapaxes(A, -1, -2)
    R[..., np.arange(C), np.arange(C)] = 1.0
    return Implied(R, b, residual, A)
