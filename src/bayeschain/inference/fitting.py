"""From a model to a fitted DataTree: sample, derive, draw the teams, record."""

from collections.abc import Mapping

import numpy as np
import pytensor
import xarray as xr
from threadpoolctl import threadpool_limits

from bayeschain.conventions import CHAIN, DRAW, TEAM
from bayeschain.inference.careful import STANDARD, USUAL, Passes, sample_carefully
from bayeschain.inference.compiling import Compiled
from bayeschain.inference.latents import team_draws
from bayeschain.inference.log_prior import GROUP as LOG_PRIOR
from bayeschain.inference.log_prior import log_prior
from bayeschain.inference.ordinal import ordinal_team_draws
from bayeschain.inference.prior import prior_draws, prior_variables
from bayeschain.inference.sampling import (
    NUTPIE,
    Progress,
    Reporter,
    Sampled,
    Settings,
    default_cores,
    sample_compiled,
    sampler_of,
)
from bayeschain.inference.schema import constant_data, dataset, labels, versions
from bayeschain.model.build import (
    ANSWERS,
    ITEM_BIASES,
    PEOPLE_COORDINATES,
    TEAM_COORDINATES,
    ChainModel,
    pack_data,
)
from bayeschain.model.expected import expected_levels
from bayeschain.model.moments import known_partials
from bayeschain.model.ordinal_data import is_ordinal, latent_sizes
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.structure import natural
from bayeschain.specification.files import Specification
from bayeschain.surveys import Surveys

DIVERGED_AT_FIRST = "diverged_at_first"
"""Attribute of a fit: divergent transitions of a first pass whose draws are not used."""


def fit(
    model: ChainModel,
    *,
    draws: int | None = None,
    tune: int | None = None,
    chains: int | None = None,
    seed: int | None = None,
    sampler: str = NUTPIE,
    cores: int | None = None,
    target_accept: float | None = None,
    start: xr.DataTree | None = None,
    compiled: Compiled | None = None,
    progress: Reporter | None = None,
) -> xr.DataTree:
    """Sample the posterior of a model.

    Parameters
    ----------
    model : ChainModel
        What `build_model` returned.
    draws, tune, chains, seed : optional
        How to sample; the model file says where nothing is given.
    target_accept : float, optional
        Acceptance that step-size adaptation aims at. Where neither this nor the model file says, chains with divergent
        transitions are sampled again with smaller steps, see `careful`.
    sampler : {"nutpie", "pymc"}
        The NUTS implementation.
    cores : int, optional
        Chains at a time; as many as there are cores, by default.
    start : xarray.DataTree, optional
        A preview or an earlier fit of the same chain, whose draws the chains start from.
    compiled : Compiled, optional
        What `compile_model` made of a model that differs in its moments alone, for nutpie: nothing is compiled then.
    progress : callable, optional
        Told now and then where the fit stands, from another thread.

    Returns
    -------
    xarray.DataTree
        Groups ``posterior``, ``prior``, ``sample_stats``, ``log_likelihood`` (by team; not with ordinal answers, where
        it has no closed form), ``log_prior`` and ``constant_data``; the model file in the attributes. All summaries
        take it.

    Raises
    ------
    InputError
        The sampler is not known.
    """
    settings = settings_for(
        model.specification,
        draws=draws,
        tune=tune,
        chains=chains,
        seed=seed,
        cores=cores,
        target_accept=target_accept,
        sampler=sampler,
    )
    report: Reporter = progress or silent
    begin = None if start is None else start_values(model, start)
    if compiled is None:
        draw = sampler_of(model, sampler, report, begin)
    else:
        given = compiled.with_moments(pack_data(model.layout, model.surveys))
        draw = lambda how: sample_compiled(given, how, report, begin)  # noqa: E731
    fixed = (target_accept or model.specification.sampling.target_accept) is not None
    passes = Passes(draw(settings), settings) if fixed else sample_carefully(draw, settings, report)
    sampled, settings = passes.sampled, passes.settings
    report(Progress("summarising"))
    # without traces of where each variable of a graph was made, which take half of the time of making it
    with threadpool_limits(limits=1), pytensor.config.change_flags(traceback__limit=0):
        prior = prior_variables(model, prior_draws(model), settings.seed)
        tree = assemble(model.layout, model.surveys, sampled, prior, settings, sampler)
        tree[LOG_PRIOR] = xr.DataTree(log_prior(model, sampled.named))
    tree.attrs[DIVERGED_AT_FIRST] = passes.diverged_at_first
    return tree


