"""Which teams the reported numbers hang on: the move without each of the teams that may be shown."""

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.checks.leave_one_out import CHECK, LARGE_SHIFT
from bayeschain.checks.quantities import named
from bayeschain.disclosure import Released
from bayeschain.report.figures.frame import Block, Row
from bayeschain.report.figures.rows import interval_chart
from bayeschain.report.figures.style import BLUE, VERMILLION, WIDE, figure_of, judged_chart
from bayeschain.report.wording import wording

LABELS: Final = 4.6
MOST_ROWS: Final = 8


@judged_chart
def plot_leave_one_out(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw how far reported numbers move without each of the teams that move them most.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, which is checked, or what `protect` released of it;
        ValueError where nobody made the check, or no team may be shown.
    ax : Axes, optional
        Where; a figure of its own where not given.
    width : float
        Width of a new figure in inches.

    Returns
    -------
    Figure
        Moves of one SD or more are vermillion.
    """
    say = wording(released)
    table = released.verdict(CHECK).table.dropna(subset=["shift"]).head(MOST_ROWS)
    if table.empty:
        raise ValueError("there is no team to tell of")
    rows = []
    for row in table.to_dict("records"):
        what = say.told(named(str(row["quantity"]), str(row["construct"]), released.specification))
        shift = float(row["shift"])
        colour = VERMILLION if abs(shift) >= LARGE_SHIFT else BLUE
        label = say.say("without {team}: {what}", team=row["team"], what=what)
        rows.append(Row(label[:1].upper() + label[1:], say.signed(shift, 1), shift, shift, shift, colour=colour))
    reach = max(1.1, 1.1 * float(np.abs(table["shift"]).max()))
    drawn = interval_chart(
        ax,
        [Block("", tuple(rows))],
        width=width,
        axis=say.say("move of the number that moves most, in posterior SDs"),
        reference=0.0,
        tick=lambda v: say.number(v, 1),
        labels_up_to=LABELS,
        bars=True,
    )
    drawn.set_xlim(-reach, reach)
    return figure_of(drawn)
