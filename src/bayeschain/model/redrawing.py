"""New answers of teams in which somebody skipped an item, with the same items skipped."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import wishart

from bayeschain.model.parameters import Floats
from bayeschain.surveys.partial import reduced


@dataclass(frozen=True)
class Answering:
    """How people answer one survey of p indicators and q constructs.

    Parameters
    ----------
    constructs : (q,) int
        Places of its constructs among all.
    first : int
        Place of its first indicator among all.
    centre : (p,) float
        Expected answers where the constructs are at their means.
    Lambda : (p, q) float
        Loadings.
    phi_w : (q, q) float
        Within-team covariance.
    theta, theta_b : (p,) float
        Variances of errors and of bias.
    gamma : (q, H) float
        Slopes of the constructs on respondent covariates.
    """

    constructs: NDArray[np.int64]
    first: int
    centre: Floats
    Lambda: Floats
    phi_w: Floats
    theta: Floats
    theta_b: Floats
    gamma: Floats

    @property
    def sigma_w(self) -> Floats:
        """(p, p) within-team covariance of the answers."""
        return self.Lambda @ self.phi_w @ self.Lambda.T + np.diag(self.theta)


def redraw_gaps(
    surveys: Sequence[Answering],
    levels: Floats,
    mean: Floats,
    columns: NDArray[np.int64],
    places: Sequence[int],
    known: int,
    unit: int,
    design: Floats,
    rng: np.random.Generator,
) -> Floats:
    """Statistics of new answers, given those of `gaps.pack_gaps`, which say who answered what.

    Parameters
    ----------
    surveys : sequence of Answering
    levels : (T, C) float
        Levels of the constructs in the teams, about their means.
    mean : (C,) float
        Means of the constructs.
    columns : (Z,) int
        Constructs that are team columns.
    places : sequence of int
        Where each team stands in `design`, as `gaps.team_places` has it.
    known, unit : int
        Number of team columns and covariates; 1 with units.
    design : (m,) float
        Flat statistics, laid out as `pack_gaps` does.
    rng : numpy.random.Generator
    """
    out, at = design.copy(), 2
    patterns: list[tuple[int, NDArray[np.int64]]] = []
    roots: list[tuple[int, int]] = []
    for _ in range(int(design[0])):
        s, _, R, K = (int(value) for value in design[at : at + 4])
        patterns.append((s, design[at + 4 : at + 4 + K].astype(np.int64)))
        roots.append((at + 4 + K, R))
        at += 4 + K + R * (K + surveys[s].gamma.shape[1])
    degrees = np.zeros(len(patterns), dtype=np.int64)
    Z, S = len(columns), len(surveys)
    for u, place in zip(levels, places, strict=True):
        there = design[place : place + Z] > 0.0
        out[place + known : place + known + Z] = np.where(there, mean[columns] + u[columns], 0.0)
        heads = design[place + 2 * known : place + 2 * (known + S)].reshape(-1, 2)
        at = place + 2 * (known + S) + unit
        for survey, (less, groups) in zip(surveys, heads, strict=True):
            end = _team(survey, u[survey.constructs], less, int(groups), patterns, out, at, rng)
            while at < end:
                degrees[int(design[at])] += int(design[at + 1]) - 1
                at += 2 + len(patterns[int(design[at])][1]) + survey.gamma.shape[1]
    for (s, items), (place, R), df in zip(patterns, roots, degrees, strict=True):
        if R:
            own, H = items - surveys[s].first, surveys[s].gamma.shape[1]
            x = design[place : place + R * (len(own) + H)].reshape(R, -1)[:, len(own) :]
            slopes = surveys[s].Lambda[own] @ surveys[s].gamma
            root = _root(surveys[s].sigma_w[np.ix_(own, own)], slopes, x, int(df), rng)
            out[place : place + root.size] = root.ravel()
    return out


def _root(covariance: Floats, slopes: Floats, x: Floats, df: int, rng: np.random.Generator) -> Floats:
    """Rows (R, K + H) with the cross-products of df answers and their covariates, which have the root x (R, H).

    Answers are slopes (K, H) times covariates plus errors; in directions in which the covariates are 0 they are errors.
    """
    R, K = len(x), len(covariance)
    errors = rng.multivariate_normal(np.zeros(K), covariance, size=R, method="cholesky")
    rows = np.hstack([x @ slopes.T + errors, x])
    if df == R:
        return rows
    if df - R < K:
        more = rng.multivariate_normal(np.zeros(K), covariance, size=df - R, method="cholesky")
    else:
        more = np.linalg.cholesky(np.atleast_2d(wishart.rvs(df - R, covariance, random_state=rng))).T
    return reduced(np.vstack([rows, np.pad(more, ((0, 0), (0, x.shape[1])))]))


def _team(
    survey: Answering,
    u: Floats,
    less: float,
    groups: int,
    patterns: Sequence[tuple[int, NDArray[np.int64]]],
    out: Floats,
    at: int,
    rng: np.random.Generator,
) -> int:
    """Draw the means of a team's groups; where the next survey begins.

    `less` is 1/N: the deviations of a team's N members sum to 0, so those of its respondents have the mean of all drawn
    ones taken off, the mean of the N - n who did not answer among them.
    """
    root, p = np.linalg.cholesky(survey.phi_w), len(survey.centre)
    places, sizes = [], []
    for _ in range(groups):
        places.append(at)
        sizes.append(out[at + 1])
        at += 2 + len(patterns[int(out[at])][1]) + survey.gamma.shape[1]
    deviations = [root @ rng.standard_normal(len(u)) / np.sqrt(n) for n in sizes]
    total = sum((n * w for n, w in zip(sizes, deviations, strict=True)), np.zeros(len(u)))
    silent = max(1.0 / less - sum(sizes), 0.0) if less > 0.0 else 0.0
    total = total + np.sqrt(silent) * (root @ rng.standard_normal(len(u)))
    bias = rng.standard_normal(p) * np.sqrt(survey.theta_b)
    for place, n, w in zip(places, sizes, deviations, strict=True):
        items = patterns[int(out[place])][1] - survey.first
        x = out[place + 2 + len(items) :][: survey.gamma.shape[1]]
        answers = survey.centre + survey.Lambda @ (u + w - less * total + survey.gamma @ x) + bias
        answers = answers + rng.standard_normal(p) * np.sqrt(survey.theta / n)
        out[place + 2 : place + 2 + len(items)] = answers[items]
    return at
