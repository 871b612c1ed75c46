"""Analyses of the same answers: fitted, laid side by side, written."""

from pathlib import Path

import arviz as az
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.support.fake_fit import fake_fit

from bayeschain.errors import InputError
from bayeschain.experiments import Design, case_truth, sample, write_sample
from bayeschain.inference import fit, specification_of
from bayeschain.model import ChainModel, build_model
from bayeschain.report.comparison import Analysis
from bayeschain.report.comparison.tables import ANALYSIS_COLUMNS, COMPARE_COLUMNS
from bayeschain.specification import load_model
from bayeschain.surveys import read_surveys
from bayeschain.workflow.comparison import Comparison, compare, fitting, write_comparison
from bayeschain.workflow.events import Event, Note, Step

MODEL = """\
title: Two ways to a team
surveys:
  staff: {file: staff.csv, team: team, scale: [0, 100]}
constructs:
  trust: {survey: staff, items: [t1, t2]}
  flow: {survey: staff, items: [f1, f2]}
  benefit: {survey: staff, items: [b1, b2, b3]}
chain: |
  benefit ~ trust + flow
outcome: benefit
tiers: {by: trust, show: [benefit]}
sampling: {draws: 160, tune: 100, chains: 2, seed: 3}
"""
TEAMS = 200
PEOPLE = 8
BOTH_MANIFEST = Analysis("manifest", "manifest")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Model file of many teams, with its answers."""
    folder = tmp_path_factory.mktemp("comparison")
    (folder / "model.yaml").write_text(MODEL, encoding="utf-8")
    specification = load_model(folder / "model.yaml")
    design = Design(teams=TEAMS, respondents={"staff": (PEOPLE, PEOPLE)}, seed=5)
    write_sample(specification, sample(specification, design, case_truth(specification), 5), folder)
    return folder / "model.yaml"


@pytest.fixture(scope="module")
def comparison(path: Path) -> Comparison:
    return compare(path)


def test_manifest_on_both_sides_is_regression_on_team_averages(path: Path, comparison: Comparison) -> None:
    """With 200 teams the priors say next to nothing: a hundredth of a slope."""
    answers = pd.read_csv(path.parent / "staff.csv")
    team = answers.groupby("team")[["t1", "t2", "f1", "f2", "b1", "b2", "b3"]].mean()
    averages = np.column_stack([np.ones(TEAMS), team[["t1", "t2"]].mean(axis=1), team[["f1", "f2"]].mean(axis=1)])
    slopes = np.linalg.lstsq(averages, team[["b1", "b2", "b3"]].mean(axis=1), rcond=None)[0][1:]
    draws = comparison.fits[BOTH_MANIFEST]["posterior"].dataset["path_unstandardised"]
    for k in range(2):
        error = float(az.mcse(draws[..., k].to_numpy(), method="mean"))
        assert abs(float(draws[..., k].mean()) - slopes[k]) < 4.0 * error + 0.01 * abs(slopes[k])


def test_error_of_averages_draws_the_manifest_slopes_together(comparison: Comparison) -> None:
    """Manifest slopes are those of the covariance that a team average has: Φ + (Φ_w + Θ / K) / n, by the truth."""
    specification = comparison.compared.specification
    truth = case_truth(specification)
    names = ("trust", "flow", "benefit")
    sd, within = np.array([truth.team_sd[each] for each in names]), np.array([truth.within_sd[each] for each in names])
    b = truth.path_standardised
    R = np.eye(3)
    R[0, 1] = R[1, 0] = truth.exogenous_correlation[0, 1]
    R[2, :2] = R[:2, 2] = R[:2, :2] @ b
    error = [(truth.items[each].sd ** 2).sum() / len(truth.items[each].sd) ** 2 for each in names]
    bias = [(truth.items[each].bias_sd ** 2).sum() / len(truth.items[each].sd) ** 2 for each in names]
    V = R * np.outer(sd, sd)
    V += truth.within_correlation["staff"] * np.outer(within, within) / PEOPLE + np.diag(error) / PEOPLE + np.diag(bias)
    expected = np.linalg.solve(V[:2, :2], V[:2, 2])
    draws = comparison.fits[BOTH_MANIFEST]["posterior"]["path_unstandardised"]
    sds = draws.std(("chain", "draw")).to_numpy()
    assert (np.abs(draws.mean(("chain", "draw")).to_numpy() - expected) < 3.5 * sds).all()


def test_each_fit_is_the_one_of_its_own_model_file(path: Path, comparison: Comparison) -> None:
    """Compiled once for several analyses, and equal to the bit to a fit alone."""
    specification = specification_of(comparison.fits[BOTH_MANIFEST])
    assert specification.surveys["staff"].aggregation == "manifest"
    assert specification.surveys["staff"].measurement == "manifest"
    alone = fit(build_model(specification, read_surveys(specification, {"staff": path.parent / "staff.csv"})))
    xr.testing.assert_identical(
        alone["posterior"].dataset["path_standardised"],
        comparison.fits[BOTH_MANIFEST]["posterior"].dataset["path_standardised"],
    )


def test_table_holds_paths_tiers_and_ranks_of_each(comparison: Comparison) -> None:
    table = comparison.table
    assert tuple(table.columns) == COMPARE_COLUMNS
    counts = table.groupby(["measurement", "aggregation", "part"], sort=False).size().unstack()
    assert len(counts) == 4
    assert (counts == [4, 6, 2]).all(axis=None)  # two arrows on two scales, three thirds of two, two drivers
    ranks = table[table["part"] == "driver"].groupby(["measurement", "aggregation"])["prob_first"].sum()
    np.testing.assert_allclose(ranks, 1.0)
    drawn = comparison.fits[BOTH_MANIFEST]["posterior"]["path_standardised"].mean(("chain", "draw")).to_numpy()
    own = table[(table["measurement"] == "manifest") & (table["aggregation"] == "manifest")]
    np.testing.assert_allclose(own.loc[(own["part"] == "path") & (own["scale"] == "standardised"), "mean"], drawn)


def test_what_was_left_out_is_told(comparison: Comparison) -> None:
    analyses = comparison.analyses
    assert tuple(analyses.columns) == ANALYSIS_COLUMNS
    left = analyses[~analyses["done"]]
    assert set(left["aggregation"]) == {"finite"}
    assert left["reason"].str.contains("number of members").all()
    assert set(analyses.loc[analyses["done"], "status"]) <= {"pass", "look", "fail"}
    assert comparison.exit_code in (0, 3)


def test_the_folder_appears_whole_or_not_at_all(comparison: Comparison, tmp_path: Path) -> None:
    page = write_comparison(comparison, tmp_path / "out")
    held = sorted(each.relative_to(tmp_path / "out").as_posix() for each in (tmp_path / "out").rglob("*.*"))
    assert held == [
        *("figures/comparison.png", "figures/comparison.svg", "report.html"),
        *("tables/analyses.csv", "tables/compare.csv"),
    ]
    assert "Which to believe when" in page.read_text(encoding="utf-8")
    with pytest.raises(InputError, match="exists"):
        write_comparison(comparison, tmp_path / "out")
    write_comparison(comparison, tmp_path / "out", overwrite=True)


def test_answers_that_an_analysis_cannot_use_leave_it_out(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = pd.read_csv(path.parent / "staff.csv").astype({"t1": float})
    answers.loc[0, "t1"] = np.nan
    answers.to_csv(path.parent / "gaps.csv", index=False)

    def quick(model: ChainModel, **options: object) -> xr.DataTree:
        return fake_fit(model.specification, teams=12, draws=20, prior_draws=20)

    monkeypatch.setattr(fitting, "fit", quick)
    monkeypatch.setattr(fitting, "compile_model", lambda model: None)
    told: list[Event] = []
    found = compare(path, {"staff": path.parent / "gaps.csv"}, progress=told.append)
    assert [each.name for each in found.compared.analyses] == ["latent × reflective", "latent × manifest"]
    assert any("no rule for their scale means" in each.reason for each in found.compared.left_out)
    assert sum(isinstance(each, Note) and each.message.startswith("Left out") for each in told) == 4
    assert [each.message for each in told if isinstance(each, Step) and each.name == "fit"] == [
        "Analysis 1 of 2: latent measurement, reflective teams",
        "Analysis 2 of 2: latent measurement, manifest teams",
    ]
