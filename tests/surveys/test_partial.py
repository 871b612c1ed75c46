"""Moments by pattern and team against brute force."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.surveys.helpers import REPEATABLE

from bayeschain.surveys.moments import Floats, Integers
from bayeschain.surveys.partial import PartialAccumulator, PartialMoments


def skipping(rng: np.random.Generator, respondents: int, items: int, teams: int) -> tuple[Integers, Floats]:
    """Teams and answers; everybody answers something and most skip something."""
    answers = rng.integers(0, 5, (respondents, items)).astype(np.float64) * 25.0
    skipped = rng.random((respondents, items)) < 0.4
    skipped[np.arange(respondents), rng.integers(0, items, respondents)] = False
    answers[skipped] = np.nan
    return rng.integers(0, teams, respondents, dtype=np.int64), answers


def by_group(moments: PartialMoments) -> dict[tuple[object, ...], tuple[int, Floats, Floats]]:
    """n, mean and cross-products by team and pattern."""
    return {
        (int(moments.team[i]), *moments.answered[i].tolist()): (
            int(moments.n[i]),
            moments.means[i],
            moments.roots[moments.group == i].T @ moments.roots[moments.group == i],
        )
        for i in range(len(moments.n))
    }


def assert_brute_force(moments: PartialMoments, teams: Integers, answers: Floats) -> None:
    patterns = [(int(team), *np.isfinite(row).tolist()) for team, row in zip(teams, answers, strict=True)]
    found = by_group(moments)
    assert set(found) == set(patterns)
    assert len(moments.n) == len(found)
    for key, (n, mean, scatter) in found.items():
        rows = answers[[one == key for one in patterns]]
        about = np.nan_to_num(rows - rows.mean(axis=0))
        assert n == len(rows)
        np.testing.assert_allclose(mean, rows.mean(axis=0), atol=1e-10)
        np.testing.assert_allclose(scatter, about.T @ about, atol=1e-8)
        assert len(moments.roots[(moments.group == list(found).index(key))]) <= min(n - 1, np.isfinite(mean).sum())


@REPEATABLE
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 4), st.integers(1, 11), st.data())
def test_any_split_gives_the_same_groups(
    seed: int, respondents: int, teams: int, items: int, data: st.DataObject
) -> None:
    codes, answers = skipping(np.random.default_rng(seed), respondents, items, teams)
    cuts = sorted(data.draw(st.lists(st.integers(0, respondents), max_size=5)))
    gathered = PartialAccumulator(items)
    for start, stop in zip([0, *cuts], [*cuts, respondents], strict=True):
        gathered.add(codes[start:stop], answers[start:stop])
    assert_brute_force(gathered.result(), codes, answers)


def test_many_respondents_of_one_pattern_keep_no_more_rows_than_items() -> None:
    rng = np.random.default_rng(1)
    answers = np.column_stack([rng.normal(50, 10, (500, 3)), np.full(500, np.nan)])
    gathered = PartialAccumulator(4)
    for start in range(0, 500, 7):
        gathered.add(np.zeros(len(answers[start : start + 7]), dtype=np.int64), answers[start : start + 7])
    moments = gathered.result()
    assert moments.roots.shape == (3, 4)
    assert_brute_force(moments, np.zeros(500, dtype=np.int64), answers)


def test_take_reorders_teams_and_drops_the_others() -> None:
    codes, answers = skipping(np.random.default_rng(2), 40, 5, 4)
    gathered = PartialAccumulator(5)
    gathered.add(codes, answers)
    taken = gathered.result().take(np.array([3, -1, 0, 9]))
    there = (codes == 3) | (codes == 0)
    assert_brute_force(taken, np.where(codes == 3, 0, 2)[there], answers[there])
    assert taken.respondents(4).tolist() == [(codes == 3).sum(), 0, (codes == 0).sum(), 0]
