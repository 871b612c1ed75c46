"""Exact draws of the team latents and each team's marginal log-likelihood, one for each posterior draw."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.moments import SourceStatistics, statistics
from bayeschain.model.parameters import Floats, Layout
from bayeschain.surveys import Surveys

LOG_2PI = np.log(2.0 * np.pi)


@dataclass(frozen=True)
class TeamDraws:
    """What each draw says of each team.

    Parameters
    ----------
    latent : (M, J, C) float
        Draws of eta_j given data and parameters; also of a team that only one source reached.
    log_likelihood : (M, J) float
        Marginal log-likelihood of the team, its within part included. Sums to the model's log-likelihood.
    """

    latent: Floats
    log_likelihood: Floats


def team_draws(
    layout: Layout,
    surveys: Surveys,
    named: Mapping[str, Floats],
    parts: Mapping[str, Floats],
    rng: np.random.Generator,
    sources: tuple[SourceStatistics, ...] = (),
) -> TeamDraws:
    """Draw all team latents and evaluate each team.

    Parameters
    ----------
    layout : Layout
    surveys : Surveys
        J teams.
    named : mapping of str to (M, size) float
        Sampled parameters, M draws.
    parts : mapping of str to (M, …) float
        `structure.natural` of them.
    rng : numpy.random.Generator
    sources : tuple of SourceStatistics, optional
        Statistics in place of those of the surveys. Means may differ by draw, (J, M, p).

    Notes
    -----
    With f the projected means, V their covariance and f* a draw from the model, eta* + Phi[:, o] V^-1 (f - f*) is a
    draw from the conditional (Matheron's rule), which needs no factor of the possibly singular conditional covariance.
    """
    sources = sources or statistics(layout, surveys)
    tau = parts["team_sd"]
    M, J, C = len(tau), len(surveys.teams), len(layout.constructs)
    phi = parts["team_correlation"] * tau[:, :, None] * tau[:, None, :]
    root = np.linalg.cholesky(phi)
    within = [_within(layout, s, named, parts) for s in range(len(sources))]
    columns = np.array([layout.constructs.index(name) for name in layout.columns], dtype=np.int64)
    latent, log_likelihood = np.empty((M, J, C)), np.zeros((M, J))
    for teams in _groups(sources, surveys.columns):
        group = _Group.of(layout, sources, within, phi, np.isfinite(surveys.columns[teams[0]]), teams[0])
        for j in teams:
            eta = np.einsum("mij,mj->mi", root, rng.standard_normal((M, C)))
            f, f_star = np.empty((M, len(group.seen))), eta[:, group.seen].copy()
            at = 0
            for s, part in group.projections:
                width = part.spread.shape[1]
                y = within[s].project(sources[s].means[j], part)
                f[:, at : at + width] = y.f
                sampled = np.einsum("mij,mj->mi", within[s].root, rng.standard_normal((M, width)))
                f_star[:, at : at + width] += sampled * np.sqrt(sources[s].sampling[j])
                f_star[:, at : at + width] += rng.standard_normal((M, width)) * np.sqrt(part.spread)
                log_likelihood[:, j] += y.log_density + within[s].within_log_likelihood(sources[s], j)
                at += width
            own = columns[np.isfinite(surveys.columns[j])]
            f[:, at:] = surveys.columns[j, np.isfinite(surveys.columns[j])] - named["construct_mean"][:, own]
            quadratic = np.einsum("mi,mij,mj->m", f, group.inverse, f, optimize=True)
            log_likelihood[:, j] -= 0.5 * (len(group.seen) * LOG_2PI + group.logdet + quadratic)
            latent[:, j] = named["construct_mean"] + eta + np.einsum("mij,mj->mi", group.gain, f - f_star)
    return TeamDraws(latent, log_likelihood)


def _groups(sources: tuple[SourceStatistics, ...], columns: Floats) -> list[NDArray[np.int64]]:
    """Teams that share all of n, 1 / n_eff and presence of columns, and with them one factorisation."""
    heads = np.column_stack([each for s in sources for each in (s.n, s.sampling)] + [np.isfinite(columns)])
    _, group_of = np.unique(heads, axis=0, return_inverse=True)
    return [np.flatnonzero(group_of.ravel() == g) for g in range(int(group_of.max()) + 1)]


@dataclass(frozen=True)
class _Group:
    """What teams of one group share over M draws: constructs seen, V^-1, log det V and the gain Phi[:, o] V^-1."""

    seen: NDArray[np.int64]
    projections: list[tuple[int, "_Projector"]]
    inverse: Floats
    logdet: Floats
    gain: Floats

    @staticmethod
    def of(
        layout: Layout,
        sources: tuple[SourceStatistics, ...],
        within: list["_Within"],
        phi: Floats,
        present: NDArray[np.bool_],
        j: int,
    ) -> "_Group":
        """Group of team j."""
        place = {name: i for i, name in enumerate(layout.constructs)}
        seen, projections, noise = [], [], []
        for s, source in enumerate(sources):
            if source.n[j] == 0:
                continue
            part = within[s].projector(int(source.n[j]))
            seen += [place[construct.name] for construct in layout.sources[s]]
            projections.append((s, part))
            noise.append(within[s].phi_w * source.sampling[j] + part.spread[:, :, None] * np.eye(part.spread.shape[1]))
        own = [place[name] for name, here in zip(layout.columns, present, strict=True) if here]
        seen += own
        noise.append(np.zeros((len(phi), len(own), len(own))))
        V = phi[:, seen][:, :, seen] + _block_diagonal(noise)
        inverse, logdet = np.linalg.inv(V), np.linalg.slogdet(V)[1]
        return _Group(np.array(seen, dtype=np.int64), projections, inverse, logdet, phi[:, :, seen] @ inverse)


def _block_diagonal(blocks: list[Floats]) -> Floats:
    total = sum(block.shape[-1] for block in blocks)
    out = np.zeros((len(blocks[0]), total, total))
    at = 0
    for block in blocks:
        width = block.shape[-1]
        out[:, at : at + width, at : at + width] = block
        at += width
    return out


@dataclass(frozen=True)
class _Projector:
    """How a survey's means of teams of one size project on its constructs: p items, q constructs, M draws.

    Weights (M, p), variance 1/a of each projection (M, q; 0 for a single item), variance of the items' noise
    (M, p), and log density (M,) of what the projection leaves, but for the residuals.
    """

    weight: Floats
    spread: Floats
    noise: Floats
    constant: Floats


@dataclass(frozen=True)
class _Projected:
    """Projected means f (M, q) about the constructs' means, and log density (M,) of what the projection leaves."""

    f: Floats
    log_density: Floats


@dataclass(frozen=True)
class _Within:
    """One survey's measurement over M draws, p indicators of q constructs."""

    owner: NDArray[np.int64]
    centre: Floats
    loading: Floats
    theta: Floats
    theta_b: Floats
    reflective: NDArray[np.bool_]
    phi_w: Floats
    root: Floats
    precision: Floats
    logdet: Floats

    @property
    def to_construct(self) -> Floats:
        """(p, q) which construct an indicator belongs to."""
        return np.eye(self.phi_w.shape[-1])[self.owner]

    def projector(self, n: int) -> _Projector:
        """Projection of the means of n respondents."""
        noise = np.where(self.reflective, self.theta_b + self.theta / n, 1.0)
        information = (self.loading**2 / noise) @ self.to_construct
        is_reflective = (self.reflective.astype(float) @ self.to_construct) > 0
        constant = -0.5 * ((LOG_2PI + np.log(noise)) * self.reflective).sum(axis=1)
        constant += 0.5 * ((LOG_2PI - np.log(information)) * is_reflective).sum(axis=1)
        weight = self.loading / noise / information[:, self.owner]
        return _Projector(weight, np.where(is_reflective, 1.0 / information, 0.0), noise, constant)

    def project(self, means: Floats, by: _Projector) -> _Projected:
        """Project the means (p,) of a team."""
        y = means - self.centre
        f = (by.weight * y) @ self.to_construct
        residual = (y - self.loading * f[:, self.owner]) * self.reflective
        return _Projected(f, by.constant - 0.5 * (residual**2 / by.noise).sum(axis=1))

    def within_log_likelihood(self, source: SourceStatistics, j: int) -> Floats:
        """Within part of team j, (M,)."""
        n, p = source.n[j], len(self.owner)
        trace = np.einsum("mij,ij->m", self.precision, source.scatter[j])
        return -0.5 * ((n - 1) * (p * LOG_2PI + self.logdet) + trace + p * np.log(n))


def _within(layout: Layout, s: int, named: Mapping[str, Floats], parts: Mapping[str, Floats]) -> _Within:
    place = {name: i for i, name in enumerate(layout.constructs)}
    first_c = sum(len(source) for source in layout.sources[:s])
    c = slice(first_c, first_c + len(layout.sources[s]))
    first_k = sum(layout.counts[:first_c])
    k = slice(first_k, first_k + sum(layout.counts[c]))
    owner = np.repeat(np.arange(len(layout.sources[s])), layout.counts[c])
    own = np.array([place[construct.name] for construct in layout.sources[s]])
    sd = named["within_sd"][:, c]
    phi_w = parts["within_correlation"][:, c, c] * sd[:, :, None] * sd[:, None, :]
    loading, theta = parts["loading"][:, k], parts["item_sd"][:, k] ** 2
    sigma = loading[:, :, None] * loading[:, None, :] * phi_w[:, owner[:, None], owner]
    sigma[:, np.arange(len(owner)), np.arange(len(owner))] += theta
    return _Within(
        owner,
        named["construct_mean"][:, own[owner]] + parts["intercept_deviation"][:, k],
        loading,
        theta,
        parts["item_bias_sd"][:, k] ** 2,
        layout.is_reflective[k],
        phi_w,
        np.linalg.cholesky(phi_w),
        np.linalg.inv(sigma),
        np.linalg.slogdet(sigma)[1],
    )
