"""Recovery under a floor: ordinal and Gaussian likelihood on the same data, most answers in the lowest category.

Usage: python scripts/study_ordinal.py [DATA SETS] [FOLDER]
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.experiments import Design, Truth, case_truth, sample
from bayeschain.experiments.measuring import measured
from bayeschain.inference import CompiledChain, Settings, compile_chain
from bayeschain.model import build_model
from bayeschain.specification import parse_model
from bayeschain.surveys import Surveys

MODEL: Final = """
title: Hostility under leadership
surveys:
  staff: {{file: staff.csv, team: team, scale: [0, 4], likelihood: {likelihood}}}
constructs:
  leadership: {{survey: staff, items: [le1, le2, le3]}}
  hostility: {{survey: staff, items: [ho1, ho2, ho3], better: low}}
  strain: {{survey: staff, items: [st1, st2, st3], better: low}}
chain: |
  hostility ~ leadership
  strain ~ hostility
outcome: strain
"""
DESIGN: Final = Design(teams=60, respondents={"staff": (10, 10)}, seed=1)
SETTINGS: Final = Settings(draws=400, tune=300, chains=2, seed=1, cores=2, target_accept=0.8)
FLOOR_MEAN: Final = -12.0
"""Latent mean of hostility, POMP: nine answers of ten in the lowest two categories."""


def truth_of(likelihood: str) -> Truth:
    """Plausible parameters, hostility at the floor, ICC .25."""
    truth = case_truth(parse_model(MODEL.format(likelihood=likelihood)))
    within = dict(truth.within_sd) | {"hostility": 22.0}
    between = dict(truth.team_sd) | {"hostility": 22.0 * float(np.sqrt(1.0 / 3.0))}
    mean = dict(truth.construct_mean) | {"hostility": FLOOR_MEAN}
    return replace(truth, construct_mean=mean, within_sd=within, team_sd=between)


def compiled(likelihood: str, surveys: Surveys) -> CompiledChain:
    """The chain, compiled once for all data sets."""
    return compile_chain(build_model(parse_model(MODEL.format(likelihood=likelihood)), surveys), prior_draws=0)


def summary(fit: xr.DataTree, truth: Truth, likelihood: str, number: int) -> list[dict[str, object]]:
    """Posterior mean, interval and truth of paths and ICCs."""
    posterior, rows, paths = fit["posterior"], [], truth.path_standardised
    targets = {("path_standardised", path.name): value for path, value in zip(truth.chain.paths, paths, strict=True)}
    targets |= {("icc", name): value for name, value in truth.icc.items()}
    for (variable, label), value in targets.items():
        dim = posterior[variable].dims[-1]
        draws = posterior[variable].sel({dim: label}).to_numpy().ravel()
        lower, upper = np.quantile(draws, [0.05, 0.95])
        rows.append(
            {
                "data": number,
                "likelihood": likelihood,
                "quantity": f"{variable}: {label}",
                "truth": value,
                "error": draws.mean() - value,
                "covered": lower <= value <= upper,
                "at_floor": np.nan,
            }
        )
    return rows


def main(sets: int, folder: Path) -> None:
    """Fit both models to each data set and write one table."""
    truth = {likelihood: truth_of(likelihood) for likelihood in ("ordinal", "gaussian")}
    chains: dict[str, CompiledChain] = {}
    rows: list[dict[str, object]] = []
    for number in range(sets):
        drawn = sample(truth["ordinal"].specification, DESIGN, truth["ordinal"], seed=100 + number)
        answers = drawn.answers["staff"][["ho1", "ho2", "ho3"]].to_numpy()
        for likelihood, own in truth.items():
            surveys = measured(own.specification, drawn)
            if likelihood not in chains:
                chains[likelihood] = compiled(likelihood, surveys)
            found = summary(chains[likelihood].fit(surveys, SETTINGS), own, likelihood, number)
            rows += [row | {"at_floor": float((answers == 0).mean())} for row in found]
        told = table(rows)
        folder.mkdir(parents=True, exist_ok=True)
        told.to_csv(folder / "ordinal.csv")
        print(f"{number + 1} of {sets}", flush=True)
    print(told)


def table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """Bias, root mean squared error and coverage of 90 % intervals, by quantity and likelihood."""
    grouped = pd.DataFrame(rows).groupby(["quantity", "likelihood"], sort=False)
    return grouped.agg(
        truth=("truth", "first"),
        bias=("error", "mean"),
        rmse=("error", lambda e: float(np.sqrt((e**2).mean()))),
        coverage=("covered", "mean"),
        at_floor=("at_floor", "mean"),
        sets=("data", "nunique"),
    ).round(3)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20, Path(sys.argv[2] if len(sys.argv) > 2 else "docs/studies"))
