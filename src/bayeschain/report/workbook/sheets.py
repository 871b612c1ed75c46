"""A table as a sheet: title, note, units, headings that stay in sight, and numbers that are numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

import pandas as pd
from xlsxwriter.worksheet import Worksheet

from bayeschain.report.workbook.columns import Column
from bayeschain.report.workbook.look import NUMBERS, Look
from bayeschain.report.workbook.said import Texts

MOST_ROWS: Final = 1_000_000
"""A sheet holds little more; the CSV file has the rest."""

NARROWEST, WIDEST, MEASURED = 9, 44, 2000
HEADING_HEIGHT: Final = 45
COLUMNS_OF_A_PAGE: Final = 14


@dataclass(frozen=True)
class Placed:
    """Where a table stands on its sheet: rows `first` to `last`, and the column of each name."""

    first: int
    last: int
    column: dict[str, int]


def write_grid(
    sheet: Worksheet,
    look: Look,
    shown: list[Column],
    frame: pd.DataFrame,
    text: Texts,
    *,
    title: str,
    notes: Sequence[str] = (),
    top: int = 0,
) -> Placed:
    """Write a table on a sheet.

    Parameters
    ----------
    sheet : Worksheet
        Where.
    look : Look
        Formats of the workbook.
    shown : list of Column
        How each column of the table is shown.
    frame : DataFrame
        The table.
    text : Texts
        Text of names and words.
    title : str
        What it shows.
    notes : sequence of str
        How to read it, a line each.
    top : int
        Row of the title; notes, units and headings follow.

    Returns
    -------
    Placed
        Where its rows are.
    """
    look.title(sheet, top, title)
    for row, note in enumerate(notes, start=top + 1):
        look.text(sheet, row, 0, note, "note")
    first = top + len(notes) + 4
    for place, column in enumerate(shown):
        if column.unit:
            look.text(sheet, first - 2, place, column.unit, "unit")
        look.text(sheet, first - 1, place, column.heading, "numeric" if column.kind in NUMBERS else "heading")
        cells = [text(value, column) for value in islice(frame[column.name], MEASURED)]
        sheet.set_column(place, place, width(column, cells))
    sheet.set_row(first - 1, HEADING_HEIGHT)
    for row, values in enumerate(islice(frame.itertuples(index=False, name=None), MOST_ROWS), start=first):
        for place, (column, value) in enumerate(zip(shown, values, strict=True)):
            _cell(sheet, look, row, place, value, column, text)
    last = first + min(len(frame), MOST_ROWS) - 1
    return Placed(first, last, {column.name: place for place, column in enumerate(shown)})


def settle(sheet: Worksheet, placed: Placed) -> None:
    """Keep headings in sight, offer filters, and print on pages of full width."""
    sheet.freeze_panes(placed.first, 1)
    sheet.autofilter(placed.first - 1, 0, max(placed.last, placed.first - 1), len(placed.column) - 1)
    sheet.repeat_rows(placed.first - 1)
    on_paper(sheet, pages=1 + len(placed.column) // COLUMNS_OF_A_PAGE)


def on_paper(sheet: Worksheet, pages: int = 1) -> None:
    """Print landscape on A4, so many pages wide."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(pages, 0)
    sheet.set_footer("&L&A&R&P / &N")


def width(column: Column, cells: list[str]) -> int:
    """Width of a column in characters: its longest cell, and half of its heading, which may break once."""
    longest = 0 if column.kind in NUMBERS else max((len(each) for each in cells), default=0)
    heading = max(len(column.heading) // 2 + 4, max(len(word) for word in column.heading.split()), len(column.unit))
    return min(max(longest, heading, NARROWEST) + 3, WIDEST)


def _cell(sheet: Worksheet, look: Look, row: int, place: int, value: Any, column: Column, text: Texts) -> None:
    if column.kind in NUMBERS and not isinstance(value, str):
        look.number(sheet, row, place, value, column.kind)
    elif written := text(value, column):
        look.text(sheet, row, place, written, "paragraph" if column.kind == "sentence" else "text")
