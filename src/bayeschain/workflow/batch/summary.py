"""One page and one table about all runs of a batch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
from jinja2 import PackageLoader

from bayeschain.report.html import ENVIRONMENT as REPORT
from bayeschain.report.tables import to_csv
from bayeschain.workflow.folder import write_file

COLUMNS: Final = ("run", "status", "exit_code", "sentence", "changed", "done_now")
WORDS: Final = {0: "done", 1: "failed", 2: "wrong input", 3: "not to be trusted"}
TEMPLATES: Final = REPORT.overlay(loader=PackageLoader("bayeschain.workflow"))


def table_of(runs: Mapping[str, Mapping[str, Any]]) -> pd.DataFrame:
    """One row a run: run, status, exit_code, sentence, changed (quantities, missing without a last run), done_now."""
    rows = [
        {
            "run": name,
            "status": WORDS[each["exit_code"]],
            "exit_code": each["exit_code"],
            "sentence": each["sentence"],
            "changed": each["changes"].get("beyond_uncertainty"),
            "done_now": each["done_now"],
        }
        for name, each in runs.items()
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"changed": "Int64"})


def write_summary(out: Path, runs: Mapping[str, Mapping[str, Any]], seconds: float) -> None:
    """Write index.html and summary.csv."""
    write_file(out / "summary.csv", to_csv(table_of(runs)))
    style = REPORT.get_template("style.css").render()
    has_report = {name: (out / name / "report.html").is_file() for name in runs}
    page = TEMPLATES.get_template("batch.html")
    write_file(
        out / "index.html",
        page.render(runs=runs, words=WORDS, style=style, seconds=round(seconds), has_report=has_report),
    )
