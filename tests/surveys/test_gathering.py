"""Moments of everybody, whether or not they skipped an item, against brute force."""

import numpy as np
import pytest
from tests.surveys.test_moments import brute_force
from tests.surveys.test_partial import assert_brute_force, skipping

from bayeschain.surveys.available import available, pairwise
from bayeschain.surveys.gathering import Gathering
from bayeschain.surveys.moments import Floats, Integers
from bayeschain.surveys.scale_means import ScoringRule, scoring_rule

COUNTS = (3, 1, 2)


def gathered(codes: Integers, answers: Floats, rule: ScoringRule) -> Gathering:
    found = Gathering(rule)
    for start in range(0, len(codes), 13):
        found.add(codes[start : start + 13], answers[start : start + 13])
    return found


def some_answers() -> tuple[Integers, Floats]:
    codes, answers = skipping(np.random.default_rng(4), 70, 6, 5)
    answers[:25] = np.random.default_rng(5).integers(0, 5, (25, 6)) * 25.0
    return codes, answers


def test_nobody_is_lost_between_complete_and_partial_answers() -> None:
    codes, answers = some_answers()
    moments = gathered(codes, answers, scoring_rule(COUNTS, "complete", None)).result(5)
    complete = np.isfinite(answers).all(axis=1)
    assert moments.n.tolist() == np.bincount(codes, minlength=5).tolist()
    assert moments.partial is not None
    np.testing.assert_allclose(
        moments.complete.scatter, brute_force(codes[complete], answers[complete], 5)[2], atol=1e-9
    )
    assert_brute_force(moments.partial, codes[~complete], answers[~complete])


def test_available_moments_are_those_of_each_item_alone() -> None:
    codes, answers = some_answers()
    moments = gathered(codes, answers, scoring_rule(COUNTS, "complete", None)).result(5)
    found = available(moments.complete, moments.partial)
    for k in range(6):
        there = np.isfinite(answers[:, k])
        n, means, scatter = brute_force(codes[there], answers[there][:, [k]], 5)
        assert found.n[:, k].tolist() == n.tolist()
        np.testing.assert_allclose(found.means[:, k], means[:, 0])
        np.testing.assert_allclose(found.sums[:, k], scatter[:, 0, 0], atol=1e-9)


@pytest.mark.parametrize(
    ("scoring", "fewest"), [("complete", None), ("mean_of_answered", None), ("mean_of_answered", 1)]
)
def test_scale_means_follow_the_rule(scoring: str, fewest: int | None) -> None:
    codes, answers = some_answers()
    least = {"complete": COUNTS, "mean_of_answered": (2, 1, 1) if fewest is None else (1, 1, 1)}[scoring]
    means = np.full((len(answers), 3), np.nan)
    for i, row in enumerate(answers):
        for c, part in enumerate(np.split(row, [3, 4])):
            given = part[np.isfinite(part)]
            if len(given) >= least[c]:
                means[i, c] = sum(given) / len(given)
    found = gathered(codes, answers, scoring_rule(COUNTS, scoring, fewest)).result(5).scale_means
    assert found is not None
    every, some = np.isfinite(means).all(axis=1), np.isfinite(means).any(axis=1)
    n, team_means, scatter = brute_force(codes[every], means[every], 5)
    assert found.complete.n.tolist() == n.tolist()
    np.testing.assert_allclose(found.complete.means, team_means)
    np.testing.assert_allclose(found.complete.scatter, scatter, atol=1e-9)
    assert found.partial is not None
    assert_brute_force(found.partial, codes[some & ~every], means[some & ~every])
    answered = np.isfinite(answers)
    partly = [(0 < row[:3].sum() < 3) or (0 < row[4:].sum() < 2) for row in answered]
    assert found.partly == sum(partly)


def test_without_a_gap_there_is_nothing_partial() -> None:
    codes, answers = some_answers()
    moments = gathered(codes[:25], answers[:25], scoring_rule(COUNTS, "complete", None)).result(7)
    assert moments.partial is None
    assert moments.scale_means is None
    assert len(moments.n) == 7
    assert moments.take(np.array([2, -1])).n.tolist() == [int((codes[:25] == 2).sum()), 0]


def test_pairwise_cross_products_are_those_of_each_pair_of_items() -> None:
    codes, answers = some_answers()
    moments = gathered(codes, answers, scoring_rule(COUNTS, "complete", None)).result(5)
    assert moments.partial is not None
    found = pairwise(moments.complete, moments.partial)
    for k in range(6):
        for m in range(6):
            both = np.isfinite(answers[:, [k, m]]).all(axis=1)
            n, _, scatter = brute_force(codes[both], answers[both][:, [k, m]], 5)
            covariance = scatter.sum(axis=0)[0, 1] / np.maximum(n - 1, 0).sum()
            assert found[k, m] == pytest.approx(covariance * np.maximum(moments.n - 1, 0).sum(), abs=1e-8)
