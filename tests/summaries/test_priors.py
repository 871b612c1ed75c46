"""What the priors imply, against draws of the priors and formulas that share no code with the model."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import ks_2samp, norm
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.specification import parse_model
from bayeschain.summaries import implied
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.priors import BIN, BINS, CORRELATION, GAP, IMPLIED, NAMES, TIER, histograms, implied_values
from bayeschain.workflow.before import prior_values

CRITICAL = 1.95 * np.sqrt(1 / 300 + 1 / 400)
"""Two-sample Kolmogorov-Smirnov, level .001, of as many sets of parameters; values of one set hang together."""


@pytest.fixture(scope="module")
def prior() -> xr.DataTree:
    return fake_fit(draws=2, prior_draws=400)


def test_values_are_those_of_other_formulas(prior: xr.DataTree) -> None:
    found, wanted = implied_values(open_fit(prior)), prior_values(parse_model(MODEL), 300)
    assert tuple(found) == tuple(wanted) == tuple(NAMES)
    for name in NAMES:
        assert found[name].size / 400 == wanted[name].size / 300, name
        assert ks_2samp(found[name], wanted[name]).statistic < CRITICAL, name


def test_gap_is_the_regression_on_the_tier_construct(prior: xr.DataTree) -> None:
    group = prior["prior"].isel(chain=0)
    names = ["leadership", "goals", "stress", "benefit", "loyalty"]
    r = group["team_correlation"].sel(construct="trust", construct_bis=names).transpose("draw", ...).to_numpy()
    sd = group["team_sd"].sel(construct=names).transpose("draw", "construct").to_numpy()
    gap = 2.0 * 3.0 * norm.pdf(norm.ppf(2.0 / 3.0)) * r * sd
    np.testing.assert_allclose(np.sort(implied_values(open_fit(prior))[GAP]), np.sort(gap.ravel()), atol=1e-9)


def test_histograms_hold_all_draws(prior: xr.DataTree) -> None:
    found = implied(prior, mass=0.5)
    assert found.attrs["interval_mass"] == 0.5
    np.testing.assert_allclose(found["share"].sum(BIN), 1.0)
    values = implied_values(open_fit(prior))
    for name in NAMES:
        one = found.sel({IMPLIED: name})
        inside = np.mean((values[name] >= float(one["lower"])) & (values[name] <= float(one["upper"])))
        assert inside == pytest.approx(0.5, abs=0.01)
    assert found["left"].sel({IMPLIED: CORRELATION}) == -1.0
    beyond = float((values[TIER] > float(found["right"].sel({IMPLIED: TIER}))).mean())
    assert beyond == pytest.approx(0.01, abs=0.002)


def test_values_without_spread_have_an_axis() -> None:
    found = histograms({GAP: np.zeros(10)}, 0.9).sel({IMPLIED: GAP})
    assert float(found["left"]) < 0.0 < float(found["right"])
    assert found.sizes[BIN] == BINS


def test_scale_with_negative_answers_has_no_ratio() -> None:
    text = MODEL.replace("scale: [0, 4]", "scale: [-2, 2]")
    shown = open_fit(fake_fit(text, draws=2, prior_draws=10))
    assert (implied_values(shown)[TIER].size, implied_values(shown)[GAP].size) == (40, 50)
    assert prior_values(shown.specification, 10)[TIER].size == 40


def test_without_tiers_there_are_no_thirds() -> None:
    text = "".join(line for line in MODEL.splitlines(keepends=True) if not line.startswith("tiers"))
    assert not {TIER, GAP} & set(implied_values(open_fit(fake_fit(text, draws=2, prior_draws=10))))
