"""Changes from wave to wave: how far each construct moved, in points of its own scale or in SDs between teams."""

from typing import Literal

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.disclosure import Released
from bayeschain.report.figures.frame import Block, Row
from bayeschain.report.figures.rows import interval_chart
from bayeschain.report.figures.style import WIDE, chart, direction_colour, figure_of
from bayeschain.report.wording import wording


@chart
def plot_changes(
    released: Released,
    ax: Axes | None = None,
    *,
    width: float = WIDE,
    unit: Literal["sd", "points"] = "sd",
    estimand: str = "these_teams",
) -> Figure:
    """Draw the change of each construct from wave to wave.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit of a model file with waves, or what `protect` released of it.
    ax : Axes, optional
        Where; a figure of its own where not given.
    width : float
        Width of a new figure in inches.
    unit : {"sd", "points"}
        SDs between teams in the earlier wave, which constructs share, or points of each construct's own scale.
    estimand : {"these_teams", "new_teams"}
        Teams with answers in both waves, or the population.

    Returns
    -------
    Figure
        The chart.

    Raises
    ------
    ValueError
        The model file names no waves.
    """
    say = wording(released)
    if released.changes is None:
        raise ValueError("the model file names no waves")
    value, ends = ("standard", "standard_") if unit == "sd" else ("mean", "")
    blocks = []
    for step in released.changes["step"].to_numpy().tolist():
        rows = []
        for name in released.changes["construct"].to_numpy().tolist():
            one = released.changes.sel(step=step, estimand=estimand, construct=name)
            mean, lower, upper = (float(one[each]) for each in (value, f"{ends}lower", f"{ends}upper"))
            said = say.say("{mean} ({interval})", mean=say.signed(mean), interval=say.interval(lower, upper))
            colour = direction_colour(float(one["prob_positive"]))
            rows.append(Row(released.label(name), said, mean, lower, upper, colour=colour))
        at = released.changes.sel(step=step)
        heading = say.say("From {before} to {after}", before=at["wave_before"].item(), after=at["wave_after"].item())
        blocks.append(Block(heading, tuple(rows)))
    if unit == "sd":
        axis = say.say("change, in SDs between teams")
    else:
        axis = say.say("change, in points of each construct's own scale")
    drawn = interval_chart(
        ax, blocks, width=width, axis=axis, reference=0.0, tick=lambda v: say.signed(v, 1), bars=True
    )
    return figure_of(drawn)
