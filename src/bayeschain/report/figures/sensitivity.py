"""How much the reported numbers owe to the priors: the most sensitive ones."""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bayeschain.checks.quantities import named
from bayeschain.checks.sensitivity import CHECK, THRESHOLD
from bayeschain.disclosure import Released
from bayeschain.report.figures.frame import Block, Frame, Row
from bayeschain.report.figures.style import BLUE, FAINT, INK, VERMILLION, WIDE, figure_of, judged_chart, width_of
from bayeschain.report.wording import wording

LABELS: Final = 3.8
MOST_ROWS: Final = 10


@judged_chart
def plot_sensitivity(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw the sensitivity of the reported quantities to priors and data.

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
        The line is the threshold of a look.
    """
    say = wording(released)
    table = released.verdict(CHECK).table.dropna(subset=["prior"]).head(MOST_ROWS)
    texts = [
        say.told(named(str(q), str(c), released.specification))
        for q, c in zip(table["quantity"], table["construct"], strict=True)
    ]
    key = [
        Line2D([], [], color=BLUE, marker="o", linewidth=0.0, label=say.say("to the priors")),
        Line2D([], [], color=VERMILLION, marker="o", linewidth=0.0, label=say.say("to the priors, worth a look")),
        Line2D(
            [],
            [],
            color=INK,
            marker="D",
            markerfacecolor="none",
            linewidth=0.0,
            markersize=5.0,
            label=say.say("to the data"),
        ),
    ]
    frame = Frame(
        [Block("", tuple(Row(text[:1].upper() + text[1:]) for text in texts))],
        width_of(ax, width),
        say.say("sensitivity: how fast the posterior moves with the weight of priors, or of data"),
        key,
        labels_up_to=LABELS,
    )
    ax = frame.axes(ax)
    largest = max(float(table[["prior", "likelihood"]].to_numpy().max()), 2.0 * THRESHOLD)
    ax.set_xlim(-0.05 * largest, 1.08 * largest)  # room for the number below 0
    for (prior, likelihood), (_, y) in zip(table[["prior", "likelihood"]].to_numpy(), frame.placed(), strict=True):
        ax.plot([likelihood], [y], "D", markerfacecolor="none", markeredgecolor=INK, markersize=5.0, zorder=3)
        ax.plot([prior], [y], "o", color=VERMILLION if prior >= THRESHOLD else BLUE, markersize=6.0, zorder=4)
    ax.axvline(THRESHOLD, color=INK, linewidth=1.0, zorder=1.5)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say.number(value, 2)))
    ax.grid(axis="x", color=FAINT, linewidth=0.6, zorder=0)
    frame.finish(ax)
    return figure_of(ax)
