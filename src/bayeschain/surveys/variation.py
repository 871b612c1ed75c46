"""Items that do not vary, and teams that hold no information about differences within them."""

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from bayeschain.errors import Problem
from bayeschain.specification.source import shown
from bayeschain.surveys.available import available
from bayeschain.surveys.findings import place
from bayeschain.surveys.gathering import GatheredMoments
from bayeschain.surveys.moments import Floats

FEWEST_DEGREES: Final = 10
"""Degrees of freedom within teams below which two items may agree by chance."""

SAME: Final = 1 - 1e-9
AVERAGES: Final = "declare them as columns of the team table."


def variation_problems(
    label: str, items: Sequence[str], moments: GatheredMoments, same: Mapping[str, float]
) -> list[Problem]:
    """Say what makes the moments of a survey useless.

    Parameters
    ----------
    label : str
        The file as the user named it.
    items : sequence of str
        The p items.
    moments : GatheredMoments
        Moments of the rows with an answer.
    same : mapping of str to float
        Items with one and the same answer in all rows.
    """
    each = available(moments.complete, moments.partial)
    answers = dict(zip(items, each.n.sum(axis=0).tolist(), strict=True))
    problems = [
        Problem(
            f"All {answers[item]} respondents who answered gave the same answer, {answer:g}.",
            "An item that does not vary measures nothing: remove it from the model.",
            place(label, [item]),
        )
        for item, answer in same.items()
    ]
    if moments.n.max(initial=0) < 2:
        says = "Every team has one respondent, so that nothing can be learned about differences within teams."
        remedy = f"Give one row a respondent. If the rows are averages of teams, {AVERAGES}"
        return [*problems, Problem(says, remedy, label)]
    teams, most = (each.n > 0).sum(axis=0), each.n.max(axis=0, initial=0)
    known = set(same)
    if few := [
        item for item, count in zip(items, teams, strict=True) if count == 1 < teams.max() and item not in known
    ]:
        says = "Only one team has answers here, so that nothing can be learned about differences between teams."
        problems.append(Problem(says, "Remove the item from the model.", place(label, few)))
        known.update(few)
    if lone := [item for item, count in zip(items, most, strict=True) if count == 1 and item not in known]:
        says = "No team has two answers here, so that nothing can be learned about differences within teams."
        problems.append(Problem(says, "Remove the item from the model.", place(label, lone)))
        known.update(lone)
    sums = each.sums.sum(axis=0)
    if flat := [item for item, sum_ in zip(items, sums, strict=True) if sum_ <= 0 and item not in known]:
        says = "In every team, all respondents gave the same answer."
        problems.append(
            Problem(says, f"If these are values of teams, copied to each row, {AVERAGES}", place(label, flat))
        )
    if not problems and (moments.complete.n - 1).clip(0).sum() >= FEWEST_DEGREES:
        problems += [
            Problem(
                f"Columns {shown(one)} and {shown(other)} hold the same answers, or exactly opposite ones.",
                "Keep one of the two in the model.",
                place(label, [one, other]),
            )
            for one, other in _copies(items, moments.complete.scatter.sum(axis=0))
        ]
    return problems


def _copies(items: Sequence[str], pooled: Floats) -> list[tuple[str, str]]:
    """Pairs of items whose pooled within-team correlation is ±1."""
    variances = np.diag(pooled)
    sd = np.sqrt(np.where(variances > 0.0, variances, np.inf))
    correlations = np.abs(pooled / np.outer(sd, sd))
    first, second = np.nonzero(np.triu(correlations, 1) > SAME)
    return [(items[i], items[j]) for i, j in zip(first, second, strict=True)]
