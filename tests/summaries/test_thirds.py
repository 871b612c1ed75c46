"""Thirds draw by draw, and thirds of the population against a large simulation."""

import numpy as np
import pytest

from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.thirds import TOP_THIRD, best_in_everything, population_third_means, third_means, thirds_of


def test_mean_of_the_top_third_of_a_normal() -> None:
    assert pytest.approx(1.0908, abs=5e-5) == TOP_THIRD


@pytest.mark.parametrize("J", [3, 7, 8, 20])
def test_thirds_against_a_loop_over_draws(J: int) -> None:
    latent = np.random.default_rng(J).normal(50.0, 10.0, (30, J, 4))
    third = thirds_of(latent[:, :, 2])
    means = third_means(latent, third)
    for m in range(30):
        level = latent[m, :, 2].tolist()
        order = sorted(range(J), key=level.__getitem__)
        for t, teams in enumerate(np.array_split(np.array(order), 3)):
            assert set(teams) == set(np.flatnonzero(third[m] == t))
            np.testing.assert_allclose(means[m, t], latent[m, teams].mean(axis=0))


def test_thirds_without_teams_have_no_mean() -> None:
    latent = np.array([[[1.0, 2.0], [3.0, 4.0]]])
    means = third_means(latent, thirds_of(latent[:, :, 0]))
    np.testing.assert_array_equal(means[0], [[1.0, 2.0], [3.0, 4.0], [np.nan, np.nan]])


def test_population_thirds_against_simulated_teams(fitted: Fitted) -> None:
    draws, rng = fitted.posterior, np.random.default_rng(7)
    places = [draws.place[name] for name in ("trust", "leadership", "benefit", "margin")]
    Phi = draws.covariance[:, places][:, :, places]
    found = population_third_means(draws.mean[:, places], Phi[:, :, 0])
    for m in (0, 41):
        teams = rng.multivariate_normal(draws.mean[m, places], Phi[m], 300_000)
        order = np.array_split(np.argsort(teams[:, 0]), 3)
        simulated = np.array([teams[third].mean(axis=0) for third in order])
        np.testing.assert_allclose(found[m] / np.sqrt(np.diag(Phi[m])), simulated / np.sqrt(np.diag(Phi[m])), atol=0.01)


@pytest.mark.parametrize(
    ("means", "direction", "expected"),
    [
        ([[1, 1, 1], [2, 2, 2], [3, 3, 3]], [1, 1, 1], True),
        ([[1, 1, 4], [2, 2, 2], [3, 3, 3]], [1, 1, 1], False),
        ([[1, 1, 4], [2, 2, 3], [3, 3, 2]], [1, 1, -1], True),
        ([[1, 3, 3], [2, 2, 2], [3, 1, 1]], [-1, 1, 1], True),
        ([[1, 3, 1], [2, 2, 2], [3, 1, 3]], [-1, 1, 1], False),
    ],
)
def test_best_in_everything(means: list[list[int]], direction: list[int], expected: bool) -> None:
    assert best_in_everything(np.array(means, dtype=float), np.array(direction, dtype=float)) == expected
