"""A truth drawn from the posterior of a fit."""

from dataclasses import replace

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.conventions import CHAIN, DRAW, RESIDUAL_PAIR, pair_name
from bayeschain.experiments.plausible import case_truth
from bayeschain.experiments.truth import NONE, Items, Truth
from bayeschain.model.parameters import Layout
from bayeschain.specification import Specification


def truth_from_posterior(
    fit: xr.DataTree, specification: Specification, rng: np.random.Generator
) -> tuple[Truth, pd.DataFrame]:
    """Choose a draw of a fit.

    Parameters
    ----------
    fit : xarray.DataTree
        Fit of Gaussian answers, without covariates and units.
    specification : Specification
        Its model file.
    rng : numpy.random.Generator
        Chooses the draw.

    Returns
    -------
    truth : Truth
        The parameters of the draw.
    latents : DataFrame
        (J, C) levels of the teams in the same draw; POMP, T scores for team columns.
    """
    posterior = fit["posterior"].dataset
    draw = posterior.isel({dim: int(rng.integers(posterior.sizes[dim])) for dim in (CHAIN, DRAW)})
    latents = pd.DataFrame(draw["team_latent"].transpose("team", "construct").to_pandas())
    return _truth(draw, specification), latents[list(specification.chain.constructs)]


def _truth(draw: xr.Dataset, specification: Specification) -> Truth:
    chain = specification.chain
    exogenous = list(chain.exogenous)
    correlation = draw["team_correlation"].sel(construct=exogenous, construct_bis=exogenous)
    within = {}
    for survey in specification.surveys:
        own = [construct.name for construct in specification.survey_constructs(survey)]
        R = draw["within_correlation"].sel(respondent_construct=own, respondent_construct_bis=own)
        within[survey] = R.to_numpy()
    team_sd, residual_sd = (_by(draw, name, "construct") for name in ("team_sd", "residual_sd"))
    pairs = [pair_name(*pair) for pair in chain.residual_covariances]
    return replace(
        case_truth(specification),
        construct_mean=_by(draw, "construct_mean", "construct"),
        team_sd=team_sd,
        exogenous_correlation=correlation.to_numpy(),
        path_standardised=draw["path_standardised"].sel(path=[path.name for path in chain.paths]).to_numpy(),
        within_sd=_by(draw, "within_sd", "respondent_construct"),
        within_correlation=within,
        items=_items(draw, specification),
        residual_correlation=draw["residual_correlation"].sel({RESIDUAL_PAIR: pairs}).to_numpy() if pairs else NONE,
        residual={name: residual_sd[name] / team_sd[name] for name in chain.endogenous},
    )


def _items(draw: xr.Dataset, specification: Specification) -> dict[str, Items]:
    """Items of each construct; those of a scale mean, of which the model knows no more, without error."""
    layout, found = Layout(specification), {}
    for construct in specification.respondent_constructs:
        if layout.is_manifest(construct):
            K = len(construct.items)
            found[construct.name] = Items(np.ones(K), np.zeros(K), np.zeros(K), np.zeros(K))
        else:
            own = draw.sel(item=list(layout.indicators(construct)))
            names = ("loading", "intercept_deviation", "item_sd", "item_bias_sd")
            found[construct.name] = Items(*(own[name].to_numpy() for name in names))
    return found


def _by(draw: xr.Dataset, name: str, dim: str) -> dict[str, float]:
    return dict(zip(map(str, draw[dim].to_numpy()), draw[name].to_numpy().tolist(), strict=True))
