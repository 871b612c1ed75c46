"""What maximum likelihood says of a chain: estimates with Wald intervals by the delta method."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import prod
from typing import Any, Final

import numpy as np
from scipy.stats import norm

from bayeschain.conventions import TIERS
from bayeschain.experiments.classical import MASS, Estimate
from bayeschain.experiments.coordinates import STEP, Between, Numbers, between, can_be_maximised, start
from bayeschain.experiments.expected_answers import THIRD
from bayeschain.experiments.maximum import Maximum, find_maximum
from bayeschain.experiments.truth import construct_scale, has_ratios
from bayeschain.model.parameters import Layout
from bayeschain.specification.model_file import Specification
from bayeschain.surveys import Surveys

LIKELIHOOD: Final = "likelihood"
"""Name of the method."""
NO_VARIANCE: Final = 0.01
"""An SD between teams below this share of the SD within teams is none, and nothing can be standardised by it."""


def by_likelihood(surveys: Surveys, specification: Specification) -> dict[str, Estimate]:
    """Estimates by maximum likelihood under flat priors, with 90 % Wald intervals.

    Parameters
    ----------
    surveys : Surveys
        Moments of the answers.
    specification : Specification
        A chain; where its structure is more than arrows, or answers are ordinal, there are no estimates.

    Returns
    -------
    dict of str to Estimate
        By the names of `fitted_quantities`: standardised paths, totals, ICCs and tier ratios of new teams. Empty where
        the search found no maximum, or no variance between teams of some construct. Intervals are NaN where the
        observed information has no inverse, or nothing to say of a quantity.
    """
    if not can_be_maximised(specification):
        return {}
    found = find_maximum(Layout(specification), surveys)
    return {} if found is None or not _has_variances(found) else dict(_estimates(found))


def likelihood_names(specification: Specification) -> tuple[str, ...]:
    """Names of the quantities that `by_likelihood` may estimate; none where it does not apply."""
    if not can_be_maximised(specification):
        return ()
    layout = Layout(specification)
    return tuple(reported(layout, start(layout)))


def _has_variances(found: Maximum) -> bool:
    teams = between(found.layout, found.point)
    return all(teams.covariance[name, name] > (NO_VARIANCE * w) ** 2 for name, w in teams.within_sd.items())


def _estimates(found: Maximum) -> Iterator[tuple[str, Estimate]]:
    aside = found.point + 1j * STEP * np.eye(len(found.point))
    reach = float(norm.ppf(0.5 + MASS / 2.0))
    for name, values in reported(found.layout, aside).items():
        value, slope = float(values[0].real), values.imag / STEP
        variance = np.nan if found.covariance is None else float(slope @ found.covariance @ slope)
        width = reach * np.sqrt(variance) if variance > 0.0 else np.nan
        yield name, Estimate(value, value - width, value + width)


def reported(layout: Layout, points: Numbers) -> dict[str, Any]:
    """Quantities (…) at coordinates (…, n), real or complex, by their names."""
    specification, teams = layout.specification, between(layout, points)
    sd = {name: np.sqrt(teams.covariance[name, name]) for name in layout.constructs}
    standardised = {(a, b): slope * sd[a] / sd[b] for (a, b), slope in teams.slope.items()}
    found = {f"path_standardised: {b} ~ {a}": value for (a, b), value in standardised.items()}
    for name, w in teams.within_sd.items():
        found[f"icc: {name}"] = sd[name] ** 2 / (sd[name] ** 2 + w**2)
    for scale, slopes in (("raw", teams.slope), ("standardised", standardised)):
        found |= {f"total, {scale}: {name}": value for name, value in _totals(specification, slopes)}
    return found | dict(_ratios(specification, teams))


def _totals(specification: Specification, slopes: Mapping[tuple[str, str], Any]) -> Iterator[tuple[str, Any]]:
    chain = specification.chain
    for target in chain.endogenous:
        for source in chain.ancestors(target):
            routes = chain.routes(source, target)
            yield f"{source} -> {target}", sum(prod(slopes[step] for step in pairwise(route)) for route in routes)


def _ratios(specification: Specification, teams: Between) -> Iterator[tuple[str, Any]]:
    """Tier ratios of new teams; the middle one is 100 by definition."""
    if specification.tiers is None:
        return
    by = specification.tiers.by
    for name in dict.fromkeys((by, *specification.tiers.show)):
        if not has_ratios(construct := specification.construct(name)):
            continue
        scale = construct_scale(construct)
        gap = THIRD * teams.covariance[by, name] / np.sqrt(teams.covariance[by, by])
        unit = (scale[1] - scale[0]) / 100.0
        for tier, sign in ((TIERS[0], -1.0), (TIERS[-1], 1.0)):
            ratio = 100.0 * (1.0 + sign * unit * gap / (scale[0] + unit * teams.mean[name]))
            yield f"tier ratio, new_teams: {name}, {tier}", ratio
