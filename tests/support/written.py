"""What a run leaves, read as a reader would: tables, sheets of the workbook, tables of the page, the manifest."""

import json
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final

import numpy as np
import openpyxl
import pandas as pd
from numpy.typing import NDArray

from bayeschain.disclosure import Released
from bayeschain.report.contents import contents
from bayeschain.report.drawing import Drawing
from bayeschain.report.html import page
from bayeschain.report.tables import COLUMNS, write_tables
from bayeschain.report.workbook import workbook
from bayeschain.workflow.changes import COLUMNS as CHANGES_COLUMNS

STATED: Final = {
    "sample": {"survey", "respondents", "teams", "teams_not_reached", "teams_withheld"},
    "teams": {"team", "construct", "survey", "status", "respondents", "mean", "prob_lowest", "prob_middle"}
    | {"prob_highest"},
    "tiers": {"estimand", "tier", "construct", "mean", "gap_points", "teams"},
    "units": {"unit_of_teams", "construct", "status", "teams", "mean"},
    "agreement": {"construct", "n_teams", "n_respondents"},
    "missing": {"survey", "construct", "item", "respondents", "answered", "missing"},
    "wave_changes": {"wave_before", "wave_after", "estimand", "construct", "teams", "level_before", "level_after"},
    "wave_teams": {"wave_before", "wave_after", "team", "construct", "mean"},
    "whatif": {"raised", "changed", "raised_in", "raised_by", "unit", "gap"},
}
"""Columns of which `tests.support.statements` makes statements on counts and levels of teams, and what names them."""

NO_SUM: Final = (
    r"(.*_)?(sd|lower|upper)(_between)?|sd_between.*|.*prob_.*|prior_.*|data_informative|(raw_)?relative.*"
    r"|gap_(points|sd)_?.*|standard.*|stability.*|share.*|rank.*|group|ranked|stage"
)
"""Columns that are no sums: spreads, chances, ranks, and ratios of what `STATED` has already."""

NO_SUM_OF: Final = {"whatif": "mean|gap_.*", "wave_changes": "mean", "agreement": "classical_.*|icc1_.*"}
"""The same of one table: differences of two levels that are stated, and effects of the model."""

SHOWN_ALONE: Final = {
    "sample": {"smallest", "median", "largest"},
    "agreement": {"rwg_median", "icc1", "icc2"},
    "likelihood": {"survey", "construct", "item", "categories", "at_lowest", "at_highest"},
}
"""Of teams shown, or no sum over teams: `test_attacks` changes a withheld team and sees none of them move."""

MODEL_ALONE: Final = (
    *("drivers", "effects", "comparisons", "covariates", "wave_tiers", "wave_drivers", "checks", "diagnostics"),
    *("predictive", "calibration", "missing_arrows", "leave_one_out", "sensitivity", "priors", "wave_lineage"),
)
"""Tables of parameters and checks, and of numbers of whole teams: without people, and without a sum of levels."""

BLANK: Final = Drawing('<svg viewBox="0 0 1 1"></svg>', '<svg viewBox="0 0 1 1"></svg>', b"")

PAGE_ALONE: Final = "Present levels, and total effects on the outcome"
"""The one table of the page that has what no file has: levels over all teams, to two decimals."""

PAGE: Final = (
    *("Every arrow", "Residual correlations", "Share of the differences between teams that the chain accounts for"),
    *("Routes to ", "These teams", "New teams of the same kind", "Drivers", "Ranks of the total effects"),
    *("Probability of each rank", "Pairs within a stage", PAGE_ALONE, "Change of ", "Only the weakest third raised"),
    *("Everything downstream", "Levels of the units", "How much lies between units", "Change of each construct"),
    *("Thirds by ", "Drivers, wave by wave", "Each arrow before and after", "Who answered; sizes", "Agreement within"),
    *("Respondents of each team", "Items that were skipped", "What did not enter", "Has the sampler", "Change of each"),
    *(
        "Does the model make",
        "Do teams lie where",
        "Is a Gaussian likelihood",
        "Is an arrow missing",
        "Does it hang on",
        "Priors",
    ),
    *("Priors", "What the priors imply", "Versions and seed", "Change of teams", "Teams from wave to wave", "Slopes"),
)
"""How captions of the page's tables begin, whose numbers are those of the files, or no sum over teams."""

ROUNDED: Final = 2e-3
"""How far the length of a whisker may be from a difference of two rounded ends, which are up to 1000 %."""

MANIFEST: Final = {
    *("format", "created", "versions", "model", "data", "seed", "sampler", "draws", "chains", "tune", "seconds"),
    *("disclosure", "verdict", "checks", "changes", "reported_again"),
}
"""Keys of the manifest; none holds a count of people or a level."""


@dataclass(frozen=True)
class PageTable:
    """A table of the page: caption, and rows of text, the headings first."""

    caption: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Written:
    """All that a reader of a run folder can read."""

    tables: dict[str, pd.DataFrame]
    page: tuple[PageTable, ...]
    sheets: dict[str, list[float]]
    manifest: dict[str, Any]

    def table(self, name: str) -> pd.DataFrame:
        """A table; one without rows where the folder does not have it."""
        columns = COLUMNS.get(name, CHANGES_COLUMNS)
        return self.tables.get(name, pd.DataFrame(columns=list(columns)))


