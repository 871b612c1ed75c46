"""Importance against present level: where there is room to rise, and where it would matter."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bayeschain.disclosure import Released
from bayeschain.report.figures.arrows import Box, covered
from bayeschain.report.figures.style import (
    FAINT,
    INK,
    MUTED,
    SMALL,
    SURFACE,
    TEXT,
    WIDE,
    chart,
    direction_colour,
    figure_of,
    new_axes,
    width_of,
)
from bayeschain.report.figures.text import line_height, width, wrap, write
from bayeschain.report.wording import wording

HEIGHT: Final = 4.6
LEFT: Final = 0.62
MARGINS: Final = (LEFT, 0.2, 0.2, 0.6)
NUMBERED_BELOW: Final = 5.5
NAME_ROOM: Final = 1.7
DOT: Final = 0.16
SHIFTS: Final = (0.0, 0.08, -0.08, 0.16, -0.16, 0.24, -0.24, 0.32, -0.32, 0.4, -0.4)
"""Inches; a narrow figure has numbers at its dots and names in a list below."""

NAME: Final[dict[str, Any]] = {"fontsize": SMALL + 0.5, "va": "center_baseline", "color": MUTED, "zorder": 2.5}
GROUND: Final[dict[str, Any]] = {"boxstyle": "square,pad=0.05", "facecolor": SURFACE, "edgecolor": "none"}


@dataclass(frozen=True)
class Point:
    """A construct: its present level in percent of the maximum, and its total effect."""

    name: str
    level: float
    mean: float
    lower: float
    upper: float
    colour: str


def importance_points(released: Released) -> list[Point]:
    """Drivers that a survey measures, in the order of the drivers.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, or what `protect` released of it.

    Returns
    -------
    list of Point
        Team columns have no level in percent and are left out.
    """
    total = released.drivers.sel(measure="total")
    points = []
    for name in total["driver"].values.tolist():
        level = float(released.constructs["percent"].sel(construct=name))
        one = total.sel(driver=name)
        mean, lower, upper = (float(one[each]) for each in ("mean", "lower", "upper"))
        if np.isfinite(level):
            colour = direction_colour(float(one["prob_positive"]))
            points.append(Point(released.label(name), level, mean, lower, upper, colour))
    return points


@chart
def plot_importance(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw each driver's total effect against its present level.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, or what `protect` released of it; a survey measures one driver at least.
    ax : Axes, optional
        Where; a figure of its own where not given.
    width : float
        Width of a new figure in inches.

    Returns
    -------
    Figure
        The chart.
    """
    say = wording(released)
    points = importance_points(released)
    wide = width_of(ax, width)
    numbered = wide < NUMBERED_BELOW
    names = [wrap(f"{i}  {p.name}", wide - 0.4, TEXT) for i, p in enumerate(points, start=1)] if numbered else []
    listed = sum(len(lines) for lines in names) * line_height(TEXT) + 0.2 if names else 0.0
    if ax is None:
        tall = (3.4 if numbered else HEIGHT) + listed
        left, right, top, bottom = MARGINS
        ax = new_axes(width, tall, (left, right, top, bottom + listed))
    _scales(ax, points)
    ax.set_xlabel(say.say("present level, percent of the maximum possible"), fontsize=SMALL)
    ax.set_ylabel(say.say("total effect in SDs"), fontsize=SMALL)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: say.percent(v)))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: say.number(v, 1)))
    for point in points:
        ax.plot([point.level] * 2, [point.lower, point.upper], color=point.colour, lw=1.6, alpha=0.45, zorder=2)
        ax.plot([point.level], [point.mean], "o", color=point.colour, ms=8, mec=SURFACE, zorder=3)
    if numbered:
        _number(ax, points, names)
    else:
        _name(ax, points)
    return figure_of(ax)


