"""Simulation-based calibration of a chain with ordinal answers: 100 data sets, every parameter and reported quantity.

Usage: python scripts/study_calibration_ordinal.py [--replicates 100] [--out docs/studies/calibration_ordinal]
                                                   [--workers 1] [--work runs/studies/calibration_ordinal]

Staff answer two constructs in five and in three ordered categories, customers a third one on a scale that is taken as
continuous. Truths are drawn from the default priors, people one by one; the seed, the design and the settings stand
below. A second call goes on where the first stopped. The posterior of each data set is two chains of 500 + 500 draws,
of which every tenth is ranked.
"""

import argparse
from pathlib import Path

from scripts.study_calibration import tell

from bayeschain.experiments import Design
from bayeschain.experiments.calibrate import Calibrating, mean_lag, ranks_table
from bayeschain.experiments.execute import execute
from bayeschain.experiments.tasks import results, tasks_of
from bayeschain.experiments.uniformity import Calibration
from bayeschain.inference import Settings
from bayeschain.workflow.studies import write_study

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


def main() -> None:
    """Do what is not yet done, then write the tables."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--replicates", type=int, default=100)
    arguments.add_argument("--out", type=Path, default=Path("docs/studies/calibration_ordinal"))
    arguments.add_argument("--work", type=Path, default=Path("runs/studies/calibration_ordinal"))
    arguments.add_argument("--workers", type=int, default=1)
    given = arguments.parse_args()
    records = execute(JOB, tasks_of(1, given.replicates, SEED), given.work, workers=given.workers, progress=tell)
    done = results(records)
    ranks, divergences = ranks_table(done)
    failed = tuple(f"{record.task.name}: {record.error}" for record in records if record.status == "failed")
    found = Calibration(ranks, JOB.ranked, mean_lag(done), int((divergences > 0).sum()), failed)
    write_study(found, given.out, "python scripts/study_calibration_ordinal.py")
    print(found.sentence)


if __name__ == "__main__":
    main()
