"""The CSV files: their columns are a promise, and changing one is a major version."""

import csv
import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.checks.calibration import PIT, PIT_COLUMNS
from bayeschain.checks.leave_one_out import CHECK as LEAVE_ONE_OUT
from bayeschain.checks.leave_one_out import COLUMNS as LEAVE_ONE_OUT_COLUMNS
from bayeschain.checks.likelihood import CHECK as LIKELIHOOD
from bayeschain.checks.likelihood import COLUMNS as LIKELIHOOD_COLUMNS
from bayeschain.checks.missing_arrows import CHECK as MISSING_ARROWS
from bayeschain.checks.missing_arrows import COLUMNS as ARROW_COLUMNS
from bayeschain.checks.predictive import CHECK as PREDICTIVE
from bayeschain.checks.predictive import COLUMNS as PREDICTIVE_COLUMNS
from bayeschain.checks.sensitivity import CHECK as SENSITIVITY
from bayeschain.checks.sensitivity import COLUMNS as SENSITIVITY_COLUMNS
from bayeschain.conventions import TIERS
from bayeschain.disclosure import Released
from bayeschain.disclosure.released import SHOWN, WITHHELD

TIER_COLUMNS: Final = (
    *("estimand", "tier", "construct", "mean", "relative", "relative_lower", "relative_upper", "prob_highest"),
    *("raw_relative", "gap_points", "gap_sd", "teams"),
    *("mean_lower", "mean_upper", "gap_points_lower", "gap_points_upper", "gap_sd_lower", "gap_sd_upper"),
    *("prior_relative_lower", "prior_relative_upper", "data_informative"),
)
DRIVER_COLUMNS: Final = (
    *("outcome", "stage", "driver", "measure", "mean", "sd", "lower", "upper", "prob_positive"),
    *("rank_mean", "rank_lower", "rank_upper", "prob_first", "group"),
    *("ranked", "prior_lower", "prior_upper", "data_informative"),
)
EFFECT_COLUMNS: Final = (
    *("target", "source", "kind", "route", "scale", "mean", "sd", "lower", "upper", "prob_positive"),
    *("prior_lower", "prior_upper", "data_informative"),
)
COMPARISON_COLUMNS: Final = (
    *("outcome", "stage", "driver", "other", "prob_greater", "prior_prob_greater"),
    *("difference_mean", "difference_lower", "difference_upper"),
)
TEAM_COLUMNS: Final = (
    *("team", "construct", "survey", "status", "respondents", "mean", "sd", "lower", "upper"),
    *(f"prob_{tier}" for tier in TIERS),
)
AGREEMENT_COLUMNS: Final = (
    *("construct", "icc1", "icc1_lower", "icc1_upper", "icc2", "rwg_median", "classical_icc1", "classical_icc2"),
    *("prior_icc1_lower", "prior_icc1_upper", "data_informative", "n_teams", "n_respondents"),
)
CHECK_COLUMNS: Final = ("check", "status", "sentence", "remedy")
WHAT_IF_COLUMNS: Final = (
    *("raised", "changed", "raised_in", "raised_by", "unit", "mean", "sd", "lower", "upper", "prob_positive"),
    *("stage", "rank_mean", "rank_lower", "rank_upper", "prob_first", "group"),
    *("gap", "gap_lower", "gap_upper", "gap_after", "gap_after_lower", "gap_after_upper"),
    *("prior_lower", "prior_upper", "data_informative"),
)
COVARIATE_COLUMNS: Final = (
    *("construct", "covariate", "survey", "scale", "mean", "sd", "lower", "upper", "prob_positive"),
    *("prior_lower", "prior_upper", "data_informative"),
)
UNIT_COLUMNS: Final = (
    *("unit_of_teams", "construct", "status", "teams", "mean", "sd", "lower", "upper"),
    *(
        "sd_between",
        "sd_between_lower",
        "sd_between_upper",
        "share_between",
        "share_between_lower",
        "share_between_upper",
    ),
)
CHANGE_COLUMNS: Final = (
    *("wave_before", "wave_after", "estimand", "construct", "teams", "level_before", "level_after"),
    *("mean", "sd", "lower", "upper", "prob_positive", "standard", "standard_lower", "standard_upper"),
    *("stability", "stability_lower", "stability_upper", "prior_lower", "prior_upper", "data_informative"),
)
MOVE_COLUMNS: Final = ("wave_before", "wave_after", "tier_before", "tier_after", "teams_moved", "lower", "upper")
CHANGED_DRIVER_COLUMNS: Final = (
    *("wave_before", "wave_after", "outcome", "stage", "driver", "effect_before", "effect_after"),
    *("mean", "sd", "lower", "upper", "prob_positive", "first_before", "first_after"),
)
CHANGED_TEAM_COLUMNS: Final = (
    *("wave_before", "wave_after", "team", "construct", "mean", "sd", "lower", "upper", "prob_positive"),
)
STEP_COLUMNS: Final = (
    *("wave_before", "wave_after", "teams_before", "kept", "renamed", "split", "merged", "gone"),
    *("teams_after", "from_split", "from_merger", "come"),
)
DIAGNOSTIC_COLUMNS: Final = ("check", "status", "quantity", "role", "rhat", "ess_bulk", "ess_tail")
SAMPLE_COLUMNS: Final = (
    *("survey", "respondents", "teams", "teams_not_reached", "teams_withheld", "smallest", "median", "largest"),
)
MISSING_COLUMNS: Final = ("survey", "construct", "item", "respondents", "answered", "missing", "share")
PRIOR_COLUMNS: Final = ("implied", "prior_median", "prior_lower", "prior_upper")

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "tiers": TIER_COLUMNS,
    "drivers": DRIVER_COLUMNS,
    "effects": EFFECT_COLUMNS,
    "comparisons": COMPARISON_COLUMNS,
    "whatif": WHAT_IF_COLUMNS,
    "teams": TEAM_COLUMNS,
    "covariates": COVARIATE_COLUMNS,
    "units": UNIT_COLUMNS,
    "wave_changes": CHANGE_COLUMNS,
    "wave_tiers": MOVE_COLUMNS,
    "wave_drivers": CHANGED_DRIVER_COLUMNS,
    "wave_teams": CHANGED_TEAM_COLUMNS,
    "wave_lineage": STEP_COLUMNS,
    "agreement": AGREEMENT_COLUMNS,
    "checks": CHECK_COLUMNS,
    "diagnostics": DIAGNOSTIC_COLUMNS,
    "likelihood": LIKELIHOOD_COLUMNS,
    "predictive": PREDICTIVE_COLUMNS,
    "calibration": PIT_COLUMNS,
    "missing_arrows": ARROW_COLUMNS,
    "leave_one_out": LEAVE_ONE_OUT_COLUMNS,
    "sensitivity": SENSITIVITY_COLUMNS,
    "sample": SAMPLE_COLUMNS,
    "missing": MISSING_COLUMNS,
    "priors": PRIOR_COLUMNS,
}
"""Columns of every table, by the name of its file."""

