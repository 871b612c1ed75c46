"""Teams whose average would tell what single people answered, however many they are."""

from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import ITEM, SURVEY, TEAM
from bayeschain.specification import Specification
from bayeschain.surveys import Surveys

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
        them. Where few of its people answered any of its items, its average is theirs. Small teams whose people all
        answered are not exposed: together they may be enough.
    """
    variance = data["team_item_variance"].transpose(TEAM, ITEM).to_numpy()
    owner = data["item_construct"].to_numpy().astype(str)
    answered = data["n_answered"].transpose(TEAM, ITEM).to_numpy() if "n_answered" in data else None
    n = data["n_respondents"].transpose(SURVEY, TEAM).to_numpy()
    found = np.zeros((len(specification.surveys), len(variance)), dtype=bool)
    for s, survey in enumerate(specification.surveys):
        for construct in specification.survey_constructs(survey):
            own = owner == construct.name
            found[s] |= _is_exposed(variance[:, own], None if answered is None else answered[:, own], n[s], minimum)
    return found


def exposed_in(specification: Specification, surveys: Surveys, minimum: int) -> NDArray[np.bool_]:
    """(S, J) the same from what was read, before there is a fit; surveys in the order of the model file."""
    found = np.zeros((len(specification.surveys), len(surveys.teams)), dtype=bool)
    for s, survey in enumerate(specification.surveys):
        source = surveys.source(survey)
        for construct in specification.survey_constructs(survey):
            own = np.array([item in construct.items for item in source.items])
            found[s] |= _is_exposed(source.variances[:, own], source.available.n[:, own], source.n, minimum)
    return found


def _is_exposed(
    variance: NDArray[np.float64], answered: NDArray[np.int64] | None, n: NDArray[np.int64], minimum: int
) -> NDArray[np.bool_]:
    """(J,) whether all answers to a construct's items (J, K) are the same, or only few of n people answered any."""
    alike = np.asarray((variance < SAME * 100.0**2).all(axis=1))
    if answered is None:
        return alike
    most = answered.max(axis=1)
    return np.asarray(alike | ((most > 0) & (most < np.minimum(minimum, n))))
