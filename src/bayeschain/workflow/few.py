"""What changes between two runs would tell of few people."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import TEAM
from bayeschain.disclosure.between import apart, tells_of_few, thirds_tell_of_few
from bayeschain.disclosure.protecting import likely_tiers
from bayeschain.disclosure.released import WITHHELD
from bayeschain.disclosure.safe import DISCLOSURE, SAFE
from bayeschain.errors import InputError
from bayeschain.inference import load, specification_of
from bayeschain.report.writing import TABLES
from bayeschain.summaries import teams


class Extent(StrEnum):
    """What is not told of the changes."""

    NOTHING = "nothing"
    THIRDS = "thirds"
    EVERYTHING = "everything"


WHY: Final[Mapping[Extent, str]] = {
    Extent.EVERYTHING: "What changed since the last run is withheld: the answers of the two runs differ, or "
    "may differ, by fewer people than the minimum group, and a change would tell of them.",
    Extent.THIRDS: "Changes of thirds of teams are withheld: a third differs, or may differ, from that of the "
    "last run by fewer people than the minimum group.",
}


def withheld(before: Path, now: Path, fit: xr.DataTree, *, same: bool) -> Extent:
    """What may not be told of the changes, as it would tell of few people.

    Parameters
    ----------
    before, now : Path
        Folders of the runs.
    fit : xarray.DataTree
        The fit of the run now, with its teams.
    same : bool
        Whether both runs have the same answers: they differ by nobody.

    Returns
    -------
    Extent
        Everything, thirds of teams, or nothing. Of a run that keeps no teams only totals of the surveys are known.
    """
    minimum = specification_of(fit).disclosure.minimum_group
    if same or minimum <= 1:
        return Extent.NOTHING
    last = with_teams(before)
    if last is None:
        return Extent.THIRDS if _totals_differ(before, fit, minimum) else Extent.EVERYTHING
    names, differences = apart(last, fit)
    hidden = np.isin(names, [*hidden_teams(before), *hidden_teams(now)])
    if tells_of_few(differences, hidden, minimum):
        return Extent.EVERYTHING
    thirds = [thirds_of(each, names) for each in (last, fit)]
    if thirds[0].shape != thirds[1].shape or thirds_tell_of_few(differences, thirds[0], thirds[1], minimum):
        return Extent.THIRDS
    return Extent.NOTHING


def with_teams(folder: Path) -> xr.DataTree | None:
    """The fit of a run; None where it keeps no teams, or cannot be read."""
    try:
        fit = load(folder)
    except InputError:
        return None
    return None if fit.attrs.get(DISCLOSURE) == SAFE else fit


def thirds_of(fit: xr.DataTree, names: list[str]) -> NDArray[np.bool_]:
    """(3, T) likeliest thirds of the teams of either run."""
    found = teams(fit)
    frame = pd.DataFrame(likely_tiers(found).T, index=found[TEAM].to_numpy().astype(str))
    return frame.reindex(names, fill_value=False).to_numpy().T


def hidden_teams(folder: Path) -> list[str]:
    """Teams that a report withholds; none where it has no teams."""
    path = folder / TABLES / "teams.csv"
    if not path.is_file():
        return []
    table = pd.read_csv(path, dtype={"team": str})
    return sorted(set(table.loc[table["status"] == WITHHELD, "team"]))


def _totals_differ(before: Path, fit: xr.DataTree, minimum: int) -> bool:
    """Whether each survey has so many more or fewer respondents that at least `minimum` people differ."""
    path = before / TABLES / "sample.csv"
    if not path.is_file():
        return False
    last = pd.read_csv(path).set_index("survey")["respondents"]
    now = fit["constant_data"]["n_respondents"].sum(TEAM).to_series()
    apart_by = (now - last).abs()
    return bool((apart_by >= minimum).all())
