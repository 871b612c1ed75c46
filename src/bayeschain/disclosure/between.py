"""What two runs tell together: people who are in one of them only, or whose answers differ, if they are few."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import ITEM, SURVEY, TEAM
from bayeschain.inference import specification_of

SAME: Final = 1e-7
"""Difference of team averages, in percent of the scale, that is rounding alone."""


@dataclass(frozen=True)
class Apart:
    """Fewest people by whom two runs can differ, in one survey of both.

    Parameters
    ----------
    people : (T,) int
        By team of either run.
    sizes : (T,) int
        Respondents of each team, in the run that has more.
    anew : bool
        Whether each team that both runs reached has other answers: the survey was taken again.
    """

    people: NDArray[np.int64]
    sizes: NDArray[np.int64]
    anew: bool


def apart(before: xr.DataTree, now: xr.DataTree) -> tuple[list[str], list[Apart]]:
    """Count people by whom two fits differ.

    Parameters
    ----------
    before, now : xarray.DataTree
        Fits with their teams.

    Returns
    -------
    list of str
        The T teams of either.
    list of Apart
        One for each survey of both. A team differs by at least as many people as its size changed, and by one where its
        averages or variances did. Of two model files only sizes are compared, as scales may be others.
    """
    data = [fit["constant_data"].dataset for fit in (before, now)]
    names = [each[TEAM].to_numpy().astype(str).tolist() for each in data]
    either = sorted({*names[0], *names[1]})
    one_model = before.attrs["model_sha256"] == now.attrs["model_sha256"]
    specification, found = specification_of(now), []
    for survey in specification.surveys:
        if survey not in data[0][SURVEY].to_numpy().tolist():
            continue
        n = np.array([_sizes(each, survey, either) for each in data])
        other = np.zeros(len(either), dtype=bool)
        if one_model:
            own = [each.name for each in specification.survey_constructs(survey)]
            old, new = (_moments(each, own, either) for each in data)
            other = ~np.isclose(old, new, rtol=0.0, atol=SAME, equal_nan=True).all(axis=1)
        both = (n > 0).all(axis=0)
        people = np.maximum(np.abs(n[1] - n[0]), other)
        found.append(Apart(people.astype(np.int64), n.max(axis=0), bool((people > 0)[both].all())))
    return either, found


def tells_of_few(differences: Iterable[Apart], hidden: NDArray[np.bool_], minimum: int) -> bool:
    """Whether results of all teams of two runs, subtracted, tell of few people.

    Parameters
    ----------
    differences : iterable of Apart
        T teams, by survey.
    hidden : (T,) bool
        Teams that either run withholds: what the others add is known, unless the survey was taken again.
    minimum : int
        Fewest people of whom something may be told.

    Returns
    -------
    bool
        Whether some are left, but fewer than `minimum`, in all teams or those withheld, also for members of the team
        with most of them.
    """
    return any(
        _few(each.people, minimum) or (not each.anew and _few(each.people[hidden], minimum)) for each in differences
    )


def thirds_tell_of_few(
    differences: Iterable[Apart], before: NDArray[np.bool_], now: NDArray[np.bool_], minimum: int
) -> bool:
    """Whether some third of two runs, subtracted, tells of few people.

    Parameters
    ----------
    differences : iterable of Apart
        T teams, by survey.
    before, now : (3, T) bool
        Teams of each third. One that is in another third now differs by everybody.
    minimum : int
        Fewest people of whom something may be told.

    Returns
    -------
    bool
        Whether a third differs by some people, but by fewer than `minimum`; a survey taken again does not.
    """
    for each in differences:
        for old, new in zip(before, now, strict=True):
            people = np.where(old & new, each.people, np.where(old | new, each.sizes, 0))
            if not each.anew and _few(people, minimum):
                return True
    return False


def _few(people: NDArray[np.int64], minimum: int) -> bool:
    total = int(people.sum())
    left = total - int(people.max(initial=0))
    return 0 < total < minimum or 0 < left < minimum


def _sizes(data: xr.Dataset, survey: str, teams: list[str]) -> NDArray[np.int64]:
    """(T,) respondents, 0 where a run does not have a team."""
    n = data["n_respondents"].sel({SURVEY: survey}).to_series()
    return n.reindex(teams).fillna(0).to_numpy().astype(np.int64)


def _moments(data: xr.Dataset, constructs: list[str], teams: list[str]) -> NDArray[np.float64]:
    """(T, 2K) averages and variances of a survey's items; NaN where a run does not have a team."""
    own = np.isin(data["item_construct"].to_numpy().astype(str), constructs)
    names = ("team_item_mean", "team_item_variance")
    parts = np.concatenate([data[name].transpose(TEAM, ITEM).to_numpy()[:, own] for name in names], axis=1)
    return pd.DataFrame(parts, index=data[TEAM].to_numpy().astype(str)).reindex(teams).to_numpy()
