"""Text in figures: measured, wrapped, and one line at a time, so that any font of a reader keeps it in place."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties

from bayeschain.report.figures.fonts import size_of
from bayeschain.report.figures.style import SMALL
from bayeschain.report.wording import END_ISOLATE, ISOLATE

POINTS: Final = 72.0
UNDRAWN: Final = dict.fromkeys(map(ord, (ISOLATE, END_ISOLATE)))
"""Marks that fonts have no glyph for."""

LEADING: Final = 1.25
"""Distance of lines in font sizes."""


@lru_cache(maxsize=4096)
def width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in inches."""
    font = FontProperties(family=["DejaVu Sans"], size=size, weight="bold" if bold else "normal")
    return size_of(text, font)[0] / POINTS


def key_columns(labels: Sequence[str], room: float, handle: float = 0.5) -> int:
    """Columns of a key that fit into a width in inches, four at most."""
    widest = max((width(drawable(label), SMALL) for label in labels), default=0.0)
    return max(1, min(len(labels), 4, int(room / (widest + handle))))


def drawable(text: str) -> str:
    """Text without marks that a font cannot draw."""
    return text.translate(UNDRAWN)


def line_height(size: float) -> float:
    """Distance of lines in inches."""
    return LEADING * size / POINTS


def wrap(text: str, room: float, size: float, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit.

    Parameters
    ----------
    text : str
        Text without line breaks; a word that is wider than the room is broken.
    room : float
        Width in inches.
    size : float
        Font size in points.
    bold : bool
        Whether it will be bold.

    Returns
    -------
    list of str
        At least one line.
    """
    lines: list[str] = []
    line = ""
    text = drawable(text)
    for word in _pieces(text.split(), room, size, bold=bold):
        longer = f"{line} {word}".strip()
        if line and width(longer, size, bold=bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _pieces(words: list[str], room: float, size: float, *, bold: bool) -> list[str]:
    pieces = []
    for word in words:
        rest = word
        while width(rest, size, bold=bold) > room and len(rest) > 1:
            fits = next((k for k in range(len(rest) - 1, 1, -1) if width(rest[:k] + "-", size, bold=bold) <= room), 1)
            pieces.append(rest[:fits] + "-")
            rest = rest[fits:]
        pieces.append(rest)
    return pieces


def write(ax: Axes, x: float, y: float, lines: list[str], *, size: float, upward: float = 1.0, **style: Any) -> None:
    """Write lines one below the other, centred on `y`.

    Parameters
    ----------
    ax : Axes
        Where; data units along y are inches.
    x, y : float
        Anchor, and the middle of the block, in the units of ``transform``.
    lines : list of str
        The lines.
    size : float
        Font size in points.
    upward : float
        Sign of y that points up on the page.
    **style
        As `Axes.text` takes it.
    """
    step = line_height(size)
    for place, line in enumerate(lines):
        above = upward * step * ((len(lines) - 1) / 2.0 - place)
        ax.text(x, y + above, line, fontsize=size, va="center_baseline", parse_math=False, **style)
