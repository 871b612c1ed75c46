"""From a fit to the files of its report: checks, disclosure, report."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Final

import pandas as pd
import xarray as xr

from bayeschain.checks import Verdict, verdicts
from bayeschain.disclosure import protect
from bayeschain.report import write
from bayeschain.surveys import Account
from bayeschain.workflow.folder import write_whole

ACCOUNT: Final = "account"
"""Attribute of a fit that holds the account of rows and teams: a report that is written again tells the same losses."""


def report(fit: xr.DataTree, folder: str | Path, *, overwrite: bool = False) -> Path:
    """Write the report of a fit: report.html, tables and figures; the folder appears whole or not at all.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` or `load` returned.
    folder : str or Path
        Folder to write.
    overwrite : bool
        Replace a folder that we wrote before.

    Returns
    -------
    Path
        The report, report.html.

    Raises
    ------
    InputError
        The folder exists.
    RunError
        It cannot be written.
    """
    write_whole(folder, lambda beside: write_report(fit, beside, verdicts(fit)), overwrite=overwrite)
    return Path(folder) / "report.html"


def write_report(fit: xr.DataTree, folder: Path, found: Sequence[Verdict]) -> None:
    """Write report.html, tables and figures into a folder, with what disclosure lets through."""
    write(protect(fit, found, account=stored_account(fit)), folder)


def with_account(fit: xr.DataTree, account: Account) -> xr.DataTree:
    """Have a fit carry the account of rows and teams, without names of teams."""
    fit.attrs[ACCOUNT] = account.to_frame().to_json(orient="table", index=False)
    return fit


def stored_account(fit: xr.DataTree) -> pd.DataFrame | None:
    """Account that a fit carries; None where it carries none."""
    text = fit.attrs.get(ACCOUNT)
    return None if text is None else pd.read_json(StringIO(text), orient="table")
