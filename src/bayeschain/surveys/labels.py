"""Value labels of a file against the response scale of the model file."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from bayeschain.errors import Problem
from bayeschain.specification.source import shown
from bayeschain.surveys.findings import place
from bayeschain.surveys.scoring import Scorer
from bayeschain.surveys.tables import Labels

FEWEST: Final = 3
"""Labels in a row that are taken for the whole scale: fewer may name its ends and middle only."""


def coded(value: float, labels: Labels) -> str:
    """Write a number, with its label where it has one: 9 ('No answer')."""
    label = labels.get(float(value))
    return f"{value:g}" if label is None else f"{value:g} ({shown(label)})"


def label_problems(label: str, labels: Mapping[str, Labels], scorer: Scorer) -> list[Problem]:
    """Find items whose labels name another response scale than the model file.

    Parameters
    ----------
    label : str
        Name of the file.
    labels : mapping of str to Labels
        Value labels by column.
    scorer : Scorer
        Items with their scales.

    Returns
    -------
    list of Problem
        One for all items with the same labels and the same scale.
    """
    found: dict[tuple[float, float, float, float, str], list[str]] = {}
    for item, low, high in zip(scorer.items, scorer.low, scorer.high, strict=True):
        own = labels.get(item, {})
        run = longest_run(own)
        if len(run) >= FEWEST and (run[0], run[-1]) != (low, high):
            key = (run[0], run[-1], float(low), float(high), coded(run[-1], own))
            found.setdefault(key, []).append(item)
    return [
        Problem(
            f"Value labels name answers from {first:g} to {last:g}, but the response scale is {low:g} to {high:g}.",
            f"Correct 'scale' in the model file, or declare {example} as missing in SPSS if it means no answer.",
            place(label, items),
        )
        for (first, last, low, high, example), items in found.items()
    ]


def longest_run(codes: Labels) -> list[float]:
    """Longest run of consecutive codes; a code for no answer, such as 99, stands apart from it."""
    runs: list[list[float]] = []
    ordered = sorted(codes)
    for before, code in pairwise([float("-inf"), *ordered]):
        if code - before == 1.0:
            runs[-1].append(code)
        else:
            runs.append([code])
    return max(runs, key=len, default=[])
