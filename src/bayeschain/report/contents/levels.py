"""The sections of present levels and of what if."""

from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import caution, estimate, kind_of_interval, scale_of, table, told
from bayeschain.report.contents.parts import Fold, Plot, Section, Table
from bayeschain.report.figures import plot_importance, plot_what_if
from bayeschain.report.figures.importance import importance_points
from bayeschain.report.wording import Wording


def importance_section(released: Released, say: Wording) -> Section | None:
    """Section of importance against present level; None where no survey measures a driver."""
    points = importance_points(released)
    if not points:
        return None
    lead = say.say(
        "High up: goes strongly with “{outcome}”. To the left: low at present, so there is room. A construct high up "
        "on the left is where a change would matter most, if the arrows are right.",
        outcome=released.label(released.outcome),
    )
    told_points = [
        say.say(
            "{label}: level {level}, effect {mean}", label=p.name, level=say.percent(p.level), mean=say.number(p.mean)
        )
        for p in points
    ]
    plot = Plot(
        "importance",
        say.say("Importance against present level"),
        say.say("Scatter chart. {points}.", points="; ".join(told_points)),
        say.say("Level: mean over all teams in percent of the maximum possible. Lines: intervals of the effect."),
        lambda width: plot_importance(released, width=width),
    )
    fold = Fold(say.say("Levels as a table"), (_levels(released, say),))
    return Section("importance", say.say("Where is there room?"), (lead, plot, fold), caution(say))


def what_if_section(released: Released, say: Wording) -> Section:
    """Section of what if."""
    outcome = released.label(released.outcome)
    lead = say.say(
        "If teams were one standard deviation higher in a construct, and all that follows from it in the chain moved "
        "along, “{outcome}” would differ by this much on its own scale ({scale}). This is an answer about the model, "
        "not the result of an experiment.",
        outcome=outcome,
        scale=scale_of(released, released.outcome, say),
    )
    data = released.what_if.sel(raised="sd", unit="points", driver=released.drivers["driver"])
    parts = [
        say.say("{label} {mean}", label=released.label(name), mean=estimate(data.sel(driver=name), say))
        for name in data["driver"].values.tolist()
    ]
    plot = Plot(
        "what_if",
        say.say("Change of {outcome} per standard deviation", outcome=outcome),
        say.say("Bar chart. {parts}.", parts="; ".join(parts)),
        say.say("Bars: estimates. Lines: {kind}s.", kind=kind_of_interval(released, say)),
        lambda width: plot_what_if(released, width=width),
    )
    fold = Fold(say.say("What if, as a table"), (_changes(released, say),))
    return Section("what-if", say.say("What if?"), (lead, plot, fold), caution(say))


def _levels(released: Released, say: Wording) -> Table:
    rows = []
    for construct in released.specification.constructs:
        one = released.constructs.sel(construct=construct.name)
        level, lower, upper = (float(one[key]) for key in ("level", "level_lower", "level_upper"))
        rows.append(
            (
                construct.label,
                construct.survey or say.say("team table"),
                say.number(level),
                say.interval(lower, upper),
                scale_of(released, construct.name, say),
                say.percent(float(one["percent"])),
            )
        )
    columns = [
        (say.say("Construct"), False),
        (say.say("Source"), False),
        (say.say("Mean over all teams"), True),
        (kind_of_interval(released, say), True),
        (say.say("Scale"), False),
        (say.say("Percent of maximum"), True),
    ]
    return table(say.say("Present levels"), columns, rows)


def _changes(released: Released, say: Wording) -> Table:
    data = released.what_if.sel(driver=released.drivers["driver"])
    rows = []
    for name in data["driver"].values.tolist():
        one = data.sel(driver=name)
        by_sd = one.sel(raised="sd", unit="points")
        rows.append(
            (
                released.label(name),
                estimate(by_sd, say),
                estimate(one.sel(raised="point", unit="points"), say),
                estimate(one.sel(raised="sd", unit="sd"), say),
                say.probability(float(by_sd["prob_positive"])),
                told(by_sd, say),
            )
        )
    columns = [
        (say.say("Raised construct"), False),
        (say.say("By one SD: points"), True),
        (say.say("By one point: points"), True),
        (say.say("By one SD: SDs"), True),
        (say.say("P(rise)"), True),
        (say.say("Do the data tell?"), False),
    ]
    caption = say.say("Change of {outcome}", outcome=released.label(released.outcome))
    return table(caption, columns, rows, say.say("Points are those of the original response scales."))
