"""A preview beside the posterior, whatever the number of cores; what it says of itself; where NUTS goes on from it."""

import gc

import arviz as az
import numpy as np
import pytest
import xarray as xr
from tests.conftest import Case

from bayeschain.checks import approximation
from bayeschain.inference import fit, preview
from bayeschain.inference.compiling import Compiled
from bayeschain.inference.densities import ManyDensities
from bayeschain.inference.laplace import Laplace, find_laplace
from bayeschain.inference.preview import collecting_later, pareto_k
from bayeschain.model.parameters import Floats
from bayeschain.summaries import drivers, effects, tiers


@pytest.fixture(scope="module")
def quick(case: Case, compiled: Compiled) -> xr.DataTree:
    return preview(case.model, compiled=compiled)


def test_its_means_and_sds_are_those_of_the_posterior(case: Case, quick: xr.DataTree) -> None:
    for name in ("construct_mean", "icc", "path_standardised", "r2"):
        ours, theirs = quick["posterior"][name], case.fit["posterior"][name]
        sd = theirs.std(("chain", "draw"))
        varies = (sd > 1e-9).to_numpy()
        gap = np.abs((ours.mean(("chain", "draw")) - theirs.mean(("chain", "draw"))).to_numpy())[varies]
        assert (gap < 0.25 * sd.to_numpy()[varies]).all()
        ratio = (ours.std(("chain", "draw")) / sd).to_numpy()[varies]
        assert ((ratio > 0.75) & (ratio < 1.33)).all()


def test_it_does_not_depend_on_the_number_of_cores_nor_on_who_compiled(case: Case, quick: xr.DataTree) -> None:
    again = preview(case.model, cores=1)
    xr.testing.assert_equal(again["posterior"].to_dataset(), quick["posterior"].to_dataset())


def test_summaries_take_it(quick: xr.DataTree) -> None:
    assert np.isfinite(effects(quick)["mean"]).all()
    assert set(drivers(quick)["driver"].to_numpy()) == {"leadership", "trust", "promises"}
    assert tiers(quick).sizes["tier"] == 3


def test_it_says_how_far_to_trust_it(quick: xr.DataTree) -> None:
    verdict = approximation(quick)
    assert verdict.status == "look"
    assert "This is a preview." in verdict.sentence
    assert f"Pareto k {quick.attrs['pareto_k']:.1f}" in verdict.sentence


def test_draws_that_did_not_move_must_not_be_trusted(quick: xr.DataTree) -> None:
    stuck = quick.copy()
    stuck.attrs["acceptance"] = 0.3
    assert approximation(stuck).status == "fail"
    shifted = quick.copy()
    before = shifted["before"].to_dataset()
    before["icc"] = before["icc"] + before["icc"].std()
    shifted["before"] = xr.DataTree(before)
    verdict = approximation(shifted)
    assert verdict.status == "fail"
    assert "must not be trusted" in verdict.sentence


@pytest.mark.parametrize(("sampler", "count"), [("nutpie", 200), ("pymc", 120)])
def test_sampling_goes_on_from_it(case: Case, quick: xr.DataTree, compiled: Compiled, sampler: str, count: int) -> None:
    own = compiled if sampler == "nutpie" else None
    on = fit(case.model, start=quick, tune=count, draws=count, sampler=sampler, compiled=own)
    assert int(on["sample_stats"]["diverging"].sum()) == 0
    assert set(on["sample_stats"].data_vars) >= {"diverging", "energy", "tree_depth", "n_steps", "lp"}
    for name in ("construct_mean", "path_standardised", "icc"):
        ours, theirs = (tree["posterior"][name] for tree in (on, case.fit))
        error = np.hypot(az.mcse(ours, method="mean"), az.mcse(theirs, method="mean"))
        gap = np.abs(ours.mean(("chain", "draw")) - theirs.mean(("chain", "draw")))
        assert (gap < np.minimum(4.5 * error, 0.5 * theirs.std(("chain", "draw")))).all()


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_is_collected_again_as_before(enabled: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        with collecting_later():
            assert not gc.isenabled()
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was else gc.disable)()


def normal(mean: Floats, precision: Floats) -> ManyDensities:
    """Log-density of a normal, but for a constant, and its gradient."""

    def densities(points: Floats) -> tuple[Floats, Floats]:
        gradients = (mean - points) @ precision
        return 0.5 * (gradients * (points - mean)).sum(axis=1), gradients

    return densities


def test_laplace_is_exact_for_a_normal() -> None:
    rng = np.random.default_rng(3)
    A = rng.standard_normal((4, 4))
    precision, mean = A @ A.T + np.eye(4), rng.standard_normal(4)

    found = find_laplace(normal(mean, precision), np.zeros(4))
    assert isinstance(found, Laplace)
    np.testing.assert_allclose(found.mode, mean, atol=1e-3)
    np.testing.assert_allclose(found.root @ found.root.T, np.linalg.inv(precision), rtol=1e-5, atol=1e-7)


def test_the_mode_is_found_where_one_search_stops_early() -> None:
    rng = np.random.default_rng(0)
    axes = np.linalg.qr(rng.standard_normal((40, 40)))[0]
    precision = (axes * np.logspace(-1, 8, 40)) @ axes.T
    mode = 5.0 * rng.standard_normal(40)
    found = find_laplace(normal(mode, precision), np.zeros(40))
    np.testing.assert_allclose(found.mode, mode, atol=1e-4)


def test_pareto_k_tells_light_tails_from_heavy_ones() -> None:
    rng = np.random.default_rng(4)
    z = rng.standard_normal(4000)
    assert pareto_k(np.zeros(4000) + 1e-3 * z) < 0.5
    assert pareto_k(1.5 * z**2) > 0.7


def test_the_mode_is_found_in_few_steps_where_parameters_differ_in_scale() -> None:
    precision, mode = np.diag(np.logspace(-1, 8, 40)), np.linspace(-5.0, 5.0, 40)
    asked, density = [], normal(mode, precision)

    def counted(points: Floats) -> tuple[Floats, Floats]:
        asked.append(len(points))
        return density(points)

    np.testing.assert_allclose(find_laplace(counted, np.zeros(40)).mode, mode, atol=1e-4)
    assert asked.count(1) < 20


def test_a_search_goes_on_from_a_saddle() -> None:
    """As where the sign of an SD is free: the gradient along it is 0 at 0, wherever the modes are."""

    def density(points: Floats) -> tuple[Floats, Floats]:
        x, y = points.T
        return -2.0 * (x**2 - 1.0) ** 2 - 0.5 * y**2, np.column_stack([-8.0 * x * (x**2 - 1.0), -y])

    found = find_laplace(density, np.array([0.0, 3.0]))
    np.testing.assert_allclose(np.abs(found.mode), [1.0, 0.0], atol=1e-3)
    np.testing.assert_allclose(found.root, np.diag([0.25, 1.0]), rtol=1e-2, atol=1e-6)
