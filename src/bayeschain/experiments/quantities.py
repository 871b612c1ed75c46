"""Every parameter and every reported quantity of a fit, draw by draw, each under one name.

A name is ``kind: which``. `true_values` gives what is true of the same names, by formulas of its own.
"""

from collections.abc import Iterator
from itertools import combinations
from typing import Final

import numpy as np
import xarray as xr

from bayeschain.conventions import (
    BOUNDARY,
    CONSTRUCT,
    COVARIATE_SLOPE,
    ESTIMANDS,
    RESIDUAL_PAIR,
    RESPONDENT_SLOPE,
    TIERS,
    TOTAL_SCALES,
)
from bayeschain.experiments.truth import Floats
from bayeschain.inference.schema import categories_of, specification_of
from bayeschain.summaries.effects import effect_draws, effects_of
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.outcome import MEASURES, driver_draws, outcome_of
from bayeschain.summaries.posterior import Draws
from bayeschain.summaries.ranks import ranks_of
from bayeschain.summaries.thirds import best_in_everything
from bayeschain.summaries.tiers import estimands, tier_constructs, tier_draws

FEW: Final = 3
"""Teams that are looked at one by one; teams differ by chance alone, so a few stand for all."""

BY_CONSTRUCT: Final = ("construct_mean", "team_sd")
BY_ENDOGENOUS: Final = ("residual_sd", "r2")
BY_RESPONDENT_CONSTRUCT: Final = ("within_sd", "icc")
BY_PATH: Final = ("path_unstandardised", "path_standardised")
BY_ITEM: Final = ("loading", "intercept_deviation", "item_sd", "item_bias_sd")

BY_STRUCTURE: Final = {
    "covariate_effect": COVARIATE_SLOPE,
    "respondent_slope": RESPONDENT_SLOPE,
    "unit_sd": CONSTRUCT,
    "residual_correlation": RESIDUAL_PAIR,
    "threshold": BOUNDARY,
}
"""What only some model files have."""

type Named = Iterator[tuple[str, Floats]]


def fitted_quantities(fit: xr.DataTree) -> dict[str, Floats]:
    """Draws of every quantity.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit; it needs no prior draws.

    Returns
    -------
    dict of str to (M,) float
        By name: the parameters, correlations and R² of the chain; ``indirect, total, defined`` effects on both scales;
        ``lmg`` shares, and ``rank`` of the drivers of the outcome that share a stage; ``tier …`` ratios and gaps,
        ``best in everything`` (0 or 1); ``team level`` and ``team third`` (0-2) of the first few teams. Some are
        constants by definition, such as the loading of a single item.
    """
    specification = specification_of(fit)
    data = fit["constant_data"].dataset
    draws = Draws(specification, fit["posterior"].dataset, categories_of(data))
    fitted = Fitted(specification, draws, draws, data)
    parts = (_parameters(draws), _correlations(draws), _effects(draws), _drivers(fitted), _tiers(fitted))
    return {name: values for part in parts for name, values in part}


def _parameters(draws: Draws) -> Named:
    chain = draws.chain
    labels: dict[tuple[str, ...], list[str]] = {
        BY_CONSTRUCT: list(chain.constructs),
        BY_ENDOGENOUS: list(chain.endogenous),
        BY_RESPONDENT_CONSTRUCT: [each.name for each in draws.specification.respondent_constructs],
        BY_PATH: [path.name for path in chain.paths],
    }
    for names, chosen in labels.items():
        for name in names:
            yield from _by_label(draws, name, chosen)
    for name, dim in BY_STRUCTURE.items():
        if name in draws.group:
            yield from _by_label(draws, name, [str(each) for each in draws.group[dim].to_numpy()])
    for name in BY_ITEM:
        yield from _by_label(draws, name, [str(each) for each in draws.group["item"].to_numpy()])


def _by_label(draws: Draws, name: str, labels: list[str]) -> Named:
    dim = draws.group[name].dims[-1]
    values = draws.array(name, str(dim))
    place = {str(label): i for i, label in enumerate(draws.group[dim].to_numpy())}
    yield from ((f"{name}: {label}", values[:, place[label]]) for label in labels)


def _correlations(draws: Draws) -> Named:
    for a, b in combinations(draws.chain.constructs, 2):
        yield f"team_correlation: {a}, {b}", draws.correlation[:, draws.place[a], draws.place[b]]
    within = draws.array("within_correlation", "respondent_construct", "respondent_construct_bis")
    place = {str(name): i for i, name in enumerate(draws.group["respondent_construct"].to_numpy())}
    for survey in draws.specification.surveys:
        own = [construct.name for construct in draws.specification.survey_constructs(survey)]
        for a, b in combinations(own, 2):
            yield f"within_correlation: {a}, {b}", within[:, place[a], place[b]]


def _effects(draws: Draws) -> Named:
    listed = [effect for effect in effects_of(draws.chain) if effect.kind not in ("direct", "residual")]
    values = effect_draws(draws, listed)
    for e, effect in enumerate(listed):
        for s, scale in enumerate(TOTAL_SCALES):
            yield f"{effect.kind}, {scale}: {effect.name.partition(': ')[2] or effect.name}", values[:, e, s]


def _drivers(fitted: Fitted) -> Named:
    about = outcome_of(fitted, None)
    values = driver_draws(fitted.posterior, about)
    for members in about.members:
        if len(members) > 1:
            ranks = ranks_of(values[:, members, MEASURES.index("total")])
            yield from ((f"rank: {about.drivers[m]}", ranks[:, i].astype(float)) for i, m in enumerate(members))
    if len(about.parents) > 1 and not about.no_lmg:
        for name in about.parents:
            yield f"lmg: {name}", values[:, about.drivers.index(name), MEASURES.index("lmg")]


def _tiers(fitted: Fitted) -> Named:
    if fitted.specification.tiers is None:
        return
    names = tier_constructs(fitted, None, None)
    direction = np.array([1.0 if fitted.specification.construct(n).better == "high" else -1.0 for n in names])
    third = tier_draws(fitted.posterior, names[0])
    for estimand, thirds in zip(ESTIMANDS, estimands(fitted, fitted.posterior, names, third), strict=True):
        for c, name in enumerate(names):
            for t, tier in enumerate(TIERS):
                if thirds.is_ratio[c]:
                    yield f"tier ratio, {estimand}: {name}, {tier}", thirds.relative[:, t, c]
                yield f"tier gap, {estimand}: {name}, {tier}", thirds.gap_points[:, t, c]
                yield f"tier gap in SD, {estimand}: {name}, {tier}", thirds.gap_sd[:, t, c]
        if len(names) > 1:
            yield f"best in everything: {estimand}", best_in_everything(thirds.means, direction).astype(float)
    teams = [str(name) for name in fitted.data["team"].to_numpy()][:FEW]
    for j, team in enumerate(teams):
        yield f"team third: {team}", third[:, j].astype(float)
        for c, name in enumerate(fitted.specification.chain.constructs):
            if fitted.specification.construct(name).survey is not None:  # a team column is known: draws equal it
                yield f"team level: {team}, {name}", fitted.posterior.latent[:, j, c]


def kind_of(name: str) -> str:
    """Kind of a quantity, from its name."""
    return name.partition(": ")[0]
