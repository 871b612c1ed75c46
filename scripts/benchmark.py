"""How fast the fit is, and beside what people use today; writes docs/benchmark.

Usage: python scripts/benchmark.py [--parts kernel,usual,…] [--army-data lq2002.csv] [--out DIR] [--note TEXT]

Parts: kernel (log-density and gradient), usual (the same model written the usual way in PyMC, up to a quarter of an
hour), lavaan (needs Rscript with lavaan, and the army data: lq2002 of the R package multilevel), end_to_end, many_fits,
many_teams, reading, regression (needs Bambi), and, only where named, parametrisations (of the usual model). A part
replaces its rows in results.csv; page and figure are made from that file. Without parts, all are run; `--parts none`
makes the page again. The machine should have nothing else to do.
"""

import argparse
import warnings
from collections.abc import Callable
from pathlib import Path

from scripts.benchmarks import end_to_end, kernel, lavaan, many_fits, many_teams, reading, regression, usual
from scripts.benchmarks.figure import draw
from scripts.benchmarks.page import NOTE, page
from scripts.benchmarks.results import Row, read, record

ROOT = Path(__file__).parents[1]
RESULTS, PAGE, FIGURE = "results.csv", "README.md", "benchmark.svg"


def main() -> None:
    """Measure the parts asked for, then write table, page and figure."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--parts", default="kernel,lavaan,end_to_end,many_fits,many_teams,reading,regression,usual")
    arguments.add_argument("--army-data", type=Path)
    arguments.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmark")
    arguments.add_argument("--note", help="what a reader should know of this run, for the top of the page")
    given = arguments.parse_args()
    warnings.simplefilter("ignore")
    measures: dict[str, Callable[[], list[Row]]] = {
        "kernel": kernel.measure,
        "usual": usual.measure,
        "lavaan": lambda: lavaan.measure(given.army_data),
        "end_to_end": end_to_end.measure,
        "many_fits": many_fits.measure,
        "many_teams": many_teams.measure,
        "reading": reading.measure,
        "regression": regression.measure,
        "parametrisations": usual.parametrisations,
        "none": list,
    }
    wanted = given.parts.split(",")
    if unknown := [part for part in wanted if part not in measures]:
        arguments.error(f"no part {', '.join(unknown)}; there are {', '.join(measures)}")
    results = given.out / RESULTS
    for part in wanted:
        rows = measures[part]()
        for row in rows:
            print(f"{row.part}: {row.subject}: {row.quantity}: {row.value} {row.unit}", flush=True)
        if rows:
            record(results, rows)
    if given.note is not None:
        record(results, [Row(NOTE, NOTE, NOTE, given.note)])
    table = read(results)
    (given.out / PAGE).write_text(page(table), encoding="utf-8")
    draw(table, given.out / FIGURE)


if __name__ == "__main__":
    main()
