"""What several sums tell together: by another route, null spaces, and cases by hand."""

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import null_space

from bayeschain.disclosure.groups import withhold
from bayeschain.disclosure.linear import told


def undetermined(sums: np.ndarray, those: list[int]) -> int:
    """Dimensions in which values of some of the teams can move while every sum stays."""
    free = null_space(sums)[those] if sums.size else np.eye(sums.shape[1])[those]
    return int(np.linalg.matrix_rank(free, tol=1e-9)) if free.size else 0


def gives_away(
    sums: np.ndarray, n: np.ndarray, weights: np.ndarray, hidden: np.ndarray, minimum: int
) -> set[frozenset[int]]:
    """All sets of withheld teams with few people of which some combination of sums tells, by trying all of them."""
    found, teams = set(), np.flatnonzero(hidden)
    for insider in (None, *teams):
        unknown = [int(j) for j in teams if j != insider]
        for some in chain.from_iterable(combinations(unknown, k) for k in range(1, len(unknown) + 1)):
            for counts, protecting in zip(n, weights, strict=True):
                reached = [j for j in some if counts[j] > 0]
                if not reached or protecting[list(some)].sum() >= minimum:
                    continue
                places = [unknown.index(j) for j in some]
                others = [place for place, j in zip(places, some, strict=True) if counts[j] == 0]
                left = sums[:, unknown].astype(float)
                known = len(places) - undetermined(left, places)
                if known > len(others) - undetermined(left, others):
                    found.add(frozenset(some))
    return found


def design(sizes: list[tuple[int, ...]], seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts, groups (everybody, thirds, units) and unanimous teams."""
    n = np.array(sizes).T
    rng = np.random.default_rng(seed)
    thirds, units = rng.permutation(n.shape[1]) % 3, rng.integers(0, 3, n.shape[1])
    groups = [np.ones(n.shape[1], dtype=bool), *(thirds == t for t in range(3)), *(units == u for u in range(3))]
    return n, np.array([group for group in groups if group.any()]), rng.random(n.shape) < 0.1


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 2).flatmap(lambda s: st.lists(st.tuples(*[st.integers(0, 9)] * s), min_size=2, max_size=7)),
    st.integers(2, 6),
    st.integers(0, 2**32 - 1),
)
def test_what_is_found_is_what_null_spaces_say(sizes: list[tuple[int, ...]], minimum: int, seed: int) -> None:
    n, groups, exposed = design(sizes, seed)
    hidden = np.asarray(np.random.default_rng(seed).random(n.shape[1]) < 0.7)
    weights = np.where(exposed, 0, n)
    few = told(n, weights, groups, hidden, minimum)
    there = gives_away(groups, n, weights, hidden, minimum)
    assert (few is not None) == bool(there)
    assert few is None or any(some <= set(np.flatnonzero(few | (n == 0).any(axis=0)).tolist()) for some in there)


@settings(deadline=None, max_examples=60)
@given(
    st.integers(1, 2).flatmap(lambda s: st.lists(st.tuples(*[st.integers(0, 12)] * s), min_size=3, max_size=8)),
    st.integers(2, 6),
    st.integers(0, 2**32 - 1),
)
def test_no_combination_of_released_sums_tells_of_few(sizes: list[tuple[int, ...]], minimum: int, seed: int) -> None:
    n, groups, exposed = design(sizes, seed)
    found = withhold(n, groups, minimum, exposed)
    assert not gives_away(groups[found.closed], n, np.where(exposed, 0, n), found.teams, minimum)


def test_a_third_less_a_unit_is_a_team() -> None:
    """Each group hides three teams; their difference is two teams, and a member of one finds the other."""
    n = np.array([[4, 4, 9, 4, 9, 9, 9, 9]])
    everybody = np.ones(8, dtype=bool)
    third, unit = np.zeros(8, dtype=bool), np.zeros(8, dtype=bool)
    third[[0, 1, 2, 5]], unit[[0, 1, 3, 6]] = True, True
    hidden = np.zeros(8, dtype=bool)
    hidden[[0, 1, 2, 3]] = True
    few = told(n, n, np.array([third, unit]), hidden, 5)
    assert few is not None
    assert few[3]
    found = withhold(n, np.array([everybody, third, unit]), 5)
    assert told(n, n, np.array([everybody, third, unit])[found.closed], found.teams, 5) is None


@pytest.mark.parametrize("teams", [40, 200])
def test_many_small_cells_count_as_one(teams: int) -> None:
    """More cells than can be tried in all combinations: what is in doubt counts as told."""
    n = np.full((1, teams), 2)
    groups = np.concatenate([np.ones((1, teams), dtype=bool), np.eye(20, dtype=bool).repeat(teams // 20, axis=1)])
    assert told(n, n, groups, np.ones(teams, dtype=bool), 12 if teams == 40 else 30) is not None
