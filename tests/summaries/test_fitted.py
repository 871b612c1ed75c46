"""Opening a fit: response scales, interval mass, what is refused."""

import numpy as np
import pytest
import xarray as xr
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.errors import InputError
from bayeschain.summaries.fitted import Fitted, open_fit, response_scale


def test_half_of_the_maximum_is_the_middle_of_each_scale(fitted: Fitted) -> None:
    middle = fitted.scales.convert(np.full(7, 50.0))
    column = fitted.data["column_mean"].item()
    np.testing.assert_allclose(middle, [3.0, 3.0, 3.0, 2.0, 5.0, 5.0, column])


def test_ten_points_of_a_team_column_are_its_sd(fitted: Fitted) -> None:
    assert 10.0 * fitted.scales.unit[-1] == pytest.approx(fitted.data["column_sd"].item())


def test_ratios_need_a_scale_without_negative_answers() -> None:
    below = open_fit(fake_fit(MODEL.replace("scale: [0, 10]", "scale: [-5, 5]"), draws=5, prior_draws=5))
    assert below.scales.is_ratio.tolist() == [True] * 4 + [False] * 3


def test_a_team_column_has_no_response_scale(fitted: Fitted) -> None:
    with pytest.raises(ValueError, match="margin"):
        response_scale(fitted.specification.construct("margin"))


def test_interval_mass_is_that_of_the_model_file() -> None:
    fit = open_fit(fake_fit(MODEL + "report: {interval: 0.8}\n", draws=5, prior_draws=5))
    assert fit.mass(None) == 0.8
    assert fit.mass(0.5) == 0.5


@pytest.mark.parametrize("mass", [0.0, 1.0, 90.0, -0.1, float("nan")])
def test_impossible_masses_are_refused(fitted: Fitted, mass: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        fitted.mass(mass)


def test_unknown_constructs_are_refused_with_the_nearest(fitted: Fitted) -> None:
    with pytest.raises(InputError, match="Did you mean 'leadership'"):
        fitted.construct("leadrship")


def test_constant_data_and_posterior_name_the_same_constructs(fit: xr.DataTree, fitted: Fitted) -> None:
    names = list(fitted.specification.chain.constructs)
    assert fit["constant_data"]["construct"].to_numpy().tolist() == names
    assert fit["posterior"]["construct"].to_numpy().tolist() == names
