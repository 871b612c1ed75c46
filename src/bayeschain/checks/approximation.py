"""How far can a preview be trusted? Acceptance, what its last transition still moved, and where it began from."""

from typing import Final

import numpy as np
import xarray as xr

from bayeschain.checks.convergence import REPORTED, diagnose
from bayeschain.checks.verdict import Status, Verdict
from bayeschain.conventions import CHAIN, DRAW
from bayeschain.messages import Message

CHECK: Final = "preview"
LEAST_ACCEPTANCE: Final = 0.6
"""Below this mean acceptance the curvature at the mode describes the posterior too badly for the draws to move."""
STANDARD_ERRORS: Final = 5.0
"""Largest move of a reported mean in the last transition, in standard errors of the difference of two means of as many
independent draws: what chance does."""
PARETO_LIMIT: Final = 0.7


def approximation(fit: xr.DataTree) -> Verdict:
    """Judge a preview.

    Parameters
    ----------
    fit : xarray.DataTree
        What `preview` returned.

    Returns
    -------
    Verdict
        ``look``, as a preview is never the last word, or ``fail``; its table is that of `convergence`, with the draws'
        R-hat between quarters of the independent draws.
    """
    after, before = fit["posterior"].dataset, fit["before"].dataset
    shift = max(_shift(after[name], before[name]) for name in REPORTED if name in after)
    acceptance, k = float(fit.attrs["acceptance"]), float(fit.attrs["pareto_k"])
    table = diagnose(after[[name for name in REPORTED if name in after]]).assign(role="reported")
    table.attrs = {"divergences": 0, "draws": after.sizes[CHAIN] * after.sizes[DRAW]}
    facts = Message(
        "{acceptance:.0%} of its moves were accepted, the last of them changed no reported mean by more than "
        "{shift:.2f} SD, and the normal approximation that it starts from has Pareto k {k:.1f}: {alone}.",
        acceptance=acceptance,
        shift=shift,
        k=k,
        alone=Message("even alone it would have done")
        if k < PARETO_LIMIT
        else Message("alone it could not be trusted"),
    )
    most = STANDARD_ERRORS * np.sqrt(2.0 / table.attrs["draws"])
    trusted = acceptance >= LEAST_ACCEPTANCE and shift <= most
    status: Status = "look" if trusted else "fail"
    opening = Message("This is a preview.") if trusted else Message("This preview must not be trusted.")
    remedy = Message("Run without --preview for the posterior itself.")
    return Verdict(CHECK, status, Message.joined(opening, facts), remedy, table)


def _shift(after: xr.DataArray, before: xr.DataArray) -> float:
    dims = (CHAIN, DRAW)
    sd = after.std(dims).to_numpy()
    moved = np.abs((after.mean(dims) - before.mean(dims)).to_numpy())
    return float(np.max(np.divide(moved, sd, out=np.zeros_like(moved), where=sd > 0.0)))
