"""One contender in a process of its own: compile, sample, leave draws of the standardised paths.

Usage: python -m scripts.benchmarks.contender {bayeschain,usual} OUT [--draws D] [--tune T] [--cap SECONDS]

Writes OUT (.npz: paths (chains, draws, L), steps and warm_steps (chains, …)) and prints seconds, memory and counts as
JSON. With 0 draws it only compiles.
"""

import argparse
import json
import warnings
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
import nutpie
import xarray as xr
from scripts.benchmarks.people import case, people_of
from scripts.benchmarks.processes import cpu_seconds, peak_memory
from scripts.benchmarks.usual_model import usual_model
from threadpoolctl import threadpool_limits

from bayeschain.inference.careful import STANDARD
from bayeschain.inference.careful import USUAL as USUAL_ACCEPTANCE
from bayeschain.inference.compiling import compile_model
from bayeschain.model import build_model
from bayeschain.model.parameters import Floats
from bayeschain.model.structure import natural

BAYESCHAIN: Final = "bayeschain"
USUAL: Final = "usual"
PATHS: Final = "path_standardised"
CHAINS: Final = 4
CENTRED_TEAMS: Final = True
CENTRED_PEOPLE: Final = False
"""Parametrisation of the usual model that was kept after short trials, which `docs/benchmark` shows."""
ACCEPTANCE: Final = {BAYESCHAIN: STANDARD, USUAL: USUAL_ACCEPTANCE}
"""That each aims at by default."""


class Contender:
    """A model of the case, compiled."""

    def __init__(
        self, name: str, *, centred_teams: bool = CENTRED_TEAMS, centred_people: bool = CENTRED_PEOPLE
    ) -> None:
        self.name = name
        specification, drawn, surveys = case()
        start = perf_counter()
        self.ours: Any = None
        if name == BAYESCHAIN:
            self.ours = compile_model(build_model(specification, surveys))
            self.layout = self.ours.model.layout
            self.compiled = self.ours.nutpie
        else:
            model = usual_model(
                specification,
                people_of(specification, drawn),
                len(surveys.teams),
                centred_teams=centred_teams,
                centred_people=centred_people,
            )
            self.compiled = nutpie.compile_pymc_model(model, var_names=[PATHS, "path_z", "icc", "construct_mean"])
        self.compile_seconds = perf_counter() - start
        self.parameters = int(self.compiled.n_dim)

    def prepare(self) -> None:
        """What comes before the first draw, where there is something: it counts as sampling."""
        if self.ours is not None:
            self.ours = self.ours.standardised()
            self.compiled = self.ours.nutpie

    def paths(self, tree: xr.DataTree) -> Floats:
        """(chains, draws, L) standardised paths."""
        if self.ours is None:
            return np.asarray(tree["posterior"][PATHS].to_numpy())
        named = self.ours.named_draws(tree)
        shape = next(iter(named.values())).shape[:2]
        empty = {block.name: np.zeros((*shape, 0)) for block in self.layout.blocks if not block.size}
        return natural(self.layout, named | empty)[PATHS]


def sampled(
    contender: Contender, draws: int, tune: int, cap: float, chains: int, cores: int
) -> tuple[xr.DataTree, float]:
    """Draws, and the seconds that they took; stopped at the cap, with what there is."""
    start = perf_counter()
    with threadpool_limits(limits=1):
        contender.prepare()
        running = nutpie.sample(
            contender.compiled,
            draws=draws,
            tune=tune,
            chains=chains,
            cores=cores,
            seed=2025,
            target_accept=ACCEPTANCE[contender.name],
            progress_bar=False,
            blocking=False,
        )
        try:
            tree = running.wait(timeout=cap)
        except TimeoutError:
            tree = running.abort()
    return tree, perf_counter() - start


def whole(tree: xr.DataTree) -> int:
    """Draws that every chain has."""
    steps = tree["sample_stats"]["n_steps"].to_numpy()
    return int(np.isfinite(steps.astype(float)).sum(axis=1).min())


def main() -> None:
    """Run one contender."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("name", choices=[BAYESCHAIN, USUAL])
    arguments.add_argument("out", type=Path)
    arguments.add_argument("--draws", type=int, default=1000)
    arguments.add_argument("--tune", type=int, default=1000)
    arguments.add_argument("--cap", type=float, default=480.0)
    arguments.add_argument("--chains", type=int, default=CHAINS)
    arguments.add_argument("--cores", type=int, default=2)
    arguments.add_argument("--centred-teams", action=argparse.BooleanOptionalAction, default=CENTRED_TEAMS)
    arguments.add_argument("--centred-people", action=argparse.BooleanOptionalAction, default=CENTRED_PEOPLE)
    given = arguments.parse_args()
    warnings.simplefilter("ignore")
    contender = Contender(given.name, centred_teams=given.centred_teams, centred_people=given.centred_people)
    found: dict[str, float] = {"compile": contender.compile_seconds, "parameters": contender.parameters}
    if given.draws:
        cpu = cpu_seconds()
        tree, seconds = sampled(contender, given.draws, given.tune, given.cap, given.chains, given.cores)
        found["cpu"] = cpu_seconds() - cpu
        kept = whole(tree)
        stats = tree["sample_stats"].isel(draw=slice(kept))
        np.savez(
            given.out,
            paths=contender.paths(tree)[:, :kept],
            steps=stats["n_steps"].to_numpy(),
            warm_steps=tree["warmup_sample_stats"]["n_steps"].to_numpy(),
        )
        found |= {"sample": seconds, "draws": kept, "divergences": int(stats["diverging"].sum())}
    print(json.dumps(found | {"memory": peak_memory()}))


if __name__ == "__main__":
    main()
