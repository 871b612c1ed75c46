"""Team latents and log-likelihoods of teams in which somebody skipped an item, over many draws.

The same equations as in the kernel's `patterns`, `evidence` and `joint`, as batches of small matrices.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.inference.measurement import LOG_2PI, Within
from bayeschain.inference.units import UnitEvidence
from bayeschain.model.levels import Covariances, singular_root
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.sources import SourceStatistics

CHUNK: Final = 200
"""Draws at a time: what is held of the patterns grows with it."""
TOGETHER: Final = 20_000
"""With units, draws at a time times teams: what all teams tell is held until their units are known."""


@dataclass(frozen=True)
class GapDraws:
    """Latents (M, T, C) and log-likelihoods (M, T) of T teams; effects (M, U, C) of all units, where there are units.

    With units, the log-likelihood is that of the team given the effects drawn for its unit.
    """

    latent: Floats
    log_likelihood: Floats
    unit: Floats | None


def gap_draws(
    layout: Layout,
    sources: Sequence[SourceStatistics],
    within: Sequence[Within],
    mean: Floats,
    found: Covariances,
    values: Floats,
    teams: NDArray[np.int64],
    known: UnitEvidence | None,
    rng: np.random.Generator,
) -> GapDraws:
    """Draw the latents of T teams and evaluate each, and draw the effects of all units.

    Parameters
    ----------
    layout : Layout
    sources : sequence of SourceStatistics
    within : sequence of Within
        Measurement of each survey over M draws.
    mean : (M, C) float
        Means of the constructs.
    found : Covariances
        Of teams and of units.
    values : (T, Z + Q) float
        Team columns, NaN where missing, and team covariates.
    teams : (T,) int
        Teams with gaps.
    known : UnitEvidence or None
        What the other teams tell of their units, where there are units; what these tell is added.
    rng : numpy.random.Generator
    """
    M, C = mean.shape
    latent, log_likelihood = np.empty((M, len(teams), C)), np.empty((M, len(teams)))
    effects = None if known is None else np.zeros_like(known.weighted)
    step = CHUNK if known is None else max(20, min(CHUNK, TOGETHER // len(teams)))
    for start in range(0, M, step):
        part = slice(start, start + step)
        surveys = [
            _Survey(source.of_draws(part), each.take(part)) for source, each in zip(sources, within, strict=True)
        ]

        def told(t: int, part: slice = part, surveys: Sequence[_Survey] = surveys) -> _Team:
            return _Team.of(layout, surveys, mean[part], found.teams[part], values[t], int(teams[t]))

        kept = None
        if known is not None and effects is not None:
            kept = [told(t) for t in range(len(teams))]
            for each, j in zip(kept, teams, strict=True):
                known.take(part).add(int(j), each.seen, each.precision, each.weighted(each.right))
            effects[part] = known.take(part).draw(found.units[part], rng)
        for t, j in enumerate(teams):
            team = kept[t] if kept is not None else told(t)
            shift = None
            if known is not None and effects is not None:
                shift = effects[part, known.of_team[j]]
            eta, log_likelihood[part, t] = team.draw(found.teams[part], shift, rng)
            latent[part, t] = mean[part] + eta[:, :C]
    return GapDraws(latent, log_likelihood, effects)


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
            value += self._add(A, b, every, int(source.complete[j]), source.means[j], source.covariate_means[j])
            value -= 0.5 * w.trace(source, j, self.pattern(every)[0])
        if (beside := source.beside) is not None:
            for g in np.flatnonzero(beside.team == j):
                answered = beside.answered[g, :p]
                means = np.where(answered, beside.means[g, :p], 0.0)
                value += self._add(A, b, answered, int(beside.n[g]), means, beside.means[g, p:])
                for row in beside.roots[beside.group == g]:
                    y = row[:p] - self._explained(row[p:]) * answered
                    value -= 0.5 * np.einsum("mi,mij,mj->m", y, self.pattern(answered)[0], y)
        spread = A * w.theta_b[:, None, :] + np.eye(p)
        solved = np.linalg.solve(spread, np.concatenate([A, b[:, :, None]], axis=2))
        G, e = solved[:, :, :p], solved[:, :, p]
        value += 0.5 * ((b * w.theta_b * e).sum(axis=1) - np.linalg.slogdet(spread)[1])
        Lambda = w.loading[:, :, None] * w.to_construct
        return np.swapaxes(Lambda, 1, 2) @ G @ Lambda, np.einsum("mkc,mk->mc", Lambda, e), value

    def _explained(self, x: Floats) -> Floats:
        """(M, p) what respondent covariates (H,) account for."""
        return np.asarray(self.within.loading * (self.within.gamma @ x)[:, self.within.owner])

    def _add(self, A: Floats, b: Floats, answered: NDArray[np.bool_], n: int, means: Floats, x: Floats) -> Floats:
        precision, logdet = self.pattern(answered)
        y = (means - self.within.centre - self._explained(x)) * answered
        pull = np.einsum("mij,mj->mi", precision, y)
        A += n * precision
        b += n * pull
        return np.asarray(-0.5 * n * (answered.sum() * LOG_2PI + logdet + (y * pull).sum(axis=1)))


@dataclass(frozen=True)
class _Team:
    """One team over a chunk of M draws, as `kernel.joint` has it; k constructs, columns and covariates are seen.

    Parameters
    ----------
    seen : (k,) int
        Constructs that its surveys measure, known columns, covariates.
    measured : int
        How many of them are constructs that a survey measures.
    S, K, precision : (M, k, k) float
        Information; blockdiag(I, 0) + S V; K^-1 S.
    right : (M, k) float
        What the answers say of the constructs, and the values of columns and covariates about their means.
    noise : (M, m, m) float
        Root of the covariance of `right` given the constructs.
    value : (M,) float
        Log-likelihood where the constructs are at their means and columns and covariates are not known.
    V : (M, k, k) float
        Covariance before any answer.
    """

    seen: NDArray[np.int64]
    measured: int
    S: Floats
    V: Floats
    K: Floats
    precision: Floats
    right: Floats
    noise: Floats
    value: Floats

    @classmethod
    def of(
        cls, layout: Layout, surveys: Sequence[_Survey], mean: Floats, phi: Floats, values: Floats, j: int
    ) -> "_Team":
        """What all surveys tell of team j, whose columns and covariates have the values (Z + Q,)."""
        C = mean.shape[1]
        seen: list[int] = []
        blocks, told, lacks = [], [], []
        value = np.zeros(len(mean))
        for s, survey in enumerate(surveys):
            n = survey.source.n[j]
            if n == 0:
                continue
            H, h, each = survey.evidence(j)
            seen += [layout.place[construct.name] for construct in layout.sources[s]]
            blocks.append(H)
            told.append(h)
            lacks.append((1.0 / n - survey.source.sampling[j]) * survey.within.phi_w)
            value += each
        measured = len(seen)
        places = np.array([*(layout.place[name] for name in layout.columns), *range(C, phi.shape[-1])], dtype=np.int64)
        there = np.isfinite(values)
        seen += places[there].tolist()
        V = phi[:, seen][:, :, seen].copy()
        S, noise = np.zeros_like(V), np.zeros((len(V), measured, measured))
        at = 0
        for H, less in zip(blocks, lacks, strict=True):
            block = slice(at, at + H.shape[1])
            V[:, block, block] -= less
            S[:, block, block] = H
            left = H - H @ less @ H
            noise[:, block, block] = singular_root(0.5 * (left + np.swapaxes(left, 1, 2)))
            at = block.stop
        S[:, range(measured, len(seen)), range(measured, len(seen))] = 1.0
        K = S @ V
        K[:, range(measured), range(measured)] += 1.0
        centre = np.pad(mean, ((0, 0), (0, phi.shape[-1] - C)))
        right = np.concatenate([*told, values[there] - centre[:, places[there]]], axis=1)
        return cls(np.array(seen), measured, S, V, K, np.linalg.solve(K, S), right, noise, value)

    def weighted(self, right: Floats) -> Floats:
        """(M, k) K^-1 right."""
        return np.asarray(np.linalg.solve(self.K, right[:, :, None])[:, :, 0])

    def draw(self, phi: Floats, effects: Floats | None, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Levels (M, C + Q) about the means given the effects of the unit (M, C), and log-likelihood (M,)."""
        M, m, seen = len(phi), self.measured, self.seen
        right, shift = self.right, np.zeros(phi.shape[:2])
        value = self.value - 0.5 * (np.linalg.slogdet(self.K)[1] + (len(seen) - m) * LOG_2PI)
        if effects is not None:
            shift[:, : effects.shape[1]] = effects
            pull = np.einsum("mij,mj->mi", self.S, shift[:, seen])
            value += (shift[:, seen[:m]] * (right[:, :m] - 0.5 * pull[:, :m])).sum(axis=1)
            right = right - pull
        eta = np.einsum("mij,mj->mi", np.linalg.cholesky(phi), rng.standard_normal(shift.shape))
        drawn = np.einsum("mij,mj->mi", self.S, eta[:, seen])
        drawn[:, :m] += np.einsum("mij,mj->mi", self.noise, rng.standard_normal((M, m)))
        alpha = np.linalg.solve(self.K, np.stack([right, right - drawn], axis=2))
        u = np.einsum("mij,mj->mi", self.V, alpha[:, :, 0])
        value += 0.5 * (right[:, :m] * u[:, :m]).sum(axis=1) - 0.5 * (right[:, m:] * alpha[:, m:, 0]).sum(axis=1)
        return shift + eta + np.einsum("mij,mj->mi", phi[:, :, seen], alpha[:, :, 1]), value
