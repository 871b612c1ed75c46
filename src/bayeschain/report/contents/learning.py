"""The section on what the data tell of each arrow."""

from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import caution, direct_effects, estimate, table, told
from bayeschain.report.contents.parts import Fold, Plot, Section, Table
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
        for s, t, known in zip(
            direct["source"].values, direct["target"].values, direct["data_informative"].values.tolist(), strict=True
        )
        if not known
    ]
    named = say.say("Arrows of which the data do not tell: {parts}.", parts="; ".join(parts)) if parts else lead
    plot = Plot(
        "learning",
        say.say("Each arrow before and after the data"),
        say.say("Chart of prior and posterior intervals of each arrow. {named}", named=named),
        say.say("Grey bands: before the data. Lines: after them."),
        plot_learning,
        released,
    )
    fold = Fold(say.say("Before and after the data, as a table"), (_learned(released, say),))
    return Section("learning", say.say("What do the data tell?"), (lead, plot, fold), caution(say))


def _learned(released: Released, say: Wording) -> Table:
    direct = direct_effects(released)
    rows = []
    for i in range(direct.sizes["effect"]):
        one = direct.isel(effect=i)
        ends = [released.label(str(one[end].item())) for end in ("source", "target")]
        before = say.interval(float(one["prior_lower"]), float(one["prior_upper"]))
        rows.append((" → ".join(ends), before, estimate(one, say), told(one, say)))
    columns = [
        (say.say("Arrow"), False),
        (say.say("Before the data"), True),
        (say.say("After the data"), True),
        (say.say("Do the data tell?"), False),
    ]
    return table(say.say("Each arrow before and after the data, in SDs"), columns, rows)
