"""What changed since the last run, beyond uncertainty."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.report.tables import to_csv
from bayeschain.workflow.events import Listener, Note
from bayeschain.workflow.few import WHY, Extent, withheld
from bayeschain.workflow.kept import KEPT, tells_with_last
from bayeschain.workflow.manifest import NAME as MANIFEST
from bayeschain.workflow.manifest import read_manifest

FILE: Final = Path("tables") / "changes.csv"
COLUMNS: Final = ("table", "quantity", "before", "now", "change", "change_lower", "change_upper", "beyond_uncertainty")
NAMED_BY: Final[Mapping[str, tuple[str, ...]]] = {
    "effects": ("target", "source", "kind", "route", "scale"),
    "tiers": ("estimand", "tier", "construct"),
    "agreement": ("construct",),
}
"""Tables that are compared, and the columns that name a row."""
VALUES: Final[Mapping[str, tuple[str, str, str]]] = {
    "effects": ("mean", "lower", "upper"),
    "tiers": ("relative", "relative_lower", "relative_upper"),
    "agreement": ("icc1", "icc1_lower", "icc1_upper"),
}
"""What is compared: estimate and ends of its interval."""

TIERS_TABLE: Final = "tiers"


def changes(before: Path, now: Path) -> pd.DataFrame:
    """Compare the tables of two runs.

    Parameters
    ----------
    before, now : Path
        Folders with the tables of the runs. A table or row that one of them lacks is left out.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`, a row for each reported quantity. The interval of a change takes the answers of the two runs
        as independent and the posteriors as normal, so squared widths of intervals of one mass add. Where the same
        people answered twice the truth is narrower, so this errs towards no change.
    """
    frames = [
        _compared(name, pd.read_csv(before / f"{name}.csv"), pd.read_csv(now / f"{name}.csv"))
        for name in NAMED_BY
        if (before / f"{name}.csv").is_file() and (now / f"{name}.csv").is_file()
    ]
    full = [frame for frame in frames if len(frame)]
    return pd.concat(full, ignore_index=True) if full else pd.DataFrame(columns=list(COLUMNS))


def _compared(name: str, before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    keys, (value, lower, upper) = list(NAMED_BY[name]), VALUES[name]
    needed = [*keys, value, lower, upper]
    if not (set(needed) <= set(before.columns) and set(needed) <= set(now.columns)):
        return pd.DataFrame(columns=list(COLUMNS))
    pair = before[needed].merge(now[needed], on=keys, suffixes=("_before", "_now"))
    pair = pair.dropna(subset=[f"{value}_before", f"{value}_now"])
    width = {when: pair[f"{upper}_{when}"] - pair[f"{lower}_{when}"] for when in ("before", "now")}
    half = np.hypot(width["before"], width["now"]) / 2.0  # z * SD, since each half width is z * its SD
    change = pair[f"{value}_now"] - pair[f"{value}_before"]
    beyond = (change.abs() > half) & (half > 0.0)
    return pd.DataFrame(
        {
            "table": name,
            "quantity": [_named(row) for row in pair[keys].itertuples(index=False, name=None)],
            "before": pair[f"{value}_before"],
            "now": pair[f"{value}_now"],
            "change": change,
            "change_lower": change - half,
            "change_upper": change + half,
            "beyond_uncertainty": beyond,
        }
    ).reindex(columns=list(COLUMNS))


def _named(row: Iterable[object]) -> str:
    """Name of a quantity: what names its row, without empty cells."""
    return " · ".join(str(each) for each in row if isinstance(each, str) and each)


def same_data(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    """Whether two manifests tell of the same answers: a change is then one of the model or of chance alone."""
    hashes = [{name: each["sha256"] for name, each in facts["data"].items()} for facts in (before, now)]
    return hashes[0] == hashes[1]


def in_a_sentence(found: pd.DataFrame, *, same: bool) -> str:
    """What changed, in one sentence."""
    count = int(found["beyond_uncertainty"].sum())
    about = "The answers are those of the last run; any change comes from the model or from chance. " if same else ""
    if not count:
        return f"{about}Nothing changed beyond uncertainty since the last run ({len(found)} quantities compared)."
    verb = "quantity has" if count == 1 else "quantities have"
    return (
        f"{about}{count} of {len(found)} {verb} changed beyond uncertainty since the last run: see tables/changes.csv."
    )


def record_changes(
    before: Path, now: Path, fit: xr.DataTree, facts: Mapping[str, Any], progress: Listener
) -> dict[str, Any]:
    """Write what changed since the run that is replaced.

    Parameters
    ----------
    before : Path
        Run folder that is replaced, if there is one.
    now : Path
        The new run folder; it gets tables/changes.csv, unless the answers of few people differ.
    fit : xarray.DataTree
        The fit of the new run, with its teams.
    facts : mapping
        Manifest of the new run.
    progress : callable
        Told what changed, or that it is withheld, and whether both reports together tell of few people.

    Returns
    -------
    dict
        What the manifest says of it: ``changes``, or nothing where there was no run.
    """
    if not (before / MANIFEST).is_file():
        return {}
    last = read_manifest(before)
    if "data" not in last:
        return {}
    found = changes(before / FILE.parent, now / FILE.parent)
    same = same_data(last, facts)
    nobody = same and last.get("model") == facts.get("model")  # another model file may take other people
    hold = withheld(before, now, fit, same=nobody)
    together = hold is not Extent.NOTHING or tells_with_last(before, now, fit)
    since = {"since": last.get("created", ""), "same_data": same, "withheld": hold.value, "tells_with_last": together}
    if hold is not Extent.NOTHING and len(found):
        progress(Note(WHY[hold]))
    if together:
        progress(Note(KEPT))
    if not len(found):
        return {"changes": since} if together else {}
    if hold is Extent.EVERYTHING:
        return {"changes": since}
    found = found[found["table"] != TIERS_TABLE] if hold is Extent.THIRDS else found
    (now / FILE).write_text(to_csv(found), encoding="utf-8", newline="")
    progress(Note(in_a_sentence(found, same=same)))
    return {"changes": since | {"compared": len(found), "beyond_uncertainty": int(found["beyond_uncertainty"].sum())}}
