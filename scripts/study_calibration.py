"""Simulation-based calibration of the Gaussian chain: 1,000 data sets, every parameter and every reported quantity.

Usage: python scripts/study_calibration.py [--replicates 1000] [--out docs/studies/calibration] [--workers 2]
                                           [--work runs/studies/calibration] [--scheduler tcp://…]

Truths are drawn from the default priors, people one by one; the seed, the design and the settings stand below. A second
call goes on where the first stopped. The posterior of each data set is one chain of 400 + 1,000 draws, of which every
tenth is ranked.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from bayeschain.experiments import Design
from bayeschain.experiments.calibrate import SETTINGS, Calibrating, mean_lag, ranks_table
from bayeschain.experiments.execute import Advance, execute
from bayeschain.experiments.tasks import results, tasks_of
from bayeschain.experiments.uniformity import Calibration
from bayeschain.workflow.studies import write_study

MODEL = """
title: Calibration study
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  flow: {survey: staff, items: [fl1, fl2]}
  promises: {survey: customers, items: [pr1, pr2, pr3]}
  benefit: {survey: customers, items: [be1, be2, be3]}
chain: |
  promises ~ a*leadership + trust + flow
  benefit ~ b*promises + trust
  through := a * b
outcome: benefit
tiers: {by: trust, show: [leadership, promises, benefit]}
"""
DESIGN = Design(teams=40, respondents={"staff": (4, 12), "customers": (0, 15)}, seed=1)
SEED = 2026
JOB = Calibrating(MODEL, DESIGN, replace(SETTINGS, draws=1000))


def tell(advance: Advance) -> None:
    """A line after every fiftieth data set."""
    if advance.done % 50 == 0:
        left = f"{advance.seconds_left / 60:.0f} minutes left"
        print(f"{advance.done} of {advance.total}, {advance.failed} failed, {left}", flush=True)


def study(job: Calibrating, seed: int, *, name: str, script: str, replicates: int, workers: int) -> None:
    """Do what is not yet done of a calibration study, then write its tables; the numbers are defaults of options."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--replicates", type=int, default=replicates)
    arguments.add_argument("--out", type=Path, default=Path("docs/studies") / name)
    arguments.add_argument("--work", type=Path, default=Path("runs/studies") / name)
    arguments.add_argument("--workers", type=int, default=workers)
    arguments.add_argument("--scheduler")
    given = arguments.parse_args()
    tasks = tasks_of(1, given.replicates, seed)
    records = execute(job, tasks, given.work, workers=given.workers, scheduler=given.scheduler, progress=tell)
    done = results(records)
    ranks, divergences = ranks_table(done)
    failed = tuple(f"{record.task.name}: {record.error}" for record in records if record.status == "failed")
    found = Calibration(ranks, job.ranked, mean_lag(done), int((divergences > 0).sum()), failed)
    write_study(found, given.out, f"python scripts/{script}")
    print(found.sentence)


if __name__ == "__main__":
    study(JOB, SEED, name="calibration", script="study_calibration.py", replicates=1000, workers=2)
