"""Categories of ordinal answers: which are used, and which cannot be."""

from collections.abc import Iterator, Sequence

import numpy as np

from bayeschain.errors import Problem
from bayeschain.specification.chain import Construct
from bayeschain.surveys.findings import counted, place
from bayeschain.surveys.ordinal import OrdinalAnswers


def category_problems(label: str, constructs: Sequence[Construct], answers: OrdinalAnswers) -> list[Problem]:
    """Answers between two categories, and single items of two categories, which have no scale of their own.

    Parameters
    ----------
    label : str
        The file as the user named it.
    constructs : sequence of Construct
        Constructs of the survey, whose items stand in the columns of the answers.
    answers : OrdinalAnswers
        Answers of the survey.
    """
    between, single = [], []
    for (construct, item, low, high), used in zip(_items(constructs), answers.categories, strict=True):
        answered = low + np.array(used) / 100.0 * (high - low)
        if not np.allclose(answered, np.round(answered), atol=1e-6):
            between.append(item)
        elif len(construct.items) == 1 and len(used) == 2:
            single.append(item)
    problems = []
    if between:
        says = "Some answers are no whole numbers, and ordinal answers are categories."
        problems.append(Problem(says, "Write likelihood: gaussian, or correct the answers.", place(label, between)))
    if single:
        says = "A construct of one item with two used categories has no scale: two answers do not tell its spread."
        problems.append(Problem(says, "Write likelihood: gaussian, or give it more items.", place(label, single)))
    return problems


def category_notes(survey: str, constructs: Sequence[Construct], answers: OrdinalAnswers) -> list[str]:
    """Sentences about categories that nobody used: each is merged with its neighbour."""
    unused = {}
    for (_, item, low, high), used in zip(_items(constructs), answers.categories, strict=True):
        options = np.arange(low, high + 1)
        answered = np.round(low + np.array(used) / 100.0 * (high - low))
        if missing := [f"{option:g}" for option in options if option not in answered]:
            unused[item] = missing
    if not unused:
        return []
    examples = "; ".join(f"{item}: {', '.join(missing)}" for item, missing in list(unused.items())[:3])
    more = f" and {len(unused) - 3} more" if len(unused) > 3 else ""
    says = f"{survey}: {counted(len(unused), 'item has categories', 'items have categories')} that nobody used"
    return [f"{says} ({examples}{more}; after reverse scoring). They are merged with their neighbours."]


def _items(constructs: Sequence[Construct]) -> Iterator[tuple[Construct, str, float, float]]:
    for construct in constructs:
        low, high = construct.scale or (0.0, 100.0)
        for item in construct.items:
            yield construct, item, low, high
