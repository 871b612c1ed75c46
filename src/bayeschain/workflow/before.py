"""What a model file assumes before any answer is read: the prior predictive, of draws by formulas of its own."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.experiments import Truth, population, truth_from_priors
from bayeschain.experiments.expected_answers import third_levels
from bayeschain.specification import Specification
from bayeschain.summaries.priors import ARROW, CORRELATION, EXPLAINED, GAP, ICC, NAMES, TIER, TOTAL

DRAWS: Final = 250
SEED: Final = 2025
PERCENT: Final = 100.0


def prior_values(specification: Specification, draws: int = DRAWS) -> Mapping[str, NDArray[np.float64]]:
    """Implied ICCs, arrows, R², correlations, totals, and thirds of new teams that the priors make.

    Parameters
    ----------
    specification : Specification
        The model file; its priors count.
    draws : int
        Sets of parameters.

    Returns
    -------
    mapping of str to (M,) float
        Values by quantity, as `bayeschain.summaries.priors.implied_values` has them, over all sets of parameters and,
        where a quantity belongs to several constructs or arrows, over all of them. Without quantities that the model
        does not have.
    """
    rng = np.random.default_rng(SEED)
    found: dict[str, list[float]] = {name: [] for name in NAMES}
    for _ in range(draws):
        for name, values in _implied(truth_from_priors(specification, rng)).items():
            found[name] += values
    return {name: np.array(values) for name, values in found.items() if values}


def prior_predictive(specification: Specification) -> pd.DataFrame:
    """Medians and intervals of what the priors imply.

    Parameters
    ----------
    specification : Specification
        The model file; its priors count.

    Returns
    -------
    DataFrame
        Columns quantity, median, lower, upper: of `prior_values`, limits of the interval that the model file asks for.
    """
    tail = 0.5 * (1.0 - specification.report.interval)
    rows = [
        (str(NAMES[name]), *np.quantile(values, [0.5, tail, 1.0 - tail]).tolist())
        for name, values in prior_values(specification).items()
    ]
    return pd.DataFrame(rows, columns=["quantity", "median", "lower", "upper"])


def _implied(truth: Truth) -> dict[str, list[float]]:
    """What one set of parameters implies."""
    specification, chain, then = truth.specification, truth.chain, population(truth)
    return {
        ICC: list(truth.icc.values()),
        ARROW: np.abs(truth.path_standardised).tolist(),
        EXPLAINED: [1.0 - (truth.residual_sd[name] / truth.team_sd[name]) ** 2 for name in chain.endogenous],
        CORRELATION: truth.team_correlation[np.tril_indices(len(chain.constructs), -1)].tolist(),
        TOTAL: [
            abs(value) for (target, _), value in then.total_standardised.items() if target == specification.outcome
        ],
        **_thirds(truth),
    }


def _thirds(truth: Truth) -> dict[str, list[float]]:
    """Survey constructs but the tier construct in the highest third: percent of all teams, distance from the lowest."""
    specification = truth.specification
    by = specification.tiers.by if specification.tiers else None
    shown = [each for each in specification.respondent_constructs if each.name != by]
    if by is None or not shown:
        return {TIER: [], GAP: []}
    levels = third_levels(truth, [by, *(each.name for each in shown)])
    relative = []
    for low, high, level in ((*each.scale, levels[each.name]) for each in shown if each.scale and each.scale[0] >= 0.0):
        answers = low + level / PERCENT * (high - low)
        relative.append(float(PERCENT * answers[-1] / answers.mean()))
    return {TIER: relative, GAP: [float(levels[each.name][-1] - levels[each.name][0]) for each in shown]}
