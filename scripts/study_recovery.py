"""Recovery study: coverage of the reported 90 % intervals, and what regression on team averages reaches beside them.

Usage: python scripts/study_recovery.py [--replicates 300] [--out docs/studies/recovery] [--processes 2]

Three conditions of 40 teams x (8 staff, 10 customers): truth drawn from the default priors (calibration: coverage
must be nominal), and two fixed truths, all standardised paths 0 or .5, ICC .1 (frequentist coverage, printed as it
comes). Seeds are fixed: replicate r of condition c uses SeedSequence([2025, c, r]). Each replicate is written as it
finishes; a second call goes on where the first stopped.
"""

import argparse
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd

from bayeschain.experiments import Design, Truth, case_truth, measured, sample, truth_from_priors
from bayeschain.experiments.recover import recovered
from bayeschain.inference import CompiledChain, Settings, compile_chain
from bayeschain.model import build_model
from bayeschain.specification import Specification, parse_model

MODEL = """
title: Recovery study
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  clarity: {survey: staff, items: [cl1, cl2, cl3]}
  promises: {survey: customers, items: [pr1, pr2, pr3]}
  benefit: {survey: customers, items: [be1, be2, be3]}
chain: |
  trust ~ leadership
  clarity ~ trust
  promises ~ clarity
  benefit ~ promises + trust
outcome: benefit
tiers: {by: trust, show: [leadership, clarity, promises, benefit]}
"""
DESIGN = Design(teams=40, respondents={"staff": (8, 8), "customers": (10, 10)}, seed=1)
SETTINGS = Settings(draws=500, tune=500, chains=2, seed=0, cores=1, target_accept=0.9)
CONDITIONS = ("prior", "paths 0", "paths 0.5")
MASTER = 2025
FIXED = 1e-9
_WORKER: dict[str, CompiledChain] = {}


def truth_of(specification: Specification, condition: int, replicate: int) -> Truth:
    """Truth of a replicate; it depends on the condition and the replicate alone."""
    if condition == 0:
        return truth_from_priors(specification, np.random.default_rng([MASTER, condition, replicate, 0]))
    fixed = case_truth(specification)
    level = {1: 0.0, 2: 0.5}[condition]
    tau = {name: w / 3.0 for name, w in fixed.within_sd.items()}
    return replace(fixed, path_standardised=np.full(len(fixed.path_standardised), level), team_sd=tau)


def start() -> None:
    """Compile the chain once in a worker process."""
    specification = parse_model(MODEL)
    surveys = measured(specification, sample(specification, DESIGN, case_truth(specification), 1, discrete=False))
    _WORKER["chain"] = compile_chain(build_model(specification, surveys), prior_draws=200)


def replicate_rows(condition: int, replicate: int) -> pd.DataFrame:
    """Rows of one replicate."""
    chain = _WORKER["chain"]
    specification = chain.layout.specification
    seed = int(np.random.SeedSequence([MASTER, condition, replicate]).generate_state(1)[0] % 2**31)
    done = recovered(chain, DESIGN, truth_of(specification, condition, replicate), seed, replace(SETTINGS, seed=seed))
    return done.table.assign(condition=CONDITIONS[condition], replicate=replicate, divergences=done.divergences)


def coverage(table: pd.DataFrame) -> pd.DataFrame:
    """Coverage, median bias, median absolute error and median width by condition, kind and method.

    The middle tier of new teams is at 100 % by definition; such rows have no width and are left out.
    """
    table = table[~(table["upper"] - table["lower"] < FIXED)]
    table = table.assign(
        covered=((table.truth >= table.lower) & (table.truth <= table.upper)).where(table.lower.notna()),
        error=table.estimate - table.truth,
        width=table.upper - table.lower,
    )
    return (
        table.groupby(["condition", "kind", "method"], sort=False)
        .agg(
            quantities=("quantity", "nunique"),
            intervals=("covered", "count"),
            coverage=("covered", lambda x: float(x.astype(float).mean())),
            bias=("error", "median"),
            absolute_error=("error", lambda x: float(np.nanmedian(np.abs(x)))),
            width=("width", "median"),
        )
        .reset_index()
    )


def page(summary: pd.DataFrame) -> str:
    """The table as a page."""
    lines = [
        "# Coverage of the reported 90 % intervals",
        "",
        "Written by `scripts/study_recovery.py`; what it means stands [one folder up](../README.md).",
        "",
        "| truth | quantity | method | intervals | coverage | median bias | median absolute error | median width |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in summary.itertuples(index=False):
        shown = f"{row.coverage:.1%}" if row.intervals else "–"
        width = f"{row.width:.2f}" if row.intervals else "–"
        lines.append(
            f"| {row.condition} | {row.kind} | {row.method} | {row.intervals} | {shown} | {row.bias:+.3f} | "
            f"{row.absolute_error:.3f} | {width} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run what is not yet done, then write the table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--replicates", type=int, default=300)
    arguments.add_argument("--out", type=Path, default=Path("docs/studies/recovery"))
    arguments.add_argument("--processes", type=int, default=2)
    given = arguments.parse_args()
    parts = given.out / "replicates"
    parts.mkdir(parents=True, exist_ok=True)
    wanted = [(c, r) for c in range(len(CONDITIONS)) for r in range(given.replicates)]
    missing = [(c, r) for c, r in wanted if not (parts / f"{c}-{r:04d}.csv").exists()]
    with ProcessPoolExecutor(given.processes, mp_context=get_context("spawn"), initializer=start) as pool:
        running = {pool.submit(replicate_rows, c, r): (c, r) for c, r in missing}
        for number, future in enumerate(as_completed(running), 1):
            c, r = running[future]
            unfinished = parts / f"{c}-{r:04d}.part"
            future.result().to_csv(unfinished, index=False)
            unfinished.rename(unfinished.with_suffix(".csv"))
            if number % 50 == 0:
                print(f"{number} of {len(missing)}", flush=True)
    table = pd.concat([pd.read_csv(parts / f"{c}-{r:04d}.csv") for c, r in wanted], ignore_index=True)
    summary = coverage(table)
    summary.to_csv(given.out / "coverage.csv", index=False, float_format="%.4g")
    (given.out / "README.md").write_text(page(summary), encoding="utf-8")
    divergent = table.groupby(["condition", "replicate"])["divergences"].first().gt(0).groupby("condition").mean()
    print(summary.to_string(), "\nshare of replicates with a divergence:\n", divergent.to_string())


if __name__ == "__main__":
    main()
