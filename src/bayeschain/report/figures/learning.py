"""What the data tell: each arrow before the data and after them."""

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.disclosure import Released
from bayeschain.report.figures.frame import Block, Row
from bayeschain.report.figures.rows import interval_chart, key_interval, key_prior
from bayeschain.report.figures.style import BLUE, GREY, WIDE, chart, figure_of
from bayeschain.report.wording import wording

LABELS: Final = 3.8
"""Inches: arrows have long names."""


@chart
def plot_learning(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw posterior and prior intervals of the arrows, in SDs.

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
        Arrows of which the data do not tell are grey.
    """
    say = wording(released)
    direct = released.effects.sel(scale="standardised")
    direct = direct.isel(effect=np.flatnonzero(direct["kind"] == "direct"))
    rows = []
    for i in range(direct.sizes["effect"]):
        one = direct.isel(effect=i)
        mean, lower, upper = (float(one[each]) for each in ("mean", "lower", "upper"))
        source, target = (released.label(str(one[end].item())) for end in ("source", "target"))
        rows.append(
            Row(
                say.say("{source} → {target}", source=source, target=target),
                say.say("{mean} ({interval})", mean=say.number(mean), interval=say.interval(lower, upper)),
                mean,
                lower,
                upper,
                prior=(float(one["prior_lower"]), float(one["prior_upper"])),
                colour=BLUE if bool(one["data_informative"]) else GREY,
            )
        )
    key = [
        key_interval(say.say("after the data")),
        key_interval(say.say("the data do not tell"), GREY),
        key_prior(say.say("before the data (prior)")),
    ]
    axis = say.say("effect of an arrow in SDs")
    drawn = interval_chart(
        ax,
        [Block("", tuple(rows))],
        width=width,
        axis=axis,
        reference=0.0,
        tick=lambda v: say.number(v, 1),
        key=key,
        labels_up_to=LABELS,
    )
    return figure_of(drawn)
