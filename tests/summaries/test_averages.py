"""Raw team averages, and thirds in which ties share membership."""

from itertools import pairwise, permutations

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray

from bayeschain.summaries.averages import complete_teams, membership, raw_third_means, team_averages, third_sizes
from bayeschain.summaries.fitted import Fitted

TIES = {
    "none": [3.0, 1.0, 2.0],
    "two across a border": [1.0, 2.0, 2.0, 3.0, 4.0, 5.0],
    "all equal": [1.0] * 7,
    "across two borders": [0.0, 1.0, 1.0, 1.0, 1.0, 9.0],
    "last bits differ": [0.1 + 0.2, 0.3, 0.3, 1.0, 2.0],
    "seven teams": [7.0, 6.0, 6.0, 4.0, 4.0, 4.0, 1.0],
}


def by_every_order(values: list[float]) -> NDArray[np.float64]:
    """Membership averaged over every way to break the ties."""
    J = len(values)
    rounded = [round(v, 9) for v in values]
    total, count = np.zeros((J, 3)), 0
    for order in permutations(range(J)):
        if all(rounded[a] <= rounded[b] for a, b in pairwise(order)):
            for t, third in enumerate(np.array_split(np.array(order), 3)):
                total[third, t] += 1
            count += 1
    return total / count


@pytest.mark.parametrize("name", TIES)
def test_tied_teams_share_their_places(name: str) -> None:
    values = TIES[name]
    np.testing.assert_allclose(membership(np.array(values)), by_every_order(values), atol=1e-12)


@pytest.mark.parametrize(("teams", "sizes"), [(3, [1, 1, 1]), (7, [3, 2, 2]), (8, [3, 3, 2]), (42, [14, 14, 14])])
def test_sizes_of_thirds(teams: int, sizes: list[int]) -> None:
    assert third_sizes(teams) == sizes


def test_means_of_thirds_average_to_the_mean_of_all() -> None:
    averages = np.round(np.random.default_rng(6).normal(3.0, 0.5, (20, 3)), 1)
    means = raw_third_means(averages)
    np.testing.assert_allclose(np.array(third_sizes(20)) @ means / 20, averages.mean(axis=0))
    assert (np.diff(means[:, 0]) > 0).all()


def test_fewer_than_three_teams_have_no_thirds() -> None:
    assert np.isnan(raw_third_means(np.ones((2, 4)))).all()


def test_averages_are_on_the_original_scale(fit: xr.DataTree, fitted: Fitted) -> None:
    data, averages = fit["constant_data"], team_averages(fitted)
    goals = data["team_item_mean"].sel(team="Team 5", item=["staff.go1", "staff.go2", "staff.go3"]).mean().item()
    assert averages[4, 2] == pytest.approx(1.0 + goals / 100.0 * 4.0)
    stress = data["team_item_mean"].sel(team="Team 5", item=["staff.st1", "staff.st2"]).mean().item()
    assert averages[4, 3] == pytest.approx(stress / 100.0 * 4.0)
    margin = data["team_column"].sel(team="Team 5", column="margin").item()
    expected = data["column_mean"].item() + (margin - 50.0) / 10.0 * data["column_sd"].item()
    assert averages[4, 6] == pytest.approx(expected)


def test_only_teams_with_all_sources_count(fitted: Fitted) -> None:
    averages = team_averages(fitted)
    assert len(complete_teams(averages, [0, 1])) == 22
    assert len(complete_teams(averages, [0, 4])) == 21
    assert len(complete_teams(averages, [0, 4, 6])) == 20
