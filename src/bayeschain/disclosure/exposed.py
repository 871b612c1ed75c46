"""Teams whose average would tell what single people answered, however many they are."""

from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import ITEM, TEAM
from bayeschain.specification import Specification

SAME: Final = 1e-9
"""Variance, as a share of the squared scale, under which answers are the same but for rounding."""


def exposed_teams(specification: Specification, data: xr.Dataset, minimum: int) -> NDArray[np.bool_]:
    """Find teams that answered some construct unanimously, or of which only few answered it.

    Parameters
    ----------
    specification : Specification
        With S surveys.
    data : xarray.Dataset
        Constant data of a fit; J teams.
    minimum : int
        Fewest respondents of a group that may be shown.

    Returns
    -------
    (S, J) bool
        Where all respondents gave the same answers to all items of a construct, its average is the answer of each of
        them. Where few answered any of its items, its average is theirs.
    """
    variance = data["team_item_variance"].transpose(TEAM, ITEM).to_numpy()
    owner = data["item_construct"].to_numpy().astype(str)
    answered = data["n_answered"].transpose(TEAM, ITEM).to_numpy() if "n_answered" in data else None
    found = np.zeros((len(specification.surveys), len(variance)), dtype=bool)
    for s, survey in enumerate(specification.surveys):
        for construct in specification.survey_constructs(survey):
            own = owner == construct.name
            found[s] |= (variance[:, own] < SAME * 100.0**2).all(axis=1)
            if answered is not None:
                most = answered[:, own].max(axis=1)
                found[s] |= (most > 0) & (most < minimum)
    return found
