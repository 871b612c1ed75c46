"""Many small fits: one chain compiled once in each worker process, then one data set after another."""

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from time import perf_counter
from typing import Final

from scripts.benchmarks.results import Row
from scripts.study_recovery import DESIGN, MODEL

from bayeschain.experiments import case_truth, measured, sample
from bayeschain.inference import CompiledChain, Settings, compile_chain
from bayeschain.inference.careful import STANDARD
from bayeschain.model import build_model
from bayeschain.specification import parse_model

PART: Final = "many fits"
SETTINGS: Final = Settings(draws=500, tune=500, chains=2, seed=0, cores=1, target_accept=STANDARD)
FITS: Final = 40
PROJECTED: Final = 1000
WORKERS: Final = 2
SUBJECT: Final = f"{FITS} fits, {WORKERS} processes"
_WORKER: dict[str, CompiledChain] = {}


def start() -> None:
    """Compile in a worker."""
    specification = parse_model(MODEL)
    surveys = measured(specification, sample(specification, DESIGN, case_truth(specification), 1, discrete=False))
    _WORKER["chain"] = compile_chain(build_model(specification, surveys), prior_draws=0)


def one_fit(seed: int) -> int:
    """Simulate a data set and fit it; the number of divergences."""
    chain = _WORKER["chain"]
    specification = chain.layout.specification
    surveys = measured(specification, sample(specification, DESIGN, case_truth(specification), seed, discrete=False))
    fitted = chain.fit(surveys, replace(SETTINGS, seed=seed))
    return int(fitted["sample_stats"]["diverging"].sum())


def measure() -> list[Row]:
    """Fits a minute, and what a thousand would take with the start of the workers."""
    begin = perf_counter()
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn"), initializer=start) as pool:
        warmed = list(pool.map(one_fit, range(1, 1 + WORKERS)))
        ready = perf_counter()
        divergences = list(pool.map(one_fit, range(1001, 1001 + FITS)))
        seconds = perf_counter() - ready
    preparing = ready - begin
    return [
        Row(PART, SUBJECT, "starting and compiling", preparing, "s"),
        Row(PART, SUBJECT, "fits", seconds, "s"),
        Row(PART, SUBJECT, "fits a minute", 60.0 * FITS / seconds, "1/min"),
        Row(PART, SUBJECT, "fits with a divergence", float(sum(count > 0 for count in divergences))),
        Row(
            PART,
            f"{PROJECTED} fits, projected",
            "minutes, starting included",
            (preparing + (PROJECTED - len(warmed)) * seconds / FITS) / 60.0,
            "min",
        ),
    ]
