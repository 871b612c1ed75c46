"""The case with ordinal answers at default settings: seconds, divergences, R-hat, effective sample sizes.

Usage: python scripts/study_ordinal_case.py [--surveys staff] [--seeds 2025] [--out docs/studies/ordinal/case.csv]

The case is simulated as `bayeschain demo` does it, with 13 constructs and 42 teams, and fitted as by `bayeschain run`,
with as many chains at a time as there are cores. Rows of other surveys or seeds in the table stay as they are.
"""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Final

import pandas as pd

from bayeschain.checks import convergence
from bayeschain.experiments import Design, case_truth, measured, sample
from bayeschain.inference import fit
from bayeschain.model import ChainModel, build_model
from bayeschain.processes import open_cores
from bayeschain.specification import Specification, load_model, parse_model

ROOT: Final = Path(__file__).parents[1]
CASE: Final = ROOT / "models" / "customer_benefit.yaml"
DESIGN: Final = Design(teams=42, respondents={"staff": (4, 15), "customers": (5, 25)})
DATA_SEED: Final = 2025
SCALES: Final = {"staff": "scale: [1, 5]", "customers": "scale: [0, 10]"}


@dataclass(frozen=True)
class Case:
    """The case with some surveys ordinal."""

    surveys: tuple[str, ...]

    @property
    def specification(self) -> Specification:
        """The model file of the case, with `likelihood: ordinal` under these surveys."""
        text = CASE.read_text(encoding="utf-8")
        for survey in self.surveys:
            text = text.replace(SCALES[survey], f"{SCALES[survey]}, likelihood: ordinal")
        return parse_model(text)

    def model(self) -> ChainModel:
        """The chain, with answers as `bayeschain demo` simulates them: the same numbers for each likelihood."""
        gaussian = load_model(CASE)
        drawn = sample(gaussian, DESIGN, case_truth(gaussian), DATA_SEED)
        return build_model(self.specification, measured(self.specification, drawn))


def row(case: Case, seed: int) -> dict[str, object]:
    """One fit and its verdict."""
    model, load, start = case.model(), os.getloadavg()[0], perf_counter()
    fitted = fit(model, seed=seed)
    seconds = perf_counter() - start
    verdict, statistics = convergence(fitted), fitted["sample_stats"].dataset
    reported, nuisance = (verdict.table[verdict.table["role"] == role] for role in ("reported", "nuisance"))
    print(verdict.table.sort_values("rhat", ascending=False).head(12).to_string())
    people = {each.survey: int(each.n.sum()) for each in model.surveys.sources}
    return {
        "ordinal": " + ".join(case.surveys),
        "seed": seed,
        "people": " + ".join(f"{n} {survey}" for survey, n in people.items()),
        "verdict": verdict.status,
        "divergences": verdict.table.attrs["divergences"],
        "rhat_reported": reported["rhat"].max(),
        "ess_reported": reported[["ess_bulk", "ess_tail"]].min().min(),
        "rhat_nuisance": nuisance["rhat"].max(),
        "quantities": len(reported),
        "steps_a_draw": float(statistics["n_steps"].mean()),
        "step_size": float(statistics["step_size"].mean()),
        "fit_seconds": seconds,
        "cores": open_cores(),
        "load_before": load,
    }


def main() -> None:
    """Fit, and bring the table up to date."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--surveys", nargs="+", choices=sorted(SCALES), default=["staff"])
    arguments.add_argument("--seeds", nargs="+", type=int, default=[2025])
    arguments.add_argument("--out", type=Path, default=ROOT / "docs" / "studies" / "ordinal" / "case.csv")
    given = arguments.parse_args()
    case = Case(tuple(given.surveys))
    found = pd.DataFrame([row(case, seed) for seed in given.seeds])
    if given.out.exists():
        found = pd.concat([pd.read_csv(given.out), found]).drop_duplicates(["ordinal", "seed"], keep="last")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    found.to_csv(given.out, index=False, float_format="%.4g")
    print(found.T.to_string())


if __name__ == "__main__":
    main()