OF_TEAMS: Final = frozenset({"teams", "wave_teams", LEAVE_ONE_OUT})
"""Tables that tell of single teams."""

OF_WAVES: Final = frozenset({"wave_changes", "wave_tiers", "wave_drivers", "wave_teams", "wave_lineage"})
"""Tables that a model file without waves does not have."""

WHOLE: Final = frozenset(
    {"stage", "group", "categories", "rank_lower", "rank_upper", "teams", "respondents", "n_teams", "n_respondents"}
)
"""Columns of whole numbers, which may be missing."""

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet."""

DIGITS: Final = 6


def tables(released: Released) -> dict[str, pd.DataFrame]:
    """Tables of a report by the name of their file.

    Parameters
    ----------
    released : Released
        What may be shown.

    Returns
    -------
    dict of str to DataFrame
        tiers, drivers, effects, comparisons, whatif, teams, covariates, units, wave_changes, wave_tiers, wave_drivers,
        wave_teams, wave_lineage, agreement, checks, diagnostics, likelihood, predictive, calibration,
        missing_arrows, leave_one_out, sensitivity, sample, missing, priors; those of waves only where there are waves.
        A table that has nothing to say has its columns and no rows.
    """
    makers: dict[str, Callable[[Released], pd.DataFrame]] = {
        "tiers": _tiers,
        "drivers": _drivers,
        "effects": lambda r: _flat(r.effects),
        "comparisons": lambda r: _flat(r.comparisons),
        "whatif": _what_if,
        "teams": _teams,
        "covariates": lambda r: _flat(r.covariates) if r.covariates is not None else pd.DataFrame(),
        "units": _units,
        "wave_changes": _changes,
        "wave_tiers": _moves,
        "wave_drivers": _changed_drivers,
        "wave_teams": _changed_teams,
        "wave_lineage": lambda r: r.steps if r.steps is not None else pd.DataFrame(),
        "agreement": lambda r: _flat(r.agreement),
        "checks": _checks,
        "diagnostics": _diagnostics,
        "likelihood": lambda r: _of_check(r, LIKELIHOOD),
        "predictive": lambda r: _of_check(r, PREDICTIVE),
        "calibration": lambda r: _of_check(r, PIT),
        "missing_arrows": lambda r: _of_check(r, MISSING_ARROWS),
        "leave_one_out": lambda r: _of_check(r, LEAVE_ONE_OUT),
        "sensitivity": lambda r: _of_check(r, SENSITIVITY),
        "sample": lambda r: r.sample,
        "missing": lambda r: r.missing,
        "priors": _priors,
    }
    return {
        name: makers[name](released).reindex(columns=list(columns))
        for name, columns in COLUMNS.items()
        if not (released.safe and name in OF_TEAMS) and not (released.changes is None and name in OF_WAVES)
    }


def write_tables(released: Released, folder: Path, made: Mapping[str, pd.DataFrame] | None = None) -> list[Path]:
    """Write all tables, made already or not, as CSV files (UTF-8, line feeds) into a folder."""
    paths = []
    for name, frame in (tables(released) if made is None else made).items():
        path = folder / f"{name}.csv"
        path.write_text(to_csv(frame), encoding="utf-8", newline="")
        paths.append(path)
    return paths


def to_csv(frame: pd.DataFrame) -> str:
    """CSV text of a table: numbers to six digits, missing as empty, formulas defused by an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([cell(name) for name in frame.columns])
    whole = [name in WHOLE for name in frame.columns]
    for row in frame.itertuples(index=False, name=None):
        writer.writerow([cell(value, whole=is_whole) for value, is_whole in zip(row, whole, strict=True)])
    return buffer.getvalue()


