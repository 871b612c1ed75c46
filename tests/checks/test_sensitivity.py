"""Power scaling of reported quantities, against a conjugate normal whose posterior under any power is known."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.stats import norm
from tests.conftest import Case

from bayeschain.checks import sensitivity
from bayeschain.checks.quantities import Quantities
from bayeschain.checks.sensitivity import compare, doubled
from bayeschain.summaries.intervals import Floats


def conjugate(prior_mean: float, prior_sd: float, data_mean: float, data_sd: float) -> tuple[Floats, Floats, Floats]:
    """Exact draws of a normal mean, with the log densities of its prior and its data."""
    precision = np.array([prior_sd, data_sd]) ** -2.0
    mean = precision @ [prior_mean, data_mean] / precision.sum()
    draws = norm.ppf((np.arange(4000) + 0.5) / 4000, mean, precision.sum() ** -0.5)
    draws = np.random.default_rng(1).permutation(draws)
    return draws, norm.logpdf(draws, prior_mean, prior_sd), norm.logpdf(data_mean, draws, data_sd)


def test_the_slope_is_that_of_the_posterior_under_a_powered_prior() -> None:
    draws, prior, _ = conjugate(0.0, 2.0, 3.0, 1.0)

    def mean(power: float) -> float:
        weight = np.array([power / 4.0, 1.0])
        return float(weight @ [0.0, 3.0] / weight.sum())

    slope = (mean(2.0**0.01) - mean(2.0**-0.01)) / 0.02
    assert doubled(draws[:, None], prior)[0] == pytest.approx(slope, rel=0.01)


@pytest.mark.parametrize(
    ("prior", "data", "diagnosis"),
    [((0.0, 30.0), (3.0, 1.0), "none"), ((0.0, 1.0), (6.0, 1.0), "conflict"), ((0.0, 1.0), (0.5, 30.0), "none")],
)
def test_diagnosis(prior: tuple[float, float], data: tuple[float, float], diagnosis: str) -> None:
    draws, log_prior, log_likelihood = conjugate(*prior, *data)
    shape = (4, 1000)
    tables = compare(
        Quantities(pd.DataFrame({"quantity": ["total"], "construct": ["a"]}), draws[:, None]),
        xr.Dataset({"x": (("chain", "draw"), log_prior.reshape(shape))}),
        xr.Dataset({"y": (("chain", "draw"), log_likelihood.reshape(shape))}),
    )
    assert tables["diagnosis"].tolist() == [diagnosis]
    assert tables["by"].tolist() == ["x"]


def test_a_fit_carries_the_log_density_of_its_priors(case: Case) -> None:
    found, posterior = case.fit["log_prior"].dataset, case.fit["posterior"].dataset
    p = case.specification.priors
    icc = posterior["icc"].to_numpy()
    shapes = (p.icc.alpha - 1.0, p.icc.beta - 1.0)
    expected = (shapes[0] * np.log(icc) + shapes[1] * np.log1p(-icc)).sum(axis=-1)
    np.testing.assert_allclose((found["icc"] - expected).std(), 0.0, atol=1e-9)
    np.testing.assert_allclose(
        found["construct_mean"], norm.logpdf(posterior["construct_mean"], p.means.mean, p.means.sd).sum(axis=-1)
    )
    verdict = sensitivity(case.fit)
    assert set(verdict.table["quantity"]) >= {"total", "new_teams"}
    assert verdict.status in {"pass", "look"}
    without = case.fit.copy()
    del without["log_prior"]
    with pytest.raises(ValueError, match="no log prior"):
        sensitivity(without)
