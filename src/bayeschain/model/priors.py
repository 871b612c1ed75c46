"""Default and overridden priors as PyMC variables, and the same priors drawn with numpy."""

from typing import Any

import numpy as np
import pymc as pm

from bayeschain.model.folding import Folded
from bayeschain.model.implied import ball_shapes
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.structure import lkj_shapes
from bayeschain.model.thresholds import gap_shapes


def stick_shapes(counts: tuple[int, ...], concentration: float) -> tuple[Floats, Floats]:
    """Beta shapes of the stick breaks that make Dirichlet(concentration, …) shares, construct by construct."""
    after = [K - 1 - k for K in counts for k in range(K - 1)]
    return np.full(len(after), concentration), concentration * np.array(after, dtype=float)


def partial_shapes(layout: Layout, eta: float) -> Floats:
    """Beta shapes of the within-survey canonical partial correlations, survey by survey."""
    return np.concatenate([lkj_shapes(len(source), eta) for source in layout.sources])


def path_scales(layout: Layout, sd: float) -> Floats:
    """Prior SD of each path, sd / sqrt(k) for k arrows into its target: R2 does not grow with their number."""
    return sd / np.sqrt([arrows_into(layout, path.target) for path in layout.specification.chain.paths])


def covariate_scales(layout: Layout, sd: float) -> Floats:
    """Prior SD of each arrow from a covariate, sd / sqrt(k) for k arrows into its target."""
    free = layout.free_paths[len(layout.specification.chain.paths) :]
    return np.asarray(sd / np.sqrt([arrows_into(layout, path.target) for path in free]))


def arrows_into(layout: Layout, name: str) -> int:
    """Number of constructs and covariates in the equation of a construct."""
    return len(layout.specification.chain.parents(name)) + len(layout.specification.chain.adjusted_for(name))


def exogenous_shapes(layout: Layout, eta: float) -> Floats:
    """Beta shapes of the partial correlations of exogenous constructs among themselves and with the covariates."""
    Q = len(layout.specification.chain.covariates)
    return lkj_shapes(Q + len(layout.specification.chain.exogenous), eta)[Q * (Q - 1) // 2 :]


def mean_prior(layout: Layout) -> tuple[Floats, Floats]:
    """Mean and SD of the prior of each construct's mean: wider where answers are ordinal."""
    priors, ordinal = layout.specification.priors, {c.name for i in layout.ordinal_sources for c in layout.sources[i]}
    chosen = [priors.latent_means if name in ordinal else priors.means for name in layout.constructs]
    return np.array([each.mean for each in chosen]), np.array([each.sd for each in chosen])


def free_sign(name: str, sd: float, dims: str | None) -> Any:
    """Half-normal standard deviations that enter the likelihood as variances alone, sampled with a free sign."""
    return pm.HalfNormal(name, sd, dims=dims, default_transform=Folded(sd))


def variables(layout: Layout) -> list[Any]:
    """Free variables of the model, in the order of `Layout.blocks`; call within a model. Empty blocks have none."""
    priors = layout.specification.priors
    a_stick, b_stick = stick_shapes(layout.counts, priors.loadings.concentration)
    within = partial_shapes(layout, priors.within_correlations.eta)
    exogenous = exogenous_shapes(layout, priors.team_correlations.eta)
    mean, mean_sd = mean_prior(layout)
    a_threshold, b_threshold = gap_shapes(layout.categories, priors.thresholds.concentration)
    residual = ball_shapes(layout, priors.residual_correlations.eta)
    makers = {
        "construct_mean": lambda name, dims: pm.Normal(name, mean, mean_sd, dims=dims),
        "intercept_contrast_raw": lambda name, dims: pm.Normal(name, 0.0, priors.item_deviations.sd, dims=dims),
        "loading_stick_raw": lambda name, dims: pm.Beta(name, a_stick, b_stick, dims=dims),
        "item_sd": lambda name, dims: free_sign(name, priors.item_sd.sd, dims),
        "item_bias_sd": lambda name, dims: free_sign(name, priors.item_bias.sd, dims),
        "within_sd": lambda name, dims: pm.HalfNormal(name, priors.within_sd.sd, dims=dims),
        "within_partial_raw": lambda name, dims: pm.Beta(name, within, within, dims=dims),
        "icc": lambda name, dims: pm.Beta(name, priors.icc.alpha, priors.icc.beta, dims=dims),
        "column_team_sd": lambda name, dims: pm.HalfNormal(name, priors.team_sd.sd, dims=dims),
        "exogenous_partial_raw": lambda name, dims: pm.Beta(name, exogenous, exogenous, dims=dims),
        "path_z_raw": lambda name, dims: pm.Normal(
            name, priors.paths.mean, path_scales(layout, priors.paths.sd), dims=dims
        ),
        "covariate_z_raw": lambda name, dims: pm.Normal(
            name, 0.0, covariate_scales(layout, priors.covariates.sd), dims=dims
        ),
        "unit_share_raw": lambda name, dims: pm.Beta(name, priors.unit_share.alpha, priors.unit_share.beta, dims=dims),
        "respondent_slope": lambda name, dims: pm.Normal(name, 0.0, priors.respondent_slopes.sd, dims=dims),
        "threshold_stick_raw": lambda name, dims: pm.Beta(name, a_threshold, b_threshold, dims=dims),
        "residual_partial_raw": lambda name, dims: pm.Beta(name, residual, residual, dims=dims),
    }
    return [makers[block.name](block.name, block.dim) for block in layout.blocks if block.size]
