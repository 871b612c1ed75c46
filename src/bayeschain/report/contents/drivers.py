"""The section of the drivers: effects and ranks, stage by stage."""

import numpy as np

from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import caution, estimate, kind_of_interval, table, told
from bayeschain.report.contents.parts import Fold, Listing, Part, Plot, Section, Table
from bayeschain.report.figures import plot_drivers, plot_ranks
from bayeschain.report.figures.drivers import members, ranked_stages, stage_heading
from bayeschain.report.wording import Wording


def drivers_section(released: Released, say: Wording) -> Section:
    """Section of the drivers."""
    outcome = released.label(released.outcome)
    lead = say.say(
        "What goes with “{outcome}”, stage by stage. A construct nearer to it has a larger effect by its place "
        "alone, so constructs are ranked only within a stage. “Total” counts every route of arrows. The sign is "
        "toward the better direction.",
        outcome=outcome,
    )
    parts: list[Part] = [
        lead,
        Plot(
            "drivers",
            say.say("Total effect on {outcome}", outcome=outcome),
            _alt(released, say),
            say.say("Dots and lines: after the data. Grey bands: what was assumed before them."),
            plot_drivers,
            released,
        ),
        *_groups(released, say),
        *_silence(released, say),
    ]
    if ranked_stages(released):
        parts.append(
            Plot(
                "ranks",
                say.say("How sure is the ranking?"),
                _alt_ranks(released, say),
                say.say(
                    "A ranking is a distribution: each bar splits into the probabilities of the ranks in its stage."
                ),
                plot_ranks,
                released,
            )
        )
    folded: tuple[Table, ...] = (_effects(released, say),)
    if ranked_stages(released):
        folded += (_ranks(released, say), _rank_probabilities(released, say), _comparisons(released, say))
    parts.append(Fold(say.say("Drivers as tables"), folded))
    return Section("drivers", say.say("What goes with the outcome"), tuple(parts), caution(say))


def _alt(released: Released, say: Wording) -> str:
    total = released.drivers.sel(measure="total")
    parts = [
        say.say("{label} {mean}", label=released.label(name), mean=estimate(total.sel(driver=name), say))
        for name in total["driver"].values.tolist()
    ]
    return say.say("Chart of total effects by stage: {parts}.", parts="; ".join(parts))


def _alt_ranks(released: Released, say: Wording) -> str:
    total = released.drivers.sel(measure="total")
    parts = [
        say.say(
            "{label} first with {p}",
            label=released.label(name),
            p=say.probability(float(total["prob_first"].sel(driver=name))),
        )
        for stage in ranked_stages(released)
        for name in members(total, stage)
    ]
    return say.say("Chart of rank probabilities: {parts}.", parts="; ".join(parts))


def _groups(released: Released, say: Wording) -> list[Part]:
    """Say which drivers of a stage cannot be told apart."""
    total = released.drivers.sel(measure="total")
    said = []
    for stage in ranked_stages(released):
        groups: dict[float, list[str]] = {}
        for name in members(total, stage):
            groups.setdefault(float(total["group"].sel(driver=name)), []).append(released.label(name))
        heading = stage_heading(released, stage, say)
        together = "; ".join(say.join(labels) for labels in groups.values() if len(labels) > 1)
        if together:
            said.append(say.say("{heading}, these cannot be told apart: {groups}.", heading=heading, groups=together))
        else:
            said.append(say.say("{heading}, the ranking is clear.", heading=heading))
    return [Listing(tuple(said))] if said else []


def _silence(released: Released, say: Wording) -> list[str]:
    total = released.drivers.sel(measure="total")
    silent = [released.label(n) for n in total["driver"].values.tolist() if not total["data_informative"].sel(driver=n)]
    if not silent:
        return []
    return [
        say.say(
            "Of {labels} the data do not tell: the interval is hardly narrower than before the data.",
            labels=say.join(silent),
        )
    ]


