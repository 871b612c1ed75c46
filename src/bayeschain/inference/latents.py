"""Exact draws of the team latents and each team's marginal log-likelihood, one for each posterior draw."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayeschain.inference.ahead import ahead
from bayeschain.inference.gap_latents import gap_draws
from bayeschain.inference.measurement import LOG_2PI, Projector, Within, measurement_of
from bayeschain.inference.units import UnitEvidence
from bayeschain.model.levels import covariances
from bayeschain.model.moments import covariate_log_density, covariate_values, known_partials
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.sources import SourceStatistics, statistics
from bayeschain.surveys import Surveys


@dataclass(frozen=True)
class TeamDraws:
    """What each draw says of each team.

    Parameters
    ----------
    latent : (M, J, C) float
        Draws of eta_j given data and parameters; also of a team that only one source reached.
    log_likelihood : (M, J) float
        Marginal log-likelihood of the team, its within part included. Sums to the model's log-likelihood; with units it
        is that of the team given the effects drawn for its unit.
    unit : (M, U, C) float or None
        Draws of the effects of the units on the constructs' levels given data and parameters, where there are units.
    """

    latent: Floats
    log_likelihood: Floats
    unit: Floats | None = None


def team_draws(
    layout: Layout,
    surveys: Surveys,
    named: Mapping[str, Floats],
    parts: Mapping[str, Floats],
    rng: np.random.Generator,
    sources: tuple[SourceStatistics, ...] = (),
    *,
    unseen: int | None = None,
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
    unseen : int, optional
        Team whose answers tell nothing of its unit. With parameters that never saw them, its log-likelihood is then
        that given effects drawn without them, and the mean of its likelihood over draws its predictive density.

    Notes
    -----
    With f the projected means, V their covariance and f* a draw from the model, eta* + Phi[:, o] V^-1 (f - f*) is a
    draw from the conditional (Matheron's rule), which needs no factor of the possibly singular conditional covariance.
    """
    sources = sources or statistics(layout, surveys)
    M, J, C = len(named["construct_mean"]), len(surveys.teams), len(layout.constructs)
    x = covariate_values(layout, surveys)
    found = covariances(layout, dict(named), known_partials(layout, surveys))
    phi, Q = found.teams, x.shape[1]
    root = np.linalg.cholesky(phi)
    within = [measurement_of(layout, s, named, parts) for s in range(len(sources))]
    inside = [each.within_log_likelihoods(source) for each, source in zip(within, sources, strict=True)]
    columns = np.array([layout.constructs.index(name) for name in layout.columns], dtype=np.int64)
    latent, log_likelihood = np.empty((M, J, C)), np.zeros((M, J))
    if Q:
        log_likelihood -= covariate_log_density(layout, surveys)

    def group_of(teams: NDArray[np.int64]) -> _Group:
        return _Group.of(layout, sources, within, phi, np.isfinite(surveys.columns[teams[0]]), teams[0])

    def projected(j: int, group: _Group) -> tuple[Floats, Floats]:
        """Projections (M, k) of team j, and log-density (M,) of what they leave of its answers."""
        f, at, left = np.empty((M, len(group.seen))), 0, np.zeros(M)
        for s, part in group.projections:
            width = part.spread.shape[1]
            y = within[s].project(sources[s].means[j], part)
            f[:, at : at + width] = y.f - sources[s].covariate_means[j] @ np.swapaxes(within[s].gamma, -1, -2)
            left += y.log_density + inside[s][:, j]
            at += width
        here = np.isfinite(surveys.columns[j])
        own = columns[here]
        f[:, at : at + len(own)] = surveys.columns[j, here] - named["construct_mean"][:, own]
        f[:, at + len(own) :] = x[j]
        return f, left

    gaps = np.any([source.gaps for source in sources], axis=0)
    groups = _groups(sources, surveys.columns, np.flatnonzero(~gaps))
    units = surveys.units if layout.has_units else None
    effects: Floats | None = None
    known: UnitEvidence | None = None
    if units is not None:
        known = UnitEvidence.empty(M, units, C, unseen)
        for teams, group in zip(groups, ahead(group_of, groups), strict=True):
            for j in teams:
                f = projected(j, group)[0]
                known.add(j, group.seen, group.inverse, np.einsum("mij,mj->mi", group.inverse, f))
    if gaps.any():
        apart = np.flatnonzero(gaps)
        values = np.column_stack([surveys.columns, x])[apart]
        drawn = gap_draws(layout, sources, within, named["construct_mean"], found, values, apart, known, rng)
        latent[:, apart], effects = drawn.latent, drawn.unit
        log_likelihood[:, apart] += drawn.log_likelihood
    elif known is not None:
        effects = known.draw(found.units, rng)
    for teams, group in zip(groups, ahead(group_of, groups), strict=True):
        for j in teams:
            eta = np.einsum("mij,mj->mi", root, rng.standard_normal((M, C + Q)))
            f, left = projected(j, group)
            f_star, level = eta[:, group.seen].copy(), named["construct_mean"]
            log_likelihood[:, j] += left
            if units is not None and effects is not None:
                of_unit = effects[:, units.of_team[j]]
                f -= np.pad(of_unit, ((0, 0), (0, Q)))[:, group.seen]
                level = level + of_unit
            at = 0
            for s, part in group.projections:
                width = part.spread.shape[1]
                sampled = np.einsum("mij,mj->mi", within[s].root, rng.standard_normal((M, width)))
                f_star[:, at : at + width] += sampled * np.sqrt(sources[s].sampling[j])
                f_star[:, at : at + width] += rng.standard_normal((M, width)) * np.sqrt(part.spread)
                at += width
            quadratic = np.einsum("mi,mij,mj->m", f, group.inverse, f, optimize=True)
            log_likelihood[:, j] -= 0.5 * (len(group.seen) * LOG_2PI + group.logdet + quadratic)
            latent[:, j] = level + (eta + np.einsum("mij,mj->mi", group.gain, f - f_star))[:, :C]
    return TeamDraws(latent, log_likelihood, effects)


def _groups(
    sources: tuple[SourceStatistics, ...], columns: Floats, teams: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Teams that share all of n, 1 / n_eff and presence of columns, and with them one factorisation."""
    heads = np.column_stack([each for s in sources for each in (s.n, s.sampling)] + [np.isfinite(columns)])
    kinds, group_of = np.unique(heads[teams], axis=0, return_inverse=True)
    return [teams[group_of.ravel() == g] for g in range(len(kinds))]


@dataclass(frozen=True)
class _Group:
    """What teams of one group share over M draws: constructs seen, V^-1, log det V and the gain Phi[:, o] V^-1."""

    seen: NDArray[np.int64]
    projections: list[tuple[int, Projector]]
    inverse: Floats
    logdet: Floats
    gain: Floats

    @staticmethod
    def of(
        layout: Layout,
        sources: tuple[SourceStatistics, ...],
        within: list[Within],
        phi: Floats,
        present: NDArray[np.bool_],
        j: int,
    ) -> "_Group":
        """Group of team j."""
        place = layout.place
        seen, projections, noise = [], [], []
        for s, source in enumerate(sources):
            if source.n[j] == 0:
                continue
            part = within[s].projector(int(source.n[j]))
            seen += [place[construct.name] for construct in layout.sources[s]]
            projections.append((s, part))
            noise.append(within[s].phi_w * source.sampling[j] + part.spread[:, :, None] * np.eye(part.spread.shape[1]))
        own = [place[name] for name, here in zip(layout.columns, present, strict=True) if here]
        own += [place[name] for name in layout.specification.chain.covariates]
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
