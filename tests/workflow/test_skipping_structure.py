"""A run of answers with skipped items, covariates of teams and respondents, and units, from its files to its tables."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from bayeschain.checks import verdicts
from bayeschain.disclosure import protect
from bayeschain.experiments import Design, case_truth, sample, write_sample
from bayeschain.experiments.skipping import skip_items
from bayeschain.inference import fit
from bayeschain.model import build_model
from bayeschain.report.tables import write_tables
from bayeschain.specification import load_model
from bayeschain.surveys import read_surveys

MODEL = """
title: Above and below the teams
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], adjust: [tenure]}
  customers: {file: customers.csv, team: team, scale: [0, 10], measurement: manifest, scoring: mean_of_answered}
teams: {file: teams.csv, team: team, unit: area, covariates: [urban]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2]}
  benefit: {survey: customers, items: [be1, be2]}
chain: |
  trust ~ leadership + urban
  benefit ~ trust
outcome: benefit
sampling: {draws: 20, tune: 30, chains: 2, seed: 7}
"""


def test_nobody_is_left_out_and_every_table_is_there(tmp_path: Path) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL, encoding="utf-8")
    specification = load_model(path)
    design = Design(teams=24, respondents={"staff": (5, 8), "customers": (5, 8)}, seed=3, units=4)
    drawn = sample(specification, design, case_truth(specification), 5)
    drawn = replace(drawn, answers=skip_items(specification, drawn.answers, 0.15, seed=2, mechanism="mar"))
    write_sample(specification, drawn, tmp_path)
    surveys = read_surveys(specification)
    assert surveys.respondents == sum(map(len, drawn.answers.values()))
    assert not any(row.reasons for row in surveys.account.rows)
    model = build_model(specification, surveys)
    found = fit(model)
    told = verdicts(found)
    assert {"predictive", "calibration", "missing_arrows", "leave_one_out", "sensitivity"} < {v.check for v in told}
    assert np.isfinite(found["log_likelihood"]["answers"]).all()
    released = protect(found, told)
    (tmp_path / "tables").mkdir()
    write_tables(released, tmp_path / "tables")
    slopes = pd.read_csv(tmp_path / "tables" / "covariates.csv")
    assert set(slopes["covariate"]) == {"tenure", "urban"}
    assert np.isfinite(slopes["mean"]).all()
    assert set(pd.read_csv(tmp_path / "tables" / "missing.csv")["survey"]) == {"staff", "customers"}
    assert len(set(pd.read_csv(tmp_path / "tables" / "units.csv")["unit_of_teams"])) == 4
