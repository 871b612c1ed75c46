"""The section of what if: a construct raised in all teams, or in the weakest third of them."""

from bayeschain.conventions import TIERS
from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import caution, estimate, rows_of, scale_of, table, told
from bayeschain.report.contents.parts import Fold, Part, Plot, Section, Table
from bayeschain.report.figures import plot_what_if
from bayeschain.report.wording import Wording


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
    data = released.what_if.sel(raised_in="all_teams", raised="sd", unit="points")
    told_changes = [
        say.say("{label} {mean}", label=released.label(name), mean=estimate(data.sel(driver=name), say))
        for name in data["driver"].values.tolist()
    ]
    plot = Plot(
        "what_if",
        say.say("Change of {outcome} per standard deviation", outcome=outcome),
        say.say("Bar chart. {parts}.", parts="; ".join(told_changes)),
        say.say("Bars: estimates. Lines: {mass} intervals.", mass=say.percent(100.0 * released.mass)),
        plot_what_if,
        released,
    )
    parts: list[Part] = [lead, plot]
    folded = [_ranking(released, say), _downstream(released, say)]
    if "gap" in released.what_if:
        parts.append(_weakest_sentence(released, say))
        folded.insert(1, _weakest(released, say))
    parts.append(Fold(say.say("What if, as tables"), tuple(folded)))
    return Section("what-if", say.say("What if?"), tuple(parts), caution(say))


def _ranking(released: Released, say: Wording) -> Table:
    rows = []
    for name in released.what_if["driver"].values.tolist():
        one = released.what_if.sel(driver=name, raised_in="all_teams")
        by_sd = one.sel(raised="sd", unit="points")
        rows.append(
            (
                released.label(name),
                say.number(int(by_sd["stage"]), 0),
                say.number(float(by_sd["rank_mean"]), 1),
                say.probability(float(by_sd["prob_first"])),
                estimate(by_sd, say),
                estimate(one.sel(raised="point", unit="points"), say),
                estimate(one.sel(raised="sd", unit="sd"), say),
                say.probability(float(by_sd["prob_positive"])),
                told(by_sd, say),
            )
        )
    columns = [
        (say.say("Raised construct"), False),
        (say.say("Stage"), True),
        (say.say("Mean rank"), True),
        (say.say("P(first)"), True),
        (say.say("By one SD: points"), True),
        (say.say("By one point: points"), True),
        (say.say("By one SD: SDs"), True),
        (say.say("P(rise)"), True),
        (say.say("Do the data tell?"), False),
    ]
    caption = say.say("Change of {outcome}", outcome=released.label(released.outcome))
    note = say.say(
        "Points are those of the original response scales. Ranks are those of a rise by one SD, within each stage."
    )
    return table(caption, columns, rows, note)


def _weakest_sentence(released: Released, say: Wording) -> str:
    """Say what the table of the weakest third is about."""
    data = released.what_if
    third = say.say("highest") if data.attrs["weakest_tier"] == TIERS[-1] else say.say("lowest")
    return say.say(
        "If only the third of teams with the {third} “{by}” were raised, they would change as much, the mean over all "
        "teams a third as much, and the gap to the opposite third would change as the table below says. Which teams "
        "these are is uncertain, and each posterior draw takes its own.",
        third=third,
        by=released.label(str(data.attrs["tier_construct"])),
    )


def _weakest(released: Released, say: Wording) -> Table:
    rows = []
    data = released.what_if.sel(raised_in="weakest_tier", raised="sd", unit="points")
    for name in data["driver"].values.tolist():
        one = data.sel(driver=name)
        gaps = [
            say.say(
                "{mean} ({interval})",
                mean=say.number(float(one[key])),
                interval=say.interval(float(one[f"{key}_lower"]), float(one[f"{key}_upper"])),
            )
            for key in ("gap", "gap_after")
        ]
        rows.append((released.label(name), estimate(one, say), *gaps))
    columns = [
        (say.say("Raised construct"), False),
        (say.say("Mean over all teams, points"), True),
        (say.say("Gap now"), True),
        (say.say("Gap after"), True),
    ]
    caption = say.say(
        "Only the weakest third raised by one SD: change of {outcome}", outcome=released.label(released.outcome)
    )
    note = say.say("Gap: the opposite third of teams minus the weakest third, in points of the original scale.")
    return table(caption, columns, rows, note)


def _downstream(released: Released, say: Wording) -> Table:
    rows = []
    data = released.downstream.sel(raised_in="all_teams", raised="sd")
    for points, sds in zip(*(rows_of(data.sel(unit=unit)) for unit in ("points", "sd")), strict=True):
        rows.append(
            (
                released.label(points["source"]),
                released.label(points["target"]),
                estimate(points, say),
                estimate(sds, say),
                say.probability(float(points["prob_positive"])),
                told(points, say),
            )
        )
    columns = [
        (say.say("Raised construct"), False),
        (say.say("What follows"), False),
        (say.say("Change, points"), True),
        (say.say("Change, SDs"), True),
        (say.say("P(rise)"), True),
        (say.say("Do the data tell?"), False),
    ]
    return table(say.say("Everything downstream, each construct raised by one SD in all teams"), columns, rows)