def read_written(folder: Path) -> Written:
    """Read all files of a run that hold numbers; figures draw those of the tables."""
    tables = {path.stem: pd.read_csv(path) for path in sorted((folder / "tables").glob("*.csv"))}
    page, book, facts = folder / "report.html", folder / "report.xlsx", folder / "manifest.json"
    return Written(
        tables,
        _page(page.read_text(encoding="utf-8")) if page.is_file() else (),
        _sheets(book) if book.is_file() else {},
        json.loads(facts.read_text(encoding="utf-8")) if facts.is_file() else {},
    )


def unjudged(written: Written) -> list[str]:
    """Whatever nobody has judged yet: a table, column, caption, cell or key that is not known here."""
    known_tables = {*STATED, *SHOWN_ALONE, *MODEL_ALONE, "changes"}
    found = [f"table {name}" for name in written.tables if name not in known_tables]
    for name in known_tables & set(written.tables):
        frame, columns = written.tables[name], COLUMNS.get(name, CHANGES_COLUMNS)
        stated = set() if name in SHOWN_ALONE else set(columns)
        known = STATED.get(name, stated) | SHOWN_ALONE.get(name, set())
        new = [each for each in frame if each not in known and not (each in columns and _is_no_sum(name, each))]
        found += [f"column {each} of {name}" for each in new]
    found += [f"table of the page: {each.caption}" for each in written.page if not each.caption.startswith(PAGE)]
    found += [f"key {key} of the manifest" for key in written.manifest if key not in MANIFEST]
    return found + _cells_of_no_table(written)


def _is_no_sum(table: str, column: str) -> bool:
    known = "|".join((NO_SUM, *([NO_SUM_OF[table]] if table in NO_SUM_OF else [])))
    return table in MODEL_ALONE or table == "changes" or re.fullmatch(known, column) is not None


def _cells_of_no_table(written: Written) -> list[str]:
    """Numbers of the workbook that no table has; cells of charts may be lengths of whiskers."""
    known, whiskers = np.sort(_numbers([*written.tables.values()])), np.sort(_whiskers(written))
    return [
        f"{value} on the sheet {sheet}"
        for sheet, values in written.sheets.items()
        for value in values
        if not _is_near(value, known, 1e-5 * abs(value) + 1e-12) and not _is_near(value, whiskers, ROUNDED)
    ]


def _is_near(value: float, known: NDArray[np.float64], by: float) -> bool:
    place = np.searchsorted(known, value)
    return bool((np.abs(known[max(place - 1, 0) : place + 1] - value) <= by).any())


def _numbers(frames: list[pd.DataFrame]) -> NDArray[np.float64]:
    values = [frame[name].dropna() for frame in frames for name in frame.select_dtypes("number")]
    return np.concatenate([np.zeros(0), *values])


def _whiskers(written: Written) -> NDArray[np.float64]:
    """How far intervals reach below and above their estimates."""
    ends = [(written.table("drivers"), "mean", "lower", "upper")]
    ends += [(written.table("tiers"), name, f"{name}_lower", f"{name}_upper") for name in ("relative", "gap_sd")]
    lengths = [(frame[m] - frame[a], frame[b] - frame[m]) for frame, m, a, b in ends]
    return np.concatenate([np.asarray(each.dropna(), dtype=float) for pair in lengths for each in pair])


def _sheets(path: Path) -> dict[str, list[float]]:
    book = openpyxl.load_workbook(path)
    return {
        sheet.title: [
            float(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
        ]
        for sheet in book
    }


class _Tables(HTMLParser):
    """Collects tables; a page that does not close a cell is none of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[list[str]]]] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.found.append(("", []))
        elif tag == "tr":
            self.found[-1][1].append([])
        elif tag in ("th", "td"):
            self.found[-1][1][-1].append("")
        self.inside = tag if tag in ("th", "td", "caption") else self.inside

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag == self.inside else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside == "caption":
            caption, rows = self.found[-1]
            self.found[-1] = (caption + data, rows)
        elif self.inside:
            self.found[-1][1][-1][-1] += data


def _page(text: str) -> tuple[PageTable, ...]:
    parser = _Tables()
    parser.feed(text)
    return tuple(PageTable(caption, tuple(tuple(row) for row in rows)) for caption, rows in parser.found)


def write_numbers(released: Released, folder: Path) -> Path:
    """Write a report whose figures are blank: they draw what the tables have, and take most of the time."""
    said = contents(released)
    (folder / "tables").mkdir(parents=True)
    write_tables(released, folder / "tables")
    (folder / "report.xlsx").write_bytes(workbook(released, said))
    blank = dict.fromkeys((plot.name for plot in said.plots), BLANK)
    (folder / "report.html").write_text(page(said, blank), encoding="utf-8")
    return folder
