"""Agreement: the share of variance that lies between teams."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.disclosure import Released
from bayeschain.report.figures.frame import Block, Row
from bayeschain.report.figures.rows import interval_chart, key_hollow, key_interval, key_prior
from bayeschain.report.figures.style import WIDE, chart, figure_of
from bayeschain.report.wording import wording


@chart
def plot_agreement(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw ICC(1) of each construct, beside its prior interval and the classical value.

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
        The chart.
    """
    say = wording(released)
    blocks = []
    for survey in released.specification.surveys:
        rows = []
        for construct in released.specification.survey_constructs(survey):
            one = released.agreement.sel(construct=construct.name)
            mean, lower, upper = (float(one[each]) for each in ("icc1", "icc1_lower", "icc1_upper"))
            value = say.say("{mean} ({interval})", mean=say.number(mean), interval=say.interval(lower, upper))
            prior = (float(one["prior_icc1_lower"]), float(one["prior_icc1_upper"]))
            rows.append(
                Row(construct.label, value, mean, lower, upper, prior=prior, hollow=float(one["classical_icc1"]))
            )
        if rows:
            blocks.append(Block(survey, tuple(rows)))
    key = [
        key_interval(say.say("this analysis")),
        key_hollow(say.say("classical, from raw averages")),
        key_prior(say.say("before the data (prior)")),
    ]
    axis = say.say("ICC(1): share of variance between teams")
    drawn = interval_chart(ax, blocks, width=width, axis=axis, reference=0.0, tick=lambda v: say.number(v, 1), key=key)
    return figure_of(drawn)
