"""One page and one table about all runs of a batch."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pandas as pd
from jinja2 import PackageLoader

from bayeschain.languages import SOURCE
from bayeschain.report.html import ENVIRONMENT as REPORT
from bayeschain.report.tables import to_csv
from bayeschain.report.wording import Wording
from bayeschain.workflow.batch.contents import contents
from bayeschain.workflow.folder import write_file

COLUMNS: Final = ("run", "status", "exit_code", "sentence", "changed", "done_now")
WORDS: Final = {0: "done", 1: "failed", 2: "wrong input", 3: "not to be trusted"}
"""Of the table, whose columns and words are the same in every language."""
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


def write_summary(out: Path, runs: Mapping[str, Mapping[str, Any]], seconds: float, language: str = SOURCE) -> None:
    """Write index.html, in a language, and summary.csv."""
    write_file(out / "summary.csv", to_csv(table_of(runs)))
    style = REPORT.get_template("style.css").render()
    with_report = [name for name in runs if (out / name / "report.html").is_file()]
    page = contents(runs, with_report, seconds, Wording(language))
    write_file(out / "index.html", TEMPLATES.get_template("batch.html").render(page=page, style=style))
