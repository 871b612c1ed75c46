"""Whether the draws can be trusted: R-hat against effective draws, a dot a quantity."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bayeschain.conventions import ESS_LIMIT, RHAT_LIMIT
from bayeschain.disclosure import Released
from bayeschain.report.figures.style import BLUE, FAINT, GREY, INK, SMALL, WIDE, figure_of, judged_chart, new_axes
from bayeschain.report.wording import wording


@judged_chart
def plot_convergence(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw R-hat of every quantity against its effective draws.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, which is checked, or what `protect` released of it; ValueError where nobody checked convergence.
    ax : Axes, optional
        Where; a figure of its own where not given.
    width : float
        Width of a new figure in inches.

    Returns
    -------
    Figure
        Trusted are quantities right of one line and below the other.
    """
    say = wording(released)
    tables = [verdict.table for verdict in released.verdicts if "rhat" in verdict.table]
    if not tables:
        raise ValueError("nobody checked convergence")
    table = tables[0]
    ax = new_axes(width, 2.9, (0.62, 0.15, 0.15, 0.85)) if ax is None else ax
    ess = table[["ess_bulk", "ess_tail"]].min(axis=1)
    names = {"nuisance": (GREY, say.say("other parameters")), "reported": (BLUE, say.say("what is reported"))}
    for role, (colour, label) in names.items():
        mine = table["role"] == role
        ax.plot(ess[mine], table["rhat"][mine], "o", color=colour, markersize=4.0, alpha=0.6, label=label, zorder=3)
    ax.axhline(RHAT_LIMIT, color=INK, linewidth=1.0, zorder=2)
    ax.axvline(ESS_LIMIT, color=INK, linewidth=1.0, zorder=2)
    ax.set_xlim(0.0, 1.05 * float(np.nanmax([*ess, ESS_LIMIT])))
    ax.set_ylim(0.999, max(1.015, 1.003 * float(np.nanmax(table["rhat"]))))
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.number(value, 0)))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: say.number(value, 3)))
    ax.grid(color=FAINT, linewidth=0.6)
    ax.set_axisbelow(True)
    ax.spines[:].set_visible(False)
    ax.set_xlabel(say.say("effective draws (the fewer of bulk and tail)"), fontsize=SMALL)
    ax.set_ylabel(say.say("R-hat"), fontsize=SMALL)
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.24), ncols=2, fontsize=SMALL)
    return figure_of(ax)
