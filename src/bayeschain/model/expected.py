"""Expected answers to ordinal items at given levels of the teams, in closed form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from bayeschain.model.parameters import Floats, Layout

LOG_2PI = np.log(2.0 * np.pi)


@dataclass(frozen=True)
class ItemBiases:
    """Bias of each ordinal item in each team.

    Parameters
    ----------
    value : (M, J, items) float
        Draws of δ, in the order of `Layout.ordinal_items`; 0 where the team was not reached.
    is_known : (J, items) bool
        Whether the team was reached; elsewhere the bias is integrated out.
    """

    value: Floats
    is_known: NDArray[np.bool_]


@dataclass(frozen=True)
class _Item:
    """One ordinal item at given levels of the teams.

    Parameters
    ----------
    construct, share : int, float
        Place of its construct, and its share of the construct's level.
    scores : tuple of float
        Scores of its categories.
    loading : (M, 1) float
    distance : list of (M, J) float
        Expected latent answer of a team's person less each threshold, in SDs of the latent answer.
    sd : (M, J) float
        SD of the latent answer.
    """

    construct: int
    share: float
    scores: tuple[float, ...]
    loading: Floats
    distance: list[Floats]
    sd: Floats


def expected_levels(
    layout: Layout,
    draws: Mapping[str, Floats],
    latent: Floats,
    biases: ItemBiases | None = None,
    spread: Floats | None = None,
) -> Floats:
    """Level of each construct in the unit of its answers.

    Parameters
    ----------
    layout : Layout
        C constructs.
    draws : mapping of str to (M, …) float
        ``construct_mean, within_sd, loading, intercept_deviation, item_sd, item_bias_sd, threshold``.
    latent : (M, J, C) float
        Levels η of J teams.
    biases : ItemBiases, optional
        Biases of the teams' items. Without them they are integrated out, as for a new team.
    spread : (M, C) float, optional
        Variance of η about `latent`, integrated out.

    Returns
    -------
    (M, J, C) float
        Mean over a construct's items of the expected score of a person of the team whose respondent covariates are
        average, POMP: s_0 + Σ_k (s_k - s_{k-1})
        Φ((μ + ι + λ (η - μ) + δ - τ_k) / √(θ + λ² φ_w)), with θb added and δ = 0 where the bias is not known. η itself
        where answers are Gaussian.
    """
    level = latent.copy()
    level[:, :, sorted({item.construct for item in _items(layout, draws, latent[:, :0], None, None)})] = 0.0
    for item in _items(layout, draws, latent, biases, spread):
        score = item.scores[0] + sum(
            step * ndtr(distance) for step, distance in zip(np.diff(item.scores), item.distance, strict=True)
        )
        level[:, :, item.construct] += item.share * score
    return level


def expected_slopes(layout: Layout, draws: Mapping[str, Floats]) -> Floats:
    """(M, C) points by which the expected answer rises with a point of η, on average over the population of teams.

    By derivatives of `expected_levels`, with η ~ N(μ, τ²) integrated out; 1 where answers are Gaussian. `draws` holds
    ``team_sd`` as well.
    """
    slope = np.ones_like(draws["team_sd"])
    centre = draws["construct_mean"][:, None, :]
    items = list(_items(layout, draws, centre, None, draws["team_sd"] ** 2))
    slope[:, sorted({item.construct for item in items})] = 0.0
    for item in items:
        density = sum(
            step * np.exp(-0.5 * (distance**2 + LOG_2PI))
            for step, distance in zip(np.diff(item.scores), item.distance, strict=True)
        )
        slope[:, item.construct] += item.share * (density * item.loading / item.sd)[:, 0]
    return slope


def _items(
    layout: Layout, draws: Mapping[str, Floats], latent: Floats, biases: ItemBiases | None, spread: Floats | None
) -> Iterator[_Item]:
    within = {construct.name: i for i, construct in enumerate(layout.respondent_constructs)}
    at = number = 0
    for construct in (construct for i in layout.ordinal_sources for construct in layout.sources[i]):
        c, names = layout.constructs.index(construct.name), layout.indicators(construct)
        mu, phi_w = draws["construct_mean"][:, c, None], draws["within_sd"][:, within[construct.name], None] ** 2
        for name in names:
            k, scores = layout.items.index(name), layout.categories[number]
            loading = draws["loading"][:, k, None]
            centre = mu + draws["intercept_deviation"][:, k, None] + loading * (latent[:, :, c] - mu)
            # a single item's error is a share of the variance within teams
            variance = draws["item_sd"][:, k, None] ** 2 + loading**2 * phi_w if len(names) > 1 else phi_w
            unknown = draws["item_bias_sd"][:, k, None] ** 2
            if biases is None:
                variance = variance + unknown
            else:
                centre = centre + biases.value[:, :, number]
                variance = variance + np.where(biases.is_known[:, number], 0.0, unknown)
            if spread is not None:
                variance = variance + loading**2 * spread[:, c, None]
            sd = np.sqrt(np.broadcast_to(variance, centre.shape))
            cuts = draws["threshold"][:, at : at + len(scores) - 1]
            distance = [(centre - cut[:, None]) / sd for cut in cuts.T]
            yield _Item(c, 1.0 / len(names), scores, loading, distance, sd)
            at, number = at + len(scores) - 1, number + 1
