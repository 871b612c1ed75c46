"""Names of teams: one spelling, natural order, near matches."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from numbers import Real
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.surveys.cells import is_missing

WHOLE: Final = re.compile(r"([+-]?[0-9]+)[.,]0+")


def team_name(cell: object) -> str | None:
    """Name of the team that a cell holds; None where it holds none.

    Names are text, stripped, with single spaces, in Unicode's composed form. ``7.0`` is ``7``: exports write whole
    numbers either way.
    """
    if is_missing(cell):
        return None
    if isinstance(cell, Real):
        value = float(cell)
        return str(int(value)) if value.is_integer() else str(value)
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return date.isoformat(cell)
    text = " ".join(unicodedata.normalize("NFC", str(cell)).split())
    whole = WHOLE.fullmatch(text)
    return whole.group(1) if whole else text


class TeamIndex:
    """Numbers teams in the order in which they are first seen."""

    def __init__(self) -> None:
        self._index: dict[str, int] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Names seen so far; a team's number is its place."""
        return tuple(self._index)

    def numbers(self, cells: NDArray[np.object_]) -> NDArray[np.int64]:
        """Numbers of the teams that cells name; -1 where a cell names none."""
        codes, different = pd.factorize(cells)
        names = [team_name(cell) for cell in different]
        numbers = [-1 if name is None else self._index.setdefault(name, len(self._index)) for name in names]
        return np.array([*numbers, -1], dtype=np.int64)[codes]


def natural_key(name: str) -> tuple[tuple[str | int, ...], str]:
    """Key that sorts team 2 before team 10, and is the same for no two names."""
    parts = re.split(r"([0-9]+)", name.casefold())
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts)), name


def naturally(names: Iterable[str]) -> tuple[str, ...]:
    """Different names in natural order."""
    return tuple(sorted(set(names), key=natural_key))


def bare(name: str) -> str:
    """Return the letters and digits of a name, without case, accents and leading zeros; else the whole name.

    Numbers stay apart: 1-12 and 11-2 are two teams.
    """
    plain = "".join(each for each in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(each))
    words = re.sub(r"[\W_]+", " ", plain).strip()
    letters = re.sub(r"(?<![0-9]) | (?![0-9])", "", words)
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", letters) or name


def near_matches(ours: Iterable[str], theirs: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of different names that differ only in case, accents, spaces, signs or leading zeros.

    Names that both sides share are left out: they have found each other.
    """
    left, right = set(ours), set(theirs)
    by_bare = {bare(name): name for name in sorted(right - left)}
    pairs = [(name, by_bare[bare(name)]) for name in naturally(left - right) if bare(name) in by_bare]
    return tuple(pairs)
