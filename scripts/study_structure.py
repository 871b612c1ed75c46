"""Recovery with covariates of teams and respondents, a residual covariance, and units above the teams.

Usage: python scripts/study_structure.py [--sets 60] [--out docs/studies/structure] [--workers 2]
                                         [--work runs/studies/structure]

Sixty teams in ten units, 5 to 12 staff and 6 to 15 customers a team. Truths are drawn from the default priors,
a new one for each data set, or fixed (`case_truth`). Each data set is written as it finishes; a second call goes on
where the first stopped.
"""

import argparse
from pathlib import Path

from scripts.study_calibration import tell

from bayeschain.conventions import PRIORS
from bayeschain.experiments.coverage import coverage, rows_of
from bayeschain.experiments.design import Design
from bayeschain.experiments.execute import execute
from bayeschain.experiments.first import OURS
from bayeschain.experiments.plans import Cell
from bayeschain.experiments.recover import Recovering
from bayeschain.experiments.tasks import tasks_of

SEED = 2028
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
outcome: margin
tiers: {by: trust, show: [leadership, benefit]}
"""
DESIGN = Design(teams=60, respondents={"staff": (5, 12), "customers": (6, 15)}, units=10)
JOB = Recovering(MODEL, (Cell(DESIGN, PRIORS), Cell(DESIGN)))


def main() -> None:
    """Do what is not yet done, then write the table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sets", type=int, default=60)
    arguments.add_argument("--out", type=Path, default=Path("docs/studies/structure"))
    arguments.add_argument("--work", type=Path, default=Path("runs/studies/structure"))
    arguments.add_argument("--workers", type=int, default=2)
    given = arguments.parse_args()
    tasks = tasks_of(len(JOB.cells), given.sets, SEED)
    records = execute(JOB, tasks, given.work, workers=given.workers, progress=tell)
    table = coverage(rows_of(JOB, records), pooled=True)
    given.out.mkdir(parents=True, exist_ok=True)
    table.to_csv(given.out / "pooled.csv", index=False, float_format="%.4g")
    print(table[table["method"] == OURS].to_string())


if __name__ == "__main__":
    main()
