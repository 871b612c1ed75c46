"""What follows from a truth: total effects and tier ratios of the population, by formulas of their own."""

from dataclasses import dataclass
from itertools import pairwise
from math import prod

from bayeschain.conventions import TIERS
from bayeschain.experiments.expected_answers import third_levels
from bayeschain.experiments.truth import Truth, construct_scale


@dataclass(frozen=True)
class Population:
    """True values of the quantities reported.

    Parameters
    ----------
    path_standardised : dict of str to float
        Standardised paths, ``target ~ source``.
    total, total_standardised : dict of (str, str) to float
        Total effects, keyed (target, source), for every source from which a route leads to the target.
    tier_ratio : dict of (str, str) to float
        Level of a construct in a tier over its level in all teams, original response scale, keyed (tier, construct),
        for new teams of the population; without team columns. Empty where the model file has no tiers.
    """

    path_standardised: dict[str, float]
    total: dict[tuple[str, str], float]
    total_standardised: dict[tuple[str, str], float]
    tier_ratio: dict[tuple[str, str], float]


def population(truth: Truth) -> Population:
    """Population values of a truth.

    Parameters
    ----------
    truth : Truth
        True parameters.

    Returns
    -------
    Population
        Totals are sums over routes of products of paths. Tier ratios are regressions on the tier construct, whose
        thirds lie ±1.0908 SD from its mean.
    """
    paths = [path.name for path in truth.chain.paths]
    return Population(
        path_standardised=dict(zip(paths, truth.path_standardised.tolist(), strict=True)),
        total=_totals(truth, truth.path.tolist()),
        total_standardised=_totals(truth, truth.path_standardised.tolist()),
        tier_ratio=_tier_ratios(truth),
    )


def _totals(truth: Truth, values: list[float]) -> dict[tuple[str, str], float]:
    chain = truth.chain
    value = {(path.source, path.target): each for path, each in zip(chain.paths, values, strict=True)}
    found: dict[tuple[str, str], float] = {}
    for target in chain.endogenous:
        for source in chain.ancestors(target):
            routes = chain.routes(source, target)
            found[target, source] = sum(prod(value[step] for step in pairwise(route)) for route in routes)
    return found


def _tier_ratios(truth: Truth) -> dict[tuple[str, str], float]:
    specification = truth.specification
    if specification.tiers is None:
        return {}
    respondents = [construct.name for construct in specification.respondent_constructs]
    found: dict[tuple[str, str], float] = {}
    for name, means in third_levels(truth, [specification.tiers.by, *respondents]).items():
        if name in respondents:
            low, high = construct_scale(specification.construct(name))
            levels = low + means / 100.0 * (high - low)
            ratios = (levels / levels.mean()).tolist()
            found |= {(tier, name): ratio for tier, ratio in zip(TIERS, ratios, strict=True)}
    return found
