"""Simulation-based calibration with residual covariances, units, team columns and covariates: 300 data sets.

Usage: python scripts/study_structure_calibration.py [--replicates 300] [--out docs/studies/structure_calibration]
                                                     [--workers 1] [--work runs/studies/structure_calibration]

As `study_calibration.py`, for the chain of `study_structure.py` with one residual covariance more: 48 teams in eight
units, 4 to 10 staff and 0 to 12 customers a team. Truths are drawn from the default priors, people one by one, by code
that shares nothing with the likelihood. A second call goes on where the first stopped.
"""

from scripts.study_calibration import study

from bayeschain.experiments import Design
from bayeschain.experiments.calibrate import Calibrating

MODEL = """
title: A company in areas
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], adjust: [tenure]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
teams: {file: teams.csv, team: team, unit: area, covariates: [age]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  promises: {survey: customers, items: [pr1, pr2]}
  benefit: {survey: customers, items: [be1, be2, be3]}
  margin: {column: margin}
chain: |
  trust ~ leadership + age
  promises ~ trust
  benefit ~ trust
  margin ~ benefit + promises
  promises ~~ benefit
  margin ~~ trust
outcome: margin
tiers: {by: trust, show: [leadership, benefit]}
"""
DESIGN = Design(teams=48, respondents={"staff": (4, 10), "customers": (0, 12)}, seed=3, units=8)
SEED = 2029
JOB = Calibrating(MODEL, DESIGN)


if __name__ == "__main__":
    study(JOB, SEED, name="structure_calibration", script="study_structure_calibration.py", replicates=300, workers=1)
