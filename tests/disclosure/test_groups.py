"""Which teams are withheld: cases by hand, and what must hold for any sizes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bayeschain.disclosure.groups import withhold


def everybody(n: np.ndarray) -> np.ndarray:
    return np.ones((1, n.shape[1]), dtype=bool)


@pytest.mark.parametrize(
    ("sizes", "withheld"),
    [
        ([[5, 6, 7]], []),
        ([[4, 6, 7]], [0, 1]),
        ([[1, 2, 9]], [0, 1, 2]),
        ([[2, 3, 9]], [0, 1]),
        ([[4, 9, 6, 5]], [0, 3]),
        ([[0, 6, 7]], []),
        ([[0, 4, 7, 9]], [1, 2]),
        ([[4, 9, 9, 9], [9, 9, 3, 9]], [0, 2]),
        ([[4, 9, 8, 9], [9, 0, 0, 5]], [0, 2]),
    ],
    ids=[
        "nothing small",
        "one small takes the next smallest",
        "two small under the minimum take a third",
        "two small that reach the minimum are enough",
        "the smallest complement",
        "not reached discloses nothing",
        "not reached is no complement",
        "a team small elsewhere is a complement",
        "a survey without small teams needs no complement",
    ],
)
def test_cases(sizes: list[list[int]], withheld: list[int]) -> None:
    n = np.array(sizes)
    assert np.flatnonzero(withhold(n, everybody(n), 5).teams).tolist() == withheld


def test_a_group_of_its_own_needs_its_own_complement() -> None:
    n = np.array([[4, 9, 8, 3, 7, 9]])
    halves = np.array([[True] * 3 + [False] * 3, [False] * 3 + [True] * 3])
    found = withhold(n, np.concatenate([everybody(n), halves]), 5)
    assert np.flatnonzero(found.teams).tolist() == [0, 2, 3, 4]
    assert found.closed.all()


def test_a_group_that_cannot_be_closed_says_so() -> None:
    n = np.array([[4, 9, 9]])
    found = withhold(n, np.array([[True, False, False]]), 5)
    assert not found.closed[0]


@settings(deadline=None, max_examples=200)
@given(
    st.integers(1, 3).flatmap(lambda s: st.lists(st.tuples(*[st.integers(0, 12)] * s), min_size=1, max_size=9)),
    st.integers(1, 8),
    st.integers(0, 2**32 - 1),
)
def test_nothing_small_is_shown_nor_found_by_subtraction(sizes: list[tuple[int, ...]], minimum: int, seed: int) -> None:
    n = np.array(sizes).T
    rng = np.random.default_rng(seed)
    groups = np.concatenate([everybody(n), rng.random((2, n.shape[1])) < 0.5])
    found = withhold(n, groups, minimum)
    small = (n > 0) & (n < minimum)
    assert found.teams[small.any(axis=0)].all()
    for group, closed in zip(groups, found.closed, strict=True):
        for counts, few in zip(n, small, strict=True):
            hidden = counts[group & found.teams & (counts > 0)]
            if closed and (few & group).any():
                assert len(hidden) >= 2
                assert hidden.sum() >= minimum
        assert closed or (small & group).any()


def test_closed_groups_only_fail_when_all_is_withheld() -> None:
    n = np.array([[4, 9, 9], [2, 0, 0]])
    found = withhold(n, everybody(n), 5)
    assert not found.closed[0]
    assert found.teams[0]
