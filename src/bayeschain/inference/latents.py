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
    layout: Layout, surveys: Surveys, named: Mapping[str, Floats], parts: Mapping[str, Floats], rng: np.random.Generator
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

    Notes
    -----
    With f the projected means, V their covariance and f* a draw from the model, eta* + Phi[:, o] V^-1 (f - f*) is a
    draw from the conditional (Matheron's rule), which needs no factor of the possibly singular conditional covariance.
    """
    sources, place = statistics(layout, surveys), {name: i for i, name in enumerate(layout.constructs)}
    tau, M, J = parts["team_sd"], len(parts["team_sd"]), len(surveys.teams)
    phi = parts["team_correlation"] * tau[:, :, None] * tau[:, None, :]
    root = np.linalg.cholesky(phi)
    within = [_within(layout, s, named, parts) for s in range(len(sources))]
    latent, log_likelihood = np.empty((M, J, len(layout.constructs))), np.zeros((M, J))
    columns = [place[name] for name in layout.columns]
    for j in range(J):
        eta = np.einsum("mij,mj->mi", root, rng.standard_normal(tau.shape))
        seen, f, f_star, spread = [], [], [], []
        for s, source in enumerate(sources):
            if source.n[j] == 0:
                continue
            own = [place[construct.name] for construct in layout.sources[s]]
            part = within[s].project(source, j)
            log_likelihood[:, j] += part.log_density + within[s].within_log_likelihood(source, j)
            sampled = np.einsum("mij,mj->mi", within[s].root, rng.standard_normal((M, len(own))))
            noise = sampled * np.sqrt(source.sampling[j]) + rng.standard_normal((M, len(own))) * np.sqrt(part.spread)
            seen += own
            f.append(part.f)
            f_star.append(eta[:, own] + noise)
            diagonal = np.einsum("mi,ij->mij", part.spread, np.eye(len(own)))
            spread.append(within[s].phi_w * source.sampling[j] + diagonal)
        present = [i for i in range(len(columns)) if np.isfinite(surveys.columns[j, i])]
        own = [columns[i] for i in present]
        seen += own
        f.append(surveys.columns[j, present] - named["construct_mean"][:, own])
        f_star.append(eta[:, own])
        V = phi[:, seen][:, :, seen] + _block_diagonal([*spread, np.zeros((M, len(own), len(own)))])
        gap = np.concatenate(f, axis=1)
        solved = np.linalg.solve(V, np.stack([gap, gap - np.concatenate(f_star, axis=1)], axis=-1))
        _, logdet = np.linalg.slogdet(V)
        log_likelihood[:, j] -= 0.5 * (len(seen) * LOG_2PI + logdet + (gap * solved[..., 0]).sum(axis=1))
        latent[:, j] = named["construct_mean"] + eta + np.einsum("mij,mj->mi", phi[:, :, seen], solved[..., 1])
    return TeamDraws(latent, log_likelihood)


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
class _Projection:
    """Projected team means: f (M, q), variance 1/a of each (M, q), log density (M,) of what the projection leaves."""

    f: Floats
    spread: Floats
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

    def project(self, source: SourceStatistics, j: int) -> _Projection:
        """Project the means of team j on the constructs, about their means."""
        y = source.means[j] - self.centre
        q = self.phi_w.shape[-1]
        noise = np.where(self.reflective, self.theta_b + self.theta / source.n[j], 1.0)
        share = self.loading**2 / noise
        to_construct = np.eye(q)[self.owner]
        information = share @ to_construct
        f = (self.loading * y / noise) @ to_construct / information
        residual = y - self.loading * f[:, self.owner]
        is_reflective = (self.reflective.astype(float) @ to_construct) > 0
        density = -0.5 * ((LOG_2PI + np.log(noise) + residual**2 / noise) * self.reflective).sum(axis=1)
        density += 0.5 * ((LOG_2PI - np.log(information)) * is_reflective).sum(axis=1)
        return _Projection(f, np.where(is_reflective, 1.0 / information, 0.0), density)

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
