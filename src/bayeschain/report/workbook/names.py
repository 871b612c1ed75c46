"""What a sheet may be called."""

from collections.abc import Collection
from typing import Final

LONGEST: Final = 31
FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
RESERVED: Final = "history"
"""A name that Excel keeps for itself."""


def sheet_name(wanted: str, taken: Collection[str]) -> str:
    """Name for a sheet that Excel and LibreOffice accept and that no other sheet has.

    Parameters
    ----------
    wanted : str
        What the sheet should be called, in any script.
    taken : collection of str
        Names of the other sheets; upper and lower case count as the same.

    Returns
    -------
    str
        At most 31 UTF-16 units; no brackets, colon, star, question mark, slashes or control characters; no
        apostrophe at an end.
    """
    printable = "".join(each if each.isprintable() else " " for each in wanted.translate(FORBIDDEN))
    plain = _cut(" ".join(printable.split()).strip("' "), LONGEST) or "Sheet"
    used = {each.casefold() for each in taken} | {RESERVED}
    name, number = plain, 1
    while name.casefold() in used:
        number += 1
        name = f"{_cut(plain, LONGEST - len(f' {number}'))} {number}"
    return name


def _cut(text: str, units: int) -> str:
    """Cut to a number of UTF-16 units, which is how Excel counts."""
    while len(text.encode("utf-16-le")) > 2 * units:
        text = text[:-1]
    return text.strip("' ")
