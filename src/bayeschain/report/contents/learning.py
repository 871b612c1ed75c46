"""The section on what the data tell of each arrow."""

from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import caution, direct_effects
from bayeschain.report.contents.parts import Plot, Section
from bayeschain.report.figures import plot_learning
from bayeschain.report.wording import Wording


def learning_section(released: Released, say: Wording) -> Section:
    """Section of the arrows before and after the data."""
    direct = direct_effects(released)
    silent = int((~direct["data_informative"]).sum())
    n = direct.sizes["effect"]
    lead = (
        say.say(
            "The data tell something of each of the {n} arrows: every interval is clearly narrower than before.", n=n
        )
        if not silent
        else say.say(
            "Of {silent} of the {n} arrows the data do not tell: their intervals are hardly narrower than before the "
            "data. What is printed of them is mostly what was assumed.",
            silent=silent,
            n=n,
        )
    )
    parts = [
        f"{released.label(str(s))} → {released.label(str(t))}"
        for s, t, told in zip(
            direct["source"].values, direct["target"].values, direct["data_informative"].values.tolist(), strict=True
        )
        if not told
    ]
    named = say.say("Arrows of which the data do not tell: {parts}.", parts="; ".join(parts)) if parts else ""
    plot = Plot(
        "learning",
        say.say("Each arrow before and after the data"),
        say.say("Chart of prior and posterior intervals of each arrow. {named}", named=named),
        say.say("Grey bands: before the data. Lines: after them. The numbers are in the table of the arrows."),
        lambda width: plot_learning(released, width=width),
    )
    return Section("learning", say.say("What do the data tell?"), (lead, plot), caution(say))
