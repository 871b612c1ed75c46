"""Drivers by stage: measures, directions, ranks and comparisons."""

import numpy as np
import pytest
import xarray as xr
from tests.summaries.test_shares import brute_force
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.errors import InputError
from bayeschain.specification import Chain, Path
from bayeschain.summaries import comparisons, drivers
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.outcome import Outcome, driver_draws, explained_share, outcome_of
from bayeschain.summaries.shares import MOST_PARENTS

OUTCOMES = ["goals", "stress", "benefit", "loyalty", "margin"]


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_shares_sum_to_the_r2_of_the_fit_in_every_draw(fit: xr.DataTree, fitted: Fitted, outcome: str) -> None:
    about = outcome_of(fitted, outcome)
    shares = np.nansum(driver_draws(fitted.posterior, about)[:, :, 2], axis=1)
    r2 = fit["posterior"]["r2"].sel(construct=outcome).to_numpy().ravel()
    np.testing.assert_allclose(shares, r2, atol=1e-10)
    np.testing.assert_allclose(explained_share(fitted.posterior, about), r2, atol=1e-10)


def test_shares_put_ancestors_first(fitted: Fitted) -> None:
    # loyalty ~ benefit + trust, and trust is an ancestor of benefit
    about = outcome_of(fitted, "loyalty")
    assert about.parents == ("trust", "benefit")
    places = [fitted.posterior.place[name] for name in ("trust", "benefit", "loyalty")]
    R = fitted.posterior.correlation[:, places][:, :, places]
    found = driver_draws(fitted.posterior, about)[:, [about.drivers.index(n) for n in about.parents], 2]
    np.testing.assert_allclose(found, [brute_force(r, [0, 1]) for r in R], atol=1e-12)
    np.testing.assert_allclose(found[:, 0], R[:, 0, 2] ** 2, atol=1e-12)


def test_effects_point_toward_what_is_better(army: xr.DataTree) -> None:
    found = drivers(army)
    path = army["posterior"]["path_standardised"].sel(path="hostility ~ task_significance")
    assert found.attrs["better"] == "low"
    for measure in ("total", "direct"):
        value = found["mean"].sel(driver="task_significance", measure=measure)
        assert value.item() == pytest.approx(-path.mean().item())
    assert (found["mean"].sel(measure="lmg").dropna("driver") > 0).all()


def test_ranks_are_counted_within_a_stage(company: xr.DataTree) -> None:
    found = drivers(company)
    for _, stage in found.groupby("stage"):
        size = stage.sizes["driver"]
        probability = stage["rank_probability"].sel(measure="total")
        np.testing.assert_allclose(probability.sum("rank"), 1.0)
        np.testing.assert_allclose(probability.sum("driver")[:size], 1.0)
        assert stage["rank_mean"].sel(measure="total").mean().item() == pytest.approx((size + 1) / 2)
        assert stage["rank_mean"].sel(measure="total").to_series().is_monotonic_increasing
    assert found["stage"].to_series().is_monotonic_increasing
    assert found["stage"].sel(driver="leadership") == 4


def test_alone_in_its_stage_a_driver_is_not_ranked(company: xr.DataTree) -> None:
    leadership = drivers(company).sel(driver="leadership", measure="total")
    assert not leadership["ranked"]
    assert leadership["rank_mean"] == 1.0
    assert leadership["group"] == 1.0
    assert np.isnan(leadership["prob_first"])


def test_direct_effects_and_shares_are_those_of_parents_only(company: xr.DataTree) -> None:
    found = drivers(company)
    parents = ["promises_kept", "service_development", "staff_productivity"]
    for measure in ("direct", "lmg"):
        given = found["mean"].sel(measure=measure).dropna("driver")
        assert sorted(given["driver"].to_numpy().tolist()) == parents
        assert np.isnan(found["rank_mean"].sel(measure=measure, driver="trust"))
    assert found["mean"].sel(measure="total").notnull().all()


def test_ranks_by_hand(fitted: Fitted, fit: xr.DataTree) -> None:
    about = outcome_of(fitted, "benefit")
    values = driver_draws(fitted.posterior, about)[:, :, 0]
    found = drivers(fit, "benefit").sel(measure="total")
    first = [max(("goals", "stress"), key=lambda n: draw[about.drivers.index(n)]) for draw in values]
    for name in ("goals", "stress"):
        assert found["prob_first"].sel(driver=name).item() == pytest.approx(first.count(name) / len(first))


def test_outcome_may_be_chosen(fit: xr.DataTree) -> None:
    found = drivers(fit, "stress", mass=0.5)
    assert found["outcome"] == "stress"
    assert set(found["driver"].to_numpy()) == {"leadership", "trust"}
    assert found.attrs["interval_mass"] == 0.5


@pytest.mark.parametrize(("outcome", "message"), [("trust", "Nothing in the chain leads"), ("benfit", "'benefit'")])
def test_outcomes_without_drivers_and_unknown_ones_are_refused(fit: xr.DataTree, outcome: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        drivers(fit, outcome)


def test_comparisons_agree_with_the_ranks(company: xr.DataTree) -> None:
    table, found = comparisons(company).to_dataframe(), drivers(company).sel(measure="total")
    above = table.groupby("other")["prob_greater"].sum()
    for name in found["driver"].to_numpy():
        expected = 1.0 + above.get(name, 0.0)
        assert found["rank_mean"].sel(driver=name).item() == pytest.approx(expected)


def test_comparisons_stay_within_a_stage(company: xr.DataTree) -> None:
    table, stage = comparisons(company).to_dataframe(), drivers(company)["stage"].to_series()
    assert len(table) == 3 * 2 + 4 * 3 + 4 * 3
    assert (stage[table["driver"]].to_numpy() == stage[table["other"]].to_numpy()).all()
    both = table.set_index(["driver", "other"])["prob_greater"]
    assert all(both[a, b] + both[b, a] == pytest.approx(1.0) for a, b in both.index)


def test_comparisons_may_be_none(army: xr.DataTree) -> None:
    found = comparisons(army)
    assert found.sizes["comparison"] == 0
    assert found.to_dataframe().empty


def test_shares_are_refused_where_residuals_covary() -> None:
    paths = (Path("b", "a"), Path("c", "b"))
    refused = Outcome(Chain(("a", "b", "c"), paths, residual_covariances=(("b", "c"),)), "c", 1.0)
    given = Outcome(Chain(("a", "b", "c"), paths, residual_covariances=(("b", "c"),)), "b", 1.0)
    assert "covaries" in refused.no_lmg
    assert given.no_lmg == ""


def test_shares_are_refused_for_too_many_parents() -> None:
    names = tuple(f"x{i}" for i in range(MOST_PARENTS + 1))
    chain = Chain((*names, "y"), tuple(Path("y", name) for name in names))
    assert f"more than {MOST_PARENTS}" in Outcome(chain, "y", 1.0).no_lmg


def test_refused_shares_are_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bayeschain.summaries.outcome.MOST_PARENTS", 1)
    found = drivers(fake_fit(MODEL, draws=10, prior_draws=10))
    assert found["mean"].sel(measure="lmg").isnull().all()
    assert "not given" in found.attrs["lmg"]
    assert found["mean"].sel(measure="total").notnull().all()
