"""Whether teams lie where the other teams predict them: shares of teams against a band."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bayeschain.checks.leave_one_out import PIT
from bayeschain.checks.verdict import LOOK_BELOW
from bayeschain.disclosure import Released
from bayeschain.report.figures.style import BAND, BLUE, FAINT, INK, SMALL, VERMILLION, WIDE, figure_of, new_axes, styled
from bayeschain.report.wording import wording


@styled
def plot_calibration(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw the departure of predicted probabilities of the teams from uniform ones, a line a construct.

    Parameters
    ----------
    released : Released
        What may be shown; ValueError where nobody made the check.
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
    ax = new_axes(width, 2.7, (0.62, 0.15, 0.15, 0.55)) if ax is None else ax
    widest = table[table["construct"] == table["construct"].iloc[0]]
    ax.fill_between(
        widest["at"], widest["lower"] - widest["at"], widest["upper"] - widest["at"], color=BAND, linewidth=0.0
    )
    for _, mine in table.groupby("construct", sort=False):
        colour = VERMILLION if mine["adjusted_p"].iloc[0] < LOOK_BELOW else BLUE
        ax.plot(mine["at"], mine["below"] - mine["at"], color=colour, linewidth=1.2, alpha=0.7, zorder=3)
    ax.axhline(0.0, color=INK, linewidth=1.0, zorder=2)
    ax.set_xlim(0.0, 1.0)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(FuncFormatter(lambda value, _: say.number(value, 1)))
    ax.grid(color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[:].set_visible(False)
    ax.set_xlabel(say.say("probability of a team's average, predicted from the other teams"), fontsize=SMALL)
    ax.set_ylabel(say.say("share of teams, less that"), fontsize=SMALL)
    return figure_of(ax)
