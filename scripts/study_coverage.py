"""Coverage of the reported intervals over a grid of designs, and which method finds the first driver.

Usage: python scripts/study_coverage.py [--from-priors 60] [--fixed 60] [--out docs/studies/coverage] [--workers 2]
                                        [--work runs/studies/coverage] [--scheduler tcp://…] [--lavaan 0]

Teams 20, 40, 80 by respondents 4, 8, 15 of each survey in each team. In nine cells truths are drawn from the default
priors, a new one for each data set; in 27 the truth is fixed: standardised paths 0, .3 and .6 into promises, .6 and 0
into benefit, and an ICC of .05, .1 or .2 for every construct. The seed, the designs and all true values stand below and
in `case_truth`. Beside the posterior: regression on team averages, the same corrected for unreliability, and maximum
likelihood of the same model. Each data set is written as it finishes; a second call goes on where the first stopped,
and one that asks for fewer writes the tables of those. `--lavaan 3` has lavaan estimate as well, for three data sets of
each cell of 40 teams by 8 respondents: an estimate takes it much longer than everything else together.
"""

import argparse
from pathlib import Path

from scripts.study_calibration import MODEL, tell

from bayeschain.conventions import FIXED, PRIORS
from bayeschain.experiments.coverage import coverage, first_shares, rows_of
from bayeschain.experiments.execute import execute
from bayeschain.experiments.plans import Plan
from bayeschain.experiments.recover import Recovering
from bayeschain.experiments.tasks import Record, tasks_of

SEED = 2027
TEAMS = (20, 40, 80)
RESPONDENTS = tuple({"staff": (n, n), "customers": (n, n)} for n in (4, 8, 15))
CONSTRUCTS = ("leadership", "trust", "flow", "promises", "benefit")
ICC = tuple(dict.fromkeys(CONSTRUCTS, value) for value in (0.05, 0.1, 0.2))
PATHS = {
    "promises ~ leadership": 0.0,
    "promises ~ trust": 0.3,
    "promises ~ flow": 0.6,
    "benefit ~ promises": 0.6,
    "benefit ~ trust": 0.0,
}
FROM_PRIORS = Plan(TEAMS, RESPONDENTS, PRIORS)
WITH_FIXED_TRUTH = Plan(TEAMS, RESPONDENTS, FIXED, ICC, (PATHS,))
JOB = Recovering(MODEL, (*FROM_PRIORS.cells(), *WITH_FIXED_TRUTH.cells()))
ML = Recovering(MODEL, tuple(c for c in JOB.cells if c.design.teams == 40 and c.labels["staff"] == "8"), lavaan=True)


def write(job: Recovering, records: list[Record], out: Path, name: str) -> None:
    """Tables of what is done so far."""
    out.mkdir(parents=True, exist_ok=True)
    rows = rows_of(job, records)
    tables = {
        name: coverage(rows),
        f"{name}_pooled": coverage(rows, pooled=True),
        f"{name}_first": first_shares(rows),
        f"{name}_first_pooled": first_shares(rows, pooled=True),
    }
    for file, table in tables.items():
        table.to_csv(out / f"{file}.csv", index=False, float_format="%.4g")
    print(tables[f"{name}_pooled"].to_string(), tables[f"{name}_first_pooled"].to_string(), sep="\n")


def main() -> None:
    """Do what is not yet done, then write the tables."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--from-priors", type=int, default=60)
    arguments.add_argument("--fixed", type=int, default=60)
    arguments.add_argument("--out", type=Path, default=Path("docs/studies/coverage"))
    arguments.add_argument("--work", type=Path, default=Path("runs/studies/coverage"))
    arguments.add_argument("--workers", type=int, default=2)
    arguments.add_argument("--scheduler")
    arguments.add_argument("--lavaan", type=int, default=0)
    given = arguments.parse_args()
    wanted = {PRIORS: given.from_priors, FIXED: given.fixed}
    every = tasks_of(len(JOB.cells), max(wanted.values()), SEED)
    number = {task: wanted[JOB.cells[task.cell].truths] for task in every}
    grid = [task for task in every if task.replicate < number[task]]
    grid.sort(key=lambda task: (task.replicate + 1) / number[task])  # a stop leaves the same share of every cell
    for job, name, tasks in ((JOB, "grid", grid), (ML, "lavaan", tasks_of(len(ML.cells), given.lavaan, SEED))):
        if tasks:
            where = {"workers": given.workers, "scheduler": given.scheduler}
            write(job, execute(job, tasks, given.work / name, **where, progress=tell), given.out, name)


if __name__ == "__main__":
    main()
