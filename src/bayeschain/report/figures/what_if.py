"""What if: the change of the outcome that the chain implies when a construct is one SD higher."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.disclosure import Released
from bayeschain.report.figures.drivers import members, stage_heading
from bayeschain.report.figures.frame import Block, Row
from bayeschain.report.figures.rows import interval_chart
from bayeschain.report.figures.style import WIDE, chart, direction_colour, figure_of
from bayeschain.report.wording import wording


@chart
def plot_what_if(
    released: Released, ax: Axes | None = None, *, width: float = WIDE, raised: str = "sd", unit: str = "points"
) -> Figure:
    """Draw the change of the outcome for each construct that is raised.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, or what `protect` released of it.
    ax : Axes, optional
        Where; a figure of its own where not given.
    width : float
        Width of a new figure in inches.
    raised : {"sd", "point"}
        By what each construct is raised: one team-level SD, or one point of its own response scale.
    unit : {"points", "sd"}
        In what the outcome changes.

    Returns
    -------
    Figure
        The chart.
    """
    say = wording(released)
    data = released.what_if.sel(raised_in="all_teams", raised=raised, unit=unit)
    blocks = []
    for stage in np.unique(data["stage"]).tolist():
        rows = []
        for name in members(data, stage):
            one = data.sel(driver=name)
            mean, lower, upper = (float(one[each]) for each in ("mean", "lower", "upper"))
            value = say.say("{mean} ({interval})", mean=say.signed(mean), interval=say.interval(lower, upper))
            colour = direction_colour(float(one["prob_positive"]))
            rows.append(Row(released.label(name), value, mean, lower, upper, colour=colour))
        blocks.append(Block(stage_heading(released, stage, say), tuple(rows)))
    if unit == "sd":
        axis = say.say("change of {outcome} in SDs", outcome=released.label(released.outcome))
    else:
        axis = say.say("change of {outcome} in points of its own scale", outcome=released.label(released.outcome))
    drawn = interval_chart(
        ax, blocks, width=width, axis=axis, reference=0.0, tick=lambda v: say.signed(v, 1), bars=True
    )
    return figure_of(drawn)
