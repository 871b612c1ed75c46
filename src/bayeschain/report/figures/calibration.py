"""Whether teams lie where the other teams predict them: shares of teams against a band."""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bayeschain.checks.calibration import PIT
from bayeschain.checks.verdict import LOOK_BELOW
from bayeschain.disclosure import Released
from bayeschain.report.figures.style import (
    BAND,
    BLUE,
    FAINT,
    INK,
    SMALL,
    VERMILLION,
    WIDE,
    figure_of,
    judged_chart,
    new_axes,
    width_of,
)
from bayeschain.report.figures.text import line_height, wrap
from bayeschain.report.wording import wording

LEFT: Final = 0.62
SIDE: Final = 0.15
BOTTOM: Final = 0.4
"""Inches: left; right and above; below, without the lines of the label."""


@judged_chart
def plot_calibration(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw the departure of predicted probabilities of the teams from uniform ones, a line a construct.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, which is checked, or what `protect` released of it;
        ValueError where nobody made the check.
    ax : Axes, optional
        Where; a figure of its own where not given.
    width : float
        Width of a new figure in inches.

    Returns
    -------
    Figure
        Constructs that depart too far are vermillion.
    """
    say = wording(released)
    table = released.verdict(PIT).table
    said = say.say("probability of a team's average, predicted from the other teams")
    lines = wrap(said, width - LEFT - SIDE if ax is None else width_of(ax, width), SMALL)
    if ax is None:
        bottom = BOTTOM + len(lines) * line_height(SMALL)
        ax = new_axes(width, 2.0 + bottom, (LEFT, SIDE, SIDE, bottom))
    widest = table[table["construct"] == table["construct"].iloc[0]]
    ax.fill_between(
        widest["at"], widest["lower"] - widest["at"], widest["upper"] - widest["at"], color=BAND, linewidth=0.0
    )
    for _, mine in table.groupby("construct", sort=False):
        colour = VERMILLION if mine["adjusted_p"].iloc[0] < LOOK_BELOW else BLUE
        ax.plot(mine["at"], mine["below"] - mine["at"], color=colour, linewidth=1.2, alpha=0.7, zorder=3)
    ax.axhline(0.0, color=INK, linewidth=1.0, zorder=2)
    ax.set_xlim(0.0, 1.0)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: say.number(value, 1)))
    ax.grid(color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[:].set_visible(False)
    ax.set_xlabel("\n".join(lines), fontsize=SMALL)
    ax.set_ylabel(say.say("share of teams, less that"), fontsize=SMALL)
    return figure_of(ax)
