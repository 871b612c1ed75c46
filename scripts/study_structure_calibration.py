"""Simulation-based calibration with residual covariances, units, team columns and covariates: 300 data sets.

Usage: python scripts/study_structure_calibration.py [--replicates 300] [--out docs/studies/structure_calibration]
                                                     [--workers 1] [--work runs/studies/structure_calibration]

As `study_calibration.py`, for the chain of `study_structure.py` with one residual covariance more: 48 teams in eight
units, 4 to 10 staff and 0 to 12 customers a team. Truths are drawn from the default priors, people one by one, by code
that shares nothing with the likelihood. A second call goes on where the first stopped.
"""

import argparse
from pathlib import Path

from bayeschain.experiments import Design
from bayeschain.experiments.calibrate import Calibrating, mean_lag, ranks_table
from bayeschain.experiments.execute import Advance, execute
from bayeschain.experiments.tasks import results, tasks_of
from bayeschain.experiments.uniformity import Calibration
from bayeschain.workflow.studies import write_study

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


def tell(advance: Advance) -> None:
    """A line after every data set."""
    left = f"{advance.seconds_left / 60:.0f} minutes left"
    print(f"{advance.done} of {advance.total}, {advance.failed} failed, {left}", flush=True)


def main() -> None:
    """Do what is not yet done, then write the tables."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--replicates", type=int, default=300)
    arguments.add_argument("--out", type=Path, default=Path("docs/studies/structure_calibration"))
    arguments.add_argument("--work", type=Path, default=Path("runs/studies/structure_calibration"))
    arguments.add_argument("--workers", type=int, default=1)
    given = arguments.parse_args()
    records = execute(JOB, tasks_of(1, given.replicates, SEED), given.work, workers=given.workers, progress=tell)
    done = results(records)
    ranks, divergences = ranks_table(done)
    failed = tuple(f"{record.task.name}: {record.error}" for record in records if record.status == "failed")
    found = Calibration(ranks, JOB.ranked, mean_lag(done), int((divergences > 0).sum()), failed)
    write_study(found, given.out, "python scripts/study_structure_calibration.py")
    print(found.sentence)


if __name__ == "__main__":
    main()
