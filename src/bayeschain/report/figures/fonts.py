"""Fonts in memory, and texts measured once: matplotlib reads the file of a font anew for every letter that it meets."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Final, Literal

from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font, LoadFlags
from matplotlib.textpath import text_to_path

UNIT: Final = 100.0
"""Points at which a text is measured: widths go with the size."""

SUBPIXELS: Final = 64.0


@lru_cache(maxsize=64)
def file_of(family: str, weight: str | int, style: Literal["normal", "italic", "oblique"]) -> str:
    """File of a font."""
    return str(findfont(FontProperties(family=[family], weight=weight, style=style)))


def file_for(font: FontProperties) -> str | None:
    """File of a font that is asked for by one name, as all of ours are; None where it is asked for otherwise."""
    family = font.get_family()
    is_plain = len(family) == 1 and font.get_variant() == "normal" and font.get_stretch() in ("normal", 500)
    return file_of(family[0], font.get_weight(), font.get_style()) if is_plain else None


def opened(file: str) -> FT2Font:
    """Open a font from memory. It is not kept: threads and forked processes cannot share one."""
    return FT2Font(BytesIO(_content(file)))


def covers(file: str, text: str) -> bool:
    """Whether a font has all letters of a text, so that none is sought in another."""
    return _letters(file).issuperset(text)


@lru_cache(maxsize=8192)
def measured(text: str, file: str) -> tuple[float, float, float]:
    """Width, height and descent in points of a line of text in a font of `UNIT` points, which covers it."""
    font = opened(file)
    font.set_size(UNIT, text_to_path.DPI)
    font.set_text(text, 0.0, flags=LoadFlags.NO_HINTING)
    wide, tall = font.get_width_height()
    return wide / SUBPIXELS, tall / SUBPIXELS, font.get_descent() / SUBPIXELS


def size_of(text: str, font: FontProperties) -> tuple[float, float, float]:
    """Width, height and descent of a line of text in points, as matplotlib measures it where letters stay text.

    Parameters
    ----------
    text : str
        The line, without mathematics.
    font : FontProperties
        Its font and size.
    """
    file = file_for(font)
    if file is None or not covers(file, text):
        wide, tall, descent = text_to_path.get_text_width_height_descent(text, font, ismath=False)
        return float(wide), float(tall), float(descent)
    scale = font.get_size_in_points() / UNIT
    wide, tall, descent = measured(text, file)
    return wide * scale, tall * scale, descent * scale


@lru_cache(maxsize=8)
def _content(file: str) -> bytes:
    return Path(file).read_bytes()


@lru_cache(maxsize=8)
def _letters(file: str) -> frozenset[str]:
    return frozenset(map(chr, opened(file).get_charmap()))
