"""The army model: our whole posterior beside the point estimate of lavaan."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from scripts.benchmarks.processes import ROOT, empty_caches, run_module
from scripts.benchmarks.results import Row

PART: Final = "lavaan"
LAVAAN: Final = "lavaan::sem, maximum likelihood"
OURS: Final = "bayeschain, 4 × (300 + 1000)"
ESTIMATE: Final = "estimate"
TOTAL: Final = "sampled and summarised"
HERE: Final = Path(__file__).parent


def measure(data: Path | None) -> list[Row]:
    """Seconds of both, one after the other; ours from moments where no data are given."""
    rows = lavaan_rows(data)
    with empty_caches() as caches:
        run_module("army", [], caches)
        told = run_module("army", [str(data)] if data else [], caches)
    steps = {
        "reading": told["read"],
        "compiling, full caches": told["compile"],
        "sampling": told["sample"],
        "effects, drivers, tiers, agreement, verdict": told["summarise"],
        TOTAL: told["sample"] + told["summarise"],
        "the same with compiling": told["compile"] + told["sample"] + told["summarise"],
        "CPU of all of it": told["cpu"],
    }
    return [*rows, *(Row(PART, OURS, name, seconds, "s") for name, seconds in steps.items())]


def lavaan_rows(data: Path | None) -> list[Row]:
    """Seconds of `sem` alone, reading and loading left out."""
    script = shutil.which("Rscript")
    if script is None:
        return [Row(PART, LAVAAN, ESTIMATE, "R is not installed")]
    probe = [script, "-e", 'cat(requireNamespace("lavaan", quietly = TRUE))']
    if "TRUE" not in subprocess.run(probe, text=True, capture_output=True).stdout:
        return [Row(PART, LAVAAN, ESTIMATE, "lavaan is not installed")]
    if data is None:
        return [Row(PART, LAVAAN, ESTIMATE, "no data given")]
    done = subprocess.run(
        [script, str(HERE / "army.R"), str(data.resolve())], text=True, capture_output=True, check=True, cwd=ROOT
    )
    release, cpu, elapsed, log_likelihood = done.stdout.split()
    return [
        Row(PART, LAVAAN, "version", release),
        Row(PART, LAVAAN, ESTIMATE, float(elapsed), "s"),
        Row(PART, LAVAAN, "CPU of it", float(cpu), "s"),
        Row(PART, LAVAAN, "log-likelihood", log_likelihood),
    ]
