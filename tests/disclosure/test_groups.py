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
        ([[4, 6, 7, 9]], [0, 1, 2]),
        ([[1, 2, 9, 12]], [0, 1, 2, 3]),
        ([[2, 3, 4, 9]], [0, 1, 2]),
        ([[4, 9, 6, 5]], [0, 2, 3]),
        ([[0, 6, 7]], []),
        ([[0, 4, 7, 9, 12]], [1, 2, 3]),
        ([[4, 9, 9, 9, 9], [9, 9, 3, 9, 9]], [0, 1, 2]),
        ([[4, 9, 8, 9], [9, 0, 0, 5]], [0, 1, 2, 3]),
        ([[1, 1, 1, 1, 1, 1, 8]], [0, 1, 2, 3, 4, 5, 6]),
    ],
    ids=[
        "nothing small",
        "one small takes the two next smallest",
        "those who know the answers of a complement find nothing",
        "small teams that reach the minimum without any of them are enough",
        "the smallest complements",
        "not reached discloses nothing",
        "not reached is no complement",
        "a team small elsewhere is a complement",
        "a survey without small teams needs complements for what is withheld in it",
        "six of one person each need a seventh, or each count would be known",
    ],
)
def test_cases(sizes: list[list[int]], withheld: list[int]) -> None:
    n = np.array(sizes)
    assert np.flatnonzero(withhold(n, everybody(n), 5).teams).tolist() == withheld


def test_an_exposed_team_is_withheld_and_protects_nobody() -> None:
    n = np.array([[9, 20, 8, 10, 11]])
    unanimous = np.array([[False, True, False, False, False]])
    assert not withhold(n, everybody(n), 5).teams.any()
    assert np.flatnonzero(withhold(n, everybody(n), 5, unanimous).teams).tolist() == [0, 1, 2]


def test_a_group_of_its_own_needs_its_own_complement() -> None:
    n = np.array([[4, 9, 8, 10, 3, 7, 9, 10]])
    halves = np.array([[True] * 4 + [False] * 4, [False] * 4 + [True] * 4])
    found = withhold(n, np.concatenate([everybody(n), halves]), 5)
    assert np.flatnonzero(found.teams).tolist() == [0, 1, 2, 4, 5, 6]
    assert found.closed.all()


def test_a_group_that_cannot_be_closed_says_so() -> None:
    n = np.array([[4, 9, 9]])
    found = withhold(n, np.array([[True, False, False]]), 5)
    assert not found.closed[0]


def test_the_number_of_respondents_is_shown_where_all_teams_are_withheld_and_reach_the_minimum() -> None:
    n = np.array([[4, 9], [4, 0], [1, 1]])
    found = withhold(n, everybody(n), 5)
    assert found.teams.all()
    assert found.surveys.tolist() == [True, False, False]
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
        for counts in n:
            hidden = counts[group & found.teams & (counts > 0)]
            if closed and hidden.size:
                assert len(hidden) >= 2
                assert hidden.sum() - hidden.max() >= minimum
                assert hidden.sum() > len(hidden)
        assert closed or found.teams[group].any()
    for counts, total in zip(n, found.surveys, strict=True):
        hidden = counts[found.teams & (counts > 0)]
        if total and hidden.size:
            assert len(hidden) >= 2
            assert hidden.sum() >= minimum


def test_closed_groups_only_fail_when_all_is_withheld() -> None:
    n = np.array([[4, 9, 9], [2, 0, 0]])
    found = withhold(n, everybody(n), 5)
    assert not found.closed[0]
    assert found.teams[0]


def test_where_no_complement_helps_a_total_is_closed_and_the_rest_is_shown() -> None:
    """All teams less those of both waves are the two that came or went, whatever else is withheld."""
    n = np.array([[10] * 8 + [3, 10]])
    both = np.array([True] * 8 + [False] * 2)
    found = withhold(n, np.concatenate([everybody(n), both[None]]), 5)
    assert found.closed.sum() == 1
    assert found.surveys.all()
    assert np.flatnonzero(found.teams).tolist() == [0, 1, 8]
