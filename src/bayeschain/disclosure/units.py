"""Which units above the teams to withhold: small ones, and those from which a withheld team could be found."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import SURVEY, UNIT
from bayeschain.disclosure.groups import withhold


def members_of_units(fit: xr.DataTree, teams: int) -> NDArray[np.bool_]:
    """(U, J) teams of each unit; no rows where there are no units."""
    data = fit["constant_data"].dataset
    if UNIT not in data.dims:
        return np.zeros((0, teams), dtype=bool)
    return np.asarray(data["unit_of_team"].to_numpy()[None, :] == np.arange(data.sizes[UNIT])[:, None])


def shown_units(units: xr.Dataset, closed: NDArray[np.bool_], minimum: int) -> xr.Dataset:
    """Take out of the units what may be shown.

    Parameters
    ----------
    units : xarray.Dataset
        What `bayeschain.summaries.units` returned.
    closed : (U,) bool
        Units whose total may be shown: the teams withheld in them cannot be found from it.
    minimum : int
        Fewest respondents of a group that may be shown.

    Returns
    -------
    xarray.Dataset
        The same, NaN where a unit is withheld: it has few respondents, or is not closed, or hides those that are.
    """
    n = units["n_respondents"].transpose(SURVEY, UNIT).to_numpy().astype(np.int64)
    kept = np.where(closed[None, :], n, np.minimum(n, minimum - 1))
    withheld = withhold(kept, np.ones((1, n.shape[1]), dtype=bool), minimum)
    hidden = withheld.teams | ~closed | (not withheld.closed[0])
    names = ["mean", "sd", "lower", "upper", "n_teams", "n_respondents"]
    return units.assign(units[names].where(xr.DataArray(~hidden, dims=UNIT))).assign(withheld=(UNIT, hidden))
