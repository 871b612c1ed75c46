"""Several fits of the same answers: what can be shown of them together."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.checks.verdict import Verdict
from bayeschain.conventions import SURVEY, TEAM
from bayeschain.disclosure.exposed import exposed_teams
from bayeschain.disclosure.groups import withhold
from bayeschain.disclosure.protecting import gather, likely_tiers, protect
from bayeschain.disclosure.released import Released


def protect_together(fits: Sequence[xr.DataTree], verdicts: Sequence[Verdict]) -> tuple[tuple[Released, ...], bool]:
    """Take out of several fits of the same answers what may be shown side by side.

    A team that stands in another third by another fit is what two thirds differ by. So tiers are shown where neither a
    third nor the difference of two gives a small group away, and for all fits or for none.

    Parameters
    ----------
    fits : sequence of xarray.DataTree
        Fits of the same model and answers, which differ in how answers become team levels.
    verdicts : sequence of Verdict
        Whether the posterior of each can be trusted.

    Returns
    -------
    released : tuple of Released
        What may be shown of each.
    withheld : bool
        Whether tiers were asked for and are withheld.
    """
    findings = [gather(fit) for fit in fits]
    released = tuple(
        protect(fit, (verdict,), findings=found) for fit, verdict, found in zip(fits, verdicts, findings, strict=True)
    )
    if all(each.tiers is None for each in findings):
        return released, False
    first = released[0]
    n = findings[0].teams["n_respondents"].transpose(SURVEY, TEAM).to_numpy().astype(np.int64)
    groups = differing([likely_tiers(each.teams) for each in findings])
    shown = all(each.tiers is not None for each in released)
    exposed = exposed_teams(first.specification, fits[0]["constant_data"].dataset, first.minimum_group)
    if shown and withhold(n, groups, first.minimum_group, exposed).closed.all():
        return released, False
    return tuple(replace(each, tiers=None, withheld_tiers=True) for each in released), True


def differing(tiers: Sequence[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    """(G, J) everybody, each third (3, J) of each fit, and the teams by which the same third differs between fits."""
    J = tiers[0].shape[1]
    groups = [np.ones((1, J), dtype=bool), *tiers]
    groups += [one ^ other for one, other in combinations(tiers, 2)]
    found = np.concatenate(groups)
    return np.asarray(found[found.any(axis=1)])
