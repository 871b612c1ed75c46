"""From a fit to the files of its report: checks, disclosure, report."""

from collections.abc import Sequence
from io import StringIO
from pathlib import Path
from typing import Final

import pandas as pd
import xarray as xr

from bayeschain.checks import Verdict, verdicts
from bayeschain.disclosure import Decided, decide, protect
from bayeschain.disclosure.sample import coarsened
from bayeschain.inference import specification_of
from bayeschain.processes import Worker
from bayeschain.report import write
from bayeschain.surveys import Account
from bayeschain.workflow.folder import write_whole

ACCOUNT: Final = "account"
"""Attribute of a fit that holds the account of rows and teams: a report that is written again tells the same losses."""
STEPS: Final = "wave_lineage"
"""Attribute of a fit that holds how many teams stayed, were split or merged, came or went."""


def report(fit: xr.DataTree, folder: str | Path, *, overwrite: bool = False, safe: bool = False) -> Path:
    """Write the report of a fit: report.html, report.xlsx, tables and figures; the folder appears whole or not at all.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` or `load` returned.
    folder : str or Path
        Folder to write.
    overwrite : bool
        Replace a folder that we wrote before.
    safe : bool
        Leave out everything about single teams, also of those that may be shown.

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

    def fill(beside: Path) -> None:
        decided = decide(fit)
        write_report(fit, beside, verdicts(fit, teams=decided.looked_at), decided, safe=safe)

    write_whole(folder, fill, overwrite=overwrite)
    return Path(folder) / "report.html"


def write_report(
    fit: xr.DataTree,
    folder: Path,
    found: Sequence[Verdict],
    decided: Decided,
    *,
    safe: bool = False,
    beside: Worker | None = None,
) -> tuple[Verdict, ...]:
    """Write report.html, report.xlsx, tables and figures into a folder, with what disclosure lets through.

    Returns
    -------
    tuple of Verdict
        What the checks say in the report.
    """
    account, steps = stored_account(fit), stored_steps(fit)
    released = protect(fit, found, account=account, steps=steps, decided=decided, safe=safe)
    write(released, folder, beside=beside)
    return released.verdicts


def with_account(fit: xr.DataTree, account: Account) -> xr.DataTree:
    """Have a fit carry what was lost, without names of teams and with small counts of rows made coarse."""
    minimum = specification_of(fit).disclosure.minimum_group
    fit.attrs[ACCOUNT] = (
        coarsened(account.to_frame(), minimum).assign(outcome="lost").to_json(orient="table", index=False)
    )
    if account.steps:
        fit.attrs[STEPS] = account.wave_lineage().to_json(orient="table", index=False)
    return fit


def stored_account(fit: xr.DataTree) -> pd.DataFrame | None:
    """Account that a fit carries; None where it carries none."""
    return _stored(fit, ACCOUNT)


def stored_steps(fit: xr.DataTree) -> pd.DataFrame | None:
    """Counts of teams from wave to wave that a fit carries; None where it carries none."""
    return _stored(fit, STEPS)


def _stored(fit: xr.DataTree, name: str) -> pd.DataFrame | None:
    text = fit.attrs.get(name)
    return None if text is None else pd.read_json(StringIO(text), orient="table")
