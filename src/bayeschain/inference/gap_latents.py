"""Team latents and log-likelihoods of teams in which somebody skipped an item, over many draws.

The same equations as in the kernel's `patterns`, `evidence` and `joint`, as batches of small matrices.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.inference.measurement import LOG_2PI, Within
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.sources import SourceStatistics

CHUNK: Final = 200
"""Draws at a time: what is held of the patterns grows with it."""


def gap_draws(
    layout: Layout,
    sources: Sequence[SourceStatistics],
    within: Sequence[Within],
    mean: Floats,
    phi: Floats,
    columns: Floats,
    teams: NDArray[np.int64],
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Draw the latents of T teams and evaluate each.

    Parameters
    ----------
    layout : Layout
    sources : sequence of SourceStatistics
    within : sequence of Within
        Measurement of each survey over M draws.
    mean, phi : (M, C), (M, C, C) float
        Means and team covariance of the constructs.
    columns : (J, Z) float
        Team columns; NaN where missing.
    teams : (T,) int
        Teams with gaps.
    rng : numpy.random.Generator

    Returns
    -------
    latent : (M, T, C) float
    log_likelihood : (M, T) float
    """
    M, C = mean.shape
    latent, value = np.empty((M, len(teams), C)), np.empty((M, len(teams)))
    for start in range(0, M, CHUNK):
        part = slice(start, start + CHUNK)
        surveys = [_Survey(source, each.take(part)) for source, each in zip(sources, within, strict=True)]
        for t, j in enumerate(teams):
            latent[part, t], value[part, t] = _team(layout, surveys, mean[part], phi[part], columns[j], int(j), rng)
    return latent, value


