"""What is left when nothing at all about single teams may leave."""

from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.checks.leave_one_out import CHECK as LEAVE_ONE_OUT
from bayeschain.checks.statistics import FARTHEST
from bayeschain.checks.verdict import Verdict
from bayeschain.conventions import TEAM, UNIT
from bayeschain.disclosure.released import Released

SIZES: Final = ("smallest", "largest")
DISCLOSURE: Final = "disclosure"
"""Attribute of a stored fit that says who may have it."""

INTERNAL: Final = "internal: holds draws, averages and numbers of respondents of single teams, small ones too"
SAFE: Final = "safe: holds nothing about single teams"


def marked(fit: xr.DataTree, who: str) -> xr.DataTree:
    """Fit that says who may have it."""
    fit.attrs[DISCLOSURE] = who
    return fit


def without_teams(released: Released) -> Released:
    """Leave out everything that belongs to a single team, also to one that may be shown.

    Parameters
    ----------
    released : Released
        What may be shown.

    Returns
    -------
    Released
        No team and no name of one; no size of a single team; no row of a check that is about one team.
    """
    return replace(
        released,
        teams=released.teams.isel({TEAM: []}),
        changes=None if released.changes is None else released.changes.isel({TEAM: []}),
        sample=_without_sizes(released.sample),
        verdicts=tuple(_without_rows(each) for each in released.verdicts),
        safe=True,
    )


def without_team_variables(fit: xr.DataTree) -> xr.DataTree:
    """Fit without any variable or coordinate that has teams, for a posterior.nc that may leave.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.

    Returns
    -------
    xarray.DataTree
        Draws of the parameters and how they were made; no observed data, no log-likelihood, no team.
    """
    kept = {}
    for name, group in fit.children.items():
        data = group.to_dataset().drop_dims([TEAM, UNIT], errors="ignore")
        if name not in ("constant_data", "observed_data", "log_likelihood") and len(data.data_vars):
            kept[name] = data
    made = xr.DataTree.from_dict(kept)
    made.attrs = dict(fit.attrs)
    return marked(made, SAFE)


def _without_sizes(sample: pd.DataFrame) -> pd.DataFrame:
    out = sample.assign(median=np.nan)
    for name in SIZES:
        out[name] = pd.array([pd.NA] * len(sample), dtype="Int64")
    return out


def _without_rows(verdict: Verdict) -> Verdict:
    table = verdict.table
    if verdict.check == LEAVE_ONE_OUT or "team" in table:
        return replace(verdict, table=table.iloc[:0])
    if "statistic" in table:
        return replace(verdict, table=table[table["statistic"] != FARTHEST].reset_index(drop=True))
    return verdict
