"""A truth drawn from the priors of a model file."""

from dataclasses import replace

import numpy as np

from bayeschain.experiments.truth import (
    Floats,
    Items,
    Truth,
    causes,
    covariate_arrows,
    members,
    mix,
    paths_by_target,
    residual_matrix,
)
from bayeschain.model.thresholds import fixed_error_sd
from bayeschain.specification.chain import Chain, Construct
from bayeschain.specification.model_file import Specification
from bayeschain.specification.priors import Priors


def truth_from_priors(specification: Specification, rng: np.random.Generator) -> Truth:
    """Draw every parameter from its prior.

    Parameters
    ----------
    specification : Specification
        A model file; its priors count, overridden ones too.
    rng : numpy.random.Generator
        Source of randomness.

    Returns
    -------
    Truth
        One draw. Items of a survey with manifest measurement have no error: the model says so of the scale mean.
    """
    priors, chain = specification.priors, specification.chain
    respondents = specification.respondent_constructs
    within_sd = {each.name: abs(float(rng.normal(0.0, priors.within_sd.sd))) for each in respondents}
    team_sd = {name: w * odds_root(rng.beta(priors.icc.alpha, priors.icc.beta)) for name, w in within_sd.items()}
    for each in specification.column_constructs:
        team_sd[each.name] = abs(float(rng.normal(0.0, priors.team_sd.sd)))
    exogenous = lkj(len(chain.covariates) + len(chain.exogenous), priors.team_correlations.eta, rng)
    pairs = draw_residual_correlations(chain, exogenous, priors.residual_correlations.eta, rng)
    shares = draw_unit_shares(specification, rng)
    v = np.array([shares.get(name, 0.0) for name in members(chain)])
    inside = np.sqrt(1.0 - v**2)
    P = residual_matrix(chain, exogenous, pairs) * np.outer(inside, inside)
    P = P + residual_matrix(chain, exogenous, 0.0 * pairs) * np.outer(v, v)
    paths, covariates, residual = draw_paths(chain, P, priors, rng)
    return Truth(
        specification,
        construct_mean={each.name: _draw_mean(specification, each, rng) for each in specification.constructs},
        team_sd={name: team_sd[name] for name in chain.constructs},
        exogenous_correlation=exogenous,
        path_standardised=paths,
        within_sd=within_sd,
        within_correlation={
            survey: lkj(len(specification.survey_constructs(survey)), priors.within_correlations.eta, rng)
            for survey in specification.surveys
        },
        items={each.name: draw_items(specification, each, rng) for each in respondents},
        residual_correlation=pairs,
        residual=residual,
        covariate_standardised=covariates,
        unit_share=shares,
        respondent_slope={
            survey: rng.normal(
                0.0, priors.respondent_slopes.sd, (len(specification.survey_constructs(survey)), len(options.adjust))
            )
            for survey, options in specification.surveys.items()
            if options.adjust
        },
    )


def draw_unit_shares(specification: Specification, rng: np.random.Generator) -> dict[str, float]:
    """SD between units of each construct's residual, as a share of its SD between all teams; empty without units."""
    if specification.teams is None or specification.teams.unit is None:
        return {}
    prior = specification.priors.unit_share
    return {name: float(rng.beta(prior.alpha, prior.beta)) for name in specification.chain.constructs}


def odds_root(icc: float) -> float:
    """τ / w = √(ICC / (1 - ICC))."""
    return float(np.sqrt(icc / (1.0 - icc)))


def draw_residual_correlations(chain: Chain, exogenous: Floats, eta: float, rng: np.random.Generator) -> Floats:
    """(N,) residual correlations of the pairs written.

    A construct's correlations with its partners F among those before it are uniform, or denser to the middle with
    larger eta, on the ellipsoid p'(P⁻¹)_FF p < 1 on which the matrix stays positive definite: a direction, and a
    squared length ~ Beta(f / 2, eta).
    """
    order = (*chain.covariates, *chain.order)
    written = [frozenset(pair) for pair in chain.residual_covariances]
    P = np.eye(len(order))
    P[: len(exogenous), : len(exogenous)] = exogenous
    found: dict[frozenset[str], float] = {}
    for i, name in enumerate(order):
        F = [j for j, other in enumerate(order[:i]) if frozenset((name, other)) in written]
        if F:
            direction = rng.standard_normal(len(F))
            t = np.sqrt(rng.beta(len(F) / 2.0, eta)) * direction / np.linalg.norm(direction)
            p = np.linalg.cholesky(np.linalg.inv(np.linalg.inv(P[:i, :i])[np.ix_(F, F)])) @ t
            P[i, F], P[F, i] = p, p
            found |= {frozenset((name, order[j])): float(value) for j, value in zip(F, p, strict=True)}
    return np.array([found[pair] for pair in written])