def _effects(released: Released, say: Wording) -> Table:
    data = released.drivers
    rows = []
    for name in data["driver"].values.tolist():
        one = data.sel(driver=name)
        total = one.sel(measure="total")
        rows.append(
            (
                released.label(name),
                say.number(int(total["stage"]), 0),
                estimate(total, say),
                say.interval(float(total["prior_lower"]), float(total["prior_upper"])),
                say.probability(float(total["prob_positive"])),
                told(total, say),
                estimate(one.sel(measure="direct"), say),
                estimate(one.sel(measure="lmg"), say),
            )
        )
    columns = [
        (say.say("Driver"), False),
        (say.say("Stage"), True),
        (say.say("Total effect ({kind})", kind=kind_of_interval(released, say)), True),
        (say.say("Before the data"), True),
        (say.say("P(positive)"), True),
        (say.say("Do the data tell?"), False),
        (say.say("Direct effect"), True),
        (say.say("Share of variance (LMG)"), True),
    ]
    has_shares = bool(np.isfinite(data["mean"].sel(measure="lmg")).any())
    stages = say.say("Stage 1 is next to {outcome}.", outcome=released.label(released.outcome))
    r2 = say.say(
        "The shares sum to R² = {r2} ({interval}).",
        r2=say.number(float(data["r2_mean"])),
        interval=say.interval(float(data["r2_lower"]), float(data["r2_upper"])),
    )
    return table(say.say("Drivers"), columns, rows, f"{stages} {r2}" if has_shares else stages)


def _ranks(released: Released, say: Wording) -> Table:
    total = released.drivers.sel(measure="total")
    rows = []
    for stage in ranked_stages(released):
        for name in members(total, stage):
            one = total.sel(driver=name)
            rows.append(
                (
                    released.label(name),
                    say.number(stage, 0),
                    say.number(float(one["rank_mean"]), 1),
                    say.interval(float(one["rank_lower"]), float(one["rank_upper"]), 0),
                    say.probability(float(one["prob_first"])),
                    say.number(float(one["group"]), 0),
                )
            )
    columns = [
        (say.say("Driver"), False),
        (say.say("Stage"), True),
        (say.say("Mean rank"), True),
        (kind_of_interval(released, say), True),
        (say.say("P(first)"), True),
        (say.say("Group"), True),
    ]
    note = say.say(
        "A new group begins where every earlier member is above the next with a probability of at least {p}.",
        p=say.percent(100.0 * float(released.drivers.attrs["group_probability"])),
    )
    return table(say.say("Ranks of the total effects within each stage"), columns, rows, note)


def _rank_probabilities(released: Released, say: Wording) -> Table:
    total = released.drivers.sel(measure="total")
    most = max(len(members(total, stage)) for stage in ranked_stages(released))
    rows = []
    for stage in ranked_stages(released):
        for name in members(total, stage):
            chances = total["rank_probability"].sel(driver=name).values[:most].tolist()
            cells = [say.probability(p) if np.isfinite(p) else "" for p in chances]
            rows.append((released.label(name), say.number(stage, 0), *cells))
    columns = [
        (say.say("Driver"), False),
        (say.say("Stage"), True),
        *((say.say("Rank {n}", n=rank + 1), True) for rank in range(most)),
    ]
    return table(say.say("Probability of each rank within each stage"), columns, rows)


def _comparisons(released: Released, say: Wording) -> Table:
    data = released.comparisons
    rows = []
    for i in range(data.sizes["comparison"]):
        one = data.isel(comparison=i)
        if float(one["difference_mean"]) < 0.0:
            continue
        ends = float(one["difference_lower"]), float(one["difference_upper"])
        rows.append(
            (
                released.label(str(one["driver"].item())),
                released.label(str(one["other"].item())),
                say.probability(float(one["prob_greater"])),
                say.number(float(one["difference_mean"])),
                say.interval(*ends),
            )
        )
    columns = [
        (say.say("Driver"), False),
        (say.say("Above"), False),
        (say.say("Probability"), True),
        (say.say("Difference, SDs"), True),
        (kind_of_interval(released, say), True),
    ]
    return table(say.say("Pairs within a stage"), columns, rows)
