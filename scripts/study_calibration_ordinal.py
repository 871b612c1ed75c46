"""Simulation-based calibration of a chain with ordinal answers: 100 data sets, every parameter and reported quantity.

Usage: python scripts/study_calibration_ordinal.py [--replicates 100] [--out docs/studies/calibration_ordinal]
                                                   [--workers 1] [--work runs/studies/calibration_ordinal]

Staff answer two constructs in five and in three ordered categories, customers a third one on a scale that is taken as
continuous. Truths are drawn from the default priors, people one by one; the seed, the design and the settings stand
below. A second call goes on where the first stopped. The posterior of each data set is two chains of 500 + 500 draws,
of which every tenth is ranked.
"""

from scripts.study_calibration import study

from bayeschain.experiments import Design
from bayeschain.experiments.calibrate import Calibrating
from bayeschain.inference import Settings

MODEL = """
title: Calibration study with ordinal answers
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], likelihood: ordinal}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
constructs:
  leadership: {survey: staff, items: [le1, le2]}
  trust: {survey: staff, items: [tr1, tr2, tr3], scale: [0, 2]}
  benefit: {survey: customers, items: [be1, be2]}
chain: |
  trust ~ a*leadership
  benefit ~ b*trust + leadership
  through := a * b
outcome: benefit
tiers: {by: trust, show: [leadership, benefit]}
"""
DESIGN = Design(teams=18, respondents={"staff": (0, 9), "customers": (0, 9)}, seed=1)
SETTINGS = Settings(draws=500, tune=500, chains=2, seed=0, cores=1, target_accept=0.9)
SEED = 2030
JOB = Calibrating(MODEL, DESIGN, SETTINGS)


if __name__ == "__main__":
    study(JOB, SEED, name="calibration_ordinal", script="study_calibration_ordinal.py", replicates=100, workers=1)
