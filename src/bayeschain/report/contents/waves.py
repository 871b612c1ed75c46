"""The section of waves: what changed from one to the next."""

import numpy as np
import pandas as pd
import xarray as xr

from bayeschain.conventions import ESTIMANDS, TIERS, without_wave
from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import estimate, kind_of_interval, table, told
from bayeschain.report.contents.parts import Fold, Part, Plot, Section, Table
from bayeschain.report.figures.changes import plot_changes
from bayeschain.report.figures.style import SURE
from bayeschain.report.figures.tiers import tier_label
from bayeschain.report.wording import Wording

THESE = ESTIMANDS[0]


def waves_section(released: Released, say: Wording) -> Section | None:
    """Section of waves; None where the surveys were taken once."""
    changes = released.changes
    if changes is None:
        return None
    plot = Plot(
        "changes",
        say.say("Change from wave to wave"),
        say.say("Bar chart of changes in SDs between teams. {parts}.", parts="; ".join(_told(released, changes, say))),
        say.say(
            "Teams with answers in both waves. Bars: estimates, in standard deviations between teams in the earlier "
            "wave. Lines: {mass} intervals.",
            mass=say.percent(100.0 * released.mass),
        ),
        plot_changes,
        released,
    )
    folds: list[Part] = [Fold(say.say("Every change as a table"), (_constructs(released, changes, say),))]
    moves = tuple(each for each in (_moves(released, step, say) for step in _steps(changes)) if each is not None)
    if moves:
        folds.append(Fold(say.say("From third to third"), moves))
    folds.append(Fold(say.say("What goes with the outcome, wave by wave"), (_drivers(released, changes, say),)))
    if released.steps is not None and len(released.steps):
        folds.append(Fold(say.say("What became of the teams"), (_lineage(released.steps, say),)))
    return Section(
        "waves",
        say.say("From wave to wave"),
        (_lead(released, changes, say), _people(say), plot, *folds),
        _caution(say),
    )


def _caution(say: Wording) -> str:
    return say.say(
        "A change between waves is not the effect of what was done in between: everything else changed as well. The "
        "arrows join answers of one wave."
    )


def _people(say: Wording) -> str:
    return say.say(
        "People are not followed from wave to wave: whoever answered in both counts as two people. Where many did, "
        "teams seem to keep their places more than they do, and intervals of changes may be too wide."
    )


def _steps(changes: xr.Dataset) -> list[xr.Dataset]:
    return [changes.isel(step=i) for i in range(changes.sizes["step"])]


def _lead(released: Released, changes: xr.Dataset, say: Wording) -> str:
    """Which constructs surely rose or fell between the first and the last wave."""
    last = changes.isel(step=-1)
    one = last.sel(estimand=THESE)
    names = changes["construct"].to_numpy()
    p = one["prob_positive"].to_numpy()
    rose, fell = (
        [say.say("“{label}”", label=released.label(str(name))) for name in names[those]]
        for those in (p >= SURE, p <= 1.0 - SURE)
    )
    before, after = str(last["wave_before"].item()), str(last["wave_after"].item())
    if rose and fell:
        start = say.say("{rose} rose and {fell} fell", rose=say.join(rose), fell=say.join(fell))
    elif rose:
        start = say.say("{rose} rose", rose=say.join(rose))
    elif fell:
        start = say.say("{fell} fell", fell=say.join(fell))
    else:
        return say.say(
            "From {before} to {after} no construct rose or fell with a probability of {p} or more.",
            before=before,
            after=after,
            p=say.percent(100.0 * SURE),
        )
    return say.say(
        "From {before} to {after} {start}, each with a probability of {p} or more. Of no other construct is the "
        "direction that sure.",
        before=before,
        after=after,
        start=start,
        p=say.percent(100.0 * SURE),
    )


def _told(released: Released, changes: xr.Dataset, say: Wording) -> list[str]:
    found = []
    for step in _steps(changes):
        for name in changes["construct"].to_numpy().tolist():
            one = step.sel(estimand=THESE, construct=name)
            label = released.label(name)
            found.append(
                say.say(
                    "{label} {mean}, from {before} to {after}",
                    label=label,
                    mean=say.signed(float(one["standard"])),
                    before=str(step["wave_before"].item()),
                    after=str(step["wave_after"].item()),
                )
            )
    return found


def _constructs(released: Released, changes: xr.Dataset, say: Wording) -> Table:
    rows = []
    for step in _steps(changes):
        for name in changes["construct"].to_numpy().tolist():
            these, new = (step.sel(construct=name, estimand=each) for each in ESTIMANDS)
            rows.append(
                (
                    released.label(name),
                    _named(step, say),
                    say.number(int(these["n_teams"]), 0),
                    say.number(float(these["level_before"])),
                    say.number(float(these["level_after"])),
                    estimate(these, say),
                    say.probability(float(these["prob_positive"])),
                    estimate(new, say),
                    _with_interval(these, "stability", say),
                    told(these, say),
                )
            )
    columns = [
        (say.say("Construct"), False),
        (say.say("Waves"), False),
        (say.say("Teams in both"), True),
        (say.say("Before"), True),
        (say.say("After"), True),
        (say.say("Change ({kind})", kind=kind_of_interval(released, say)), True),
        (say.say("P(rose)"), True),
        (say.say("Change among new teams"), True),
        (say.say("Correlation between the waves"), True),
        (say.say("Do the data tell?"), False),
    ]
    note = say.say(
        "On the original scale. The change is that of the teams with answers in both waves; that among new teams is of "
        "the population, to which teams that came or went belong as well. The correlation is of the teams' true "
        "levels: near 1, teams keep their places."
    )
    return table(say.say("Change of each construct"), columns, rows, note)


