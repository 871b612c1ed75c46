"""What is true of the quantities that a fit reports, by formulas of their own."""

from collections.abc import Iterator
from itertools import combinations, pairwise, permutations
from math import prod
from typing import Final

import numpy as np
import pandas as pd

from bayeschain.conventions import TIERS
from bayeschain.experiments.expected_answers import (
    expected_answers,
    level_sd,
    named_thresholds,
    ordinal_constructs,
    third_levels,
)
from bayeschain.experiments.quantities import FEW
from bayeschain.experiments.truth import Floats, Truth, construct_scale, has_ratios
from bayeschain.specification.chain import Construct

MOST_ORDERINGS: Final = 7
"""Parents whose orderings are gone through one by one; an outcome with more has no true LMG shares here."""

type Named = Iterator[tuple[str, float]]


def true_quantities(truth: Truth, latents: pd.DataFrame, levels: pd.DataFrame | None = None) -> dict[str, float]:
    """True value of each quantity that `fitted_quantities` names, and of some that it leaves out.

    Parameters
    ----------
    truth : Truth
        True parameters.
    latents : DataFrame
        (J, C) true levels of the teams.
    levels : DataFrame, optional
        (J, C) the same in the unit of the answers, `Sample.levels`. Otherwise no team's item biases are known.

    Returns
    -------
    dict of str to float
    """
    levels = expected_answers(truth, latents) if levels is None else levels
    tiers = _tiers(truth, latents, levels)
    parts = (_parameters(truth), _correlations(truth), _effects(truth), _drivers(truth), tiers)
    return {name: float(value) for part in parts for name, value in part}


def true_totals(truth: Truth) -> dict[str, float]:
    """Standardised total effects on the outcome toward its better direction, by driver."""
    outcome = truth.specification.outcome
    sign = 1.0 if truth.specification.construct(outcome).better == "high" else -1.0
    value = _path_values(truth, truth.path_standardised)
    return {
        source: sign * sum(_along(route, value) for route in truth.chain.routes(source, outcome))
        for source in truth.chain.ancestors(outcome)
    }


def true_ranks(truth: Truth) -> dict[str, int]:
    """Rank of each driver of the outcome within its stage, where it has company; 1 is the largest total effect."""
    totals = true_totals(truth)
    stages = [stage for stage in truth.chain.stages(truth.specification.outcome) if len(stage) > 1]
    return {name: 1 + sum(totals[other] > totals[name] for other in stage) for stage in stages for name in stage}


def _parameters(truth: Truth) -> Named:
    exogenous = {f"residual_sd: {name}" for name in truth.chain.exogenous}  # what team_sd says already
    named = {f"{variable}: {label}": x for variable, values in truth.named().items() for label, x in values.items()}
    yield from ((name, value) for name, value in named.items() if name not in exogenous)
    yield from ((f"threshold: {name}", value) for name, value in named_thresholds(truth).items())
    for name in truth.chain.endogenous:
        yield f"r2: {name}", 1.0 - (truth.residual_sd[name] / truth.team_sd[name]) ** 2


def _correlations(truth: Truth) -> Named:
    for (i, a), (j, b) in combinations(enumerate(truth.chain.constructs), 2):
        yield f"team_correlation: {a}, {b}", truth.team_correlation[i, j]
    for survey, within in truth.within_correlation.items():
        own = [each.name for each in truth.specification.survey_constructs(survey)]
        for (i, a), (j, b) in combinations(enumerate(own), 2):
            yield f"within_correlation: {a}, {b}", within[i, j]


def _path_values(truth: Truth, values: Floats) -> dict[tuple[str, str], float]:
    paths = zip(truth.chain.paths, values.tolist(), strict=True)
    return {(path.source, path.target): value for path, value in paths}


def _along(route: tuple[str, ...], value: dict[tuple[str, str], float]) -> float:
    return prod(value[step] for step in pairwise(route))


def _effects(truth: Truth) -> Named:
    for scale, values in (("raw", truth.path), ("standardised", truth.path_standardised)):
        value = _path_values(truth, values)
        for target in truth.chain.endogenous:
            for source in truth.chain.ancestors(target):
                routes = truth.chain.routes(source, target)
                yield f"total, {scale}: {source} -> {target}", sum(_along(route, value) for route in routes)
                for route in routes:
                    if len(route) > 2:
                        yield f"indirect, {scale}: {' -> '.join(route)}", _along(route, value)
        labels = {p.label: np.array([x]) for p, x in zip(truth.chain.paths, values, strict=True) if p.label}
        for each in truth.chain.definitions:
            name = f"{each.name} := {each.expression.text}"
            yield f"defined, {scale}: {name}", float(each.expression.evaluate(labels)[0])


