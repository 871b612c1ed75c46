"""`bayeschain run` on the case in a fresh process, report included: the first time ever, and later."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from scripts.benchmarks.people import CASE, case
from scripts.benchmarks.processes import empty_caches, run_python
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

        def run(number: int) -> float:
            out = str(Path(folder) / f"run{number}")
            return run_python(["-m", "bayeschain", "run", str(model), "--out", out, "--quiet"], caches)[0]

        first, *later = [run(number) for number in range(1 + REPEATS)]
        empty = min(run_python(["-c", "pass"], caches)[0] for _ in range(IMPORTS))
        loaded = min(run_python(["-c", "import bayeschain"], caches)[0] for _ in range(IMPORTS))
        called = min(run_python(["-m", "bayeschain", "--help"], caches)[0] for _ in range(IMPORTS))
    return [
        Row(PART, RUN, "first ever, empty caches", first, "s"),
        Row(PART, RUN, "later, full caches", min(later), "s"),
        Row(PART, RUN, "later, slowest", max(later), "s"),
        Row(PART, IMPORT, "seconds beyond starting Python", loaded - empty, "s"),
        Row(PART, "bayeschain --help", "seconds in all", called, "s"),
    ]
