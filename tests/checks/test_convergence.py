"""The verdict on the draws of a fit."""

import numpy as np
import pytest
import xarray as xr
from tests.conftest import Case

from bayeschain.checks import convergence
from bayeschain.checks.convergence import diagnose
from bayeschain.conventions import ESS_LIMIT, RHAT_LIMIT


def test_a_sound_fit_passes(case: Case) -> None:
    verdict = convergence(case.fit)
    reported = verdict.table[verdict.table["role"] == "reported"]
    assert verdict.status == "pass"
    assert verdict.remedy == ""
    assert reported["rhat"].max() < RHAT_LIMIT
    assert reported[["ess_bulk", "ess_tail"]].min().min() > ESS_LIMIT
    quantities = set(reported["quantity"])
    assert "path_standardised[trust ~ leadership]" in quantities
    assert "total_standardised[benefit ~ leadership]" in quantities
    assert "relative_these_teams[highest, benefit]" in quantities
    assert "loading[staff.le1]" in set(verdict.table["quantity"])
    assert np.isfinite(verdict.table[["rhat", "ess_bulk", "ess_tail"]].to_numpy()).all()


def changed(case: Case, group: str, name: str, values: np.ndarray) -> xr.DataTree:
    """The fit with other draws of one variable."""
    tree = case.fit.copy()
    data = tree[group].to_dataset()
    data[name] = (data[name].dims, values)
    tree[group] = xr.DataTree(data)
    return tree


def test_a_divergence_is_not_passed_over(case: Case) -> None:
    diverging = case.fit["sample_stats"]["diverging"].to_numpy().copy()
    diverging[0, 3] = 1.0
    verdict = convergence(changed(case, "sample_stats", "diverging", diverging))
    assert verdict.status == "fail"
    assert "1 transition diverged" in verdict.sentence
    assert "target_accept" in verdict.remedy


@pytest.mark.parametrize(
    ("name", "said"),
    [("icc", "reported quantities (R-hat 1.01"), ("item_bias_sd", "other parameters (R-hat 1.05")],
)
def test_chains_that_disagree_are_named(case: Case, name: str, said: str) -> None:
    values = case.fit["posterior"][name].to_numpy().copy()
    values[0] += 3.0 * values.std()
    verdict = convergence(changed(case, "posterior", name, values))
    assert verdict.status == "fail"
    assert said in verdict.sentence


def test_few_effective_draws_are_named(case: Case) -> None:
    values = case.fit["posterior"]["r2"].to_numpy().copy()
    steps = np.random.default_rng(1).standard_normal(values.shape[:2]).cumsum(axis=1)
    values[..., 3] = steps / np.abs(steps).max()
    verdict = convergence(changed(case, "posterior", "r2", values))
    assert verdict.status == "fail"
    assert "effective draws or fewer" in verdict.sentence


def test_what_the_model_fixes_has_no_diagnostics() -> None:
    rng = np.random.default_rng(2)
    draws = xr.Dataset({"x": (("chain", "draw", "k"), rng.standard_normal((2, 100, 3)))}, coords={"k": ["a", "b", "c"]})
    draws["x"][:, :, 1] = 1.0
    assert list(diagnose(draws)["quantity"]) == ["x[a]", "x[c]"]


def test_energy_that_hardly_moves_is_named(case: Case) -> None:
    energy = np.random.default_rng(3).standard_normal(case.fit["sample_stats"]["energy"].shape)
    assert convergence(changed(case, "sample_stats", "energy", energy)).status == "pass"
    slow = convergence(changed(case, "sample_stats", "energy", energy.cumsum(axis=1)))
    assert slow.status == "fail"
    assert "E-BFMI" in slow.sentence
    assert "variance near 0" in slow.remedy
