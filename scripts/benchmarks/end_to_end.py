"""`bayeschain run` on the case in a fresh process, report included: the first time ever, and later."""

from pathlib import Path
from resource import RUSAGE_CHILDREN
from tempfile import TemporaryDirectory
from typing import Final

from scripts.benchmarks.people import CASE, case
from scripts.benchmarks.processes import cpu_seconds, empty_caches, run_python
from scripts.benchmarks.results import Row

from bayeschain.experiments import write_sample

PART: Final = "end to end"
RUN: Final = "bayeschain run, the case"
IMPORT: Final = "import bayeschain"
REPEATS: Final = 3
IMPORTS: Final = 10


def measure() -> list[Row]:
    """All rows of the part."""
    specification, drawn, _ = case()
    with TemporaryDirectory() as folder, empty_caches() as caches:
        model = Path(folder) / CASE.name
        model.write_text(CASE.read_text(encoding="utf-8"), encoding="utf-8")
        write_sample(specification, drawn, folder)

        def run(number: int) -> tuple[float, float]:
            out, before = str(Path(folder) / f"run{number}"), cpu_seconds(RUSAGE_CHILDREN)
            seconds, _ = run_python(["-m", "bayeschain", "run", str(model), "--out", out, "--quiet"], caches)
            return seconds, cpu_seconds(RUSAGE_CHILDREN) - before

        first, *later = [run(number) for number in range(1 + REPEATS)]
        empty = min(run_python(["-c", "pass"], caches)[0] for _ in range(IMPORTS))
        loaded = min(run_python(["-c", "import bayeschain"], caches)[0] for _ in range(IMPORTS))
        called = min(run_python(["-m", "bayeschain", "--help"], caches)[0] for _ in range(IMPORTS))
    return [
        Row(PART, RUN, "first ever, empty caches", first[0], "s"),
        Row(PART, RUN, "CPU of it", first[1], "s"),
        Row(PART, RUN, "later, full caches", min(seconds for seconds, _ in later), "s"),
        Row(PART, RUN, "later, slowest", max(seconds for seconds, _ in later), "s"),
        Row(PART, RUN, "CPU of a later run", min(cpu for _, cpu in later), "s"),
        Row(PART, IMPORT, "seconds beyond starting Python", loaded - empty, "s"),
        Row(PART, "bayeschain --help", "seconds in all", called, "s"),
    ]
