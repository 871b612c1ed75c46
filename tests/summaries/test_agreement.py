"""Agreement from a fit: the posterior beside what the R package multilevel gives on the same moments."""

import numpy as np
import pytest
import xarray as xr
from tests.summaries.test_observed import REFERENCE
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.summaries import agreement


@pytest.fixture(scope="module")
def real(army: xr.DataTree) -> xr.DataTree:
    """The army fit, its data replaced by the moments of the real answers in POMP units."""
    low = np.array([0.0 if str(name).startswith("HOSTIL") else 1.0 for name in REFERENCE["items"]])
    data = army["constant_data"].to_dataset()
    order = [str(name).removeprefix("soldiers.") for name in data["item"].to_numpy()]
    assert order == REFERENCE["items"].tolist()
    data["n_respondents"] = data["n_respondents"].copy(data=REFERENCE["lq2002_items_n"][None])
    data["team_item_mean"] = data["team_item_mean"].copy(data=25.0 * (REFERENCE["lq2002_items_means"] - low))
    data["team_item_variance"] = data["team_item_variance"].copy(data=25.0**2 * REFERENCE["lq2002_items_variances"])
    data["pooled_scatter"] = data["pooled_scatter"].copy(data=25.0**2 * REFERENCE["lq2002_items_scatter"])
    groups = {name: army[name].dataset for name in ("posterior", "prior")}
    tree = xr.DataTree.from_dict({**groups, "constant_data": data})
    tree.attrs.update(army.attrs)
    return tree


def test_classical_values_equal_those_of_multilevel(real: xr.DataTree) -> None:
    found = agreement(real).sel(construct=["leadership", "task_significance", "hostility"])
    np.testing.assert_allclose(found["classical_icc1"], REFERENCE["lq2002_icc"][:, 0], atol=1e-6)
    np.testing.assert_allclose(found["classical_icc2"], REFERENCE["lq2002_icc"][:, 1], atol=1e-6)
    np.testing.assert_allclose(found["reml_icc1"], REFERENCE["lq2002_icc_lme"][:, 0], atol=1e-6)
    np.testing.assert_allclose(found["reml_icc2"], REFERENCE["lq2002_icc_lme"][:, 1], atol=1e-6)
    rwg = found["rwg_team"].sel(construct="leadership")
    np.testing.assert_allclose(rwg, REFERENCE["lq2002_rwg_leadership"], atol=1e-6)
    assert found["rwg_median"].sel(construct="leadership").item() == pytest.approx(
        np.median(REFERENCE["lq2002_rwg_leadership"]), abs=1e-6
    )
    np.testing.assert_array_equal(found["n_respondents"], 2042)
    np.testing.assert_array_equal(found["n_teams"], 49)


def test_posterior_icc(fit: xr.DataTree) -> None:
    found, icc = agreement(fit), fit["posterior"]["icc"]
    for name in found["construct"].to_numpy():
        own = icc.sel(respondent_construct=name)
        assert found["icc1"].sel(construct=name).item() == pytest.approx(own.mean().item())
        assert found["icc1_lower"].sel(construct=name).item() == pytest.approx(own.quantile(0.05).item())


def test_icc2_is_the_reliability_of_each_team_s_mean(fit: xr.DataTree) -> None:
    found = agreement(fit)
    icc = fit["posterior"]["icc"].sel(respondent_construct="benefit")
    n = fit["constant_data"]["n_respondents"].sel(survey="customers")
    expected = (n * icc / (1.0 + (n - 1) * icc)).mean(["chain", "draw"]).where(n > 0)
    np.testing.assert_allclose(found["icc2_team"].sel(construct="benefit"), expected)
    assert found["icc2"].sel(construct="benefit").item() == pytest.approx(expected.mean().item())


def test_teams_that_a_survey_did_not_reach_have_no_agreement(fit: xr.DataTree) -> None:
    found = agreement(fit)
    assert found["icc2_team"].sel(team="Team 2", construct="trust").isnull()
    assert found["rwg_team"].sel(team="Team 2", construct="trust").isnull()
    assert found["icc2_team"].sel(team="Team 2", construct="benefit").notnull()
    np.testing.assert_array_equal(found["n_teams"], 22)


def test_only_what_respondents_measure_is_listed(fit: xr.DataTree) -> None:
    found = agreement(fit)
    assert found["construct"].to_numpy().tolist() == ["trust", "leadership", "goals", "stress", "benefit", "loyalty"]
    assert {"icc1", "icc2", "rwg"} <= set(found.attrs)


def test_one_respondent_a_team_leaves_the_classical_values_empty() -> None:
    found = agreement(fake_fit(MODEL, people=(1, 1), draws=10, prior_draws=10))
    for name in ("rwg_median", "classical_icc1", "classical_icc2"):
        assert found[name].isnull().all(), name
    np.testing.assert_allclose(found["icc2"], found["icc1"])


def test_constructs_declared_survey_by_turns_keep_their_values() -> None:
    turned = MODEL.replace("constructs:\n", "constructs:\n  early: {survey: customers, items: [ea1, ea2]}\n").replace(
        "  margin ~", "  benefit ~ early\n  margin ~"
    )
    fit = fake_fit(turned, draws=10, prior_draws=10)
    found = agreement(fit)
    assert fit["posterior"]["respondent_construct"].to_numpy()[0] == "trust"
    assert found["construct"].to_numpy()[0] == "early"
    own = fit["posterior"]["icc"].sel(respondent_construct="early").mean().item()
    assert found["icc1"].sel(construct="early").item() == pytest.approx(own)
