"""What the priors imply: a histogram for each quantity that people know, before any answer is read."""

from typing import Any, Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bayeschain.disclosure import Released
from bayeschain.report.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    MUTED,
    SMALL,
    SURFACE,
    WIDE,
    Chart,
    bare,
    chart,
    figure_of,
)
from bayeschain.report.figures.text import line_height, wrap
from bayeschain.report.wording import Wording, wording
from bayeschain.summaries.priors import GAP, IMPLIED, NAMES, TIER

PANEL: Final = 2.2
EDGE: Final = 0.17
BETWEEN: Final = 0.36
BARS: Final = 0.75
AXIS: Final = 0.34
BELOW: Final = 0.14
ABOVE: Final = 0.08
"""Inches: least width of a panel on a wide page, margins, height of bars and of the axis, distances."""


@chart
def plot_prior(
    released: Released, ax: Axes | None = None, *, width: float = WIDE, quantity: str | None = None
) -> Figure:
    """Draw what the priors imply: ICCs, arrows, R², correlations, total effects, thirds and the gap between them.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, or what `protect` released of it.
    ax : Axes, optional
        Where; a figure of its own where not given. It has room for one quantity.
    width : float
        Width of a new figure in inches.
    quantity : str, optional
        One of `bayeschain.summaries.priors.NAMES`; all where nothing is given, or the first where `ax` is.

    Returns
    -------
    Figure
        A histogram for each quantity, with its median and the interval that the model file asks for.

    Raises
    ------
    ValueError
        The model has no such quantity.
    """
    return draw_implied(released.implied, wording(released), ax, width=width, quantity=quantity)


def draw_implied(
    implied: xr.Dataset, say: Wording, ax: Axes | None = None, *, width: float = WIDE, quantity: str | None = None
) -> Figure:
    """Draw what `bayeschain.summaries.priors.histograms` returned, in the style that is set."""
    names = implied[IMPLIED].to_numpy().tolist()
    if quantity not in (None, *names):
        raise ValueError(f"the model has no quantity '{quantity}'")
    if ax is not None:
        name = names[0] if quantity is None else quantity
        _draw(ax, implied.sel({IMPLIED: name}), [say.told(NAMES[name])], say)
        return figure_of(ax)
    shown = names if quantity is None else [quantity]
    columns = min(len(shown), max(2, int((width - 2 * EDGE + BETWEEN) / PANEL)))
    each = (width - 2 * EDGE - (columns - 1) * BETWEEN) / columns
    titles = {name: wrap(say.told(NAMES[name]), each, SMALL) for name in shown}
    rows = [shown[start : start + columns] for start in range(0, len(shown), columns)]
    heads = [(1 + max(len(titles[name]) for name in row)) * line_height(SMALL) + ABOVE for row in rows]
    height = sum(heads) + len(rows) * (BARS + AXIS) + (len(rows) - 1) * BELOW
    figure, top = Chart(figsize=(width, height)), height
    for row, head in zip(rows, heads, strict=True):
        bottom = top - head - BARS
        for at, name in enumerate(row):
            left = EDGE + at * (each + BETWEEN)
            panel = figure.add_axes((left / width, bottom / height, each / width, BARS / height))
            _draw(panel, implied.sel({IMPLIED: name}), titles[name], say)
        top = bottom - AXIS - BELOW
    return figure


def figures_of(one: xr.Dataset, say: Wording) -> str:
    """Median and interval of a quantity."""
    median, lower, upper = (float(one[name]) for name in ("median", "lower", "upper"))
    digits = 0 if one[IMPLIED].item() in (TIER, GAP) else 2
    interval = say.interval(lower, upper, digits)
    return say.say("{mean} ({interval})", mean=say.number(median, digits), interval=interval)


def _draw(ax: Axes, one: xr.Dataset, title: list[str], say: Wording) -> None:
    bare(ax)
    left, right, share = float(one["left"]), float(one["right"]), one["share"].to_numpy()
    edges = np.linspace(left, right, len(share) + 1)
    ax.stairs(share, edges, fill=True, color=GREY, linewidth=0.0, zorder=1)
    ax.axhline(0.0, color=FAINT, linewidth=0.8, zorder=2)
    ends = np.clip([float(one["lower"]), float(one["upper"])], left, right)
    ax.plot(ends, [0.0, 0.0], color=BLUE, linewidth=3.0, solid_capstyle="butt", clip_on=False, zorder=3)
    dot: dict[str, Any] = {"color": BLUE, "markersize": 6.5, "markeredgecolor": SURFACE, "clip_on": False, "zorder": 4}
    ax.plot(np.clip([float(one["median"])], left, right), [0.0], "o", **dot)
    ax.set_xlim(left, right)
    ax.set_ylim(0.0, 1.05 * float(share.max()))
    digits = 0 if one[IMPLIED].item() in (TIER, GAP) else 1
    ax.xaxis.set_major_locator(MaxNLocator(2, steps=[1, 2, 5, 10], min_n_ticks=2))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.number(value, digits)))
    ax.tick_params(axis="x", labelsize=SMALL, pad=6)
    for above, line in enumerate([figures_of(one, say), *reversed(title)]):
        offset = (0.0, 72.0 * (0.05 + above * line_height(SMALL)))
        style: dict[str, Any] = {"fontsize": SMALL, "color": INK if above else MUTED, "va": "bottom", "ha": "left"}
        ax.annotate(line, (0.0, 1.0), offset, xycoords="axes fraction", textcoords="offset points", **style)
