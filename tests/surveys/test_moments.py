"""Moments by chunk equal moments in one piece, by brute force."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.surveys.helpers import REPEATABLE

from bayeschain.surveys.moments import Floats, Integers, MomentAccumulator, TeamMoments

type Expected = tuple[Integers, Floats, Floats]


def brute_force(teams: Integers, answers: Floats, count: int) -> Expected:
    """n, means and cross-products team by team, one sum after another."""
    p = answers.shape[1]
    n, means, scatter = np.zeros(count, dtype=int), np.full((count, p), np.nan), np.zeros((count, p, p))
    for j in range(count):
        rows = [answers[i] for i in range(len(teams)) if teams[i] == j]
        n[j] = len(rows)
        if rows:
            means[j] = sum(rows) / len(rows)
            for row in rows:
                scatter[j] += np.outer(row - means[j], row - means[j])
    return n, means, scatter


def assert_moments(moments: TeamMoments, expected: Expected, atol: float = 1e-10) -> None:
    n, means, scatter = expected
    np.testing.assert_array_equal(moments.n, n)
    np.testing.assert_allclose(moments.means, means, rtol=0, atol=atol)
    np.testing.assert_allclose(moments.scatter, scatter, rtol=1e-10, atol=atol)


@REPEATABLE
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 7), st.integers(1, 4), st.data())
def test_any_split_gives_the_same_moments(
    seed: int, respondents: int, teams: int, items: int, data: st.DataObject
) -> None:
    rng = np.random.default_rng(seed)
    codes, answers = rng.integers(0, teams, respondents), rng.uniform(0, 100, (respondents, items))
    cuts = sorted(data.draw(st.lists(st.integers(0, respondents), max_size=5)))
    whole = MomentAccumulator(items)
    for start, stop in zip([0, *cuts], [*cuts, respondents], strict=True):
        whole.add(codes[start:stop], answers[start:stop])
    assert_moments(whole.result(teams), brute_force(codes, answers, teams))


@REPEATABLE
@given(st.integers(0, 2**32 - 1), st.integers(0, 40))
def test_merged_accumulators_equal_one(seed: int, cut: int) -> None:
    rng = np.random.default_rng(seed)
    codes, answers = rng.integers(0, 5, 40), rng.uniform(0, 100, (40, 3))
    left, right = MomentAccumulator(3), MomentAccumulator(3)
    left.add(codes[:cut], answers[:cut])
    right.add(codes[cut:], answers[cut:])
    left.merge(right)
    assert_moments(left.result(5), brute_force(codes, answers, 5))


def test_scatter_is_symmetric_and_zero_for_one_respondent() -> None:
    accumulator = MomentAccumulator(3)
    accumulator.add(np.array([0, 1, 1, 1]), np.random.default_rng(3).uniform(0, 100, (4, 3)))
    accumulator.add(np.array([1, 1]), np.random.default_rng(4).uniform(0, 100, (2, 3)))
    moments = accumulator.result(3)
    np.testing.assert_array_equal(moments.scatter, np.swapaxes(moments.scatter, 1, 2))
    np.testing.assert_array_equal(moments.scatter[[0, 2]], 0)
    assert np.isnan(moments.means[2]).all()
    assert moments.n.tolist() == [1, 5, 0]


def test_answers_far_from_zero_do_not_cancel() -> None:
    """Sums of squares about zero would lose every digit here."""
    rng = np.random.default_rng(5)
    codes, answers = np.repeat([0, 1], 50), rng.normal(0, 1, (100, 2))
    near, far = MomentAccumulator(2), MomentAccumulator(2)
    for half in (slice(0, 60), slice(60, 100)):
        near.add(codes[half], answers[half])
        far.add(codes[half], answers[half] + 1e8)
    np.testing.assert_allclose(far.result().scatter, near.result().scatter, rtol=1e-6, atol=1e-5)


def test_take_reorders_teams_and_leaves_absent_ones_empty() -> None:
    accumulator = MomentAccumulator(1)
    accumulator.add(np.array([0, 0, 1]), np.array([[1.0], [3.0], [5.0]]))
    taken = accumulator.result().take(np.array([1, -1, 0]))
    assert taken.n.tolist() == [1, 0, 2]
    np.testing.assert_array_equal(taken.means[:, 0], [5, np.nan, 2])
    assert taken.scatter[:, 0, 0].tolist() == [0, 0, 2]


def test_a_result_does_not_change_when_more_is_added() -> None:
    accumulator = MomentAccumulator(1)
    accumulator.add(np.array([0, 0]), np.array([[1.0], [3.0]]))
    before = accumulator.result()
    accumulator.add(np.array([0]), np.array([[90.0]]))
    assert before.n.tolist() == [2]
    assert before.scatter[0, 0, 0] == pytest.approx(2)


def test_many_respondents_are_quick() -> None:
    rng = np.random.default_rng(6)
    codes, answers = rng.integers(0, 300, 200_000), rng.uniform(0, 100, (200_000, 39))
    started = time.perf_counter()
    accumulator = MomentAccumulator(39)
    for start in range(0, 200_000, 50_000):
        accumulator.add(codes[start : start + 50_000], answers[start : start + 50_000])
    moments = accumulator.result()
    assert time.perf_counter() - started < 10  # takes 0.3 s
    team = answers[codes == 17]
    np.testing.assert_allclose(moments.scatter[17], np.cov(team.T, ddof=0) * len(team), rtol=1e-10)
