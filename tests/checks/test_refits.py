"""Fits without one team: those of files that never had it, and the density of its answers by dense normals."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.stats import multivariate_normal
from tests.conftest import MODEL, Case

from bayeschain.checks import calibration, leave_one_out, refit_teams
from bayeschain.checks.left_out import log_predictive, team_log_likelihood
from bayeschain.checks.quantities import quantities
from bayeschain.checks.refits import GROUP, refusals, seed_without, stored_refits
from bayeschain.errors import InputError
from bayeschain.inference import compile_chain, fit, load, store
from bayeschain.inference.fitting import settings_for
from bayeschain.inference.refitting import with_unit_unknowing
from bayeschain.model import build_model
from bayeschain.specification import parse_model
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.intervals import Floats
from bayeschain.surveys import read_surveys
from bayeschain.surveys.data import Units
from bayeschain.surveys.leaving_out import without

PLACE = 4


@pytest.fixture(scope="module")
def refitted(case: Case) -> xr.DataTree:
    return refit_teams(case.model, case.fit, teams=(case.surveys.teams[PLACE],), draws=100, tune=50)


@pytest.fixture(scope="module")
def brute(case: Case, tmp_path_factory: pytest.TempPathFactory) -> xr.DataTree:
    """The model, built and fitted anew from files that never had the team."""
    folder = tmp_path_factory.mktemp("without")
    for survey in case.specification.surveys.values():
        rows = pd.read_csv(case.path.parent / survey.file)
        rows[rows["team"] != case.surveys.teams[PLACE]].to_csv(folder / survey.file, index=False)
    surveys = read_surveys(replace(case.specification, folder=folder))
    assert len(surveys.teams) == len(case.surveys.teams) - 1
    seed = seed_without(int(case.fit.attrs["seed"]), PLACE)
    return fit(build_model(case.specification, surveys), draws=100, tune=50, seed=seed)


def test_a_refit_is_a_fit_of_the_data_without_the_team(refitted: xr.DataTree, brute: xr.DataTree) -> None:
    """Draws are equal; only quantities of these teams differ, since the team stays among them."""
    found = quantities(open_fit(brute))
    ours = stored_refits(refitted)[PLACE].mean
    alike = (found.labels["quantity"] != "these_teams").to_numpy()
    np.testing.assert_allclose(ours[alike], found.draws.mean(axis=0)[alike], rtol=1e-9)
    assert np.abs(ours - quantities(open_fit(refitted)).draws.mean(axis=0)).max() > 1e-3


def test_its_predictive_density_is_that_of_dense_normals(case: Case, refitted: xr.DataTree, brute: xr.DataTree) -> None:
    posterior = brute["posterior"].to_dataset().stack(sample=("chain", "draw"))
    density = np.array([dense_density(case, posterior.isel(sample=m)) for m in range(posterior.sizes["sample"])])
    exact = np.log(np.mean(np.exp(density - density.max()))) + density.max()
    assert stored_refits(refitted)[PLACE].elpd == pytest.approx(exact, abs=1e-6)


def test_the_checks_take_the_refit_and_a_stored_fit_keeps_it(case: Case, refitted: xr.DataTree, tmp_path: Path) -> None:
    team = case.surveys.teams[PLACE]
    table = leave_one_out(refitted).table.set_index("team")
    assert table.loc[team, "method"] == "refit"
    assert "fitted again without 1 team" in str(leave_one_out(refitted).sentence)
    again = load(store(refitted, tmp_path / "fit.nc"))
    pd.testing.assert_frame_equal(leave_one_out(again).table, leave_one_out(refitted).table)
    pd.testing.assert_frame_equal(calibration(again).table, calibration(refitted).table)


def test_a_refit_whose_chains_disagree_does_not_count(refitted: xr.DataTree) -> None:
    bad = refitted.copy()
    bad[GROUP] = xr.DataTree(refitted[GROUP].to_dataset().assign(rhat=("team", [1.2])))
    assert not stored_refits(bad)


def test_without_a_team_to_refit_the_fit_is_as_it_was(case: Case) -> None:
    assert GROUP not in refit_teams(case.model, case.fit, teams=()).children


def test_an_unknown_team_and_ordinal_answers_are_refused(case: Case) -> None:
    assert not refusals(case.specification)
    assert len(refusals(parse_model(MODEL.replace("[1, 5]", "[1, 5], likelihood: ordinal")))) == 1
    with pytest.raises(InputError, match=r"There is no team 'Taem 01'"):
        refit_teams(case.model, case.fit, teams=("Taem 01",))


def test_with_units_what_predicts_a_team_knows_its_unit_by_the_others_alone(case: Case) -> None:
    text = MODEL.replace("constructs:", "teams: {file: teams.csv, team: team, unit: area}\nconstructs:", 1)
    specification = replace(parse_model(text), folder=case.path.parent)
    of_team = np.arange(len(case.surveys.teams)) % 3
    surveys = replace(case.surveys, units=Units(("east", "north", "west"), of_team))
    model = build_model(specification, surveys)
    chain = compile_chain(model, prior_draws=0)
    fitted = fit(model, draws=60, tune=60, chains=2, seed=4, compiled=chain.compiled)
    team = surveys.teams[PLACE]
    again = chain.fit(
        without(surveys, team),
        settings_for(specification, draws=60, tune=60, chains=2, seed=seed_without(4, PLACE)),
        described=surveys,
    )
    outside = with_unit_unknowing(model.layout, surveys, again, PLACE)
    known, unknown = (log_predictive(team_log_likelihood(each)[:, PLACE]) for each in (again, outside))
    assert abs(known - unknown) > 1e-3
    effects = [each["posterior"]["unit_effect"].to_numpy() for each in (again, outside)]
    assert np.abs(effects[0] - effects[1]).max() > 1e-3
    np.testing.assert_array_equal(again["posterior"]["team_latent"], outside["posterior"]["team_latent"])
    data = refit_teams(model, fitted, teams=(team,), draws=60, tune=60, cores=1)[GROUP].dataset
    assert float(data["elpd"][0]) == unknown
    assert np.isfinite(data["below"]).all()


@cache
def rows_of(file: Path, team: str) -> pd.DataFrame:
    """Answers of a team, read once for all draws."""
    rows = pd.read_csv(file)
    return rows[rows["team"] == team]


def dense_density(case: Case, draw: xr.Dataset) -> float:
    """Log density of all answers of the team, stacked, in one draw."""
    team = case.surveys.teams[PLACE]
    values: list[Floats] = []
    centres: list[Floats] = []
    loadings: list[Floats] = []
    noise = []
    for name, survey in case.specification.surveys.items():
        own = case.specification.survey_constructs(name)
        items = [item for construct in own for item in construct.items]
        answers = rows_of(case.path.parent / survey.file, team)[items].to_numpy(dtype=float)
        low, high = survey.scale
        turned = np.array([item in construct.reverse for construct in own for item in construct.items])
        answers = np.where(turned, low + high - answers, answers)
        y = 100.0 * (answers - low) / (high - low)
        label = [f"{name}.{item}" for item in items]
        owner = [construct.name for construct in own for _ in construct.items]
        loading = draw["loading"].sel(item=label).to_numpy()
        picks = (np.array(owner)[:, None] == draw["construct"].to_numpy()).astype(float) * loading[:, None]
        sd = draw["within_sd"].to_numpy()
        within = draw["within_correlation"].to_numpy() * np.outer(sd, sd)
        respondent = draw["respondent_construct"].to_numpy()
        mine = (np.array(owner)[:, None] == respondent).astype(float) * loading[:, None]
        error, bias = (np.diag(draw[each].sel(item=label).to_numpy() ** 2) for each in ("item_sd", "item_bias_sd"))
        n = len(y)
        values.append(y.ravel())
        middle = draw["construct_mean"].sel(construct=owner).to_numpy()
        centres.append(np.tile(middle + draw["intercept_deviation"].sel(item=label).to_numpy(), n))
        loadings.append(np.tile(picks, (n, 1)))
        noise.append(np.kron(np.eye(n), mine @ within @ mine.T + error) + np.kron(np.ones((n, n)), bias))
    tau = draw["team_sd"].to_numpy()
    phi = draw["team_correlation"].to_numpy() * np.outer(tau, tau)
    Lambda = np.vstack(loadings)
    covariance = Lambda @ phi @ Lambda.T
    at = 0
    for block in noise:
        covariance[at : at + len(block), at : at + len(block)] += block
        at += len(block)
    return float(multivariate_normal.logpdf(np.concatenate(values), np.concatenate(centres), covariance))
