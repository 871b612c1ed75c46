"""Team latents of a chain with ordinal surveys, from the draws of people's coordinates."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bayeschain.inference.latents import TeamDraws, team_draws
from bayeschain.model.build import ITEM_BIASES, TEAM_COORDINATES
from bayeschain.model.expected import ItemBiases
from bayeschain.model.moments import known_partials, team_order
from bayeschain.model.ordinal_data import answers_of, latent_sizes, latent_statistics, level_units
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.sources import SourceStatistics
from bayeschain.model.structure import natural, reduced_named
from bayeschain.surveys import Surveys


def ordinal_team_draws(
    layout: Layout, surveys: Surveys, named: Mapping[str, Floats], rng: np.random.Generator
) -> tuple[TeamDraws, ItemBiases]:
    """Exact draws of the team latents given parameters and the teams' means of people's levels, and item biases.

    Parameters
    ----------
    layout : Layout
    surveys : Surveys
        J teams.
    named : mapping of str to (M, size) float
        Sampled parameters, team coordinates and standard item biases.
    rng : numpy.random.Generator

    Returns
    -------
    teams : TeamDraws
        Team latents, and effects of units; its log-likelihood is that of the levels, not of the answers.
    biases : ItemBiases
        Biases of the ordinal items.
    """
    statistics = latent_statistics(layout, surveys)
    order = team_order(statistics, np.asarray(surveys.columns, dtype=float))
    reduced = reduced_named(layout, named)
    filled = _filled(layout, surveys, statistics, order, named[TEAM_COORDINATES])
    parts = natural(layout.reduced, reduced, known_partials(layout, surveys))
    drawn = team_draws(layout.reduced, surveys, reduced, parts, rng, filled)
    return drawn, _biases(layout, surveys, statistics, order, named)


def _filled(
    layout: Layout,
    surveys: Surveys,
    statistics: tuple[SourceStatistics, ...],
    order: NDArray[np.int64],
    coordinates: Floats,
) -> tuple[SourceStatistics, ...]:
    """Statistics with the means (J, M, q) of people's levels in each draw."""
    filled, at = list(statistics), 0
    for i in layout.ordinal_sources:
        source, q = statistics[i], len(layout.sources[i])
        reached = [j for j in order if source.n[j] > 0]
        own = coordinates[:, at : at + q * len(reached)].reshape(-1, len(reached), q)
        at += q * len(reached)
        origin, unit = level_units(layout, i, answers_of(layout, surveys, i)).T
        means = np.zeros((len(source.n), len(own), q))
        means[reached] = np.moveaxis(origin + unit * own / np.sqrt(source.n[reached])[:, None], 1, 0)
        filled[i] = replace(source, means=means)
    return tuple(filled)


def _biases(
    layout: Layout,
    surveys: Surveys,
    statistics: tuple[SourceStatistics, ...],
    order: NDArray[np.int64],
    named: Mapping[str, Floats],
) -> ItemBiases:
    sizes, standard = latent_sizes(layout, surveys), named[ITEM_BIASES]
    bias_sd = np.zeros((len(standard), len(layout.items)))
    bias_sd[:, layout.is_reflective] = named["item_bias_sd"]
    values, known, at = [], [], 0
    for i, K in zip(layout.ordinal_sources, sizes.items, strict=True):
        reached = [j for j in order if statistics[i].n[j] > 0]
        first = layout.items.index(layout.indicators(layout.sources[i][0])[0])
        value = np.zeros((len(standard), len(statistics[i].n), K))
        own = standard[:, at : at + K * len(reached)].reshape(-1, len(reached), K)
        value[:, reached] = own * bias_sd[:, None, first : first + K]
        at += K * len(reached)
        values.append(value)
        known.append(np.repeat((statistics[i].n > 0)[:, None], K, axis=1))
    return ItemBiases(np.concatenate(values, axis=2), np.concatenate(known, axis=1))
