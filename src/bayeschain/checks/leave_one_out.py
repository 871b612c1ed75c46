"""Leave one team out: which teams the reported numbers hang on."""

from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.checks.left_out import FIRST_ORDER, PARETO_LIMIT, REFIT, left_out, team_log_likelihood
from bayeschain.checks.quantities import quantities
from bayeschain.checks.refits import stored_refits
from bayeschain.checks.team_means import is_gaussian
from bayeschain.checks.verdict import Status, Verdict
from bayeschain.conventions import TEAM
from bayeschain.messages import Message
from bayeschain.summaries.fitted import open_fit

CHECK: Final = "leave_one_out"
COLUMNS: Final = ("team", "pareto_k", "method", "quantity", "construct", "shift")
LARGE_SHIFT: Final = 1.0
"""Move of a reported mean without one team, in posterior SDs, that is worth a look: half the way to its limit."""
NEARLY: Final = 0.7
"""The same where it is known to first order only, which falls short of large moves."""


def leave_one_out(fit: xr.DataTree) -> Verdict:
    """Say which teams the reported quantities hang on.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` or `refit_teams` returned.

    Returns
    -------
    Verdict
        One row a team: ``pareto_k`` of its weights; the ``method`` that tells of it: ``refit`` where the fit carries
        one, else ``weights`` where Pareto k is at most .7, else ``first order``; and the reported ``quantity`` of a
        ``construct`` that moves most without the team, with its ``shift`` in posterior SDs. The team stays among those
        that quantities are about: its own answers are left out of the parameters alone. The report names only teams
        that it may show.

    Notes
    -----
    Where a survey is ordinal, a team's log-likelihood is that of its averages, taken as normal.
    """
    fitted = open_fit(fit)
    found = quantities(fitted)
    out, refitted = left_out(team_log_likelihood(fit)), stored_refits(fit)
    mean, sd = found.draws.mean(axis=0), found.draws.std(axis=0)
    without = [refitted[j].mean if j in refitted else out.mean(found.draws, j) for j in range(len(out.pareto_k))]
    moved = np.array(without) - mean
    shift = np.divide(moved, sd, out=np.zeros_like(moved), where=np.broadcast_to(sd > 0.0, moved.shape))
    most = np.abs(shift).argmax(axis=1)
    table = pd.DataFrame(
        {
            "team": fitted.data[TEAM].to_numpy(),
            "pareto_k": out.pareto_k,
            "method": out.methods(refitted),
            "quantity": found.labels["quantity"].to_numpy()[most],
            "construct": found.labels["construct"].to_numpy()[most],
            "shift": shift[np.arange(len(shift)), most],
        }
    )
    order = np.argsort(-np.abs(table["shift"].to_numpy()), kind="stable")
    return _verdict(table.iloc[order].reset_index(drop=True), is_gaussian(fitted.specification))


def _verdict(table: pd.DataFrame, is_exact: bool) -> Verdict:
    roughly = table["method"] == FIRST_ORDER
    moves = int((table["shift"].abs() >= np.where(roughly, NEARLY, LARGE_SHIFT)).sum())
    status: Status = "look" if moves else "pass"
    said = (
        Message.counted(
            "Without {n} of the teams a reported number moves by about one posterior SD or more.",
            "Without any one of {n} teams a reported number moves by about one posterior SD or more.",
            moves,
        )
        if moves
        else Message("No single team moves a reported number by one posterior SD.")
    )
    remedy = [Message("Report the result without this team beside the one with it.") if moves else Message("")]
    if is_exact and moves and (roughly & (table["shift"].abs() >= NEARLY)).any():
        remedy.append(Message("Run again with --exact: it fits the model without the team."))
    near = Message("With ordinal answers this is told by averages of teams, and nearly so.") if not is_exact else ""
    return Verdict(CHECK, status, Message.joined(said, *_how(table), near), Message.joined(*remedy), table)


def _how(table: pd.DataFrame) -> list[Message]:
    """What is known exactly, and what to first order only."""
    counts = table["method"].value_counts()
    refitted, rough = int(counts.get(REFIT, 0)), int(counts.get(FIRST_ORDER, 0))
    found = []
    if refitted:
        found.append(
            Message.counted(
                "The model was fitted again without {n} team.",
                "The model was fitted again without each of {n} teams.",
                refitted,
            )
        )
    if rough:
        found.append(
            Message.counted(
                "Of {n} team this is known to first order only (Pareto k above {limit:.1f}).",
                "Of {n} teams this is known to first order only (Pareto k above {limit:.1f}).",
                rough,
                limit=PARETO_LIMIT,
            )
        )
    return found
