"""Raw team averages on the original response scale, and thirds of teams with shared membership for ties."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from bayeschain.conventions import COLUMN, ITEM, TEAM, TIERS
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.intervals import Floats

DECIMALS: Final = 9
"""Averages that agree to so many decimals are tied: equal averages of unequal groups differ in their last bits."""


def team_averages(fitted: Fitted) -> Floats:
    """Average of each team's answers.

    Parameters
    ----------
    fitted : Fitted
        J teams, C constructs.

    Returns
    -------
    (J, C) float
        Unweighted mean over the items of a construct, after reverse scoring, or the team column; original units. NaN
        where the team has no answers.
    """
    items = fitted.data["team_item_mean"].transpose(TEAM, ITEM).to_numpy()
    owner = fitted.data["item_construct"].to_numpy().astype(str)
    averages = np.full((len(items), len(fitted.posterior.place)), np.nan)
    for name, c in fitted.posterior.place.items():
        if fitted.specification.construct(name).column is None:
            averages[:, c] = items[:, owner == name].mean(axis=1)
        else:
            averages[:, c] = fitted.data["team_column"].sel({COLUMN: name}).to_numpy()
    return fitted.scales.convert(averages)


def third_sizes(teams: int) -> list[int]:
    """Numbers of teams in the lowest, middle and highest third, as `numpy.array_split` has them."""
    return [len(third) for third in np.array_split(np.arange(teams), len(TIERS))]


def membership(values: Floats) -> Floats:
    """Thirds of teams by one value; tied teams share the places that they hold together.

    Parameters
    ----------
    values : (J,) float
        One value a team, none missing.

    Returns
    -------
    (J, 3) float
        Share of each team in each third. Rows sum to 1, columns to the sizes of the thirds.
    """
    _, level, counts = np.unique(np.round(values, DECIMALS), return_inverse=True, return_counts=True)
    places = np.repeat(np.eye(len(TIERS)), third_sizes(len(values)), axis=0)
    starts = np.cumsum(counts) - counts
    shared = np.add.reduceat(places, starts, axis=0) / counts[:, None]
    return np.asarray(shared[level])


def complete_teams(averages: Floats, columns: Sequence[int]) -> Floats:
    """(n, len(columns)) averages of the teams that have them all."""
    chosen = averages[:, columns]
    return np.asarray(chosen[np.isfinite(chosen).all(axis=1)])


def raw_third_means(averages: Floats) -> Floats:
    """Means of raw averages in each third of teams.

    Parameters
    ----------
    averages : (J, C) float
        Averages of complete teams, the tier construct first.

    Returns
    -------
    (3, C) float
        NaN with fewer than three teams.
    """
    if len(averages) < len(TIERS):
        return np.full((len(TIERS), averages.shape[1]), np.nan)
    share = membership(averages[:, 0])
    return np.asarray(share.T @ averages / share.sum(axis=0)[:, None])
