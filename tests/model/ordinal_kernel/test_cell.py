"""Mills' ratio and the probability of a category against scipy, in the middle and far in both tails."""

from collections.abc import Callable

import numpy as np
import pytest
from numba import njit
from scipy.special import erfcx, log_ndtr

from bayeschain.model.ordinal_kernel.cell import below, between
from bayeschain.model.ordinal_kernel.mills import END, mills

RATIO: Callable[[float], float] = njit(lambda t: mills(t))
BELOW: Callable[[float], tuple[float, float, float]] = njit(lambda b: below(b))
BETWEEN: Callable[[float, float], tuple[float, float, float, float]] = njit(lambda a, b: between(a, b))


def test_mills_ratio_to_the_last_bits() -> None:
    t = np.concatenate([np.linspace(0.0, 2.0 * END, 4001), [30.0, 100.0, 1e6]])
    exact = np.sqrt(np.pi / 2.0) * erfcx(t / np.sqrt(2.0))
    np.testing.assert_allclose([RATIO(each) for each in t], exact, rtol=3e-15)


@pytest.mark.parametrize("b", [-60.0, -12.3, -3.0, -1e-9, 0.0, 0.4, 3.0, 9.0])
def test_an_end_category(b: float) -> None:
    exponent, factor, slope = BELOW(b)
    assert exponent + np.log(factor) == pytest.approx(log_ndtr(b), rel=1e-13, abs=1e-15)
    assert slope == pytest.approx(np.exp(-0.5 * b * b - 0.5 * np.log(2 * np.pi) - log_ndtr(b)), rel=1e-10)


@pytest.mark.parametrize("middle", [-40.0, -9.0, -1.3, 0.0, 0.2, 5.0, 40.0])
@pytest.mark.parametrize("width", [1e-4, 0.3, 2.0, 30.0])
def test_a_middle_category(middle: float, width: float) -> None:
    """log(Φ(b) - Φ(a)) = log Φ(b) + log(1 - exp(log Φ(a) - log Φ(b))), taken in the tail where it keeps its digits."""
    a, b = middle - width / 2.0, middle + width / 2.0
    lower, upper = (a, b) if middle <= 0.0 else (-b, -a)
    exact = log_ndtr(upper) + np.log(-np.expm1(log_ndtr(lower) - log_ndtr(upper)))
    exponent, factor, at_a, at_b = BETWEEN(a, b)
    assert exponent + np.log(factor) == pytest.approx(exact, rel=1e-10, abs=1e-10)
    density = [np.exp(-0.5 * x * x - 0.5 * np.log(2 * np.pi) - exact) for x in (a, b)]
    np.testing.assert_allclose([at_a, at_b], density, rtol=1e-8, atol=1e-12)


def test_thresholds_that_meet_leave_a_small_probability() -> None:
    exponent, factor, _, _ = BETWEEN(0.7, 0.7)
    assert np.isfinite(exponent + np.log(factor))
    assert exponent + np.log(factor) < -600.0
