"""All checks of a fit, and what they come to."""

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.checks.approximation import approximation
from bayeschain.checks.calibration import calibration
from bayeschain.checks.convergence import convergence
from bayeschain.checks.leave_one_out import leave_one_out
from bayeschain.checks.left_out import with_log_likelihood
from bayeschain.checks.likelihood import knows_ends, likelihood
from bayeschain.checks.missing_arrows import missing_arrows
from bayeschain.checks.predictive import predictive
from bayeschain.checks.sensitivity import LOG_PRIOR, sensitivity
from bayeschain.checks.verdict import Status, Verdict
from bayeschain.inference.preview import SAMPLER as PREVIEW
from bayeschain.messages import Message

SEVERITY: Final[tuple[Status, ...]] = ("pass", "look", "fail")


def verdicts(
    fit: xr.DataTree, judged: Callable[[], Verdict] | None = None, teams: NDArray[np.bool_] | None = None
) -> tuple[Verdict, ...]:
    """Run every check of a fit.

    Parameters
    ----------
    fit : xarray.DataTree
        What `fit`, `preview` or `load` returned.
    judged : callable, optional
        Returns the first of them, where it is being found elsewhere; asked for when the others are there.
    teams : (J,) bool, optional
        Teams whose raw answers the checks look at; all of them, by default.

    Returns
    -------
    tuple of Verdict
        First whether the draws can be trusted (`convergence`, or `approximation` of a preview): where they cannot, the
        others say little. Then `likelihood`, where a survey is Gaussian and answers were read from files. Then
        `predictive`, `calibration`, `missing_arrows`, `leave_one_out`, and `sensitivity` where the fit carries the log
        density of its priors.
    """
    rest = _others(fit, teams)
    return (trust(fit) if judged is None else judged(), *rest)


def trust(fit: xr.DataTree) -> Verdict:
    """Whether the draws can be trusted: the first of `verdicts`."""
    return approximation(fit) if fit.attrs["sampler"] == PREVIEW else convergence(fit)


def _others(fit: xr.DataTree, teams: NDArray[np.bool_] | None) -> tuple[Verdict, ...]:
    """The rest of `verdicts`."""
    fit = with_log_likelihood(fit)
    continuous = (likelihood(fit, teams),) if knows_ends(fit) else ()
    found = (*continuous, predictive(fit, teams), calibration(fit, teams), missing_arrows(fit), leave_one_out(fit))
    return (*found, sensitivity(fit)) if LOG_PRIOR in fit.children else found


def overall(found: Sequence[Verdict]) -> tuple[Status, Message]:
    """The worst status of several verdicts, and a sentence that counts them."""
    worst: Status = max((each.status for each in found), key=SEVERITY.index, default="look")
    failed, look = (sum(each.status == status for each in found) for status in ("fail", "look"))
    n = len(found)
    if not found:
        return worst, Message("No check of the fit was run.")
    if worst == "pass":
        return worst, Message("All {n} checks of the fit passed.", n=n)
    return worst, Message.joined(
        Message.counted("{n} of {all} checks failed.", "{n} of {all} checks failed.", failed, all=n) if failed else "",
        Message.counted("{n} of {all} checks is worth a look.", "{n} of {all} checks are worth a look.", look, all=n)
        if look
        else "",
    )
