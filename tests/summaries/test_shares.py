"""LMG shares against all orderings written out."""

from itertools import permutations

import numpy as np
import pytest
from numpy.typing import NDArray

from bayeschain.summaries.shares import lmg_shares

Floats = NDArray[np.float64]

CASES = {
    "one parent": [0],
    "two free": [0, 0],
    "two in a row": [0, 1],
    "four free": [0, 0, 0, 0],
    "three in a row": [0, 1, 3],
    "fork": [0, 1, 1, 0],
    "collider": [0, 0, 3, 0],
    "mixed": [0, 0, 1, 5, 0, 2],
}


def correlations(size: int, draws: int, seed: int) -> Floats:
    """Random correlation matrices."""
    root = np.random.default_rng(seed).normal(size=(draws, size, size + 2))
    S = root @ root.transpose(0, 2, 1)
    sd = np.sqrt(np.diagonal(S, axis1=1, axis2=2))
    return np.asarray(S / sd[:, :, None] / sd[:, None, :])


def r_squared(R: Floats, chosen: tuple[int, ...]) -> float:
    """R² of the last variable on the chosen ones, by the normal equations."""
    if not chosen:
        return 0.0
    r = R[list(chosen), -1]
    return float(r @ np.linalg.solve(R[np.ix_(chosen, chosen)], r))


def brute_force(R: Floats, before: list[int]) -> Floats:
    """Mean gain over every ordering that puts all needed parents first."""
    k = len(before)
    gains = []
    for order in permutations(range(k)):
        position = {p: i for i, p in enumerate(order)}
        if all(position[q] < position[p] for p in range(k) for q in range(k) if before[p] >> q & 1):
            gain = np.zeros(k)
            for i, p in enumerate(order):
                gain[p] = r_squared(R, order[: i + 1]) - r_squared(R, order[:i])
            gains.append(gain)
    return np.asarray(np.mean(gains, axis=0))


@pytest.mark.parametrize("name", CASES)
def test_shares_equal_the_mean_over_all_orderings(name: str) -> None:
    before = CASES[name]
    R = correlations(len(before) + 1, 3, len(name))
    np.testing.assert_allclose(lmg_shares(R, before), [brute_force(r, before) for r in R], atol=1e-12)


@pytest.mark.parametrize("k", [1, 5, 10])
def test_shares_sum_to_r_squared(k: int) -> None:
    R = correlations(k + 1, 4, k)
    whole = [r_squared(r, tuple(range(k))) for r in R]
    np.testing.assert_allclose(lmg_shares(R, [0] * k).sum(axis=1), whole, atol=1e-12)


def test_shares_of_free_parents_do_not_depend_on_their_order() -> None:
    R = correlations(6, 2, 8)
    swapped = [3, 0, 4, 1, 2]
    shares = lmg_shares(R, [0] * 5)
    places = [*swapped, 5]
    np.testing.assert_allclose(lmg_shares(R[:, places][:, :, places], [0] * 5), shares[:, swapped], atol=1e-12)


def test_uncorrelated_parents_get_their_squared_slopes() -> None:
    b = np.array([0.5, -0.3, 0.1])
    R = np.eye(4)[None].copy()
    R[0, :3, 3] = R[0, 3, :3] = b
    np.testing.assert_allclose(lmg_shares(R, [0, 0, 0])[0], b**2, atol=1e-15)
