"""Whole fits of simulated companies of many teams, each in a process of its own.

Usage: python -m scripts.benchmarks.many_teams TEAMS. Prints seconds, gradients and peak memory as JSON.
"""

import json
import sys
import warnings
from dataclasses import replace
from time import perf_counter
from typing import Final

from scripts.benchmarks.people import CASE, CASE_SEED
from scripts.benchmarks.processes import peak_memory, run_module
from scripts.benchmarks.results import Row
from scripts.study_convergence import DESIGN

from bayeschain.experiments import case_truth, measured, sample
from bayeschain.inference import Progress, fit
from bayeschain.inference.compiling import compile_model
from bayeschain.model import ChainModel, build_model
from bayeschain.specification import load_model
from bayeschain.summaries import effects, tiers

PART: Final = "many teams"
TEAMS: Final = (42, 500, 2000, 10000)
CHAINS: Final = 2
TUNE: Final = 300
DRAWS: Final = 250
SECONDS: Final = "fitted and summarised"


def subject(teams: int) -> str:
    """What the rows of a company are about."""
    return f"{teams} teams, {CHAINS} × ({TUNE} + {DRAWS})"


def measure() -> list[Row]:
    """All rows of the part."""
    rows = []
    for teams in TEAMS:
        told = run_module("many_teams", [str(teams)], {})
        rows += [
            Row(PART, subject(teams), "sampled", told["sampled"], "s"),
            Row(PART, subject(teams), SECONDS, told["seconds"], "s"),
            Row(PART, subject(teams), "the same a team", 1e3 * told["seconds"] / teams, "ms"),
            Row(PART, subject(teams), "gradients a draw", told["gradients"]),
            Row(PART, subject(teams), "divergences", told["divergences"]),
            Row(PART, subject(teams), "peak memory of the process", told["memory"], "MiB"),
        ]
    return rows


def company(teams: int) -> ChainModel:
    """The case with another number of teams, simulated."""
    specification = load_model(CASE)
    drawn = sample(specification, replace(DESIGN, teams=teams), case_truth(specification), CASE_SEED)
    return build_model(specification, measured(specification, drawn))


def main() -> None:
    """Fit one company."""
    warnings.simplefilter("ignore")
    model = company(int(sys.argv[1]))
    compiled = compile_model(model)
    ends: dict[str, float] = {}

    def told(now: Progress) -> None:
        ends.setdefault(now.phase, perf_counter())

    start = perf_counter()
    fitted = fit(model, draws=DRAWS, tune=TUNE, chains=CHAINS, seed=2025, compiled=compiled, progress=told)
    effects(fitted)
    tiers(fitted)
    found = {
        "seconds": perf_counter() - start,
        "sampled": ends["summarising"] - start,
        "gradients": float(fitted["sample_stats"]["n_steps"].mean()),
        "divergences": float(fitted["sample_stats"]["diverging"].sum()),
        "memory": peak_memory(),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
