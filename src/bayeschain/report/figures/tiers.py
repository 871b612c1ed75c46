"""Tiers: the level of each construct in the thirds of teams, where all teams are 100 %."""

from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.conventions import TIERS
from bayeschain.disclosure import Released
from bayeschain.report.figures.frame import Block, Row
from bayeschain.report.figures.rows import interval_chart, key_hollow
from bayeschain.report.figures.style import BLUE, GREY, ORANGE, WIDE, chart, figure_of
from bayeschain.report.wording import Wording, wording

COLOURS: Final = dict(zip(TIERS, (ORANGE, GREY, BLUE), strict=True))


@chart
def plot_tiers(
    released: Released, ax: Axes | None = None, *, width: float = WIDE, estimand: str = "these_teams"
) -> Figure:
    """Draw the level of each shown construct by tier, in percent of all teams, beside raw averages.

    Where a ratio has no meaning for any construct, the distance from all teams in SDs is drawn instead.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, or what `protect` released of it; it has tiers.
    ax : Axes, optional
        Where; a figure of its own where not given.
    width : float
        Width of a new figure in inches.
    estimand : {"these_teams", "new_teams"}
        Which teams.

    Returns
    -------
    Figure
        The chart.
    """
    if released.tiers is None:
        raise ValueError("there are no tiers to show")
    say = wording(released)
    data = released.tiers.sel(estimand=estimand)
    is_ratio = bool(np.isfinite(data["relative"]).any())
    what = "relative" if is_ratio else "gap_sd"
    blocks = []
    for construct in data["construct"].values.tolist():
        one = data.sel(construct=construct)
        if not np.isfinite(one[what]).any():
            continue
        rows = []
        for tier in TIERS:
            cell = one.sel(tier=tier)
            mean, lower, upper = (float(cell[f"{what}{end}"]) for end in ("", "_lower", "_upper"))
            raw = float(cell["raw_relative"]) if is_ratio else None
            value = _value(mean, lower, upper, say, is_ratio=is_ratio)
            rows.append(Row(tier_label(tier, say), value, mean, lower, upper, hollow=raw, colour=COLOURS[tier]))
        blocks.append(Block(released.label(construct), tuple(rows)))
    axis = say.say("percent of the mean over all teams") if is_ratio else say.say("SDs from the mean over all teams")
    key = [key_hollow(say.say("raw average of answers"))] if is_ratio and estimand == "these_teams" else []
    drawn = interval_chart(
        ax,
        blocks,
        width=width,
        axis=axis,
        reference=100.0 if is_ratio else 0.0,
        tick=say.percent if is_ratio else lambda v: say.number(v, 1),
        key=key,
    )
    return figure_of(drawn)


def tier_label(tier: str, say: Wording) -> str:
    """Name of a tier in words."""
    return {
        "lowest": say.say("Lowest third"),
        "middle": say.say("Middle third"),
        "highest": say.say("Highest third"),
    }[tier]


def _value(mean: float, lower: float, upper: float, say: Wording, *, is_ratio: bool) -> str:
    if is_ratio:
        return say.say("{mean} ({interval})", mean=say.percent(mean), interval=say.interval(lower, upper, 0))
    return say.say("{mean} ({interval})", mean=say.number(mean), interval=say.interval(lower, upper))
