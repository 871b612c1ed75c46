"""The one result file: what was measured, part by part, and on what machine."""

import os
import platform
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pandas as pd

COLUMNS: Final = ["part", "subject", "quantity", "value", "unit"]
MACHINE: Final = "machine"
LIBRARIES: Final = ("bayeschain", "pymc", "pytensor", "nutpie", "numba", "numpy", "scipy", "arviz", "pandas")


@dataclass(frozen=True)
class Row:
    """One number, or one word, that was measured.

    Parameters
    ----------
    part : str
        Part of the benchmark.
    subject : str
        What was measured: a contender, a size.
    quantity : str
    value : float or str
    unit : str
    """

    part: str
    subject: str
    quantity: str
    value: float | str
    unit: str = ""


def machine() -> list[Row]:
    """The machine in general terms: no name, no place."""
    found = {
        "processor": processor(),
        "cores open to the run": str(len(os.sched_getaffinity(0))),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "system": f"{platform.system()} {platform.release().split('-')[0]}, {platform.machine()}",
        "Python": platform.python_version(),
    }
    found |= {name: version(name) for name in LIBRARIES}
    return [Row(MACHINE, MACHINE, name, value) for name, value in found.items()]


def processor() -> str:
    """Model name of the processor."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"


def read(path: Path) -> pd.DataFrame:
    """Everything measured so far."""
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def record(path: Path, rows: list[Row]) -> pd.DataFrame:
    """Put rows in the place of those of the same parts, and write the file.

    Results of another machine or of other versions do not stay: one file speaks of one machine.
    """
    new = frame([*machine(), *rows])
    old = read(path)
    of_machine = [t[t["part"] == MACHINE].reset_index(drop=True) for t in (old, new)]
    kept = old[~old["part"].isin(new["part"])] if of_machine[0].equals(of_machine[1]) else old.iloc[:0]
    found = pd.concat([new[new["part"] == MACHINE], kept, new[new["part"] != MACHINE]], ignore_index=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    found.to_csv(path, index=False, lineterminator="\n")
    return found


def frame(rows: list[Row]) -> pd.DataFrame:
    """Rows as text, numbers with four digits."""
    texts = [asdict(row) | {"value": text(row.value)} for row in rows]
    return pd.DataFrame(texts, columns=COLUMNS).astype(str)


def text(value: float | str) -> str:
    """Four significant digits; whole numbers from 1000 on whole."""
    if isinstance(value, str):
        return value
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def number(table: pd.DataFrame, part: str, subject: str, quantity: str) -> float | None:
    """One number of the result file; None where it was not measured."""
    at = (table["part"] == part) & (table["subject"] == subject) & (table["quantity"] == quantity)
    values = table.loc[at, "value"]
    if values.empty:
        return None
    try:
        return float(values.iloc[0])
    except ValueError:
        return None
