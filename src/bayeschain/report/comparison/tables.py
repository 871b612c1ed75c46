"""Paths, tiers and driver ranks of several analyses in one table."""

from collections.abc import Callable
from typing import Final

import pandas as pd

from bayeschain.disclosure import Released
from bayeschain.report.comparison.compared import Compared

COMPARE_COLUMNS: Final = (
    *("measurement", "aggregation", "part", "quantity", "scale", "mean", "sd", "lower", "upper", "prob_positive"),
    *("stage", "rank_mean", "rank_lower", "rank_upper", "prob_first", "group", "prob_highest"),
)
ANALYSIS_COLUMNS: Final = ("measurement", "aggregation", "done", "reason", "status", "sentence")

COLUMNS: Final = {"compare": COMPARE_COLUMNS, "analyses": ANALYSIS_COLUMNS}
"""Columns of each table, by the name of its file."""

PATH: Final = "path"
TIER: Final = "tier"
DRIVER: Final = "driver"
RELATIVE: Final = "relative"
GAP_SD: Final = "gap_sd"


def tables(compared: Compared) -> dict[str, pd.DataFrame]:
    """Tables of a comparison by the name of their file.

    Parameters
    ----------
    compared : Compared
        The analyses.

    Returns
    -------
    dict of str to DataFrame
        ``compare``: one row a quantity and analysis. ``part`` is path (an arrow, raw and standardised), tier (a
        construct in a third of these teams, percent of the mean over all teams; where a ratio means nothing, the
        distance from it in team-level SDs) or driver (standardised total effect on the outcome, with its rank).
        ``analyses``: which were done, with the verdict on the posterior, and which not, with the reason.
    """
    return {"compare": _compare(compared), "analyses": _analyses(compared)}


def _compare(compared: Compared) -> pd.DataFrame:
    frames = [
        part(released).assign(measurement=analysis.measurement, aggregation=analysis.aggregation)
        for analysis, released in compared.released.items()
        for part in PARTS
    ]
    return pd.concat(frames, ignore_index=True).reindex(columns=list(COMPARE_COLUMNS))


def _analyses(compared: Compared) -> pd.DataFrame:
    done = [
        (each.measurement, each.aggregation, True, "", released.verdicts[0].status, str(released.verdicts[0].sentence))
        for each, released in compared.released.items()
    ]
    out = [
        (left.analysis.measurement, left.analysis.aggregation, False, left.reason, "", "") for left in compared.left_out
    ]
    return pd.DataFrame([*done, *out], columns=list(ANALYSIS_COLUMNS))


def _paths(released: Released) -> pd.DataFrame:
    frame = released.effects.to_dataframe().reset_index()
    frame = frame[frame["kind"] == "direct"]
    return frame.assign(part=PATH, quantity=frame["target"] + " ~ " + frame["source"])


def _tiers(released: Released) -> pd.DataFrame:
    if released.tiers is None:
        return pd.DataFrame(columns=["part"])
    frame = released.tiers.sel(estimand="these_teams").drop_dims("team", errors="ignore").to_dataframe().reset_index()
    has_ratio = frame[RELATIVE].notna()
    shown = {
        name: frame[f"{RELATIVE}{end}"].where(has_ratio, frame[f"{GAP_SD}{end}"])
        for name, end in {"mean": "", "lower": "_lower", "upper": "_upper"}.items()
    }
    return pd.DataFrame(shown).assign(
        part=TIER,
        quantity=frame["construct"] + ", " + frame["tier"],
        scale=has_ratio.map({True: RELATIVE, False: GAP_SD}),
        prob_highest=frame["prob_highest"],
    )


def _drivers(released: Released) -> pd.DataFrame:
    total = released.drivers.sel(measure="total")
    names = [name for name in total.data_vars if total[name].dims == ("driver",)]
    frame = total[names].to_dataframe().reset_index()
    return frame.assign(part=DRIVER, quantity=frame["driver"], scale="standardised")


PARTS: Final[tuple[Callable[[Released], pd.DataFrame], ...]] = (_paths, _tiers, _drivers)
