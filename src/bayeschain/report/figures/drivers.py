"""Drivers of the outcome, stage by stage: total effects with intervals, and probabilities of each rank."""

from typing import Any, Final

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from bayeschain.disclosure import Released
from bayeschain.report.figures.frame import Block, Frame, Row
from bayeschain.report.figures.rows import interval_chart, key_interval, key_prior
from bayeschain.report.figures.style import (
    BLUE,
    GREY,
    INK,
    SMALL,
    SURFACE,
    VERMILLION,
    WIDE,
    chart,
    direction_colour,
    figure_of,
    width_of,
)
from bayeschain.report.figures.text import write
from bayeschain.report.wording import Wording, wording

SHADES: Final = (1.0, 0.55, 0.3, 0.14)
"""Opacity of the first ranks; later ones share the last."""

WRITTEN: Final = 0.09
"""Least probability that is written into its bar."""


def stage_heading(released: Released, stage: int, say: Wording) -> str:
    """Heading of a stage: how many steps before the outcome."""
    outcome = released.label(released.outcome)
    if stage == 1:
        return say.say("Next to {outcome}", outcome=outcome)
    return say.count("{n} step further back", "{n} steps further back", stage - 1)


@chart
def plot_drivers(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw total effects on the outcome in SDs, by stage, with their prior intervals behind them.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, or what `protect` released of it.
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
    total = released.drivers.sel(measure="total")
    blocks = []
    for stage in np.unique(total["stage"]).tolist():
        rows = tuple(_row(released, total.sel(driver=name), say) for name in members(total, stage))
        blocks.append(Block(stage_heading(released, stage, say), rows))
    key = [
        key_interval(say.say("positive"), BLUE),
        key_interval(say.say("negative"), VERMILLION),
        key_interval(say.say("direction open"), GREY),
        key_prior(say.say("before the data (prior)")),
    ]
    drawn = interval_chart(
        ax,
        blocks,
        width=width,
        axis=say.say("total effect in SDs, toward the better direction"),
        reference=0.0,
        tick=lambda v: say.number(v, 1),
        key=key,
    )
    return figure_of(drawn)


def members(total: xr.Dataset, stage: int) -> list[str]:
    """Drivers of a stage, the strongest first."""
    return [str(name) for name in total["driver"].values[total["stage"].values == stage]]


def _row(released: Released, one: xr.Dataset, say: Wording) -> Row:
    mean, lower, upper = (float(one[each]) for each in ("mean", "lower", "upper"))
    return Row(
        released.label(str(one["driver"].item())),
        say.say("{mean} ({interval})", mean=say.number(mean), interval=say.interval(lower, upper)),
        mean,
        lower,
        upper,
        prior=(float(one["prior_lower"]), float(one["prior_upper"])),
        colour=direction_colour(float(one["prob_positive"])),
    )


@chart
def plot_ranks(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw the probability of each rank, for drivers that are ranked within their stage.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, or what `protect` released of it; a stage has two drivers at least.
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
    total = released.drivers.sel(measure="total")
    blocks = []
    for stage in ranked_stages(released):
        rows = tuple(Row(released.label(name)) for name in members(total, stage))
        blocks.append(Block(stage_heading(released, stage, say), rows))
    names = [name for stage in ranked_stages(released) for name in members(total, stage)]
    if not names:
        raise ValueError("no stage has two drivers to rank")
    most = max(len(members(total, stage)) for stage in ranked_stages(released))
    axis = say.say("probability of each rank within the stage")
    frame = Frame(blocks, width_of(ax, width), axis, _key(most, say))
    ax = frame.axes(ax)
    ax.set_xlim(0.0, 1.0)
    ax.set_xticks([0.0, 0.5, 1.0], [say.percent(0), say.percent(50), say.percent(100)])
    first, *_, last = ax.get_xticklabels()
    first.set_horizontalalignment("left")
    last.set_horizontalalignment("right")
    for name, (_, y) in zip(names, frame.placed(), strict=True):
        chances = total["rank_probability"].sel(driver=name).values
        _bar(ax, y, chances[np.isfinite(chances)], say)
    frame.finish(ax, handlelength=1.2)
    return figure_of(ax)


def ranked_stages(released: Released) -> list[int]:
    """Stages with two drivers at least."""
    total = released.drivers.sel(measure="total")
    return sorted({int(stage) for stage in total["stage"].values[total["ranked"].values]})


def _bar(ax: Axes, y: float, chances: Any, say: Wording) -> None:
    left = 0.0
    for rank, p in enumerate(chances.tolist()):
        shade = SHADES[min(rank, len(SHADES) - 1)]
        ax.barh(y, p, left=left, height=0.19, color=BLUE, alpha=shade, linewidth=0, zorder=2)
        if rank and p > 0.0:
            ax.plot([left, left], [y - 0.095, y + 0.095], color=SURFACE, linewidth=1.5, zorder=3)
        if p >= WRITTEN:
            colour = SURFACE if shade > 0.9 else INK
            write(ax, left + p / 2.0, y, [say.probability(p)], size=SMALL, ha="center", color=colour, zorder=4)
        left += p


def _key(ranks: int, say: Wording) -> list[Patch]:
    handles = []
    for rank in range(min(ranks, len(SHADES))):
        more = rank == len(SHADES) - 1 and ranks > len(SHADES)
        label = say.say("rank {n} or lower", n=rank + 1) if more else say.say("rank {n}", n=rank + 1)
        handles.append(Patch(facecolor=BLUE, alpha=SHADES[rank], label=label))
    return handles