def cell(value: object, *, whole: bool = False) -> str:
    """Text of one cell."""
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, int | np.integer):
        return str(int(value))
    if isinstance(value, float | np.floating):
        if not np.isfinite(value):
            return ""
        return str(round(float(value))) if whole else f"{float(value):.{DIGITS}g}"
    return defused(str(value))


def defused(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _flat(data: xr.Dataset) -> pd.DataFrame:
    return data.to_dataframe().reset_index()


def _tiers(released: Released) -> pd.DataFrame:
    if released.tiers is None:
        return pd.DataFrame()
    names = [name for name in released.tiers.data_vars if {"estimand", "tier"} <= set(released.tiers[name].dims)]
    return _flat(released.tiers[names])


def _drivers(released: Released) -> pd.DataFrame:
    names = [name for name in released.drivers.data_vars if released.drivers[name].dims == ("driver", "measure")]
    frame = _flat(released.drivers[names])
    return frame[frame["mean"].notna()]


def _what_if(released: Released) -> pd.DataFrame:
    """Every construct raised and all that follows from it; ranks stand where the outcome changes."""
    frame = _flat(released.downstream).rename(columns={"raised": "raised_by", "source": "raised", "target": "changed"})
    names = ["rank_mean", "rank_lower", "rank_upper", "prob_first", "group"]
    ranks = _flat(released.what_if[names]).rename(columns={"raised": "raised_by", "driver": "raised"})
    ranks = ranks.rename(columns={"outcome": "changed"})
    return frame.merge(ranks, on=["raised", "changed", "raised_by"], how="left")


def _teams(released: Released) -> pd.DataFrame:
    """One row a team and construct; probabilities of the tiers stand beside the construct that makes them."""
    teams, specification = released.teams, released.specification
    frame = teams[["mean", "sd", "lower", "upper"]].to_dataframe(dim_order=["team", "construct"]).reset_index()
    survey = {each.name: each.survey or "" for each in specification.constructs}
    frame["survey"] = frame["construct"].map(survey)
    asked = teams[["n_respondents", "status"]].to_dataframe(dim_order=["team", "survey"]).reset_index()
    frame = frame.merge(asked, on=["team", "survey"], how="left")
    withheld = frame["team"].map(teams["withheld"].to_series())
    frame["status"] = frame["status"].where(frame["survey"] != "", np.where(withheld, WITHHELD, SHOWN))
    if specification.tiers and "prob_tier" in teams:
        chances = teams["prob_tier"].to_pandas().add_prefix("prob_")
        chances.insert(0, "construct", specification.tiers.by)
        frame = frame.merge(chances.reset_index(), on=["team", "construct"], how="left")
    return frame.rename(columns={"n_respondents": "respondents"})


def _units(released: Released) -> pd.DataFrame:
    """One row a unit and construct; what is the same for all units of a construct stands in each of its rows."""
    if released.units is None:
        return pd.DataFrame()
    names = {"n_teams": "teams", "unit": "unit_of_teams"}
    names |= {f"share{end}": f"share_between{end}" for end in ("", "_lower", "_upper")}
    frame = _flat(released.units.drop_dims("survey")).rename(columns=names)
    return frame.assign(status=np.where(frame["withheld"], WITHHELD, SHOWN))


def _changes(released: Released) -> pd.DataFrame:
    assert released.changes is not None  # there are waves
    held = {"estimand", "construct"}
    kept = [name for name, each in released.changes.data_vars.items() if set(each.dims) - {"step"} <= held]
    return _flat(released.changes[kept].rename({"n_teams": "teams"})).sort_values(["step", "estimand"], kind="stable")


def _moves(released: Released) -> pd.DataFrame:
    assert released.changes is not None  # there are waves
    if "moved" not in released.changes:
        return pd.DataFrame()
    ends = {"moved": "teams_moved", "moved_lower": "lower", "moved_upper": "upper"}
    return _flat(released.changes[list(ends)].rename(ends))


def _changed_drivers(released: Released) -> pd.DataFrame:
    assert released.changes is not None  # there are waves
    kept = [name for name, each in released.changes.data_vars.items() if "driver" in each.dims]
    ends = {f"effect_{name}": name for name in ("mean", "sd", "lower", "upper", "prob_positive")}
    return _flat(released.changes[kept].rename(ends))


def _changed_teams(released: Released) -> pd.DataFrame:
    """One row a team that has answers in both waves and may be shown, and construct."""
    assert released.changes is not None  # there are waves
    kept = {name: str(name).removeprefix("team_") for name in released.changes.data_vars if str(name)[:5] == "team_"}
    frame = _flat(released.changes[list(kept)].rename(kept))
    return frame[frame["mean"].notna()]


def _priors(released: Released) -> pd.DataFrame:
    names = {name: f"prior_{name}" for name in ("median", "lower", "upper")}
    return _flat(released.implied[list(names)].rename(names))


def _checks(released: Released) -> pd.DataFrame:
    records = [(each.check, each.status, str(each.sentence), str(each.remedy)) for each in released.verdicts]
    return pd.DataFrame(records, columns=list(CHECK_COLUMNS))


def _diagnostics(released: Released) -> pd.DataFrame:
    told = [each for each in released.verdicts if "quantity" in each.table and "rhat" in each.table]
    frames = [each.table.assign(check=each.check, status=each.status) for each in told]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def _of_check(released: Released, check: str) -> pd.DataFrame:
    frames = [each.table for each in released.verdicts if each.check == check]
    return frames[0] if frames else pd.DataFrame()
