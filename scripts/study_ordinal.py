"""Recovery under a floor: ordinal and Gaussian likelihood on the same data, most answers in the lowest category.

Usage: python scripts/study_ordinal.py [--sets 100] [--out docs/studies/ordinal] [--workers 1]
                                       [--work runs/studies/ordinal]

Fifty teams of eight. The truth is the same in all data sets: leadership lowers hostility (-.6 between teams), hostility
raises strain (.5), and eight answers of ten about hostility are the lowest of five. The seed and all true values stand
below and in `case_truth`. Each data set is written as it finishes; a second call goes on where the first stopped.
"""

import argparse
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from scripts.ordinal_recovery import write
from scripts.study_calibration import tell

from bayeschain.experiments import Design, Truth, case_truth, sample
from bayeschain.experiments.calibrate import compiled_chain
from bayeschain.experiments.execute import execute
from bayeschain.experiments.measuring import measured
from bayeschain.experiments.quantities import fitted_quantities
from bayeschain.experiments.tasks import Job, Json, Task, tasks_of
from bayeschain.inference import CompiledChain, Settings
from bayeschain.specification import parse_model

SEED: Final = 2029
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
tiers: {{by: leadership, show: [hostility, strain]}}
"""
LIKELIHOODS: Final = ("ordinal", "gaussian")
DESIGN: Final = Design(teams=50, respondents={"staff": (8, 8)}, seed=1)
SETTINGS: Final = Settings(draws=400, tune=300, chains=2, seed=0, cores=1, target_accept=0.8)
FLOOR_MEAN: Final = -12.0
"""Latent mean of hostility, POMP: the lowest category ends at 12.5."""
FLOOR_SD: Final = 22.0
"""Latent SD of hostility within teams; its ICC is .25."""


def truth_of(likelihood: str) -> Truth:
    """Plausible parameters, hostility at the floor."""
    truth = case_truth(parse_model(MODEL.format(likelihood=likelihood)))
    within = dict(truth.within_sd) | {"hostility": FLOOR_SD}
    between = dict(truth.team_sd) | {"hostility": FLOOR_SD * float(np.sqrt(1.0 / 3.0))}
    mean = dict(truth.construct_mean) | {"hostility": FLOOR_MEAN}
    return replace(truth, construct_mean=mean, within_sd=within, team_sd=between)


@dataclass(frozen=True, eq=False)
class Flooring(Job):
    """Fit both likelihoods to the same answers; keep mean and 90 % interval of every quantity."""

    settings: Settings = SETTINGS

    def description(self) -> Json:
        """Everything that the results depend on."""
        truth = {name: {k: float(v) for k, v in own.items()} for name, own in truth_of("ordinal").named().items()}
        return {
            "study": "ordinal",
            "model": MODEL,
            "truth": truth,
            "design": asdict(DESIGN),
            "settings": asdict(self.settings),
        }

    def prepare(self) -> dict[str, CompiledChain]:
        """Compile both chains."""
        return {name: compiled_chain(truth_of(name).specification, DESIGN) for name in LIKELIHOODS}

    def replicate(self, ready: Any, task: Task) -> Json:
        """Mean, lower and upper limit of every quantity by likelihood."""
        answers, sampling = task.seeds(2)
        drawn, found = sample(truth_of("ordinal").specification, DESIGN, truth_of("ordinal"), answers), {}
        for name, chain in ready.items():
            fit = chain.fit(measured(chain.layout.specification, drawn), replace(self.settings, seed=sampling))
            draws = fitted_quantities(fit)
            found[name] = {each: [values.mean(), *np.quantile(values, [0.05, 0.95])] for each, values in draws.items()}
            found[name]["divergences"] = [int(fit["sample_stats"]["diverging"].sum())]
        hostile = drawn.answers["staff"][["ho1", "ho2", "ho3"]].to_numpy()
        return {"at_floor": float((hostile == 0).mean()), "seed": answers} | {
            name: {each: [float(v) for v in values] for each, values in own.items()} for name, own in found.items()
        }


def main() -> None:
    """Do what is not yet done, then write the table and the page."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--sets", type=int, default=100)
    arguments.add_argument("--out", type=Path, default=Path("docs/studies/ordinal"))
    arguments.add_argument("--work", type=Path, default=Path("runs/studies/ordinal"))
    arguments.add_argument("--workers", type=int, default=1)
    given = arguments.parse_args()
    records = execute(Flooring(), tasks_of(1, given.sets, SEED), given.work, workers=given.workers, progress=tell)
    write(records, given.out, truth_of("ordinal"), DESIGN, LIKELIHOODS)


if __name__ == "__main__":
    main()
