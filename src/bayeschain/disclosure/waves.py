"""What may be shown of changes from wave to wave: no team that is withheld, and no mean that would give one away."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import CONSTRUCT, ESTIMANDS, TEAM
from bayeschain.summaries.waves import ESTIMAND, STEP

OF_TEAMS = "team_"


def groups_of_waves(changes: xr.Dataset | None, teams: int) -> NDArray[np.bool_]:
    """(G, J) teams with answers in both waves of a step, and those without; no rows where there are no waves.

    Means over all teams are shown as well, and all teams less those of both waves are those that came or went.
    """
    if changes is None:
        return np.zeros((0, teams), dtype=bool)
    both = _both(changes).reshape(-1, teams)
    return np.unique(np.concatenate([both, ~both]), axis=0)


def shown_changes(
    changes: xr.Dataset | None, hidden: NDArray[np.bool_], groups: NDArray[np.bool_], closed: NDArray[np.bool_]
) -> xr.Dataset | None:
    """Take out of the changes what may be shown.

    Parameters
    ----------
    changes : xarray.Dataset or None
        What `bayeschain.summaries.changes` returned.
    hidden : (J,) bool
        Teams that are withheld.
    groups, closed : (G, J), (G,) bool
        What `groups_of_waves` returned, and which of these groups' totals may be shown.

    Returns
    -------
    xarray.Dataset or None
        NaN for teams that are withheld, for what was found of these teams where one could be solved for, and for thirds
        of them.
    """
    if changes is None:
        return None
    both = _both(changes)
    open_ = np.array([_is_closed(each, groups, closed) for each in both.reshape(-1, both.shape[-1])])
    kept = xr.DataArray(open_.reshape(both.shape[:2]), dims=(STEP, CONSTRUCT))
    of_teams = [str(name) for name in changes.data_vars if str(name).startswith(OF_TEAMS)]
    by_estimand = [str(name) for name in changes.data_vars if ESTIMAND in changes[name].dims]
    moved = [str(name) for name in changes.data_vars if str(name).startswith("moved")]
    shown = changes.assign(changes[of_teams].where(xr.DataArray(~hidden, dims=TEAM)))
    may = kept | (changes[ESTIMAND] != ESTIMANDS[0])
    shown = shown.assign({name: changes[name].where(may) for name in by_estimand if changes[name].dtype != bool})
    return shown.assign({name: changes[name].where(kept.all(CONSTRUCT)) for name in moved})


def _both(changes: xr.Dataset) -> NDArray[np.bool_]:
    """(steps, C, J) teams with answers in both waves."""
    return np.asarray(changes["team_mean"].transpose(STEP, CONSTRUCT, TEAM).notnull().to_numpy())


def _is_closed(both: NDArray[np.bool_], groups: NDArray[np.bool_], closed: NDArray[np.bool_]) -> bool:
    mine = (groups == both).all(axis=1) | (groups == ~both).all(axis=1)
    return bool(closed[mine].all())
