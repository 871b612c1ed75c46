"""Recovery with a fifth of the answers skipped, beside complete answers, listwise deletion and team averages.

Usage: python scripts/study_missing.py [--sets 60] [--out docs/studies/missing] [--workers 1]
                                       [--work runs/studies/missing]

Forty teams of 8 staff and 8 customers; the truth is that of `case_truth` with other ICCs and paths, which stand below.
Answers are skipped completely at random, or at random: the lower somebody's answer to the first item, the more of the
others. Each data set is written as it finishes; a second call goes on where the first stopped.
"""

import argparse
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import pandas as pd
from scipy.stats import t
from scripts.missing_recovery import write
from scripts.study_calibration import tell

from bayeschain.experiments import Design, Sample, sample
from bayeschain.experiments.calibrate import compiled_chain
from bayeschain.experiments.classical import MASS, least_squares
from bayeschain.experiments.execute import execute
from bayeschain.experiments.measuring import measured
from bayeschain.experiments.plans import fixed_truth
from bayeschain.experiments.quantities import fitted_quantities
from bayeschain.experiments.skipping import Mechanism, skip_items
from bayeschain.experiments.tasks import Job, Json, Task, tasks_of
from bayeschain.inference import CompiledChain, Settings, compile_chain
from bayeschain.model import build_model
from bayeschain.specification import parse_model
from bayeschain.summaries.intervals import interval

SEED: Final = 2047
SHARE: Final = 0.2
MODEL: Final = """
title: Skipped items
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  benefit: {survey: customers, items: [be1, be2, be3]}
chain: |
  trust ~ leadership
  benefit ~ trust + leadership
outcome: benefit
tiers: {by: trust, show: [benefit]}
"""
SPECIFICATION: Final = parse_model(MODEL)
ICC: Final = {"leadership": 0.15, "trust": 0.15, "benefit": 0.15}
PATHS: Final = {"trust ~ leadership": 0.5, "benefit ~ trust": 0.4, "benefit ~ leadership": 0.2}
TRUTH: Final = fixed_truth(SPECIFICATION, ICC, PATHS)
DESIGN: Final = Design(teams=40, respondents={"staff": (8, 8), "customers": (8, 8)}, seed=1)
SETTINGS: Final = Settings(draws=300, tune=300, chains=1, seed=0, cores=1, target_accept=0.9)
MECHANISMS: Final[tuple[Mechanism, ...]] = ("mcar", "mar")
COLUMNS: Final = ("mechanism", "method", "path", "truth", "mean", "lower", "upper", "divergences")
ITEMS: Final = {each.name: (each.survey or "", list(each.items)) for each in SPECIFICATION.respondent_constructs}

type Row = tuple[str, str, str, float, float, float, float, int]


@dataclass(frozen=True, eq=False)
class Skipping(Job):
    """Fit complete, gapped and listwise deleted answers, and regress averages of the answers given."""

    settings: Settings = SETTINGS

    def description(self) -> Json:
        """Everything that the results depend on."""
        return {
            "study": "missing",
            "model": MODEL,
            "truth": {name: dict(own) for name, own in TRUTH.named().items()},
            "share": SHARE,
            "design": asdict(DESIGN),
            "settings": asdict(self.settings),
        }

    def prepare(self) -> tuple[CompiledChain, CompiledChain]:
        """Compile the chain for complete answers, and for answers with gaps."""
        drawn = sample(SPECIFICATION, DESIGN, TRUTH, 1, discrete=False)
        gaps = build_model(SPECIFICATION, measured(SPECIFICATION, with_gaps(drawn, 1, "mcar")))
        return compiled_chain(SPECIFICATION, DESIGN), compile_chain(gaps, prior_draws=0)

    def replicate(self, ready: Any, task: Task) -> Json:
        """Rows of one data set."""
        answers, deleting, sampling = task.seeds(3)
        complete, gapped = ready
        settings = replace(self.settings, seed=sampling)
        drawn = sample(SPECIFICATION, DESIGN, TRUTH, answers, discrete=False)
        rows: list[Row] = [*_fitted("none", "complete", complete, drawn, settings), *_regressed("none", drawn)]
        for mechanism in MECHANISMS:
            skipped = with_gaps(drawn, deleting, mechanism)
            rows += _fitted(mechanism, "all answers", gapped, skipped, settings)
            rows += _fitted(mechanism, "listwise", complete, listwise(skipped), settings)
            rows += _regressed(mechanism, skipped)
        return {name: [row[at] for row in rows] for at, name in enumerate(COLUMNS)}


def with_gaps(drawn: Sample, seed: int, mechanism: Mechanism) -> Sample:
    """The sample with a fifth of the answers taken out."""
    return replace(drawn, answers=skip_items(SPECIFICATION, drawn.answers, SHARE, seed, mechanism))


def listwise(drawn: Sample) -> Sample:
    """The sample without people who skipped an item."""
    return replace(drawn, answers={survey: table.dropna() for survey, table in drawn.answers.items()})


def _fitted(mechanism: str, method: str, chain: CompiledChain, drawn: Sample, settings: Settings) -> Iterator[Row]:
    fit = chain.fit(measured(SPECIFICATION, drawn), settings)
    draws, divergences = fitted_quantities(fit), int(fit["sample_stats"]["diverging"].sum())
    for path, truth in PATHS.items():
        values = draws[f"path_standardised: {path}"]
        lower, upper = interval(values, MASS)
        yield mechanism, method, path, truth, float(values.mean()), float(lower), float(upper), divergences


def _regressed(mechanism: str, drawn: Sample) -> Iterator[Row]:
    """Least squares on team averages of people's means of the items that they answered."""
    means: Mapping[str, pd.Series] = {
        name: drawn.answers[survey][items].mean(axis=1).groupby(drawn.answers[survey]["team"]).mean()
        for name, (survey, items) in ITEMS.items()
    }
    averages = pd.DataFrame(means).dropna()
    z = (averages - averages.mean()) / averages.std()
    for target in SPECIFICATION.chain.endogenous:
        parents = list(SPECIFICATION.chain.parents(target))
        slopes, errors, df = least_squares(z[parents].to_numpy(), z[target].to_numpy())
        reach = t.ppf(0.5 + MASS / 2.0, df) * errors
        for parent, slope, width in zip(parents, slopes.tolist(), reach.tolist(), strict=True):
            path = f"{target} ~ {parent}"
            yield mechanism, "averages", path, PATHS[path], slope, slope - width, slope + width, 0


def main() -> None:
    """Do what is not yet done, then write the table."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sets", type=int, default=60)
    arguments.add_argument("--out", type=Path, default=Path("docs/studies/missing"))
    arguments.add_argument("--work", type=Path, default=Path("runs/studies/missing"))
    arguments.add_argument("--workers", type=int, default=1)
    given = arguments.parse_args()
    records = execute(Skipping(), tasks_of(1, given.sets, SEED), given.work, workers=given.workers, progress=tell)
    write(records, given.out, DESIGN)


if __name__ == "__main__":
    main()
