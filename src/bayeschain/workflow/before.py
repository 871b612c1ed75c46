"""What a model file assumes before any answer is read: the prior predictive."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.conventions import TIERS
from bayeschain.experiments import population, truth_from_priors
from bayeschain.specification import Specification

DRAWS: Final = 250
SEED: Final = 2025
PERCENT: Final = 100.0

ICC: Final = "ICC of a construct"
ARROW: Final = "size of a standardised arrow"
EXPLAINED: Final = "R2 of an explained construct"
CORRELATION: Final = "correlation of two constructs between teams"
TOTAL: Final = "size of a standardised total effect on the outcome"
TIER: Final = "highest tier, percent of all teams"
QUANTITIES: Final = (ICC, ARROW, EXPLAINED, CORRELATION, TOTAL, TIER)


def prior_values(specification: Specification, draws: int = DRAWS) -> Mapping[str, NDArray[np.float64]]:
    """Implied ICCs, arrows, R2, correlations, totals and tiers of teams that the priors make.

    Parameters
    ----------
    specification : Specification
        The model file; its priors count.
    draws : int
        Sets of parameters.

    Returns
    -------
    mapping of str to (M,) float
        Values by quantity, over all sets of parameters and, where a quantity belongs to several constructs or arrows,
        over all of them. Without quantities that the model does not have.
    """
    rng = np.random.default_rng(SEED)
    found: dict[str, list[float]] = {name: [] for name in QUANTITIES}
    for _ in range(draws):
        truth = truth_from_priors(specification, rng)
        then = population(truth)
        below = np.tril_indices(len(truth.chain.constructs), -1)
        found[ICC] += list(truth.icc.values())
        found[ARROW] += np.abs(truth.path_standardised).tolist()
        found[EXPLAINED] += [
            1.0 - (truth.residual_sd[name] / truth.team_sd[name]) ** 2 for name in truth.chain.endogenous
        ]
        found[CORRELATION] += truth.team_correlation[: len(truth.chain.constructs), : len(truth.chain.constructs)][
            below
        ].tolist()
        found[TOTAL] += [
            abs(value) for (target, _), value in then.total_standardised.items() if target == specification.outcome
        ]
        found[TIER] += [
            PERCENT * value
            for (tier, construct), value in then.tier_ratio.items()
            if tier == TIERS[-1] and specification.tiers and construct != specification.tiers.by
        ]
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
        (name, *np.quantile(values, [0.5, tail, 1.0 - tail]).tolist())
        for name, values in prior_values(specification).items()
    ]
    return pd.DataFrame(rows, columns=["quantity", "median", "lower", "upper"])
