"""Rows below the answers that sum them up: totals and averages of a spreadsheet."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.surveys.moments import Floats, Integers

LAST: Final = 3
"""Rows at the end of a file that are looked at."""
FEWEST_ROWS: Final = 10
FEWEST_DECIMALS: Final = 4
"""Items with decimals in all rows that must equal their averages before this is no chance."""
DECIMALS: Final = 6

ALONE: Final = frozenset(("n", "min", "max", "sd", "ka", "lkm", "kpl", "all", "alle"))
"""Words that name a row of totals when they stand alone."""
AT_END: Final = frozenset(
    (
        *("total", "totals", "sum", "average", "averages", "avg", "mean", "median", "std", "stdev", "count"),
        *("minimum", "maximum", "yhteensä", "summa", "keskiarvo", "mediaani", "keskihajonta", "hajonta"),
        *("lukumäärä", "gesamt", "gesamtergebnis", "summe", "mittelwert", "durchschnitt", "totalt", "medel"),
        *("medelvärde", "genomsnitt", "moyenne"),
    )
)
"""Words that name one also at the end of a name, as in Sales Total."""


def names_totals(name: str) -> bool:
    """Whether the name of a team says that the row holds totals."""
    words = [word.strip(" :.=()") for word in name.casefold().split()]
    return bool(words) and (words[-1] in AT_END or (len(words) == 1 and words[0] in ALONE))


def summary_rows(last: Floats, usable: Floats, sums: Floats, counts: Integers, whole: Sequence[bool]) -> list[int]:
    """Find the last rows that hold averages, sums or counts of the rows above.

    Parameters
    ----------
    last : (k, p) float
        Numbers in the last rows of the file, also outside the response scale; NaN where there is none.
    usable : (k, p) float
        The same without those outside the scale.
    sums, counts : (p,) float, (p,) int
        Sum and number of the usable answers of all rows, the last ones included.
    whole : (p,) bool
        Whether nearly all answers of an item are whole numbers.

    Returns
    -------
    list of int
        Places among the last rows.
    """
    kinds = np.array(whole, dtype=bool)
    found = []
    for row in range(len(last)):
        above = counts - np.isfinite(usable[row:]).sum(axis=0)
        total = sums - np.nansum(usable[row:], axis=0)
        if _sums_up(last[row], usable[row], total, above, kinds):
            found.append(row)
    return found


def _sums_up(values: Floats, usable: Floats, total: Floats, n: Integers, whole: NDArray[np.bool_]) -> bool:
    given = np.isfinite(values) & (n >= FEWEST_ROWS)
    if not given.any():
        return False
    x, total, n, whole = values[given], total[given], n[given], whole[given]
    if not np.isfinite(usable).any():
        return np.allclose(x, total, rtol=1e-9, atol=1e-6) or np.array_equal(x, n)
    decimals = _decimals(x)
    close = np.abs(x - total / n) <= 0.5 * 10.0**-decimals + 1e-9
    enough = bool(whole.all()) or len(x) >= FEWEST_DECIMALS
    return decimals > 0 and enough and bool(close.all())


def _decimals(values: Floats) -> int:
    """Decimals with which the numbers of a row were written."""
    for decimals in range(DECIMALS):
        if np.allclose(values, np.round(values, decimals), rtol=0.0, atol=1e-9):
            return decimals
    return DECIMALS
