"""Cells to numbers, without guessing."""

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from numbers import Real
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

MISSING: Final = ("", "NA", "N/A", "NaN")
"""Text that means no answer, in any case of letters."""

_MISSING: Final = frozenset(text.casefold() for text in MISSING)
_NUMBER: Final = re.compile(r"[+-]?([0-9]+([.,][0-9]*)?|[.,][0-9]+)([eE][+-]?[0-9]+)?")
_CODED: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?\s*[^0-9\s.,].*", re.DOTALL)
_DATE: Final = re.compile(r"[0-9]{1,4}[-./][0-9]{1,2}[-./]([0-9]{1,4})?(\s.*)?|[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?")
_MONTH: Final = (
    "jan|feb|mar|apr|may|mai|maj|jun|jul|aug|sep|sept|okt|oct|nov|dec|dez|"
    "tammi|helmi|maalis|huhti|touko|kesä|heinä|elo|syys|loka|marras|joulu"
)
_DAY: Final = re.compile(
    rf"[0-9]{{1,2}}[-./] ?({_MONTH})\.?([-./ ][0-9]{{2,4}})?|({_MONTH})\.?[-./ ][0-9]{{1,4}}", re.IGNORECASE
)
"""A date as spreadsheets show it: 5-Jan, 5.tammi or Jan-05."""
_PERCENT: Final = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?\s*%")
_SPACED: Final = re.compile(r"[+-]?[0-9]{1,3}([\s'’][0-9]{3})+([.,][0-9]+)?")
_ERROR: Final = re.compile(r"#[A-Z0-9/_]+[!?]?")
_GROUPED: Final = re.compile(r"[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}")
_PLAIN_LARGE: Final = re.compile(r"[+-]?[1-9][0-9]{2}")


@dataclass(frozen=True, eq=False)
class Numbers:
    """Numbers of a column.

    Parameters
    ----------
    values : (n,) float
        Numbers; NaN where a cell is missing or is no number.
    strange : (n,) bool
        Cells that are neither a number nor missing.
    texts : tuple of str
        Different numbers that were given as text.
    """

    values: NDArray[np.float64]
    strange: NDArray[np.bool_]
    texts: tuple[str, ...]


def is_missing(cell: object) -> bool:
    """Whether a cell holds no answer."""
    if isinstance(cell, str):
        return cell.strip().casefold() in _MISSING
    return cell is None or cell is pd.NaT or cell is pd.NA or (isinstance(cell, Real) and bool(np.isnan(float(cell))))


def numbers(cells: NDArray[Any]) -> Numbers:
    """Read a column of cells; a column of floats passes through.

    Parameters
    ----------
    cells : (n,) float or object
        Cells as a file holds them.

    Returns
    -------
    Numbers
        Decimal commas and decimal points are both read; see `separators` for columns that cannot be trusted.
    """
    if cells.dtype != object:
        values = cells.astype(np.float64)
        return Numbers(values, np.zeros(len(values), dtype=bool), ())
    codes, different = pd.factorize(cells)
    read = [_number(cell) for cell in different]
    values = np.array([np.nan if each is None else each for each in read] + [np.nan], dtype=np.float64)[codes]
    strange = np.array([each is None for each in read] + [False], dtype=bool)[codes]
    texts = [cell.strip() for cell in different if isinstance(cell, str) and is_number(cell)]
    return Numbers(values, strange, tuple(texts))


def _number(cell: object) -> float | None:
    """Return the number in a cell, NaN when missing, None when it is something else."""
    if is_missing(cell):
        return float("nan")
    if isinstance(cell, bool | np.bool_):
        return None
    if isinstance(cell, Real | Decimal):
        return float(cell)
    text = str(cell).strip().replace("\u2212", "-") if isinstance(cell, str) else ""
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text) else None


def is_number(text: str) -> bool:
    """Whether a text is a number, with a decimal point or comma."""
    return _NUMBER.fullmatch(text.strip()) is not None


def kind_of(cell: object) -> str:
    """Say what a cell holds that is no number: coded, percent, spaced, date, error, mark or word."""
    if isinstance(cell, date | time):
        return "date"
    text = str(cell).strip()
    if _ERROR.fullmatch(text):
        return "error"
    if _DATE.fullmatch(text) or _DAY.fullmatch(text):
        return "date"
    if _SPACED.fullmatch(text):
        return "spaced"
    if _PERCENT.fullmatch(text):
        return "percent"
    if _CODED.fullmatch(text):
        return "coded"
    return "word" if any(each.isalnum() for each in text) else "mark"


def mixes_separators(texts: set[str]) -> bool:
    """Whether some numbers have a decimal comma and others a decimal point."""
    return any("," in text for text in texts) and any("." in text for text in texts)


def looks_grouped(texts: set[str], comma_is_decimal: bool) -> bool:
    """Whether a comma or point may set off thousands: 950 beside 1,250.

    Parameters
    ----------
    texts : set of str
        Numbers of a column, as written.
    comma_is_decimal : bool
        Whether the file is one in which a decimal comma is usual (its delimiter is a semicolon).
    """
    marked = [text for text in texts if "," in text or "." in text]
    if not marked or not all(_GROUPED.fullmatch(text) for text in marked):
        return False
    if not comma_is_decimal and any("," in text for text in marked):
        return True
    return any(_PLAIN_LARGE.fullmatch(text) for text in texts)
