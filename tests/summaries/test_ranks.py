"""Ranks, comparisons and groups."""

import numpy as np
import pytest
from numpy.typing import NDArray

from bayeschain.summaries.ranks import beats, groups, rank_probabilities, rank_summary, ranks_of

# Mean ranks, P(row > column), and the groups that follow.
GROUPS = {
    "one": ([1.0], [[0.0]], [1]),
    "told apart": ([1.1, 1.9], [[0.0, 0.9], [0.1, 0.0]], [1, 2]),
    "not quite": ([1.2, 1.8], [[0.0, 0.89], [0.11, 0.0]], [1, 1]),
    "three apart": ([1, 2, 3], [[0, 0.95, 1], [0.05, 0, 0.92], [0, 0.08, 0]], [1, 2, 3]),
    "two and one": ([1.4, 1.6, 3], [[0, 0.6, 0.99], [0.4, 0, 0.95], [0.01, 0.05, 0]], [1, 1, 2]),
    "one and two": ([1, 2.4, 2.6], [[0, 0.99, 0.97], [0.01, 0, 0.6], [0.03, 0.4, 0]], [1, 2, 2]),
    # The first beats the third, but the second does not: a chain of near neighbours is one group.
    "a bridge": ([1.3, 2.0, 2.7], [[0, 0.8, 0.95], [0.2, 0, 0.8], [0.05, 0.2, 0]], [1, 1, 1]),
    "listed backwards": ([2.9, 1.9, 1.0], [[0, 0.02, 0], [0.98, 0, 0.1], [1, 0.9, 0]], [3, 2, 1]),
}


def random_values(S: int) -> NDArray[np.float64]:
    return np.random.default_rng(S).normal(np.linspace(0.3, 0.0, S), 0.3, (500, S))


@pytest.mark.parametrize("name", GROUPS)
def test_groups(name: str) -> None:
    rank_mean, beaten, expected = GROUPS[name]
    assert groups(np.array(rank_mean, dtype=float), np.array(beaten, dtype=float)).tolist() == expected


def test_largest_value_has_rank_one() -> None:
    assert ranks_of(np.array([[0.2, 0.9, -0.5], [3.0, 2.0, 1.0]])).tolist() == [[2, 1, 3], [1, 2, 3]]


def test_equal_values_still_have_all_ranks() -> None:
    assert ranks_of(np.zeros((1, 4))).tolist() == [[1, 2, 3, 4]]


@pytest.mark.parametrize("S", [1, 2, 5])
def test_rank_probabilities_sum_to_one_by_driver_and_by_rank(S: int) -> None:
    probability = rank_probabilities(ranks_of(random_values(S)))
    np.testing.assert_allclose(probability.sum(axis=0), 1.0)
    np.testing.assert_allclose(probability.sum(axis=1), 1.0)


def test_comparisons_of_a_pair_sum_to_one() -> None:
    P = beats(random_values(5))
    np.testing.assert_allclose((P + P.T)[~np.eye(5, dtype=bool)], 1.0)
    np.testing.assert_array_equal(np.diag(P), 0.0)


def test_mean_rank_counts_those_above() -> None:
    values = random_values(5)
    np.testing.assert_allclose(rank_summary(values, 0.9)["rank_mean"], 1.0 + beats(values).sum(axis=0))


def test_rank_limits_are_whole_numbers_that_hold_their_mass() -> None:
    values = random_values(5)
    found, ranks = rank_summary(values, 0.9), ranks_of(values)
    for limit in ("rank_lower", "rank_upper"):
        np.testing.assert_array_equal(found[limit], np.round(found[limit]))
    inside = (ranks >= found["rank_lower"]) & (ranks <= found["rank_upper"])
    assert (inside.mean(axis=0) >= 0.9).all()


def test_alone_a_driver_is_first_without_a_probability() -> None:
    found = rank_summary(random_values(1), 0.9)
    assert [found[name].item() for name in ("rank_mean", "rank_lower", "rank_upper", "group")] == [1.0] * 4
    assert np.isnan(found["prob_first"][0])
