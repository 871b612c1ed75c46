"""Formats of cells, and how a value becomes one."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from bayeschain.report.figures.style import FAINT, INK, MUTED, VERMILLION
from bayeschain.report.tables import DIGITS, defused

LONGEST_TEXT: Final = 32_767
"""Characters that a cell holds."""

TITLE_HEIGHT: Final = 21

NUMBERS: Final = {
    "number": "0.00",
    "signed": "+0.00;-0.00;0.00",
    "percent": '0.0"%"',
    "probability": "0%",
    "whole": "#,##0",
}
"""Number format by kind of column; a spreadsheet shows it in the way of its own language."""

HEADING: Final = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1, "bottom_color": FAINT}
PARAGRAPH: Final = {"text_wrap": True, "reading_order": 1}
"""Sentences run from left to right, also where they begin with a name that does not."""

STYLES: Final[dict[str, dict[str, Any]]] = {
    "text": {"align": "left", "indent": 1},
    "note": {"font_color": MUTED},
    "unit": {"font_color": MUTED, "italic": True, "align": "right"},
    "title": {"bold": True, "font_size": 14},
    "heading": {**HEADING, "indent": 1},
    "numeric": {**HEADING, "align": "right"},
    "paragraph": PARAGRAPH,
    "strong": {**PARAGRAPH, "bold": True},
    "warning": {**PARAGRAPH, "bold": True, "font_color": VERMILLION},
    "link": {"font_color": "#0563c1", "underline": 1},
}


@dataclass(frozen=True)
class Look:
    """Formats of one workbook.

    Parameters
    ----------
    formats : dict of (str, bool) to Format
        By name, and by whether the cell is marked as text, as by an apostrophe before it.
    """

    formats: dict[tuple[str, bool], Format]

    def text(self, sheet: Worksheet, row: int, column: int, text: str, style: str = "text") -> None:
        """Write a text, never a formula, a link or a number; one that looks like a formula is marked as text."""
        marked = defused(text) != text
        kept = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
        sheet.write_string(row, column, kept, self.formats[style, marked])

    def title(self, sheet: Worksheet, row: int, text: str) -> None:
        """Write a title, in a row of its height."""
        self.text(sheet, row, 0, text, "title")
        sheet.set_row(row, TITLE_HEIGHT)

    def number(self, sheet: Worksheet, row: int, column: int, value: object, kind: str = "number") -> None:
        """Write a number with the digits of the CSV files; nothing where there is none."""
        if value is None or value is pd.NA or not np.isfinite(number := float(str(value))):
            return
        rounded = round(number) if kind == "whole" else float(f"{number:.{DIGITS}g}")
        sheet.write_number(row, column, rounded, self.formats[kind, False])


def look(book: Workbook) -> Look:
    """Make the formats of a workbook."""
    base = {"font_color": INK, "valign": "top"}
    formats = {}
    for name, style in STYLES.items():
        for marked in (False, True):
            formats[name, marked] = book.add_format({**base, **style, "quote_prefix": marked})
    for kind, pattern in NUMBERS.items():
        formats[kind, False] = book.add_format({**base, "num_format": pattern})
    return Look(formats)
