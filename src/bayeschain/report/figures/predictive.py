"""Whether new teams of the fitted model would look like these: a dot a statistic."""

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator
from scipy.stats import norm

from bayeschain.checks.predictive import CHECK
from bayeschain.checks.verdict import LOOK_BELOW
from bayeschain.disclosure import Released
from bayeschain.report.figures.frame import Block, Frame, Row
from bayeschain.report.figures.rows import key_prior
from bayeschain.report.figures.style import BAND, BLUE, FAINT, INK, VERMILLION, WIDE, figure_of, judged_chart, width_of
from bayeschain.report.wording import Wording, wording

FARTHEST_DRAWN: Final = 4.5


@judged_chart
def plot_predictive(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw how far statistics of the team averages lie from what new teams would show.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, which is checked, or what `protect` released of it; ValueError where nobody made the check.
    ax : Axes, optional
        Where; a figure of its own where not given.
    width : float
        Width of a new figure in inches.

    Returns
    -------
    Figure
        Statistics that stand out are vermillion.
    """
    say = wording(released)
    table = released.verdict(CHECK).table.dropna(subset=["distance"])
    names = statistic_names(say)
    kinds = [kind for kind in names if (table["statistic"] == kind).any()]
    key = [
        key_prior(say.say("{mass} of new teams", mass=say.percent(100.0 * released.mass))),
        Line2D([], [], color=BLUE, marker="o", linewidth=0.0, markersize=5.0, label=say.say("these teams")),
        Line2D([], [], color=VERMILLION, marker="o", linewidth=0.0, markersize=5.0, label=say.say("stands out")),
    ]
    frame = Frame(
        [Block("", tuple(Row(names[kind]) for kind in kinds))],
        width_of(ax, width),
        say.say("distance of these teams from what new teams would show, in SDs of the new ones"),
        key,
    )
    ax = frame.axes(ax)
    half = float(norm.ppf(0.5 + 0.5 * released.mass))
    reach = max(float(np.abs(table["distance"].to_numpy()).max(initial=0.0)) + 0.3, FARTHEST_DRAWN)
    ax.set_xlim(-reach, reach)
    for kind, (_, y) in zip(kinds, frame.placed(), strict=True):
        ax.plot([-half, half], [y, y], color=BAND, linewidth=13.0, solid_capstyle="butt", zorder=1)
        mine = table[table["statistic"] == kind]
        colours = np.where(mine["adjusted_p"] < LOOK_BELOW, VERMILLION, BLUE)
        ax.scatter(mine["distance"], np.full(len(mine), y), c=colours, s=22, alpha=0.6, linewidths=0, zorder=3)
    ax.axvline(0.0, color=INK, linewidth=1.0, zorder=1.5)
    ax.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.number(value, 0)))
    ax.grid(axis="x", color=FAINT, linewidth=0.6, zorder=0)
    frame.finish(ax)
    return figure_of(ax)


def statistic_names(say: Wording) -> dict[str, str]:
    """What each statistic is called."""
    return {
        "sd": say.say("SD between teams"),
        "icc": say.say("classical ICC(1)"),
        "correlation": say.say("correlation of two constructs"),
        "skewness": say.say("skewness"),
        "farthest": say.say("farthest team"),
        "share": say.say("share of an answer"),
    }
