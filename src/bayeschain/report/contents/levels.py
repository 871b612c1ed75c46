"""The section of present levels."""

import math

from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import caution, estimate, kind_of_interval, scale_of, table
from bayeschain.report.contents.parts import Fold, Plot, Section, Table
from bayeschain.report.figures import plot_importance
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
        plot_importance,
        released,
    )
    fold = Fold(say.say("Levels as a table"), (_levels(released, say),))
    return Section("importance", say.say("Where is there room?"), (lead, plot, fold), caution(say))


def _levels(released: Released, say: Wording) -> Table:
    total = released.drivers.sel(measure="total")
    names = set(total["driver"].values.tolist())
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
                estimate(total.sel(driver=construct.name), say) if construct.name in names else say.number(math.nan),
            )
        )
    columns = [
        (say.say("Construct"), False),
        (say.say("Source"), False),
        (say.say("Mean over all teams"), True),
        (kind_of_interval(released, say), True),
        (say.say("Scale"), False),
        (say.say("Percent of maximum"), True),
        (say.say("Total effect, SDs"), True),
    ]
    return table(say.say("Present levels, and total effects on the outcome"), columns, rows)