def _drivers(truth: Truth) -> Named:
    yield from ((f"rank: {name}", float(rank)) for name, rank in true_ranks(truth).items())
    chain, outcome = truth.chain, truth.specification.outcome
    parents, above = chain.parents(outcome), chain.ancestors(outcome)
    covaries = any(outcome in pair and above.intersection(pair) for pair in chain.residual_covariances)
    if 1 < len(parents) <= MOST_ORDERINGS and not covaries and not chain.adjusted_for(outcome):
        yield from ((f"lmg: {name}", share) for name, share in _lmg(truth, parents).items())


def _lmg(truth: Truth, parents: tuple[str, ...]) -> dict[str, float]:
    """Mean over the orderings with ancestors first of what a parent adds to the variance explained."""
    chain = truth.chain
    R = pd.DataFrame(truth.team_correlation, chain.constructs, chain.constructs)
    r = R[truth.specification.outcome]

    def explained(chosen: tuple[str, ...]) -> float:
        own = list(chosen)
        return float(r[own] @ np.linalg.solve(R.loc[own, own], r[own])) if own else 0.0

    orders = [
        order
        for order in permutations(parents)
        if all(later not in chain.ancestors(earlier) for earlier, later in combinations(order, 2))
    ]
    gains = dict.fromkeys(parents, 0.0)
    for order in orders:
        for k, name in enumerate(order):
            gains[name] += (explained(order[: k + 1]) - explained(order[:k])) / len(orders)
    return gains


def _tiers(truth: Truth, latents: pd.DataFrame, levels: pd.DataFrame) -> Named:
    specification = truth.specification
    if specification.tiers is None:
        return
    by = specification.tiers.by
    names = list(dict.fromkeys((by, *specification.tiers.show)))
    order = np.argsort(latents[by].to_numpy(), kind="stable")
    thirds = np.array_split(order, len(TIERS))
    these = {name: np.array([levels[name].to_numpy()[third].mean() for third in thirds]) for name in names}
    everyone = {name: float(levels[name].mean()) for name in names}
    yield from _about_tiers(truth, "these_teams", these, everyone)
    new = third_levels(truth, names)
    ordinal = {each.name for each in ordinal_constructs(truth)}
    average = {name: float(new[name].mean()) if name in ordinal else truth.construct_mean[name] for name in names}
    yield from _about_tiers(truth, "new_teams", new, average)
    for j, team in enumerate(latents.index[:FEW]):
        yield f"team third: {team}", float(next(t for t, third in enumerate(thirds) if j in third))
        for name in (each.name for each in specification.respondent_constructs):
            yield f"team level: {team}, {name}", latents[name].iloc[j]


def _about_tiers(truth: Truth, estimand: str, means: dict[str, Floats], everyone: dict[str, float]) -> Named:
    """Ratios and gaps from mean levels (3,) in the tiers and in all teams, model units; the tier construct first."""
    best_everywhere = True
    constructs = [truth.specification.construct(name) for name in means]
    top = 2 if constructs[0].better == "high" else 0
    for construct in constructs:
        name, (low, unit) = construct.name, _response_scale(construct)
        for t, tier in enumerate(TIERS):
            gap = means[name][t] - everyone[name]
            if has_ratios(construct):
                ratio = 100.0 * (1.0 + unit * gap / (low + unit * everyone[name]))
                yield f"tier ratio, {estimand}: {name}, {tier}", ratio
            yield f"tier gap, {estimand}: {name}, {tier}", unit * gap
            yield f"tier gap in SD, {estimand}: {name}, {tier}", gap / level_sd(truth, name)
        good = means[name] if construct.better == "high" else -means[name]
        best_everywhere &= construct is constructs[0] or bool(good[top] >= good.max())
    if len(constructs) > 1:
        yield f"best in everything: {estimand}", float(best_everywhere)


def _response_scale(construct: Construct) -> tuple[float, float]:
    """Lowest answer, and original units of one point; a team column is on its T scale."""
    if construct.scale is None:
        return 0.0, 1.0
    low, high = construct_scale(construct)
    return low, (high - low) / 100.0
