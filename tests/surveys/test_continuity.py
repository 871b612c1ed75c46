"""The sentence that says whether a Gaussian likelihood is good enough."""

import numpy as np

from bayeschain.surveys.continuity import continuity_note


def note(high: list[float], at_low: list[int], at_high: list[int]) -> tuple[bool, str]:
    items = [f"q{k}" for k in range(len(high))]
    n = np.full(len(high), 100)
    return continuity_note("staff", items, np.ones(len(high)), np.array(high), np.array([at_low, at_high]), n)


def test_many_categories_and_no_floor() -> None:
    misleads, sentence = note([5, 7], [20, 5], [10, 30])
    assert not misleads
    assert sentence == (
        "staff: a Gaussian likelihood is good enough (5 categories or more, at most 30% of an item's answers at an end "
        "of its scale)."
    )


def test_few_categories_and_a_floor_are_named() -> None:
    misleads, found = note([3, 5, 5], [10, 80, 10], [10, 0, 39])
    assert misleads
    assert "fewer than 5 categories in 'q0'" in found
    assert "40% of the answers or more at an end of the scale in 'q1'" in found
    assert "'q2'" not in found
    assert "Write likelihood: ordinal" in found