def parameters_of(layout: Layout, fitted: xr.DataTree) -> dict[str, Floats]:
    """(M, size) draws of the parameters of a chain out of a fit, those of a size."""
    posterior, found = fitted["posterior"].dataset, {}
    for block in layout.blocks:
        if block.size:
            values = posterior[block.name].to_numpy().reshape(-1, posterior[block.name].shape[-1])
            found[block.name] = values[:, layout.is_reflective] if block.dim == "reflective_item" else values
    return found


def start_values(model: ChainModel, fitted: xr.DataTree) -> dict[str, Floats]:
    """(K, size) draws of the free variables of a model out of a fit of the same chain."""
    layout, found = model.layout, parameters_of(model.layout, fitted)
    if layout.categories:  # people start at the origin of their coordinates
        sizes, K = latent_sizes(layout, model.surveys), len(next(iter(found.values())))
        found |= {
            ITEM_BIASES: np.zeros((K, sizes.biases)),
            TEAM_COORDINATES: np.zeros((K, sizes.firsts)),
            PEOPLE_COORDINATES: np.zeros((K, sizes.rests)),
        }
    return found


def settings_for(
    specification: Specification,
    *,
    draws: int | None = None,
    tune: int | None = None,
    chains: int | None = None,
    seed: int | None = None,
    cores: int | None = None,
    target_accept: float | None = None,
    sampler: str = NUTPIE,
) -> Settings:
    """How to sample: what is given here, else what the model file says."""
    given = specification.sampling
    usual = STANDARD if sampler == NUTPIE and not is_ordinal(specification) else USUAL
    return Settings(
        draws=given.draws if draws is None else draws,
        tune=given.tune if tune is None else tune,
        chains=given.chains if chains is None else chains,
        seed=given.seed if seed is None else seed,
        cores=cores or default_cores(given.chains if chains is None else chains),
        target_accept=target_accept or given.target_accept or usual,
    )


def assemble(
    layout: Layout,
    surveys: Surveys,
    sampled: Sampled,
    prior: Mapping[str, Floats],
    settings: Settings,
    sampler: str,
) -> xr.DataTree:
    """Fitted DataTree from sampled parameters: derived quantities, team latents, log-likelihood, prior and data.

    Parameters
    ----------
    layout : Layout
    surveys : Surveys
    sampled : Sampled
        What `sampling.sample` returned.
    prior : mapping of str to (M, …) float
        What `prior.prior_variables` returned; empty to leave the prior out.
    settings : Settings
    sampler : str
    """
    specification = layout.specification
    M = settings.chains * settings.draws
    named = {
        block.name: sampled.named[block.name].reshape(M, -1) if block.size else np.zeros((M, 0))
        for block in layout.blocks
    }
    parts = natural(layout, named, known_partials(layout, surveys))
    coords, rng = labels(layout, surveys.teams, surveys.units), np.random.default_rng([settings.seed, 1])
    groups: dict[str, xr.Dataset] = {
        "sample_stats": sampled.statistics,
        "constant_data": constant_data(layout, surveys),
    }
    if layout.categories:
        latents = {name: sampled.named[name].reshape(M, -1) for name in (ITEM_BIASES, TEAM_COORDINATES)}
        teams, biases = ordinal_team_draws(layout, surveys, named | latents, rng)
        found = {"team_expected": expected_levels(layout, named | parts, teams.latent, biases)}
    else:
        teams, found = team_draws(layout, surveys, named, parts, rng), {}
        groups["log_likelihood"] = _by_team(teams.log_likelihood, surveys.teams, settings)
    found |= {"team_latent": teams.latent} | ({} if teams.unit is None else {"unit_effect": teams.unit})
    groups["posterior"] = dataset(named | parts | found, coords, settings.chains)
    if prior:
        groups["prior"] = dataset(prior, coords, 1)
    tree = xr.DataTree.from_dict(groups)
    tree.attrs.update(
        model_text=specification.text,
        model_sha256=specification.sha256,
        seed=settings.seed,
        sampler=sampler,
        tune=settings.tune,
        target_accept=settings.target_accept,
        created_with=versions(),
        confidentiality="internal: holds team-level draws and means",
    )
    return tree


def _by_team(values: Floats, teams: tuple[str, ...], settings: Settings) -> xr.Dataset:
    shaped = values.reshape(settings.chains, settings.draws, -1)
    coords = {CHAIN: np.arange(settings.chains), DRAW: np.arange(settings.draws), TEAM: list(teams)}
    return xr.Dataset({ANSWERS: ((CHAIN, DRAW, TEAM), shaped)}, coords=coords)


def silent(progress: Progress) -> None:
    """Nobody asked to be told."""
