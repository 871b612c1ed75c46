"""The case against the same model written the usual way: effective draws a second, time to a posterior one may use."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import arviz as az
import numpy as np
import xarray as xr
from scripts.benchmarks.contender import BAYESCHAIN, PATHS, USUAL
from scripts.benchmarks.processes import empty_caches, run_module
from scripts.benchmarks.results import Row

from bayeschain.conventions import ESS_LIMIT, RHAT_LIMIT
from bayeschain.model.parameters import Floats
from bayeschain.specification.options import SamplingOptions

PART: Final = "usual"
DRAWS: Final = {BAYESCHAIN: (4000, SamplingOptions().tune), USUAL: (4000, 1000)}
"""Draws and warm-up draws a chain: as many draws of both, and the warm-up that each needs by default."""
CAP: Final = 480.0
"""Seconds of sampling that a contender is given at most."""
STEP: Final = 50
TRIAL_PART: Final = "parametrisations"
TRIALS: Final = ((True, False), (False, False), (False, True), (True, True))
SHORT: Final = 400
TRIAL_CAP: Final = 90.0
NEVER: Final = "not reached"


def measure() -> list[Row]:
    """All rows of the part: each contender in a fresh process with empty caches, then once more with full ones."""
    rows: list[Row] = []
    draws: dict[str, Floats] = {}
    with TemporaryDirectory() as folder:
        for name in (BAYESCHAIN, USUAL):
            out = Path(folder) / f"{name}.npz"
            kept, tune = DRAWS[name]
            with empty_caches() as caches:
                told = run_module(
                    "contender", [name, str(out), f"--draws={kept}", f"--tune={tune}", f"--cap={CAP}"], caches
                )
                warm = run_module("contender", [name, str(out), "--draws=0"], caches)
            with np.load(out) as held:
                found = dict(held)
            draws[name] = found["paths"]
            rows += contender_rows(name, told, float(warm["compile"]), found)
    return rows + agreement_rows(draws[BAYESCHAIN], draws[USUAL])


def parametrisations() -> list[Row]:
    """Short runs of the usual model, two chains side by side, with latents centred or not."""
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        for teams, people in TRIALS:
            out = Path(folder) / "trial.npz"
            options = [f"--draws={SHORT}", f"--tune={SHORT}", f"--cap={TRIAL_CAP}", "--chains=2"]
            flags = [f"--{'' if flag else 'no-'}centred-{who}" for who, flag in (("teams", teams), ("people", people))]
            told = run_module("contender", [USUAL, str(out), *options, *flags], {})
            with np.load(out) as held:
                found = dict(held)
            subject = f"teams {'' if teams else 'not '}centred, respondents {'' if people else 'not '}centred"
            kept, steps = found["steps"].shape[1], float(found["steps"].sum())
            total = steps + float(found["warm_steps"].sum())
            rows.append(Row(TRIAL_PART, subject, "draws a chain", float(kept)))
            rows.append(Row(TRIAL_PART, subject, "CPU of a gradient", 1e6 * float(told["cpu"]) / total, "µs"))
            if kept >= SHORT // 2:
                rhat, ess = diagnostics(found["paths"])
                rows += [
                    Row(TRIAL_PART, subject, "gradients a draw", float(found["steps"].mean())),
                    Row(TRIAL_PART, subject, "largest R-hat of a path", rhat),
                    Row(TRIAL_PART, subject, "least ESS of a path", ess),
                    Row(TRIAL_PART, subject, "least ESS of a path in 1000 gradients", 1000.0 * ess / steps),
                ]
    return rows


def contender_rows(name: str, told: Mapping[str, Any], warm: float, found: Mapping[str, Floats]) -> list[Row]:
    """What one contender needed."""
    paths = found["paths"]
    rhat, ess = diagnostics(paths)
    sampling = float(told["sample"])
    steps = float(found["steps"].sum() + found["warm_steps"].sum())
    first = first_enough(paths)
    at = None if first is None else sampling * steps_until(first, found) / steps
    chains, kept = paths.shape[:2]

    def row(quantity: str, value: float | str, unit: str = "") -> Row:
        return Row(PART, name, quantity, value, unit)

    return [
        row("parameters sampled", float(told["parameters"])),
        row("chains", float(chains)),
        row("warm-up draws a chain", float(found["warm_steps"].shape[1])),
        row("draws a chain", float(kept)),
        row("compiling, empty caches", float(told["compile"]), "s"),
        row("compiling, full caches", warm, "s"),
        row("sampling", sampling, "s"),
        row("CPU of sampling", float(told["cpu"]), "s"),
        row("gradients a draw", float(found["steps"].mean())),
        row("CPU of a gradient", 1e6 * float(told["cpu"]) / steps, "µs"),
        row("divergences", float(told["divergences"])),
        row("largest R-hat of a path", rhat),
        row("least ESS of a path", ess),
        row("least ESS of a path a second of sampling", ess / sampling, "1/s"),
        row("least ESS of a path a CPU second of sampling", ess / float(told["cpu"]), "1/s"),
        row("least ESS of a path a second, compiling from full caches included", ess / (sampling + warm), "1/s"),
        row("to R-hat < 1.01 and ESS > 400, sampling", NEVER if at is None else at, "s"),
        row("the same with compiling, full caches", NEVER if at is None else at + warm, "s"),
        row("the same with compiling, empty caches", NEVER if at is None else at + float(told["compile"]), "s"),
        row("peak memory", float(told["memory"]), "MiB"),
    ]


def diagnostics(paths: Floats) -> tuple[float, float]:
    """Largest R-hat and least bulk ESS over the paths (chains, draws, L)."""
    data = as_dataset(paths)
    return float(az.rhat(data)[PATHS].max()), float(az.ess(data, method="bulk")[PATHS].min())


def as_dataset(paths: Floats) -> xr.Dataset:
    """Draws with the dims that ArviZ looks for."""
    return xr.Dataset({PATHS: (("chain", "draw", "path"), paths)})


def first_enough(paths: Floats) -> int | None:
    """Draws a chain from which on every path has R-hat below the limit and enough effective draws."""
    for n in range(STEP, paths.shape[1] + 1, STEP):
        rhat, ess = diagnostics(paths[:, :n])
        if rhat < RHAT_LIMIT and ess > ESS_LIMIT:
            return n
    return None


def steps_until(draws: int, found: Mapping[str, Floats]) -> float:
    """Leapfrog steps of all chains until each has so many draws: sampling time is shared out by them."""
    return float(found["warm_steps"].sum() + found["steps"][:, :draws].sum())


def agreement_rows(ours: Floats, usual: Floats) -> list[Row]:
    """Distance of the posterior means of the paths, in Monte-Carlo errors and in posterior SDs."""
    sets = [as_dataset(paths) for paths in (ours, usual)]
    mean = [data[PATHS].mean(("chain", "draw")).to_numpy() for data in sets]
    sd = [data[PATHS].std(("chain", "draw")).to_numpy() for data in sets]
    error = [az.mcse(data, method="mean")[PATHS].to_numpy() for data in sets]
    z = (mean[0] - mean[1]) / np.hypot(*error)
    ratio = sd[0] / sd[1]
    subject = "agreement of path means"
    return [
        Row(PART, subject, "paths", float(len(z))),
        Row(PART, subject, "largest distance in Monte-Carlo errors", float(np.abs(z).max())),
        Row(PART, subject, "paths farther than 2 Monte-Carlo errors", float((np.abs(z) > 2).sum())),
        Row(PART, subject, "root mean square distance in Monte-Carlo errors", float(np.sqrt((z**2).mean()))),
        Row(PART, subject, "largest distance in posterior SDs", float((np.abs(mean[0] - mean[1]) / sd[0]).max())),
        Row(PART, subject, "ratio of posterior SDs, least", float(ratio.min())),
        Row(PART, subject, "ratio of posterior SDs, largest", float(ratio.max())),
    ]