def draw_paths(
    chain: Chain, P: Floats, priors: Priors, rng: np.random.Generator
) -> tuple[Floats, Floats, dict[str, float]]:
    """Standardised paths (L,) and arrows from covariates (K,) b = z / s, and each 1 / s.

    z ~ Normal(mean, sd / √k) for the k arrows into a construct, with mean 0 from covariates.

    s² = z′Rz + 1 + 2 z′k is the variance of a construct in units of its residual, whose correlations with the others
    P holds.
    """
    k = np.array([len(causes(chain, path.target)) for path in chain.paths])
    z = rng.normal(priors.paths.mean, priors.paths.sd / np.sqrt(k))
    arrows = covariate_arrows(chain)
    k_x = np.array([len(causes(chain, target)) for target, _ in arrows], dtype=float)
    by_target = paths_by_target(chain, z, rng.normal(0.0, priors.covariates.sd / np.sqrt(k_x)))
    found: dict[str, Floats] = {}
    residual: dict[str, float] = {}

    def standardise(name: str, R: Floats, k: Floats) -> tuple[Floats, float]:
        z_c = by_target[name]
        residual[name] = float(1.0 / np.sqrt(1.0 + z_c @ R @ z_c + 2.0 * z_c @ k))
        found[name] = z_c * residual[name]
        return found[name], residual[name]

    mix(chain, P, standardise)
    paths = np.array([found[path.target][chain.parents(path.target).index(path.source)] for path in chain.paths])
    covariates = np.array([found[target][causes(chain, target).index(source)] for target, source in arrows])
    return paths, covariates, residual


def _draw_mean(specification: Specification, construct: Construct, rng: np.random.Generator) -> float:
    ordinal = construct.survey is not None and specification.surveys[construct.survey].likelihood == "ordinal"
    prior = specification.priors.latent_means if ordinal else specification.priors.means
    return float(rng.normal(prior.mean, prior.sd))


def draw_items(specification: Specification, construct: Construct, rng: np.random.Generator) -> Items:
    """Measurement of one construct; a single item has neither error nor bias."""
    priors, K = specification.priors, len(construct.items)
    survey = specification.surveys[construct.survey or ""]
    if K == 1 or survey.measurement == "manifest":
        items = Items(np.ones(K), np.zeros(K), np.zeros(K), np.zeros(K))
    else:
        deviation = rng.normal(0.0, priors.item_deviations.sd, K)
        items = Items(
            loading=K * rng.dirichlet(np.full(K, priors.loadings.concentration)),
            deviation=deviation - deviation.mean(),
            sd=np.abs(rng.normal(0.0, priors.item_sd.sd, K)),
            bias_sd=np.abs(rng.normal(0.0, priors.item_bias.sd, K)),
        )
    return _with_thresholds(construct, items, priors, rng) if survey.likelihood == "ordinal" else items


def _with_thresholds(construct: Construct, items: Items, priors: Priors, rng: np.random.Generator) -> Items:
    """Items with thresholds: first and last half way between answers, Dirichlet shares of the way between them."""
    low, high = construct.scale or (0.0, 100.0)
    scores = np.linspace(0.0, 100.0, round(high - low) + 1)
    ends = 0.5 * (scores[1:] + scores[:-1])
    if len(ends) == 1:
        sd = np.full(len(items.sd), fixed_error_sd((0.0, 100.0)))
        return replace(items, sd=sd, thresholds=np.full((len(items.sd), 1), ends[0]))
    if len(ends) == 2:
        return replace(items, thresholds=np.tile(ends, (len(items.sd), 1)))
    shares = rng.dirichlet(np.full(len(ends) - 1, priors.thresholds.concentration), len(items.sd))
    inside = ends[0] + (ends[-1] - ends[0]) * np.cumsum(shares, axis=1)[:, :-1]
    fixed = np.ones((len(inside), 1))
    return replace(items, thresholds=np.hstack([ends[0] * fixed, inside, ends[-1] * fixed]))


def lkj(n: int, eta: float, rng: np.random.Generator) -> Floats:
    """(n, n) correlation matrix from LKJ(eta), by the onion method.

    Grown row by row: the new row is √y u, in the space where the correlations so far are the identity, with
    y ~ Beta(k / 2, β) and u uniform on the sphere (Lewandowski, Kurowicka & Joe 2009, J. Multivariate Analysis
    100:1989).
    """
    R = np.eye(n)
    beta = eta + (n - 2) / 2.0
    for k in range(1, n):
        direction = rng.standard_normal(k)
        length = np.sqrt(rng.beta(k / 2.0, beta))
        R[k, :k] = np.linalg.cholesky(R[:k, :k]) @ (length * direction / np.linalg.norm(direction))
        R[:k, k] = R[k, :k]
        beta -= 0.5
    return R
