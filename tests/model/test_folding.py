"""Standard deviations whose sign is free."""

import numpy as np
import pymc as pm
import pytest
from scipy.stats import halfnorm

from bayeschain.model.folding import Folded

SCALE = 2.0


@pytest.fixture(scope="module")
def model() -> pm.Model:
    with pm.Model() as made:
        pm.HalfNormal("sd", [2.0, 3.0], shape=2, default_transform=Folded(SCALE))
    return made


@pytest.mark.parametrize("value", [[1.0, 4.0], [-1.0, 4.0], [-1.0, -4.0]])
def test_the_density_is_that_of_the_absolute_value(model: pm.Model, value: list[float]) -> None:
    point = {"sd_folded__": np.array(value)}
    sd = SCALE * np.abs(value)
    expected = halfnorm.logpdf(sd, scale=[2.0, 3.0]).sum() + 2 * np.log(SCALE)
    assert model.compile_logp()(point) == pytest.approx(expected, rel=1e-12)


def test_nothing_breaks_at_zero(model: pm.Model) -> None:
    slope = model.compile_dlogp()({"sd_folded__": np.array([0.0, 1.5])})
    np.testing.assert_allclose(slope, [0.0, -1.5 * SCALE**2 / 9.0], atol=1e-12)


def test_there_and_back(model: pm.Model) -> None:
    assert model.initial_point()["sd_folded__"] == pytest.approx(np.array([2.0, 3.0]) / SCALE)
