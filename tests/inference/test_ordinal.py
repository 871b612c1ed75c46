"""Fits of chains with ordinal answers: what they hold, and what they agree with."""

from pathlib import Path

import arviz as az
import numpy as np
import pytest
from tests.conftest import Case

import bayeschain as bc
from bayeschain.errors import InputError
from bayeschain.inference import Settings, compile_chain, load, preview, store
from bayeschain.model.build import PEOPLE_COORDINATES


def test_a_fit_mixes_ordinal_and_gaussian_surveys(ordinal_case: Case, case: Case) -> None:
    """The truth is Gaussian, so the fit agrees with that of the Gaussian model within their uncertainty."""
    ours, theirs = ordinal_case.fit["posterior"], case.fit["posterior"]
    for name in ("path_standardised", "construct_mean", "within_sd", "icc"):
        mean, sd = (ours[name].mean(("chain", "draw")), theirs[name].std(("chain", "draw")))
        distance = np.abs(mean - theirs[name].mean(("chain", "draw"))) / sd
        assert float(distance.max()) < (1.0 if name in ("path_standardised", "icc") else 3.0), name
    levels = [
        fit["posterior"]["team_latent"].mean(("chain", "draw")).to_numpy() for fit in (case.fit, ordinal_case.fit)
    ]
    assert min(np.corrcoef(a, b)[0, 1] for a, b in zip(levels[0].T, levels[1].T, strict=True)) > 0.95


def test_chains_agree(ordinal_case: Case) -> None:
    rhat = az.rhat(ordinal_case.fit["posterior"].dataset[["path_standardised", "construct_mean"]])
    assert float(rhat["path_standardised"].max()) < 1.05
    assert float(rhat["construct_mean"].max()) < 1.1
    assert int(ordinal_case.fit["sample_stats"]["diverging"].sum()) == 0


def test_no_levels_of_people_are_stored(ordinal_case: Case, tmp_path: Path) -> None:
    again = load(store(ordinal_case.fit, tmp_path / "posterior.nc"))
    people = ordinal_case.surveys.sources[0].n.sum()
    for group in ("posterior", "prior", "constant_data"):
        assert PEOPLE_COORDINATES not in again[group].data_vars
        assert people not in again[group].sizes.values()
    np.testing.assert_array_equal(again["posterior"]["threshold"], ordinal_case.fit["posterior"]["threshold"])


def test_levels_of_teams_are_expected_answers(ordinal_case: Case) -> None:
    """Expected answers lie on the scale and near the teams' averages, ordinal or not."""
    teams = bc.teams(ordinal_case.fit)
    for name in ("leadership", "trust"):
        one = teams.sel(construct=name)
        assert float(one["lower"].min()) > 1.0
        assert float(one["upper"].max()) < 5.0
        assert np.corrcoef(one["mean"], one["raw_mean"])[0, 1] > 0.8
        assert float(np.abs(one["mean"] - one["raw_mean"]).mean()) < 0.25
    tiers = bc.tiers(ordinal_case.fit)
    these, new = (tiers["mean"].sel(estimand=name) for name in ("these_teams", "new_teams"))
    assert float(np.abs(these - new).max()) < 0.35


def test_summaries_take_the_fit(ordinal_case: Case) -> None:
    assert np.isfinite(bc.what_if(ordinal_case.fit)["mean"]).all()
    assert np.isfinite(bc.effects(ordinal_case.fit)["mean"]).all()
    assert np.isfinite(bc.agreement(ordinal_case.fit)["icc1"]).all()
    assert "log_likelihood" not in ordinal_case.fit


def test_a_preview_is_refused(ordinal_case: Case) -> None:
    with pytest.raises(InputError, match="no preview"):
        preview(ordinal_case.model)


def test_one_compilation_serves_other_answers(ordinal_case: Case, case: Case) -> None:
    chain = compile_chain(ordinal_case.model, prior_draws=0)
    settings = Settings(draws=10, tune=10, chains=1, seed=1, cores=1, target_accept=0.8)
    again = chain.fit(ordinal_case.surveys, settings)
    assert np.isfinite(again["posterior"]["team_expected"]).all()
    source = ordinal_case.surveys.sources[0]
    assert source.ordinal is not None
    fewer = bc.surveys.SourceMoments(
        source.survey,
        source.items,
        source.n,
        source.means,
        source.scatter,
        None,
        bc.surveys.OrdinalAnswers(source.ordinal.team[1:], source.ordinal.scores[1:], source.ordinal.covariates[1:]),
    )
    other = ordinal_case.surveys
    changed = bc.surveys.Surveys(
        other.teams, (fewer, *other.sources[1:]), other.columns, (), other.column_mean, other.column_sd, other.account
    )
    with pytest.raises(ValueError, match="as many respondents"):
        chain.fit(changed, settings)
