"""What a model file assumes before any answer is read: the prior predictive in a few rows."""

from typing import Final

import numpy as np
import pandas as pd

from bayeschain.conventions import TIERS
from bayeschain.experiments import population, truth_from_priors
from bayeschain.specification import Specification

DRAWS: Final = 250
SEED: Final = 2025
PERCENT: Final = 100.0


def prior_predictive(specification: Specification) -> pd.DataFrame:
    """Implied ICC, arrows, R2, totals and tiers of teams that the priors make.

    Parameters
    ----------
    specification : Specification
        The model file; its priors count.

    Returns
    -------
    DataFrame
        Columns quantity, median, lower, upper: limits of the interval that the model file asks for, over 250 sets of
        parameters and, where a row speaks of several constructs or arrows, over all of them.
    """
    rng = np.random.default_rng(SEED)
    found: dict[str, list[float]] = {}
    for _ in range(DRAWS):
        truth = truth_from_priors(specification, rng)
        then = population(truth)
        residual = {name: truth.residual_sd[name] / truth.team_sd[name] for name in truth.chain.endogenous}
        held = {
            "ICC of a construct": list(truth.icc.values()),
            "size of a standardised arrow": np.abs(truth.path_standardised).tolist(),
            "R2 of an explained construct": [1.0 - each**2 for each in residual.values()],
            "size of a standardised total effect on the outcome": [
                abs(value) for (target, _), value in then.total_standardised.items() if target == specification.outcome
            ],
            "highest tier, percent of all teams": [
                PERCENT * value
                for (tier, construct), value in then.tier_ratio.items()
                if tier == TIERS[-1] and specification.tiers and construct != specification.tiers.by
            ],
        }
        for quantity, values in held.items():
            found.setdefault(quantity, []).extend(values)
    tail = 0.5 * (1.0 - specification.report.interval)
    rows = [
        (quantity, *np.quantile(values, [0.5, tail, 1.0 - tail]).tolist())
        for quantity, values in found.items()
        if values
    ]
    return pd.DataFrame(rows, columns=["quantity", "median", "lower", "upper"])