class _Survey:
    """One survey over a chunk of draws; keeps the precision of each pattern of answered items."""

    def __init__(self, source: SourceStatistics, within: Within) -> None:
        self.source, self.within = source, within
        self._held: dict[bytes, tuple[Floats, Floats]] = {}
        self.tau = np.where(within.reflective, 1.0 / np.where(within.reflective, within.theta, 1.0), 0.0)
        self.g = np.where(within.reflective, within.loading * self.tau, 1.0)

    def pattern(self, answered: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Precision (M, p, p) of the answers to a pattern of items, 0 elsewhere, and log-determinant (M,)."""
        key = answered.tobytes()
        if key not in self._held:
            self._held[key] = self._pattern(answered)
        return self._held[key]

    def _pattern(self, answered: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        w, owner = self.within, self.within.owner
        information = (w.loading * self.g * answered * w.reflective) @ w.to_construct
        seen = np.unique(owner[answered])
        latent = information[:, seen] > 0.0
        scale = 1.0 / np.where(latent, information[:, seen], 1.0)
        unit = np.eye(len(seen))
        V = w.phi_w[:, seen][:, :, seen] + np.where(latent, scale, 0.0)[:, :, None] * unit
        N = np.zeros_like(w.phi_w)
        inner = (
            np.linalg.inv(V) * scale[:, :, None] * scale[:, None, :] - np.where(latent, scale, 0.0)[:, :, None] * unit
        )
        N[:, seen[:, None], seen] = inner
        g = self.g * answered
        precision = N[:, owner[:, None], owner] * g[:, :, None] * g[:, None, :]
        precision[:, np.arange(len(owner)), np.arange(len(owner))] += self.tau * answered
        logdet = np.linalg.slogdet(V)[1] + np.log(np.where(latent, information[:, seen], 1.0)).sum(axis=1)
        reflective = answered & w.reflective
        return precision, logdet + np.log(w.theta[:, reflective]).sum(axis=1)

    def evidence(self, j: int) -> tuple[Floats, Floats, Floats]:
        """Information H (M, q, q) and h (M, q) on the constructs of team j, and log density (M,) where they are 0."""
        source, w = self.source, self.within
        M, p = w.theta.shape
        A, b, value = np.zeros((M, p, p)), np.zeros((M, p)), np.zeros(M)
        every = np.ones(p, dtype=bool)
        if source.complete[j]:
            value += self._add(A, b, every, int(source.complete[j]), source.means[j])
            value -= 0.5 * np.einsum("mij,ij->m", self.pattern(every)[0], source.scatter[j])
        if source.partial is not None:
            for g in np.flatnonzero(source.partial.team == j):
                answered = source.partial.answered[g]
                means = np.where(answered, source.partial.means[g], 0.0)
                value += self._add(A, b, answered, int(source.partial.n[g]), means)
                for row in source.partial.roots[source.partial.group == g]:
                    value -= 0.5 * np.einsum("i,mij,j->m", row, self.pattern(answered)[0], row)
        spread = A * w.theta_b[:, None, :] + np.eye(p)
        solved = np.linalg.solve(spread, np.concatenate([A, b[:, :, None]], axis=2))
        G, e = solved[:, :, :p], solved[:, :, p]
        value += 0.5 * ((b * w.theta_b * e).sum(axis=1) - np.linalg.slogdet(spread)[1])
        Lambda = w.loading[:, :, None] * w.to_construct
        return np.swapaxes(Lambda, 1, 2) @ G @ Lambda, np.einsum("mkc,mk->mc", Lambda, e), value

    def _add(self, A: Floats, b: Floats, answered: NDArray[np.bool_], n: int, means: Floats) -> Floats:
        precision, logdet = self.pattern(answered)
        y = (means - self.within.centre) * answered
        pull = np.einsum("mij,mj->mi", precision, y)
        A += n * precision
        b += n * pull
        return np.asarray(-0.5 * n * (answered.sum() * LOG_2PI + logdet + (y * pull).sum(axis=1)))


def _team(
    layout: Layout,
    surveys: Sequence[_Survey],
    mean: Floats,
    phi: Floats,
    column: Floats,
    j: int,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Latents (M, C) and log-likelihood (M,) of team j."""
    place = {name: i for i, name in enumerate(layout.constructs)}
    M, C = mean.shape
    eta = np.einsum("mij,mj->mi", np.linalg.cholesky(phi), rng.standard_normal((M, C)))
    seen: list[int] = []
    blocks, known, drawn, lacks = [], [], [], []
    value = np.zeros(M)
    for s, survey in enumerate(surveys):
        n = survey.source.n[j]
        if n == 0:
            continue
        own = [place[construct.name] for construct in layout.sources[s]]
        H, h, each = survey.evidence(j)
        less = (1.0 / n - survey.source.sampling[j]) * survey.within.phi_w
        noise = _root(H - H @ less @ H)
        drawn.append(np.einsum("mij,mj->mi", H, eta[:, own]))
        drawn[-1] += np.einsum("mij,mj->mi", noise, rng.standard_normal((M, len(own))))
        known.append(h)
        blocks.append(H)
        lacks.append(less)
        seen += own
        value += each
    present = np.isfinite(column)
    own = [place[name] for name, there in zip(layout.columns, present, strict=True) if there]
    measured = len(seen)
    seen += own
    V = phi[:, seen][:, :, seen].copy()
    S = np.zeros_like(V)
    at = 0
    for H, less in zip(blocks, lacks, strict=True):
        block = slice(at, at + H.shape[1])
        V[:, block, block] -= less
        S[:, block, block] = H
        at = block.stop
    S[:, range(measured, len(seen)), range(measured, len(seen))] = 1.0
    K = S @ V
    K[:, range(measured), range(measured)] += 1.0
    exact = column[present] - mean[:, own]
    right = np.concatenate([*known, exact], axis=1)
    right_drawn = np.concatenate([*drawn, eta[:, own]], axis=1)
    alpha = np.linalg.solve(K, np.stack([right, right - right_drawn], axis=2))
    u = np.einsum("mij,mj->mi", V, alpha[:, :, 0])
    value -= 0.5 * (np.linalg.slogdet(K)[1] + len(own) * LOG_2PI)
    value += 0.5 * (right[:, :measured] * u[:, :measured]).sum(axis=1)
    value -= 0.5 * (exact * alpha[:, measured:, 0]).sum(axis=1)
    return mean + eta + np.einsum("mij,mj->mi", phi[:, :, seen], alpha[:, :, 1]), value


def _root(covariance: Floats) -> Floats:
    """Root of covariance matrices that may be singular."""
    values, vectors = np.linalg.eigh(0.5 * (covariance + np.swapaxes(covariance, 1, 2)))
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0))[:, None, :])
