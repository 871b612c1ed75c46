"""Intervals, probabilities and the rule that says whether the data tell."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import norm

from bayeschain.summaries.intervals import (
    NARROWER,
    informative,
    integer_interval,
    interval,
    prob_positive,
    summarise,
    summarise_both,
    with_conventions,
)


@pytest.mark.parametrize("mass", [0.5, 0.9, 0.99])
def test_interval_holds_its_mass_with_equal_tails(mass: float) -> None:
    draws = norm.ppf((np.arange(200_000) + 0.5) / 200_000)
    lower, upper = interval(draws, mass)
    assert lower == pytest.approx(norm.ppf((1.0 - mass) / 2.0), abs=5e-4)
    assert upper == pytest.approx(-lower, abs=1e-9)


def test_integer_interval_gives_values_that_occur() -> None:
    draws = np.repeat([1, 2, 4], [1, 8, 1])[:, None]
    lower, upper = integer_interval(draws, 0.9)
    assert (lower[0], upper[0]) == (1.0, 4.0)
    lower, upper = integer_interval(draws, 0.5)
    assert (lower[0], upper[0]) == (2.0, 2.0)


def test_summary_of_each_column() -> None:
    draws = np.random.default_rng(1).normal([0.0, 2.0], [1.0, 3.0], (4000, 2))
    found = summarise(draws, 0.9)
    np.testing.assert_allclose(found["mean"], draws.mean(axis=0))
    np.testing.assert_allclose(found["sd"], draws.std(axis=0))
    np.testing.assert_allclose(found["lower"], np.percentile(draws, 5.0, axis=0))
    np.testing.assert_allclose(found["prob_positive"], [(draws[:, c] > 0).sum() / 4000 for c in range(2)])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_draw_without_a_finite_value_makes_the_quantity_missing(bad: float) -> None:
    draws = np.ones((5, 2))
    draws[3, 0] = bad
    for name, value in summarise(draws, 0.9).items():
        assert np.isnan(value[0]), name
        assert np.isfinite(value[1]), name


def test_prob_positive_does_not_count_zero() -> None:
    assert prob_positive(np.array([[-1.0], [0.0], [1.0], [2.0]]))[0] == 0.5


@pytest.mark.parametrize(
    ("width", "expected"),
    [(NARROWER - 0.01, True), (NARROWER + 0.01, False), (0.1, True), (2.0, False), (np.nan, False)],
)
def test_data_are_informative_where_they_narrow_the_interval(width: float, expected: bool) -> None:
    lower, upper = np.array([5.0]), np.array([5.0 + width])
    assert informative(lower, upper, np.array([0.0]), np.array([1.0]))[0] == expected


def test_a_constant_counts_as_known() -> None:
    same = np.array([100.0])
    assert informative(same, same + 1e-13, same, same)[0]


def test_prior_stands_beside_the_posterior() -> None:
    rng = np.random.default_rng(2)
    found = summarise_both(rng.normal(0.0, 0.1, (500, 3)), rng.normal(0.0, 1.0, (700, 3)), 0.8)
    assert (found["prior_lower"] < found["lower"]).all()
    assert (found["prior_upper"] > found["upper"]).all()
    assert found["data_informative"].all()


def test_attributes_say_the_convention() -> None:
    attrs = with_conventions(xr.Dataset(), 0.9, unit="points").attrs
    assert attrs["interval_mass"] == 0.9
    assert attrs["interval_kind"] == "eti"
    assert attrs["unit"] == "points"
