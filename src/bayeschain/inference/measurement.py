"""One survey's measurement over many draws: projections of team means, and the within part."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.sources import SourceStatistics

LOG_2PI = np.log(2.0 * np.pi)


@dataclass(frozen=True)
class Projector:
    """How a survey's means of teams of one size project on its constructs: p items, q constructs, M draws.

    Weights (M, p), variance 1/a of each projection (M, q; 0 for a single item), variance of the items' noise
    (M, p), and log density (M,) of what the projection leaves, but for the residuals.
    """

    weight: Floats
    spread: Floats
    noise: Floats
    constant: Floats


@dataclass(frozen=True)
class Projected:
    """Projected means f (M, q) about the constructs' means, and log density (M,) of what the projection leaves."""

    f: Floats
    log_density: Floats


@dataclass(frozen=True)
class Within:
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
    gamma: Floats

    def take(self, draws: slice) -> "Within":
        """The same for some of the draws."""
        held = {
            each.name: getattr(self, each.name)[draws]
            for each in fields(self)
            if each.name not in ("owner", "reflective")
        }
        return replace(self, **held)

    @property
    def to_construct(self) -> Floats:
        """(p, q) which construct an indicator belongs to."""
        return np.eye(self.phi_w.shape[-1])[self.owner]

    def projector(self, n: int) -> Projector:
        """Projection of the means of n respondents."""
        noise = np.where(self.reflective, self.theta_b + self.theta / n, 1.0)
        information = (self.loading**2 / noise) @ self.to_construct
        is_reflective = (self.reflective.astype(float) @ self.to_construct) > 0
        constant = -0.5 * ((LOG_2PI + np.log(noise)) * self.reflective).sum(axis=1)
        constant += 0.5 * ((LOG_2PI - np.log(information)) * is_reflective).sum(axis=1)
        weight = self.loading / noise / information[:, self.owner]
        return Projector(weight, np.where(is_reflective, 1.0 / information, 0.0), noise, constant)

    def project(self, means: Floats, by: Projector) -> Projected:
        """Project the means (p,) of a team."""
        y = means - self.centre
        f = (by.weight * y) @ self.to_construct
        residual = (y - self.loading * f[:, self.owner]) * self.reflective
        return Projected(f, by.constant - 0.5 * (residual**2 / by.noise).sum(axis=1))

    def within_log_likelihoods(self, source: SourceStatistics) -> Floats:
        """(M, J) within part of every team with complete answers; of no meaning where the survey did not reach it."""
        n, p = np.maximum(source.n, 1), len(self.owner)
        return -0.5 * ((n - 1) * (p * LOG_2PI + self.logdet[:, None]) + self.traces(source) + p * np.log(n))

    def traces(self, source: SourceStatistics) -> Floats:
        """(M, J) traces of the precision times the cross-products of complete answers of each team, adjusted."""
        if source.adjustment is not None:
            return np.column_stack([self.trace(source, j, self.precision) for j in range(len(source.n))])
        flat = self.precision.reshape(len(self.precision), -1)
        return np.asarray(flat @ source.scatter.reshape(len(source.n), -1).T)

    def trace(self, source: SourceStatistics, j: int, precision: Floats) -> Floats:
        """(M,) trace of a precision (M, p, p) times the cross-products of complete answers of team j, adjusted."""
        trace = np.einsum("mij,ij->m", precision, source.scatter[j])
        if source.adjustment is not None:
            slopes = self.loading[:, :, None] * self.gamma[:, self.owner]
            weighted = precision @ slopes
            trace -= 2.0 * np.einsum("mph,ph->m", weighted, source.adjustment.cross[j])
            both = np.swapaxes(slopes, -1, -2) @ weighted
            trace += np.einsum("mhk,hk->m", both, source.adjustment.scatter[j])
        return np.asarray(trace)


def measurement_of(layout: Layout, s: int, named: Mapping[str, Floats], parts: Mapping[str, Floats]) -> Within:
    """Measurement of survey s over M draws."""
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
    widths = [len(source) * len(names) for source, names in zip(layout.sources, layout.adjusted, strict=True)]
    slopes = slice(sum(widths[:s]), sum(widths[: s + 1]))
    sigma = loading[:, :, None] * loading[:, None, :] * phi_w[:, owner[:, None], owner]
    sigma[:, np.arange(len(owner)), np.arange(len(owner))] += theta
    return Within(
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
        sd[:, :, None] * named["respondent_slope"][:, slopes].reshape(len(sd), len(own), widths[s] // len(own)),
    )
