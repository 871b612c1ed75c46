"""What goes together beyond the chain: the strongest pairs without an arrow."""

from typing import Final

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.checks.missing_arrows import ARROW, CHECK
from bayeschain.checks.verdict import LOOK_BELOW
from bayeschain.disclosure import Released
from bayeschain.report.figures.frame import Block, Row
from bayeschain.report.figures.rows import interval_chart, key_interval
from bayeschain.report.figures.style import GREY, VERMILLION, WIDE, figure_of, judged_chart
from bayeschain.report.wording import Wording, wording

LABELS: Final = 3.8
MOST_ROWS: Final = 8


@judged_chart
def plot_missing_arrows(released: Released, ax: Axes | None = None, *, width: float = WIDE) -> Figure:
    """Draw the pairs of constructs without an arrow that go together most beyond the chain.

    Parameters
    ----------
    released : xarray.DataTree or Released
        A fit, which is checked, or what `protect` released of it; ValueError where nobody made the
        check, or it has no pair to tell of.
    ax : Axes, optional
        Where; a figure of its own where not given.
    width : float
        Width of a new figure in inches.

    Returns
    -------
    Figure
        Pairs that stand out among all of them are vermillion.
    """
    say = wording(released)
    table = released.verdict(CHECK).table.dropna(subset=["p"]).head(MOST_ROWS)
    if table.empty:
        raise ValueError("there is no pair of constructs without an arrow to tell of")
    rows = [
        Row(
            pair_name(released, str(row["source"]), str(row["target"]), str(row["kind"]), say),
            say.say(
                "{mean} ({interval})",
                mean=say.number(row["size"]),
                interval=say.interval(row["lower"], row["upper"]),
            ),
            row["size"],
            row["lower"],
            row["upper"],
            colour=VERMILLION if row["adjusted_p"] < LOOK_BELOW else GREY,
        )
        for row in table.to_dict("records")
    ]
    drawn = interval_chart(
        ax,
        [Block("", tuple(rows))],
        width=width,
        axis=say.say("slope in SDs that an arrow (→) would have, or residual correlation (↔), about"),
        reference=0.0,
        tick=lambda v: say.number(v, 1),
        key=[
            key_interval(say.say("could be chance"), GREY),
            key_interval(say.say("stands out among all pairs"), VERMILLION),
        ],
        labels_up_to=LABELS,
    )
    return figure_of(drawn)


def pair_name(released: Released, source: str, target: str, kind: str, say: Wording) -> str:
    """Two constructs and how they would be linked."""
    ends = {"source": released.label(source), "target": released.label(target)}
    return say.say("{source} → {target}", **ends) if kind == ARROW else say.say("{source} ↔ {target}", **ends)
