"""A fit as its users have it: repeatable, stored, read back, used by ArviZ, interventions and other samplers."""

import warnings
from pathlib import Path

import arviz as az
import numpy as np
import pymc as pm
import pytest
import xarray as xr
from tests.conftest import Case

from bayeschain.errors import InputError, RunError
from bayeschain.inference import Settings, compile_chain, fit, load, specification_of, store
from bayeschain.inference.compiling import Compiled
from bayeschain.inference.fitting import settings_for
from bayeschain.model.build import ANSWERS
from bayeschain.model.kernel import ERROR_FLOOR
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import pack
from bayeschain.surveys import Surveys


def test_groups_and_dims(case: Case) -> None:
    groups = {"posterior", "prior", "sample_stats", "log_likelihood", "log_prior", "constant_data"}
    assert set(case.fit.children) == groups
    assert case.fit["posterior"]["team_latent"].dims == ("chain", "draw", "team", "construct")
    assert case.fit["posterior"]["path_standardised"].dims == ("chain", "draw", "path")
    assert list(case.fit["posterior"]["construct"].to_numpy()) == ["leadership", "trust", "promises", "benefit"]
    assert set(case.fit["sample_stats"].data_vars) >= {"diverging", "energy", "tree_depth", "n_steps", "lp"}


def test_the_specification_comes_back_from_a_fit(case: Case) -> None:
    assert specification_of(case.fit) == case.specification


def test_a_tree_of_something_else_is_refused() -> None:
    with pytest.raises(RunError, match="not a fit of bayeschain"):
        specification_of(xr.DataTree())


def test_stored_and_read_back_equal(case: Case, tmp_path: Path) -> None:
    file = store(case.fit, tmp_path / "posterior.nc")
    back = load(file)
    assert back.attrs == case.fit.attrs
    for name, group in case.fit.children.items():
        xr.testing.assert_equal(back[name].to_dataset(), group.to_dataset())
    file.unlink()  # the file is closed, so that Windows can remove it too


def test_what_cannot_be_loaded_is_explained(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no stored fit"):
        load(tmp_path)
    (tmp_path / "posterior.nc").write_text("not netCDF")
    with pytest.raises(InputError, match="not a stored fit"):
        load(tmp_path)


def test_team_log_likelihoods_sum_to_that_of_each_draw(case: Case) -> None:
    layout = case.model.layout
    draw = case.fit["posterior"].dataset.isel(chain=1, draw=17)
    named = {b.name: draw[b.name].to_numpy() if b.size else np.zeros(0) for b in layout.blocks}
    named["item_sd"] = np.sqrt(named["item_sd"] ** 2 - ERROR_FLOOR)  # a fit holds what the floor makes of it
    value, _ = evaluate(layout.pack(named), pack(layout, case.surveys), np.array(layout.structure))
    total = float(case.fit["log_likelihood"][ANSWERS].isel(chain=1, draw=17).sum())
    assert total == pytest.approx(value, abs=1e-8)


def test_arviz_takes_it(case: Case) -> None:
    summary = az.summary(case.fit, var_names=["path_standardised", "icc", "construct_mean"], ci_prob=0.9)
    assert len(summary) == 4 + 4 + 4
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Estimated shape parameter of Pareto", UserWarning)
        assert az.loo(case.fit, var_name=ANSWERS).n_data_points == len(case.surveys.teams)


def test_equal_seeds_give_equal_draws_on_any_number_of_cores(case: Case, compiled: Compiled) -> None:
    again = fit(case.model, cores=1, compiled=compiled)
    xr.testing.assert_equal(again["posterior"].to_dataset(), case.fit["posterior"].to_dataset())


def test_an_unknown_sampler_is_refused(case: Case) -> None:
    with pytest.raises(InputError, match="no sampler 'nutpi'"):
        fit(case.model, sampler="nutpi")


def test_progress_is_told(case: Case) -> None:
    assert case.told[0].phase == "compiling"
    assert case.told[-1].phase == "summarising"


def test_one_compiled_chain_fits_other_surveys(case: Case) -> None:
    """The same surveys in a compiled chain give the same draws; half the teams give another posterior."""
    chain = compile_chain(case.model, prior_draws=50)
    settings = settings_for(case.specification)
    same = chain.fit(case.surveys, settings)
    xr.testing.assert_equal(same["posterior"].to_dataset(), case.fit["posterior"].to_dataset())
    half = _teams(case, 12)
    fewer = chain.fit(half, Settings(draws=100, tune=100, chains=2, seed=1, cores=2, target_accept=0.8))
    assert fewer["posterior"].sizes["team"] == 12
    sd = [tree["posterior"]["construct_mean"].std(("chain", "draw")).mean() for tree in (fewer, case.fit)]
    assert sd[0] > sd[1]


def _teams(case: Case, count: int) -> Surveys:
    s = case.surveys
    sources = tuple(
        type(each)(each.survey, each.items, each.n[:count], each.means[:count], each.scatter[:count])
        for each in s.sources
    )
    return type(s)(s.teams[:count], sources, s.columns[:count], s.column_names, s.column_mean, s.column_sd, s.account)


def test_prior_predictive_and_do_work_on_the_model(case: Case) -> None:
    with pytest.warns(UserWarning, match="object mode"):
        prior = pm.sample_prior_predictive(5, model=case.model, random_seed=1)
    assert prior["prior_predictive"][ANSWERS].shape == (1, 5, len(pack(case.model.layout, case.surveys)))
    cut = pm.do(case.model, {"path_z_raw": np.zeros(4)})
    assert "path_z_raw" not in {variable.name for variable in cut.free_RVs}
    drawn = pm.draw(cut[ANSWERS], draws=100, random_seed=2, mode="FAST_COMPILE")
    means = drawn[:, -len(case.surveys.teams) * 11 :].reshape(100, len(case.surveys.teams), 11)
    centred = means - means.mean(axis=1, keepdims=True)
    across = (centred[:, :, 0] * centred[:, :, 6]).mean()
    within = np.sqrt((centred[:, :, 0] ** 2).mean() * (centred[:, :, 6] ** 2).mean())
    assert abs(across / within) < 0.15