def _scales(ax: Axes, points: list[Point]) -> None:
    levels = np.array([p.level for p in points])
    ends = np.array([[p.lower, p.upper] for p in points])
    pad = max(0.12 * float(np.ptp(levels)), 3.0)
    ax.set_xlim(max(levels.min() - pad, 0.0), min(levels.max() + pad, 100.0))
    low, high = min(float(ends.min()), 0.0), max(float(ends.max()), 0.0)
    ax.set_ylim(low - 0.06 * (high - low), high + 0.06 * (high - low))
    ax.spines[:].set_visible(False)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.grid(color=FAINT, linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    ax.axhline(0.0, color=INK, linewidth=1.0, zorder=1)


def _number(ax: Axes, points: list[Point], names: list[list[str]]) -> None:
    boxes = _places(ax, points, [["00"] for _ in points])
    for i, (point, (x, y, align)) in enumerate(zip(points, boxes, strict=True), start=1):
        write(ax, x, y, [str(i)], size=TEXT, ha=align, color=INK, transform=ax.transData, zorder=4)
        del point
    inches = ax.get_position().height * figure_of(ax).get_size_inches()[1]
    at = -0.72
    for lines in names:
        for k, line in enumerate(lines):
            at -= line_height(TEXT)
            x = (-LEFT + 0.1 + (0.18 if k else 0.0)) / (ax.get_position().width * figure_of(ax).get_size_inches()[0])
            ax.text(x, (at + line_height(TEXT) / 2) / inches, line, fontsize=TEXT, va="center", transform=ax.transAxes)


def _name(ax: Axes, points: list[Point]) -> None:
    lines = [wrap(point.name, NAME_ROOM, SMALL + 0.5) for point in points]
    for (x, y, align), text in zip(_places(ax, points, lines), lines, strict=True):
        step = line_height(SMALL + 0.5) / _inches(ax)[1] * (ax.get_ylim()[1] - ax.get_ylim()[0])
        for k, line in enumerate(text):
            above = step * ((len(text) - 1) / 2.0 - k)
            ax.text(x, y + above, line, ha=align, bbox=GROUND, **NAME)


def _inches(ax: Axes) -> tuple[float, float]:
    wide, tall = figure_of(ax).get_size_inches()
    return float(ax.get_position().width * wide), float(ax.get_position().height * tall)


def _places(ax: Axes, points: list[Point], lines: list[list[str]]) -> list[tuple[float, float, str]]:
    """Anchor and alignment of each text beside its dot, chosen so that little is covered."""
    wide, tall = _inches(ax)
    (x0, x1), (y0, y1) = ax.get_xlim(), ax.get_ylim()
    dots = [Box((p.level - x0) / (x1 - x0) * wide, (p.mean - y0) / (y1 - y0) * tall, DOT, DOT) for p in points]
    bars = [
        Box(d.x, ((p.lower + p.upper) / 2 - y0) / (y1 - y0) * tall, 0.04, (p.upper - p.lower) / (y1 - y0) * tall)
        for d, p in zip(dots, points, strict=True)
    ]
    taken: list[Box] = []
    found = []
    for dot, text in zip(dots, lines, strict=True):
        w = max(width(line, SMALL + 0.5) for line in text) + 0.02
        h = len(text) * line_height(SMALL + 0.5)
        edges = [(dot.x + side * 0.11, side, shift) for side in (1.0, -1.0) for shift in SHIFTS]
        options = [Box(edge + side * w / 2, dot.y + shift, w, h) for edge, side, shift in edges]
        outside = w * h - covered(options, [Box(wide / 2, tall / 2, wide, tall)])
        moved = 0.4 * np.abs([shift for _, _, shift in edges])
        cost = 50 * outside + 20 * covered(options, [*taken, *dots]) + 25 * covered(options, bars) + moved
        best = int(np.argmin(cost))
        taken.append(options[best])
        edge, side, _ = edges[best]
        align = "left" if side > 0.0 else "right"
        found.append((x0 + edge / wide * (x1 - x0), y0 + options[best].y / tall * (y1 - y0), align))
    return found
