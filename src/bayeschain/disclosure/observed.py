"""What comes from raw answers, of the teams that are shown: raw averages of withheld teams enter nothing released."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.checks import calibration, predictive
from bayeschain.checks.calibration import PIT
from bayeschain.checks.likelihood import CHECK as LIKELIHOOD
from bayeschain.checks.likelihood import likelihood
from bayeschain.checks.predictive import CHECK as PREDICTIVE
from bayeschain.checks.verdict import Verdict
from bayeschain.conventions import CONSTRUCT, TEAM, TIERS
from bayeschain.summaries.agreement import observed_agreement
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.intervals import Floats
from bayeschain.summaries.tiers import raw_thirds

FEWEST: Final = 5
"""Teams shown that a check of team averages, or classical agreement, can be made of."""

FEWEST_IN_THIRDS: Final = 2 * len(TIERS)
"""Teams shown that raw thirds can be made of: two in each, or the average of a third would be that of a team."""

CHECKS: Final[dict[str, Callable[[xr.DataTree, NDArray[np.bool_]], Verdict]]] = {
    PREDICTIVE: predictive,
    PIT: calibration,
    LIKELIHOOD: likelihood,
}
"""Checks whose numbers are statistics of raw answers."""

INTERNAL: Final = ("reml_icc1", "reml_icc2")
"""Agreement that the report does not use."""

CLASSICAL: Final = ("rwg_median", "classical_icc1", "classical_icc2")
"""Agreement by formulas from raw averages and variances of teams: of one or two it would tell these."""


def shown_agreement(fit: xr.DataTree, found: xr.Dataset, shown: NDArray[np.bool_]) -> xr.Dataset:
    """Agreement without single teams: posterior ICC(1) of all, the rest of the teams that are shown.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit of J teams.
    found : xarray.Dataset
        What `bayeschain.summaries.agreement` returned.
    shown : (J,) bool
        Teams that are shown.

    Returns
    -------
    xarray.Dataset
        Mean ICC(2) over all teams would tell sizes of those withheld, so it is over those shown; NaN without any.
        Classical formulas are NaN where a survey has fewer than `FEWEST` teams that are shown.
    """
    observed = observed_agreement(open_fit(fit), shown).drop_vars(INTERNAL)
    observed = observed.assign({name: observed[name].where(observed["n_teams"] >= FEWEST) for name in CLASSICAL})
    reliability = found["icc2_team"].transpose(CONSTRUCT, TEAM).to_numpy()[:, shown]
    kept = found.drop_dims(TEAM).drop_vars([*observed.data_vars, *INTERNAL])
    return kept.assign(observed.data_vars).assign(icc2=(CONSTRUCT, _means(reliability)))


def shown_tiers(fit: xr.DataTree, found: xr.Dataset, shown: NDArray[np.bool_]) -> xr.Dataset:
    """Tiers without single teams; raw averages are of the teams that are shown, NaN where they are too few."""
    fitted = open_fit(fit)
    raw = raw_thirds(fitted, [str(name) for name in found[CONSTRUCT].to_numpy()], shown)
    kept = found.drop_dims(TEAM, errors="ignore").assign(raw)
    if int(kept["raw_teams"]) >= FEWEST_IN_THIRDS:
        return kept
    values = ["raw_mean", "raw_relative", "raw_gap_points"]
    return kept.assign({name: kept[name].where(False) for name in values})


def looked_at(shown: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Teams (J,) that the checks had better look at from the first; None for all."""
    return None if shown.all() or int(shown.sum()) < FEWEST else shown


def of_shown_teams(fit: xr.DataTree, verdicts: Sequence[Verdict], shown: NDArray[np.bool_]) -> list[Verdict]:
    """Verdicts whose statistics of raw averages are of the teams that are shown; left out where these are few."""
    if shown.all():
        return list(verdicts)
    made = []
    for each in verdicts:
        again = CHECKS.get(each.check)
        if again is None or each.teams == tuple(shown.tolist()):
            made.append(each)
        elif int(shown.sum()) >= FEWEST:
            made.append(again(fit, shown))
    return made


def _means(values: Floats) -> Floats:
    """Mean of each row over what is known; NaN where nothing is."""
    known = np.isfinite(values)
    total, count = np.where(known, values, 0.0).sum(axis=1), known.sum(axis=1)
    return np.asarray(np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0))
