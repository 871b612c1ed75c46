"""The band's coverage and p-values against simulated uniform ranks."""

import numpy as np
import pytest

from bayeschain.experiments.bands import counts_below, coverage, p_value, simultaneous_band, smallest_tail

N, L, SIMULATED = 60, 12, 20_000


@pytest.fixture(scope="module")
def counts() -> np.ndarray:
    return counts_below(np.random.default_rng(1).integers(0, L + 1, (N, SIMULATED)), L)


@pytest.mark.parametrize("mass", [0.5, 0.9, 0.99])
def test_coverage_is_that_of_uniform_ranks(counts: np.ndarray, mass: float) -> None:
    band = simultaneous_band(N, L, mass)
    exact = coverage(band, N)
    inside = ((counts >= band.lower[:, None]) & (counts <= band.upper[:, None])).all(axis=0).mean()
    assert abs(inside - exact) < 4.0 * np.sqrt(exact * (1.0 - exact) / SIMULATED)
    assert abs(exact - mass) < 0.03  # counts are whole numbers: not every mass can be had


def test_p_values_are_those_of_uniform_ranks(counts: np.ndarray) -> None:
    tails = smallest_tail(counts, N, L)
    for share in (0.01, 0.1, 0.5):
        tail = np.quantile(tails, share)
        exact, seen = p_value(float(tail), N, L), (tails <= tail).mean()
        assert abs(seen - exact) < 4.0 * np.sqrt(exact * (1.0 - exact) / SIMULATED)


def test_counts_below() -> None:
    ranks = np.array([[0, 3], [1, 3], [3, 3], [3, 0]])
    assert counts_below(ranks, 3).tolist() == [[1, 1], [2, 1], [2, 1]]


def test_skewed_ranks_are_found_out() -> None:
    rng = np.random.default_rng(2)
    skewed = np.floor((L + 1) * rng.beta(1.0, 2.0, N)).astype(int)
    assert p_value(float(smallest_tail(counts_below(skewed, L), N, L)), N, L) < 1e-3
