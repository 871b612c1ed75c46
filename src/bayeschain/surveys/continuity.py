"""Whether answers may be taken as continuous: how many categories they have, and how many lie at an end."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from bayeschain.surveys.findings import listed
from bayeschain.surveys.moments import Floats, Integers

FEWEST_CATEGORIES: Final = 5
"""With five or more categories, estimates from answers taken as continuous differ little from ordinal ones, as long as
answers are spread over them (Rhemtulla, Brosseau-Liard & Savalei 2012, Psychological Methods 17:354)."""

MOST_AT_END: Final = 0.4
"""Share of an item's answers in its lowest or highest category from which a floor or ceiling hides differences."""

ORDINAL: Final = "Write likelihood: ordinal for it, which knows of categories and ends."


def continuity_note(
    survey: str, items: Sequence[str], low: Floats, high: Floats, ends: Integers, n: Integers
) -> tuple[bool, str]:
    """Say whether a Gaussian likelihood is good enough for a survey, and why.

    Parameters
    ----------
    survey : str
        Name of the survey.
    items : sequence of str
        Its p items.
    low, high : (p,) float
        Ends of their scales.
    ends : (2, p) int
        Answers at the lowest and at the highest category.
    n : (p,) int
        Answers.

    Returns
    -------
    bool
        Whether it may mislead.
    str
        One or two sentences.
    """
    categories = np.round(high - low).astype(int) + 1
    share = ends.max(axis=0) / np.maximum(n, 1)
    few = [item for item, count in zip(items, categories, strict=True) if count < FEWEST_CATEGORIES]
    ended = [item for item, each in zip(items, share, strict=True) if each >= MOST_AT_END]
    reasons = []
    if few:
        reasons.append(f"fewer than {FEWEST_CATEGORIES} categories in {listed(few)}")
    if ended:
        reasons.append(f"{MOST_AT_END:.0%} of the answers or more at an end of the scale in {listed(ended)}")
    if reasons:
        return True, f"{survey}: a Gaussian likelihood may mislead ({'; '.join(reasons)}). {ORDINAL}"
    why = (
        f"{categories.min()} categories or more, at most {share.max():.0%} of an item's answers at an end of its scale"
    )
    return False, f"{survey}: a Gaussian likelihood is good enough ({why})."
