"""The statistical model in plain numpy: slow, dense, one set of parameters at a time; the oracle of compiled code."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag
from scipy.stats import multivariate_normal

Floats = NDArray[np.float64]
LOG_2PI = np.log(2.0 * np.pi)


@dataclass(frozen=True)
class Source:
    """Measurement of one survey with p indicators of q of the C constructs.

    Parameters
    ----------
    constructs : (q,) int
        Places of its constructs among all C.
    loading : (p, q) float
        Lambda; one non-zero element a row.
    intercept : (p,) float
        nu, expected answers where the constructs are 0.
    theta, theta_b : (p,) float
        Variances of item errors and of team-specific item bias.
    phi_w : (q, q) float
        Within-team covariance of the constructs.
    """

    constructs: NDArray[np.int64]
    loading: Floats
    intercept: Floats
    theta: Floats
    theta_b: Floats
    phi_w: Floats

    @property
    def sigma_w(self) -> Floats:
        """(p, p) within-team covariance of the answers, Lambda Phi_w Lambda' + Theta."""
        return self.loading @ self.phi_w @ self.loading.T + np.diag(self.theta)


def team_covariance(B: Floats, psi: Floats) -> Floats:
    """Phi = (I - B)^-1 Psi (I - B)^-T, with B (C, C) from columns to rows and Psi (C, C)."""
    inverse = np.linalg.inv(np.eye(len(B)) - B)
    return inverse @ psi @ inverse.T


def within_log_likelihood(df: float, n: Floats, sigma_w: Floats, scatter: Floats) -> float:
    """Within-team part of a two-level normal likelihood (Rosseel 2021, Psych 3:197).

    Parameters
    ----------
    df : float
        Respondents minus teams.
    n : (J,) float
        Respondents of each team reached.
    sigma_w : (p, p) float
        Within-team covariance.
    scatter : (p, p) float
        Pooled within-team cross-products.
    """
    p = len(sigma_w)
    _, logdet = np.linalg.slogdet(sigma_w)
    trace = np.trace(np.linalg.solve(sigma_w, scatter))
    return float(-0.5 * (df * (p * LOG_2PI + logdet) + trace) - 0.5 * p * np.log(n).sum())


def team_mean_moments(
    sources: Sequence[Source], mean: Floats, phi: Floats, n: Sequence[float], sampling: Sequence[float]
) -> tuple[Floats, Floats]:
    """Mean and covariance of a team's item means over the sources present (n > 0).

    Parameters
    ----------
    sources : sequence of Source
    mean : (C,) float
        Team-level means of the constructs.
    phi : (C, C) float
        Team-level covariance.
    n : sequence of float
        Respondents of the team by source.
    sampling : sequence of float
        1 / n_eff by source.
    """
    present = [s for s, size in enumerate(n) if size > 0]
    loading = [np.zeros((len(sources[s].intercept), len(mean))) for s in present]
    blocks = []
    for Lambda, s in zip(loading, present, strict=True):
        source = sources[s]
        Lambda[:, source.constructs] = source.loading
        sampled = source.loading @ source.phi_w @ source.loading.T * sampling[s]
        blocks.append(sampled + np.diag(source.theta_b + source.theta / n[s]))
    Lambda = np.vstack(loading)
    covariance = Lambda @ phi @ Lambda.T
    at = 0
    for block in blocks:
        covariance[at : at + len(block), at : at + len(block)] += block
        at += len(block)
    return np.concatenate([sources[s].intercept for s in present]) + Lambda @ mean, covariance


@dataclass(frozen=True)
class Stacked:
    """Answers of one team, their mean and covariance, and their loadings on the constructs.

    Parameters
    ----------
    value, centre : (m,) float
    covariance : (m, m) float
    loading : (m, C) float
    """

    value: Floats
    centre: Floats
    covariance: Floats
    loading: Floats

    @property
    def log_likelihood(self) -> float:
        """Log density."""
        return float(multivariate_normal.logpdf(self.value, self.centre, self.covariance))


def stacked_moments(
    sources: Sequence[Source],
    mean: Floats,
    phi: Floats,
    answers: Sequence[Floats],
    inverse_members: Sequence[float],
    columns: NDArray[np.int64],
    column_values: Floats,
) -> tuple[Floats, Floats, Floats, Floats]:
    """All answers of one team as one stacked normal: no sufficient statistics, no projection.

    Skipped items are left out of the vector, which is exact where answers are missing at random (Rubin 1976, Biometrika
    63:581).

    Parameters
    ----------
    sources : sequence of Source
    mean : (C,) float
    phi : (C, C) float
    answers : sequence of (n_s, p_s) float
        Answers of the team by source, NaN where skipped; n_s may be 0.
    inverse_members : sequence of float
        1/N by source: 0 where respondents are a sample of possible raters. Respondents of a team of N members
        differ from the realised team mean, cov(w_i, w_i') = Phi_w (1[i = i'] - 1/N).
    columns : (z,) int
        Constructs given by team columns that are present.
    column_values : (z,) float
        Their values.

    Returns
    -------
    value, centre : (m,) float
        Answers given and columns, and their expectations.
    covariance : (m, m) float
    Lambda : (m, C) float
        Their loadings on the constructs.
    """
    loads, centres, values, owners = [], [], [], []
    for s, (source, y) in enumerate(zip(sources, answers, strict=True)):
        Lambda = np.zeros((len(source.intercept), len(mean)))
        Lambda[:, source.constructs] = source.loading
        for i, row in enumerate(y):
            loads.append(Lambda)
            centres.append(source.intercept)
            values.append(row)
            owners.append((s, i))
    unit = np.eye(len(mean))[columns]
    Lambda_all = np.vstack([*loads, unit])
    covariance = Lambda_all @ phi @ Lambda_all.T
    at_a = 0
    for s, i in owners:
        at_b = 0
        source = sources[s]
        p = len(source.intercept)
        for t, k in owners:
            width = len(sources[t].intercept)
            if s == t:
                block = source.loading @ source.phi_w @ source.loading.T * ((i == k) - inverse_members[s])
                block = block + np.diag(source.theta_b) + (i == k) * np.diag(source.theta)
                covariance[at_a : at_a + p, at_b : at_b + width] += block
            at_b += width
        at_a += p
    centre = np.concatenate([*centres, np.zeros(len(columns))]) + Lambda_all @ mean
    value = np.concatenate([*values, column_values])
    given = np.isfinite(value)
    return value[given], centre[given], covariance[np.ix_(given, given)], Lambda_all[given]


def stacked_log_likelihood(
    sources: Sequence[Source],
    mean: Floats,
    phi: Floats,
    answers: Sequence[Floats],
    inverse_members: Sequence[float],
    columns: NDArray[np.int64],
    column_values: Floats,
) -> float:
    """Log density of all answers of one team; arguments as in `stacked_moments`."""
    value, centre, covariance, _ = stacked_moments(sources, mean, phi, answers, inverse_members, columns, column_values)
    return float(multivariate_normal.logpdf(value, centre, covariance))


def unit_log_likelihood(teams: Sequence[Stacked], omega: Floats) -> float:
    """Log density of all answers of the teams of one unit, whose effects have covariance omega (C, C)."""
    loading = np.vstack([team.loading for team in teams])
    covariance = block_diag(*(team.covariance for team in teams)) + loading @ omega @ loading.T
    value, centre = (np.concatenate([getattr(team, name) for team in teams]) for name in ("value", "centre"))
    return float(multivariate_normal.logpdf(value, centre, covariance))
