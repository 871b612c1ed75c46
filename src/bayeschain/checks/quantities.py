"""What the report rests on, draw by draw: total effects, who ranks first, and the best third of teams."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from bayeschain.conventions import ESTIMANDS, TIERS
from bayeschain.messages import Message
from bayeschain.specification import Specification
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.intervals import Floats
from bayeschain.summaries.outcome import outcome_of, total_draws
from bayeschain.summaries.ranks import ranks_of
from bayeschain.summaries.tiers import estimands, tier_constructs, tier_draws

TOTAL: Final = "total"
FIRST: Final = "prob_first"
LABELS: Final = ("quantity", "construct")


@dataclass(frozen=True)
class Quantities:
    """Q rows of ``quantity`` (total, prob_first, or an estimand) and ``construct``, and their draws (M, Q)."""

    labels: pd.DataFrame
    draws: Floats


def quantities(fitted: Fitted) -> Quantities:
    """Reported quantities of a fit.

    Parameters
    ----------
    fitted : Fitted
        A fit, opened.

    Returns
    -------
    Quantities
        ``total``: standardised total effect on the outcome, signed toward its better end; ``prob_first``: 1 in draws in
        which a driver ranks first in its stage; ``these_teams`` and ``new_teams``: level of a shown construct in the
        best third of teams, in percent of the mean over all, or in SDs where no ratio is given.
    """
    about = outcome_of(fitted, None)
    total = total_draws(fitted.posterior, about)
    parts = [total]
    rows = [(TOTAL, name) for name in about.drivers]
    for members in about.members:
        if len(members) > 1:
            parts.append((ranks_of(total[:, members]) == 1).astype(float))
            rows += [(FIRST, about.drivers[i]) for i in members]
    if fitted.specification.tiers is not None:
        names = tier_constructs(fitted, None, None)
        best = -1 if fitted.specification.construct(names[0]).better == "high" else 0
        thirds = estimands(fitted, fitted.posterior, names, tier_draws(fitted.posterior, names[0]))
        for estimand, each in zip(ESTIMANDS, thirds, strict=True):
            level = np.where(each.is_ratio, each.relative, each.gap_sd)[:, range(len(TIERS))[best]]
            parts.append(level[:, 1:])
            rows += [(estimand, name) for name in names[1:]]
    return Quantities(pd.DataFrame(rows, columns=list(LABELS)), np.concatenate(parts, axis=1))


def named(quantity: str, construct: str, specification: Specification) -> Message:
    """A quantity in words."""
    label = specification.label(construct)
    if quantity == TOTAL:
        return Message("the total effect of “{label}”", label=label)
    if quantity == FIRST:
        return Message("the chance that “{label}” ranks first", label=label)
    return Message("“{label}” in the best third of teams", label=label)
