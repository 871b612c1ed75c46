"""Recovery of simulated changes from wave to wave; writes docs/studies/waves.csv.

Usage: python scripts/study_waves.py [DATA_SETS] [OUT]

30 teams of 5 to 12 people in each of two waves, three constructs; in the second, leadership is 6 points (of 100)
higher, trust the same, and benefit 6 points lower. For each construct: the true change, and in how many data sets the
90 % interval holds it, of the population and of these teams; the same of the correlation between the waves.
"""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import pandas as pd

from bayeschain.experiments import Design, case_truth, sample
from bayeschain.experiments.measuring import measured
from bayeschain.inference.refitting import compile_chain
from bayeschain.inference.sampling import Settings
from bayeschain.model import build_model
from bayeschain.specification import parse_model
from bayeschain.summaries import changes

ROOT: Final = Path(__file__).parents[1]
SEED: Final = 20_000
CHANGE: Final = {"leadership": 6.0, "trust": 0.0, "benefit": -6.0}
MODEL: Final = """
title: Two waves
waves: [before, after]
surveys:
  staff: {file: staff_<wave>.csv, team: team, scale: [0, 100]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  benefit: {survey: staff, items: [be1, be2, be3]}
chain: |
  trust ~ leadership
  benefit ~ trust
outcome: benefit
"""


def main() -> None:
    """Simulate, fit, and write the table."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "docs" / "studies" / "waves.csv"
    specification = parse_model(MODEL)
    truth = case_truth(specification)
    means = {f"{name}@before": truth.construct_mean[f"{name}@before"] for name in CHANGE}
    means |= {f"{name}@after": means[f"{name}@before"] + change for name, change in CHANGE.items()}
    truth = replace(truth, construct_mean=means)
    place = {name: i for i, name in enumerate(truth.chain.constructs)}
    stability = {
        name: float(truth.team_correlation[place[f"{name}@after"], place[f"{name}@before"]]) for name in CHANGE
    }
    sizes = dict.fromkeys(specification.surveys, (5, 12))
    rows, compiled = [], None
    for number in range(count):
        drawn = sample(specification, Design(30, sizes, seed=SEED + number), truth, SEED + number, discrete=False)
        surveys = measured(specification, drawn)
        if compiled is None:
            compiled = compile_chain(build_model(specification, surveys))
        found = changes(compiled.fit(surveys, Settings(400, 300, 2, SEED + number, 1, 0.8))).isel(step=0)
        for name, change in CHANGE.items():
            levels = drawn.latents[f"{name}@after"] - drawn.latents[f"{name}@before"]
            quantities = {
                "change, new teams": (found.sel(estimand="new_teams", construct=name), "", "mean", change),
                "change, these teams": (
                    found.sel(estimand="these_teams", construct=name),
                    "",
                    "mean",
                    float(levels.mean()),
                ),
                "correlation between the waves": (
                    found.sel(construct=name),
                    "stability_",
                    "stability",
                    stability[name],
                ),
            }
            for quantity, (one, ends, mean, true) in quantities.items():
                lower, upper = float(one[f"{ends}lower"]), float(one[f"{ends}upper"])
                estimate = float(one[mean])
                rows.append((name, quantity, true, estimate - true, lower <= true <= upper, upper - lower))
        frame = pd.DataFrame(rows, columns=["construct", "quantity", "true", "error", "covered", "width"])
        table = frame.groupby(["quantity", "construct"], sort=False).agg(
            data_sets=("covered", "size"),
            true=("true", "mean"),
            bias=("error", "mean"),
            rmse=("error", lambda error: float((error**2).mean() ** 0.5)),
            covered=("covered", "mean"),
            width=("width", "mean"),
        )
        table.round(3).to_csv(out)
        print(number + 1, "of", count, flush=True)


if __name__ == "__main__":
    main()
