"""How much do the reported numbers owe to the priors? Power scaling, without fitting again."""

from typing import Final

import arviz as az
import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.checks.left_out import GROUP as LOG_LIKELIHOOD
from bayeschain.checks.left_out import with_log_likelihood
from bayeschain.checks.quantities import FIRST, Quantities, named, quantities
from bayeschain.checks.verdict import Status, Verdict
from bayeschain.conventions import CHAIN, DRAW
from bayeschain.messages import Message
from bayeschain.summaries.fitted import Fitted, open_fit
from bayeschain.summaries.intervals import Floats

CHECK: Final = "sensitivity"
COLUMNS: Final = ("quantity", "construct", "prior", "likelihood", "by", "doubled", "diagnosis")
THRESHOLD: Final = 0.05
"""Sensitivity from which a prior counts as informative (Kallioinen et al. 2024)."""
LARGE_SHIFT: Final = 1.0
LARGE_CHANCE: Final = 0.2
"""Move of a mean in posterior SDs, and of a chance, under priors of twice the weight that is worth a look.

Informative priors are meant here, so nearly every quantity of a chain with few teams passes the threshold; what is told
is only what would be reported otherwise.
"""
CONFLICT: Final = "conflict"
WEAK: Final = "weak data"
NONE: Final = "none"
LOG_PRIOR: Final = "log_prior"


def sensitivity(fit: xr.DataTree) -> Verdict:
    """Say how the reported quantities would move if the priors, or the data, weighed a little more or less.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit` returned; it carries the log density of each prior.

    Returns
    -------
    Verdict
        One row a reported quantity (see `quantities.quantities`), the most sensitive first: sensitivity to the
        ``prior`` and to the ``likelihood`` (NaN for chances, to which the measure does not apply); ``by``, the prior
        that it owes most to; ``doubled``, the move of its mean in posterior SDs, or of a chance, if all priors weighed
        twice as much, to first order; ``diagnosis``: conflict (prior and data pull in different directions), weak data
        (the prior decides as the data tell little), or none where the move is small.

    Notes
    -----
    Power scaling of prior or likelihood by importance weights; sensitivity is the slope of the cumulative
    Jensen-Shannon distance by log2 of the power (Kallioinen, Paananen, Bürkner & Vehtari 2024, Statistics and Computing
    34:57). ``doubled`` is ln 2 cov(quantity, log prior), over the SD.

    Raises
    ------
    ValueError
        The fit carries no log prior: an earlier version made it.
    """
    if LOG_PRIOR not in fit.children:
        raise ValueError("the fit carries no log prior; fit the model again")
    fitted = open_fit(fit)
    found = quantities(fitted)
    return _verdict(compare(found, fit[LOG_PRIOR].dataset, with_log_likelihood(fit)[LOG_LIKELIHOOD].dataset), fitted)


def compare(found: Quantities, log_prior: xr.Dataset, log_likelihood: xr.Dataset) -> pd.DataFrame:
    """Table of `sensitivity` from draws of the quantities, and log densities (chain, draw[, …]) of priors and data."""
    varies = found.draws.std(axis=0) > 0.0
    draws, labels = found.draws[:, varies], found.labels[varies]
    shape = (log_prior.sizes[CHAIN], log_prior.sizes[DRAW], draws.shape[1])
    posterior = xr.Dataset({"q": ((CHAIN, DRAW, "one"), draws.reshape(shape))})
    tree = xr.DataTree.from_dict({"posterior": posterior, "log_prior": log_prior, "log_likelihood": log_likelihood})
    is_chance = (labels["quantity"] == FIRST).to_numpy()
    prior, likelihood = (
        np.where(is_chance, np.nan, az.psense(tree, group=group)["q"].to_numpy()) for group in ("prior", "likelihood")
    )
    names = [str(name) for name in log_prior.data_vars]
    each = np.array([doubled(draws, log_prior[name].transpose(CHAIN, DRAW).to_numpy().ravel()) for name in names])
    unit = np.where(is_chance, 1.0, draws.std(axis=0))
    shift = each.sum(axis=0) / unit
    matters = np.abs(shift) >= np.where(is_chance, LARGE_CHANCE, LARGE_SHIFT)
    matters &= is_chance | (prior >= THRESHOLD)
    table = labels.assign(
        prior=prior,
        likelihood=likelihood,
        by=[names[i] for i in np.abs(each).argmax(axis=0)],
        doubled=shift,
        diagnosis=np.where(~matters, NONE, np.where(likelihood >= THRESHOLD, CONFLICT, WEAK)),
    )
    order = np.lexsort((-np.abs(shift), table["diagnosis"] == NONE))
    return table.iloc[order].reset_index(drop=True)


def doubled(draws: Floats, log_prior: Floats) -> Floats:
    """Shift of the means of draws (M, Q) when a prior with log densities (M,) gets twice its weight, to first order."""
    away = log_prior - log_prior.mean()
    return np.asarray(np.log(2.0) * (away @ (draws - draws.mean(axis=0))) / len(draws))


def _verdict(table: pd.DataFrame, fitted: Fitted) -> Verdict:
    odd = table[table["diagnosis"] != NONE]
    status: Status = "look" if len(odd) else "pass"
    if odd.empty:
        said = Message(
            "None of {n} reported quantities owes much to the priors: they would hardly move with a prior that weighs "
            "a little more or less.",
            n=len(table),
        )
        return Verdict(CHECK, status, said, Message(""), table)
    first = odd.iloc[0]
    one = named(str(first["quantity"]), str(first["construct"]), fitted.specification)
    counted = Message.counted(
        "{n} of {m} reported quantities leans on the priors.",
        "{n} of {m} reported quantities lean on the priors.",
        len(odd),
        m=len(table),
    )
    shift = float(first["doubled"])
    most = (
        Message(
            "Most of all {quantity}: priors of twice the weight would move it by {shift:.2f}.",
            quantity=one,
            shift=shift,
        )
        if first["quantity"] == FIRST
        else Message(
            "Most of all {quantity}: priors of twice the weight would move it by about {shift:.1f} SD.",
            quantity=one,
            shift=shift,
        )
    )
    if (odd["diagnosis"] == CONFLICT).any():
        remedy = Message(
            "Where data and prior disagree, see whether the prior says what you believe, and report the result under "
            "another prior beside it."
        )
    else:
        remedy = Message("The data tell little of these: read them as what was assumed, until more teams answer.")
    return Verdict(CHECK, status, Message.joined(counted, most), remedy, table)
