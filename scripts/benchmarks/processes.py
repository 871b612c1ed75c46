"""Fresh processes with caches of their own, so that first and later runs can be told apart."""

import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

ROOT = Path(__file__).parents[2]
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@contextmanager
def empty_caches() -> Iterator[dict[str, str]]:
    """Environment variables that point the compile caches of PyTensor and numba to an empty place."""
    with TemporaryDirectory() as folder:
        yield {"PYTENSOR_FLAGS": f"base_compiledir={folder}/pytensor", "NUMBA_CACHE_DIR": f"{folder}/numba"}


def run_python(arguments: Sequence[str], caches: dict[str, str]) -> tuple[float, subprocess.CompletedProcess[str]]:
    """Seconds of a fresh Python process, and what it printed; its own words pass on when it fails."""
    environment = {**os.environ, **ONE_THREAD, **caches, "PYTHONPATH": str(ROOT)}
    start = perf_counter()
    done = subprocess.run([sys.executable, *arguments], env=environment, text=True, capture_output=True, cwd=ROOT)
    seconds = perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{arguments} ended with {done.returncode}:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return seconds, done


def run_module(name: str, arguments: Sequence[str], caches: dict[str, str]) -> dict[str, Any]:
    """What a module of this folder printed as JSON on its last line, run in a fresh process."""
    _, done = run_python(["-m", f"scripts.benchmarks.{name}", *arguments], caches)
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def peak_memory() -> float:
    """Most memory that this process has held so far, MiB.

    Linux lets a process inherit the peak that getrusage tells from the one that started it, but not VmHWM.
    """
    status = Path("/proc/self/status")
    if status.exists():
        (line,) = (line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
        return float(line.split()[1]) / 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def cpu_seconds(whose: int = resource.RUSAGE_SELF) -> float:
    """User and system seconds of this process, all threads; or of the processes that it has started."""
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime
