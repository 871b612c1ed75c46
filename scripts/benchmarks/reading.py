"""Reading a survey of a million respondents and 39 items from CSV and from Parquet, each in a process of its own.

Usage: python -m scripts.benchmarks.reading FILE. Prints seconds and peak memory as JSON.
"""

import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

import numpy as np
from pyarrow import csv, parquet
from scripts.benchmarks.processes import peak_memory, run_module
from scripts.benchmarks.results import Row

from bayeschain.specification import Specification, parse_model
from bayeschain.surveys import read_surveys

PART: Final = "reading"
RESPONDENTS: Final = 1_000_000
CONSTRUCTS: Final = 13
ITEMS: Final = 3
TEAMS: Final = 2000
SUBJECT: Final = f"{RESPONDENTS} respondents × {CONSTRUCTS * ITEMS} items, CSV"
PARQUET_SUBJECT: Final = SUBJECT.replace("CSV", "Parquet")


def names() -> list[list[str]]:
    """Items by construct."""
    return [[f"x{c:02d}{letter}" for letter in "abc"[:ITEMS]] for c in range(CONSTRUCTS)]


def specification() -> Specification:
    """One survey of 13 constructs in a row."""
    constructs = [f"  c{c}: {{survey: staff, items: [{', '.join(items)}]}}" for c, items in enumerate(names())]
    chain = [f"  c{c} ~ c{c - 1}" for c in range(1, CONSTRUCTS)]
    surveys = "surveys: {staff: {file: staff.csv, team: team, scale: [1, 5]}}"
    outcome = f"outcome: c{CONSTRUCTS - 1}"
    return parse_model("\n".join(["title: Reading", surveys, "constructs:", *constructs, "chain: |", *chain, outcome]))


def write(path: Path, seed: int = 2025) -> None:
    """Write random answers; every row has the same width, so the file is one array of bytes."""
    rng = np.random.default_rng(seed)
    columns = CONSTRUCTS * ITEMS
    rows = np.full((RESPONDENTS, 5 + 2 * columns + 1), ord(","), dtype=np.uint8)
    team = rng.integers(0, TEAMS, RESPONDENTS)
    rows[:, 0] = ord("T")
    for digit in range(4):
        rows[:, 4 - digit] = ord("0") + team // 10**digit % 10
    rows[:, 6:-1:2] = ord("1") + rng.integers(0, 5, (RESPONDENTS, columns), dtype=np.uint8)
    rows[:, -1] = ord("\n")
    header = ",".join(["team", *(item for items in names() for item in items)]) + "\n"
    path.write_bytes(header.encode() + rows.tobytes())


def measure() -> list[Row]:
    """All rows of the part."""
    with TemporaryDirectory() as folder:
        text, columns = Path(folder) / "staff.csv", Path(folder) / "staff.parquet"
        write(text)
        parquet.write_table(csv.read_csv(text), columns)
        return rows_of(SUBJECT, text) + rows_of(PARQUET_SUBJECT, columns)


def rows_of(subject: str, path: Path) -> list[Row]:
    """Rows of one file."""
    told = run_module("reading", [str(path)], {})
    return [
        Row(PART, subject, "size of the file", path.stat().st_size / 2**20, "MiB"),
        Row(PART, subject, "to moments", told["seconds"], "s"),
        Row(PART, subject, "peak memory of the process", told["memory"], "MiB"),
        Row(PART, subject, "respondents kept", told["kept"]),
    ]


def main() -> None:
    """Read one file."""
    model = specification()
    start = perf_counter()
    surveys = read_surveys(model, {"staff": Path(sys.argv[1])})
    seconds = perf_counter() - start
    kept = float(sum(source.n.sum() for source in surveys.sources))
    print(json.dumps({"seconds": seconds, "memory": peak_memory(), "kept": kept}))


if __name__ == "__main__":
    main()
