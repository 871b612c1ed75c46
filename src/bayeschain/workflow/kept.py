"""What a reader who has kept the report that a run replaces finds with both."""

from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import SURVEY, TEAM, UNIT, without_wave
from bayeschain.disclosure.between import Apart, apart
from bayeschain.disclosure.exposed import exposed_teams
from bayeschain.disclosure.groups import gives_away
from bayeschain.disclosure.released import SHOWN
from bayeschain.disclosure.units import members_of_units
from bayeschain.inference import specification_of
from bayeschain.report.writing import TABLES
from bayeschain.workflow.few import hidden_teams, thirds_of, with_teams

type Flags = NDArray[np.bool_]

KEPT: Final = (
    "Whoever has kept the report that this one replaces may find few people by subtracting one from the other: "
    "collect it, or go on with its answers, teams, units, thirds and minimum group."
)


def tells_with_last(before: Path, now: Path, fit: xr.DataTree) -> bool:
    """Whether two reports tell together of few people of whom the newer one alone does not tell.

    A team that one of them shows is known in both, if its answers are the same (of two model files: as many). What the
    other withheld beside it may then be too little. Thirds and units that one of them has add
    their sums to those of the other.

    Parameters
    ----------
    before, now : Path
        Folders of the runs.
    fit : xarray.DataTree
        The fit of the run now, with its teams.

    Returns
    -------
    bool
        Whether they do; not where the earlier run keeps no teams, as it shows none.
    """
    last = with_teams(before)
    if last is None:
        return False
    last = _named_alike(last, fit)
    names, differences = apart(last, fit)
    specification, data = specification_of(fit), fit["constant_data"].dataset
    minimum = specification.disclosure.minimum_group
    place = [names.index(str(team)) for team in data[TEAM].to_numpy()]
    exposed = exposed_teams(specification, data, minimum)
    reached = last["constant_data"][SURVEY].to_numpy().tolist()
    both = [s for s, survey in enumerate(specification.surveys) if survey in reached]
    hidden = [_hidden(folder, names) for folder in (before, now)]
    groups = [_groups(folder, each, names) for folder, each in ((before, last), (now, fit))]
    for s, difference in zip(both, differences, strict=True):
        n = np.zeros((1, len(names)), dtype=np.int64)
        weights = n.copy()
        n[0, place] = data["n_respondents"].transpose(SURVEY, TEAM).to_numpy()[s]
        weights[0, place] = np.where(exposed[s], 0, n[0, place])
        if gives_away(n, weights, groups[1], hidden[1], minimum):
            continue
        of_both = np.concatenate([groups[1], _unchanged(groups[0], difference)])
        left = hidden[1] & (hidden[0] | (difference.people > 0))
        if gives_away(n, weights, of_both, left, minimum):
            return True
    return False


def _named_alike(last: xr.DataTree, fit: xr.DataTree) -> xr.DataTree:
    """The earlier fit, a survey of which bears its name of now where it was given waves or lost them since."""
    before, now = (each["constant_data"].to_dataset() for each in (last, fit))
    surveys = before[SURVEY].to_numpy().astype(str).tolist()
    for name in now[SURVEY].to_numpy().astype(str).tolist():
        alike = [s for s, each in enumerate(surveys) if without_wave(each) == without_wave(name)]
        share = [_share_of_equal_sizes(before["n_respondents"][{SURVEY: s}], now, name) for s in alike]
        if name not in surveys and alike and max(share) > 0.5:
            surveys[alike[int(np.argmax(share))]] = name
    out = last.copy()
    out["constant_data"] = xr.DataTree(before.assign_coords({SURVEY: surveys}))
    return out


def _share_of_equal_sizes(n: xr.DataArray, now: xr.Dataset, survey: str) -> float:
    before, after = xr.align(n.transpose(TEAM), now["n_respondents"].sel({SURVEY: survey}), join="inner")
    return float((before.to_numpy() == after.to_numpy()).mean()) if before.size else 0.0


def _unchanged(groups: Flags, difference: Apart) -> Flags:
    """Groups in which every team has the answers that it had."""
    return groups[~(groups & (difference.people > 0)).any(axis=1)]


def _hidden(folder: Path, names: list[str]) -> Flags:
    """(T,) teams that a report does not show; all where it has no teams."""
    if not (folder / TABLES / "teams.csv").is_file():
        return np.ones(len(names), dtype=bool)
    return np.isin(names, hidden_teams(folder))


def _groups(folder: Path, fit: xr.DataTree, names: list[str]) -> Flags:
    """(G, T) groups whose totals a report shows: all its teams, its thirds and its units."""
    teams = fit["constant_data"][TEAM].to_numpy().astype(str).tolist()
    groups = [np.isin(names, teams)[None, :]]
    if _has_rows(folder / TABLES / "tiers.csv"):
        groups.append(thirds_of(fit, names))
    if UNIT in fit["constant_data"].dims and _has_rows(folder / TABLES / "units.csv"):
        table = pd.read_csv(folder / TABLES / "units.csv", dtype={"unit_of_teams": str})
        shown = table.loc[table["status"] == SHOWN, "unit_of_teams"]
        members = pd.DataFrame(members_of_units(fit, len(teams)).T, index=teams).reindex(names, fill_value=False)
        groups.append(members.to_numpy().T[np.isin(fit["constant_data"][UNIT].to_numpy().astype(str), shown)])
    return np.concatenate(groups)


def _has_rows(path: Path) -> bool:
    return path.is_file() and len(pd.read_csv(path)) > 0
