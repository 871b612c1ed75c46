"""Arrows, tiers and driver ranks of several analyses of the same answers, side by side."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bayeschain.report.comparison.compared import Analysis, Compared
from bayeschain.report.comparison.naming import in_words
from bayeschain.report.comparison.panels import Group, Panel, panels
from bayeschain.report.figures.style import (
    BLUE,
    FAINT,
    GREEN,
    INK,
    MUTED,
    SMALL,
    SURFACE,
    TEXT,
    VERMILLION,
    WIDE,
    Chart,
    bare,
    figure_of,
    style,
)
from bayeschain.report.figures.text import key_columns, line_height, width, wrap, write
from bayeschain.report.wording import Wording

LOOKS: Final = {
    "reflective": (BLUE, "o"),
    "finite": (GREEN, "s"),
    "manifest": (VERMILLION, "D"),
    "as_written": (INK, "^"),
}
STEP: Final = 0.125
APART: Final = 0.16
HEADING: Final = 0.3
AXIS: Final = 0.56
LABELS: Final = 3.0
KEY_ROW: Final = 0.22
EDGE: Final = 0.12
TOP: Final = 0.26
"""Inches: between marks, rows and headings; under a panel; labels; the key."""


@dataclass(frozen=True)
class _Placed:
    """A panel with the heights of its rows: inches from its top."""

    panel: Panel
    headings: tuple[tuple[float, list[str]], ...]
    labels: tuple[tuple[float, list[str]], ...]
    height: float


def plot_comparison(
    compared: Compared, ax: Axes | None = None, *, part: str | None = None, width: float = WIDE
) -> Figure:
    """Draw arrows, tiers and driver ranks of each analysis one below the other.

    Parameters
    ----------
    compared : Compared
        What `bayeschain.compare` found.
    ax : Axes, optional
        Where; a figure of its own where not given. It has room for one part.
    part : {"path", "tier", "driver"}, optional
        The part to draw; all where nothing is given, or the arrows where `ax` is.
    width : float
        Width of a new figure in inches.

    Returns
    -------
    Figure
        The chart.

    Raises
    ------
    ValueError
        The analyses have no such part.
    """
    say = Wording(compared.specification.report.language)
    wanted = "path" if part is None and ax is not None else part
    drawn = [each for each in panels(compared, say) if wanted in (None, each.part)]
    if not drawn:
        raise ValueError(f"the analyses have no part '{wanted}'")
    with style():
        if ax is not None:
            _draw(ax, _place(drawn[0], compared, LABELS), compared, say)
            return figure_of(ax)
        return _whole([_place(each, compared, LABELS) for each in drawn], compared, say, width)


def _place(panel: Panel, compared: Compared, room: float) -> _Placed:
    headings: list[tuple[float, list[str]]] = []
    labels: list[tuple[float, list[str]]] = []
    y = 0.0
    for group in panel.groups:
        y = _place_heading(group, y, headings, room)
        for row in group.rows:
            lines = wrap(row.label, room, TEXT)
            tall = max(len(lines) * line_height(TEXT), STEP * len(compared.analyses)) + APART
            labels.append((y + tall / 2.0, lines))
            y += tall
    return _Placed(panel, tuple(headings), tuple(labels), y)


def _place_heading(group: Group, y: float, headings: list[tuple[float, list[str]]], room: float) -> float:
    if not group.heading:
        return y
    lines = wrap(group.heading, 2.0 * room, TEXT, bold=True)
    tall = len(lines) * line_height(TEXT) + 0.12
    headings.append((y + tall / 2.0 + 0.04, lines))
    return y + tall


def _whole(placed: Sequence[_Placed], compared: Compared, say: Wording, wide: float) -> Figure:
    handles = _key(compared, say)
    columns = key_columns([str(each.get_label()) for each in handles], wide - 2 * EDGE)
    key = 0.2 + KEY_ROW * -(-len(handles) // columns)
    height = key + sum(TOP + each.height + AXIS for each in placed)
    figure = Chart(figsize=(wide, height))
    labels = max((width(line, TEXT) for each in placed for _, lines in each.labels for line in lines), default=0.0)
    left = labels + 2 * EDGE
    figure.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(EDGE / wide, 1.0 - 0.04 / height),
        borderaxespad=0.0,
        borderpad=0.0,
        ncols=columns,
        fontsize=SMALL,
        labelcolor=MUTED,
    )
    top = key
    for each in placed:
        top += TOP
        place = (left / wide, 1.0 - (top + each.height) / height, 1.0 - (left + EDGE * 2) / wide, each.height / height)
        _draw(figure.add_axes(place), each, compared, say, left=labels + EDGE)
        top += each.height + AXIS
    return figure


def _draw(ax: Axes, placed: _Placed, compared: Compared, say: Wording, left: float | None = None) -> None:
    bare(ax)
    ax.set_ylim(placed.height, 0.0)
    inches = figure_of(ax).get_size_inches() * np.array(ax.get_position().size)
    at = -(LABELS if left is None else left) / float(inches[0])
    transform: dict[str, Any] = {"transform": ax.get_yaxis_transform(), "upward": -1.0, "size": TEXT}
    write(ax, at, -0.16 * placed.height / float(inches[1]), [placed.panel.title], weight="bold", color=INK, **transform)
    for y, lines in placed.headings:
        write(ax, at, y, lines, color=MUTED, weight="bold", **transform)
    _axis(ax, placed, say)
    rows = [row for group in placed.panel.groups for row in group.rows]
    for (y, lines), row in zip(placed.labels, rows, strict=True):
        write(ax, at, y, lines, **transform)
        for k, analysis in enumerate(compared.analyses):
            _mark(ax, analysis, row.values[analysis], y + STEP * (k - (len(compared.analyses) - 1) / 2.0))


def _axis(ax: Axes, placed: _Placed, say: Wording) -> None:
    panel = placed.panel
    ends = np.array([v for g in panel.groups for row in g.rows for value in row.values.values() for v in value])
    ends = np.append(ends[np.isfinite(ends)], panel.reference)
    margin = 0.04 * float(np.ptp(ends) or 1.0)
    ax.set_xlim(float(ends.min()) - margin, float(ends.max()) + margin)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=panel.whole, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(_ticks(panel, say)))
    ax.grid(axis="x", color=FAINT, linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    ax.axvline(panel.reference, color=INK, linewidth=1.0, zorder=1.5)
    ax.set_xlabel(panel.axis, color=MUTED, fontsize=SMALL)


def _ticks(panel: Panel, say: Wording) -> Callable[[float, object], str]:
    return lambda value, _: say.number(value, panel.digits - 1)


def _mark(ax: Axes, analysis: Analysis, value: tuple[float, float, float], y: float) -> None:
    colour, marker, face = _look(analysis)
    mean, lower, upper = value
    if not np.isfinite(mean):
        return
    ax.plot([lower, upper], [y, y], color=colour, linewidth=1.4, solid_capstyle="round", zorder=3)
    ax.plot([mean], [y], marker, color=colour, markerfacecolor=face, markersize=4.6, zorder=4)


def _look(analysis: Analysis) -> tuple[str, str, str]:
    """Colour and shape tell the aggregation, a hollow mark manifest measurement."""
    colour, marker = LOOKS[analysis.aggregation]
    return colour, marker, SURFACE if analysis.measurement == "manifest" else colour


def _key(compared: Compared, say: Wording) -> list[Line2D]:
    handles = []
    for analysis in compared.analyses:
        colour, marker, face = _look(analysis)
        label = in_words(analysis, say)
        line = Line2D([], [], color=colour, marker=marker, markerfacecolor=face, markersize=4.6, linewidth=1.4)
        line.set_label(label)
        handles.append(line)
    return handles
