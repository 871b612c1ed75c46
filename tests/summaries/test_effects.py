"""Effects against the structural equations, route by route, and against what the user defined."""

import sys

import numpy as np
import pytest
import xarray as xr
from tests.summaries.structural import do_slope
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.specification import parse_chain
from bayeschain.summaries import effects
from bayeschain.summaries.effects import effect_draws, effects_of
from bayeschain.summaries.fitted import Fitted


def test_totals_equal_the_slope_of_do_in_every_draw(fitted: Fitted) -> None:
    draws, chain = fitted.posterior, fitted.specification.chain
    totals = [effect for effect in effects_of(chain) if effect.kind == "total"]
    raw = effect_draws(draws, totals)[:, :, 0]
    noise = np.random.default_rng(5).normal(0.0, 5.0, (3, len(chain.constructs)))
    assert len(totals) == sum(len(chain.ancestors(name)) for name in chain.constructs)
    for m in range(len(raw)):
        slopes = [do_slope(chain, draws.mean[m], draws.paths[0][m], noise, e.source, e.target) for e in totals]
        np.testing.assert_allclose(raw[m], slopes, atol=1e-10)


@pytest.mark.parametrize("scale", [0, 1])
def test_routes_add_up_to_the_total(fitted: Fitted, scale: int) -> None:
    listed = effects_of(fitted.specification.chain)
    values = effect_draws(fitted.posterior, listed)[:, :, scale]
    for e, effect in enumerate(listed):
        if effect.kind == "total":
            pair = (effect.source, effect.target)
            routes = [i for i, other in enumerate(listed) if other.route and (other.source, other.target) == pair]
            np.testing.assert_allclose(values[:, routes].sum(axis=1), values[:, e], atol=1e-12)


def test_routes_are_products_of_their_arrows(fit: xr.DataTree, fitted: Fitted) -> None:
    route = "leadership -> goals -> benefit -> loyalty"
    found = effects(fit).swap_dims(effect="route").sel(route=route, scale="standardised")
    b = fit["posterior"]["path_standardised"]
    product = b.sel(path="goals ~ leadership") * b.sel(path="benefit ~ goals") * b.sel(path="loyalty ~ benefit")
    assert found["kind"] == "indirect"
    assert found["mean"].item() == pytest.approx(product.mean().item())
    assert found["lower"].item() == pytest.approx(product.quantile(0.05).item())


@pytest.mark.parametrize(("scale", "variable"), [("raw", "path_unstandardised"), ("standardised", "path_standardised")])
def test_defined_quantities_use_the_labelled_paths(fit: xr.DataTree, scale: str, variable: str) -> None:
    paths = fit["posterior"][variable]
    by_goals = paths.sel(path="goals ~ leadership") * paths.sel(path="benefit ~ goals")
    by_stress = paths.sel(path="stress ~ leadership") * paths.sel(path="benefit ~ stress")
    expected = by_goals + by_stress
    found = effects(fit)
    defined = found.isel(effect=(found["kind"] == "defined").to_numpy()).sel(scale=scale).squeeze()
    assert defined["target"] == "through"
    assert defined["source"] == ""
    assert defined["route"] == "a * b + d * c"
    assert defined["mean"].item() == pytest.approx(expected.mean().item())
    assert defined["prob_positive"].item() == pytest.approx((expected > 0).mean().item())


def test_effects_have_their_dims_and_names(fit: xr.DataTree) -> None:
    found = effects(fit, mass=0.8)
    assert found.attrs["interval_mass"] == 0.8
    assert all(variable.dims == ("effect", "scale") for variable in found.data_vars.values())
    assert found.indexes["effect"].is_unique
    kinds = found["kind"].to_series().value_counts()
    assert kinds["direct"] == 10
    assert kinds["defined"] == 1
    table = found.to_dataframe().reset_index()
    assert {"target", "source", "kind", "route", "scale", "mean", "sd", "lower", "upper"} <= set(table.columns)


def test_a_direct_effect_is_its_path(fit: xr.DataTree) -> None:
    found = effects(fit).sel(effect="direct: benefit -> margin", scale="raw")
    path = fit["posterior"]["path_unstandardised"].sel(path="margin ~ benefit")
    assert found["mean"].item() == pytest.approx(path.mean().item())
    assert found["sd"].item() == pytest.approx(path.std().item())


def test_prior_interval_is_that_of_the_prior(fit: xr.DataTree) -> None:
    found = effects(fit).sel(effect="direct: benefit -> margin", scale="standardised")
    path = fit["prior"]["path_standardised"].sel(path="margin ~ benefit")
    assert found["prior_lower"].item() == pytest.approx(path.quantile(0.05).item())
    assert found["prior_upper"].item() == pytest.approx(path.quantile(0.95).item())


def test_many_effects_in_several_blocks_stay_in_order(company: xr.DataTree, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = effects(company)
    monkeypatch.setattr(sys.modules["bayeschain.summaries.effects"], "AT_ONCE", 7)
    xr.testing.assert_identical(effects(company), whole)


def test_each_pair_has_each_route_once() -> None:
    chain = parse_chain("b ~ a\nc ~ a + b\nd ~ b + c", ("a", "b", "c", "d"))
    found = [(e.kind, e.route_text) for e in effects_of(chain) if (e.source, e.target) == ("a", "d")]
    assert sorted(found) == [
        ("indirect", "a -> b -> c -> d"),
        ("indirect", "a -> b -> d"),
        ("indirect", "a -> c -> d"),
        ("total", ""),
    ]


def test_an_impossible_quotient_is_missing_and_not_infinite() -> None:
    chain = parse_chain("b ~ p*a\nratio := p / (p - p)", ("a", "b"))
    defined = effects_of(chain)[-1]
    assert defined.expression is not None
    assert not np.isfinite(defined.expression.evaluate({"p": np.ones(3)})).any()


def test_residual_covariances_are_listed_with_their_correlations() -> None:
    fit = fake_fit(MODEL.replace("  margin ~", "  stress ~~ goals\n  margin ~"), teams=12, draws=20, prior_draws=20)
    found = effects(fit).swap_dims(effect="route").sel(route="stress ~~ goals")
    rho = fit["posterior"]["residual_correlation"].sel(residual_pair="stress ~~ goals")
    psi = fit["posterior"]["residual_sd"]
    assert found["kind"] == "residual"
    assert found["mean"].sel(scale="standardised").item() == pytest.approx(rho.mean().item())
    product = rho * psi.sel(construct="stress") * psi.sel(construct="goals")
    assert found["mean"].sel(scale="raw").item() == pytest.approx(product.mean().item())