def _named(step: xr.Dataset, say: Wording) -> str:
    return say.say("{before} to {after}", before=str(step["wave_before"].item()), after=str(step["wave_after"].item()))


def _with_interval(one: xr.Dataset, name: str, say: Wording) -> str:
    mean, lower, upper = (float(one[f"{name}{end}"]) for end in ("", "_lower", "_upper"))
    return say.say("{mean} ({interval})", mean=say.number(mean), interval=say.interval(lower, upper))


def _moves(released: Released, step: xr.Dataset, say: Wording) -> Table | None:
    tiers = released.specification.tiers
    if tiers is None or not np.isfinite(step["moved"]).all():
        return None
    rows = []
    for before in reversed(TIERS):
        cells = []
        for after in reversed(TIERS):
            one = step.sel(tier_before=before, tier_after=after)
            mean, lower, upper = (float(one[f"moved{end}"]) for end in ("", "_lower", "_upper"))
            cells.append(
                say.say("{mean} ({interval})", mean=say.number(mean, 1), interval=say.interval(lower, upper, 0))
            )
        rows.append((tier_label(before, say), *cells))
    by = released.label(without_wave(tiers.by))
    columns = [(say.say("Third before"), False), *((tier_label(each, say), True) for each in reversed(TIERS))]
    note = say.say(
        "Rows: third in the earlier wave. Columns: third in the later one. Numbers of teams with answers in both "
        "waves, with {kind}. Teams whose levels are not well known move by chance as well, and the numbers allow for "
        "that.",
        kind=kind_of_interval(released, say),
    )
    caption = say.say("Thirds by {by}, {waves}", by=by, waves=_named(step, say))
    return table(caption, columns, rows, note)


def _drivers(released: Released, changes: xr.Dataset, say: Wording) -> Table:
    rows = []
    for step in _steps(changes):
        for name in changes["driver"].to_numpy().tolist():
            one = step.sel(driver=name)
            change = one[["effect_mean", "effect_lower", "effect_upper"]].rename(
                effect_mean="mean", effect_lower="lower", effect_upper="upper"
            )
            rows.append(
                (
                    released.label(name),
                    _named(step, say),
                    say.number(int(one["stage"]), 0),
                    say.number(float(one["effect_before"])),
                    say.number(float(one["effect_after"])),
                    estimate(change, say),
                    say.probability(float(one["effect_prob_positive"])),
                    say.probability(float(one["first_before"])),
                    say.probability(float(one["first_after"])),
                )
            )
    columns = [
        (say.say("Driver"), False),
        (say.say("Waves"), False),
        (say.say("Stage"), True),
        (say.say("Effect before"), True),
        (say.say("Effect after"), True),
        (say.say("Change of the effect"), True),
        (say.say("P(rose)"), True),
        (say.say("P(first) before"), True),
        (say.say("P(first) after"), True),
    ]
    note = say.say(
        "Total effects on “{outcome}” in SDs per SD.", outcome=released.label(str(changes["outcome"].item()))
    )
    return table(say.say("Drivers, wave by wave"), columns, rows, note)


def _lineage(steps: pd.DataFrame, say: Wording) -> Table:
    """How many teams stayed, were split or merged, came or went."""
    names = [
        *("teams_before", "kept", "renamed", "split", "merged", "gone", "teams_after"),
        *("from_split", "from_merger", "come"),
    ]
    rows = [
        (
            say.say("{before} to {after}", before=str(step["wave_before"]), after=str(step["wave_after"])),
            *(say.number(int(step[name]), 0) for name in names),
        )
        for step in steps.to_dict("records")
    ]
    columns = [
        (say.say("Waves"), False),
        (say.say("Teams before"), True),
        (say.say("Kept"), True),
        (say.say("Renamed"), True),
        (say.say("Split"), True),
        (say.say("Merged"), True),
        (say.say("Gone"), True),
        (say.say("Teams after"), True),
        (say.say("From a split"), True),
        (say.say("From a merger"), True),
        (say.say("Come"), True),
    ]
    note = say.say(
        "Teams with answers in any survey of a wave. Kept teams are one team in both waves, renamed ones among them. "
        "Teams that were split or merged, and those that came out of it, are teams of their own. Gone and come: "
        "without answers in the one wave, and the team table says nothing of it."
    )
    return table(say.say("Teams from wave to wave"), columns, rows, note)
