"""A run of ordinal answers with covariates of teams and respondents and with units, from its files to the report."""

from pathlib import Path

import numpy as np
import pandas as pd

from bayeschain.checks import verdicts
from bayeschain.conventions import RESPONDENT_SLOPE
from bayeschain.disclosure import protect
from bayeschain.experiments import Design, case_truth, sample, write_sample
from bayeschain.inference import fit
from bayeschain.model import build_model
from bayeschain.report.contents import contents
from bayeschain.report.html import page
from bayeschain.report.tables import write_tables
from bayeschain.specification import load_model
from bayeschain.surveys import read_surveys

MODEL = """
title: Above and below the teams
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], likelihood: ordinal, adjust: [tenure]}
  customers: {file: customers.csv, team: team, scale: [0, 10], adjust: [age]}
teams: {file: teams.csv, team: team, unit: area, covariates: [urban]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1]}
  benefit: {survey: customers, items: [be1, be2]}
chain: |
  trust ~ leadership + urban
  benefit ~ trust
outcome: benefit
tiers: {by: trust, show: [leadership, benefit]}
sampling: {draws: 20, tune: 30, chains: 2, seed: 7}
"""


def test_a_fit_and_its_report_have_slopes_units_and_expected_answers(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    specification = load_model(path)
    design = Design(teams=24, respondents={"staff": (5, 8), "customers": (5, 8)}, seed=3, units=4)
    write_sample(specification, sample(specification, design, case_truth(specification), 5), tmp_path)
    staff = pd.read_csv(tmp_path / "staff.csv")
    staff.loc[[0, 9], "le1"] = np.nan  # a skipped item leaves nobody out
    staff.to_csv(tmp_path / "staff.csv", index=False)
    model = build_model(specification, read_surveys(specification))
    found = fit(model)
    assert int(found["constant_data"]["n_respondents"].sel(survey="staff").sum()) == len(staff)
    assert len(staff) not in {size for group in found.values() for size in group.sizes.values()}
    told = verdicts(found)
    assert {"predictive", "calibration", "missing_arrows", "leave_one_out", "sensitivity"} < {v.check for v in told}
    released = protect(found, told)
    (tmp_path / "tables").mkdir()
    write_tables(released, tmp_path / "tables")
    names = ["leadership ~ tenure", "trust ~ tenure", "benefit ~ age"]
    assert found["posterior"]["respondent_slope"][RESPONDENT_SLOPE].to_numpy().tolist() == names
    slopes = pd.read_csv(tmp_path / "tables" / "covariates.csv")
    assert set(slopes["covariate"]) == {"tenure", "age", "urban"}
    assert np.isfinite(slopes["mean"]).all()
    units = pd.read_csv(tmp_path / "tables" / "units.csv")
    assert len(set(units["unit_of_teams"])) == 4
    expected = found["posterior"]["team_expected"].sel(construct="leadership").mean(("chain", "draw")).to_numpy()
    of_unit = found["constant_data"]["unit_of_team"].to_numpy()
    own = 1.0 + 0.04 * np.array([expected[of_unit == u].mean() for u in range(4)])
    np.testing.assert_allclose(units["mean"][units["construct"] == "leadership"], own, atol=0.3)
    said = page(contents(released))
    assert "Answers to “staff” were taken as ordered categories" in said
    assert "Within “staff” the answers were adjusted for tenure" in said
