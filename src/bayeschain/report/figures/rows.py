"""Estimates with their intervals, in rows along a common axis."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bayeschain.report.figures.frame import LABELS, Block, Frame, Row
from bayeschain.report.figures.style import BAND, BLUE, FAINT, INK, SURFACE, width_of


def interval_chart(
    ax: Axes | None,
    blocks: Sequence[Block],
    *,
    width: float,
    axis: str,
    reference: float | None = None,
    tick: Callable[[float], str],
    key: Sequence[Line2D] = (),
    bars: bool = False,
    labels_up_to: float = LABELS,
) -> Axes:
    """Draw estimates with their intervals in rows.

    Parameters
    ----------
    ax : Axes or None
        Where; None for a figure of its own.
    blocks : sequence of Block
        The rows.
    width : float
        Width of a new figure in inches.
    axis : str
        What the axis shows.
    reference : float, optional
        Where a line is drawn that all rows are read against.
    tick : callable
        Writes a number of the axis.
    key : sequence of Line2D
        What the marks mean.
    bars : bool
        Draw bars from the reference as well.
    labels_up_to : float
        Width in inches at which labels are broken.
    """
    frame = Frame(blocks, width_of(ax, width), axis, key, labels_up_to)
    ax = frame.axes(ax)
    low, high = limits(frame.rows, reference)
    ax.set_xlim(low, high)
    _grid(ax, frame, reference, tick)
    for row, y in frame.placed():
        _mark(ax, row, y, reference if bars else None)
    frame.finish(ax)
    return ax


def limits(rows: Iterable[Row], reference: float | None) -> tuple[float, float]:
    """Ends of the axis: all estimates fit; a prior interval may stretch it by half at most."""
    rows = tuple(rows)
    seen = [v for row in rows for v in (row.lower, row.upper, row.mean, row.hollow, reference) if v is not None]
    values = np.array(seen, dtype=float)
    values = values[np.isfinite(values)]
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
    span = (high - low) or 1.0
    priors = np.array([end for row in rows if row.prior for end in row.prior], dtype=float)
    priors = priors[np.isfinite(priors)]
    if priors.size:
        low = max(min(low, float(priors.min())), low - 0.25 * span)
        high = min(max(high, float(priors.max())), high + 0.25 * span)
    margin = 0.03 * (high - low)
    return low - margin, high + margin


def _grid(ax: Axes, frame: Frame, reference: float | None, tick: Callable[[float], str]) -> None:
    ax.xaxis.set_major_locator(MaxNLocator(4 if frame.stacked else 6, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tick(value)))
    ax.grid(axis="x", color=FAINT, linewidth=0.6, zorder=0)
    ax.set_axisbelow(True)
    if reference is not None:
        ax.axvline(reference, color=INK, linewidth=1.0, zorder=1.5)


def _mark(ax: Axes, row: Row, y: float, base: float | None) -> None:
    if row.prior is not None and np.isfinite(row.prior).all():
        ax.plot(row.prior, [y, y], color=BAND, linewidth=9.0, solid_capstyle="butt", zorder=1)
    if not np.isfinite(row.mean):
        return
    if base is not None:
        ax.barh(y, row.mean - base, height=0.15, left=base, color=row.colour, alpha=0.35, zorder=2)
    ax.plot([row.lower, row.upper], [y, y], color=row.colour, linewidth=2.0, solid_capstyle="round", zorder=3)
    ax.plot([row.mean], [y], "o", color=row.colour, markersize=6.5, markeredgecolor=SURFACE, zorder=4)
    if row.hollow is not None and np.isfinite(row.hollow):
        ax.plot([row.hollow], [y], "D", markerfacecolor="none", markeredgecolor=INK, markersize=5.0, zorder=5)


def key_interval(label: str, colour: str = BLUE) -> Line2D:
    """Entry of a key: an estimate with its interval."""
    return Line2D([], [], color=colour, marker="o", markeredgecolor=SURFACE, markersize=6.5, linewidth=2.0, label=label)


def key_prior(label: str) -> Line2D:
    """Entry of a key: a prior interval."""
    return Line2D([], [], color=BAND, linewidth=9.0, solid_capstyle="butt", label=label)


def key_hollow(label: str) -> Line2D:
    """Entry of a key: a hollow mark."""
    return Line2D(
        [], [], color="none", marker="D", markerfacecolor="none", markeredgecolor=INK, markersize=5.0, label=label
    )
