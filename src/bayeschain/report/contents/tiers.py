"""The section of the tiers."""

import numpy as np

from bayeschain.conventions import TIERS
from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import caution, kind_of_interval, scale_of, table
from bayeschain.report.contents.parts import Fold, Part, Plot, Section, Table
from bayeschain.report.figures import plot_tiers
from bayeschain.report.figures.tiers import tier_label
from bayeschain.report.wording import Wording


def tiers_section(released: Released, say: Wording) -> Section | None:
    """Section of the tiers; None where the model file asks for none."""
    heading = say.say("Best in one, best in all?")
    if released.withheld_tiers:
        text = say.say("The tiers are withheld: a third of the teams would hold fewer respondents than may be shown.")
        return Section("tiers", heading, (text,))
    if released.tiers is None:
        return None
    parts: list[Part] = [_lead(released, say), _hundred(released, say)]
    plot = Plot(
        "tiers",
        say.say("Level in the thirds of teams, all teams = 100%"),
        _alt(released, say),
        say.say(
            "Dots are estimates with their {mass} interval; they allow for small numbers of answers, and for not "
            "knowing for sure which third a team belongs to. Hollow marks are raw averages, which do neither.",
            mass=say.percent(100.0 * released.mass),
        ),
        plot_tiers,
        released,
    )
    parts += [plot, *_silence(released, say)]
    parts += [
        Fold(
            say.say("The tiers as a table"),
            (_levels(released, "these_teams", say), _levels(released, "new_teams", say)),
        )
    ]
    return Section("tiers", heading, tuple(parts), caution(say))


def _lead(released: Released, say: Wording) -> str:
    tiers = released.tiers
    assert tiers is not None
    by = str(tiers.attrs["tier_construct"])
    here = tiers.sel(estimand="these_teams")
    shown = [released.label(name) for name in tiers["construct"].values.tolist() if name != by]
    return say.say(
        "The teams are split in three by {by}. The best third is also best in everything shown ({shown}) with a "
        "probability of {p}; before the data it was {prior}. In raw averages of the {n} teams that have them all, the "
        "best third {raw}.",
        by=say.say("“{label}”", label=released.label(by)),
        shown=say.join(shown),
        p=say.probability(float(here["prob_best"])),
        prior=say.probability(float(here["prior_prob_best"])),
        n=int(tiers["raw_teams"]),
        raw=say.say("is best in everything") if bool(tiers["raw_best"]) else say.say("is not best in everything"),
    )


def _hundred(released: Released, say: Wording) -> str:
    """Say which scale the 100 % refers to."""
    assert released.tiers is not None
    relative = released.tiers["relative"].sel(estimand="these_teams")
    scales: dict[str, list[str]] = {}
    for name in released.tiers["construct"].values.tolist():
        if np.isfinite(relative.sel(construct=name)).all():
            scales.setdefault(scale_of(released, name, say), []).append(released.label(name))
    if not scales:
        return say.say("No construct shown has a scale on which a ratio has a meaning, so distances are shown.")
    said = "; ".join(
        say.say("{scale} for {labels}", scale=scale, labels=say.join(labels)) for scale, labels in scales.items()
    )
    return say.say(
        "100% is the mean over all teams on the original response scale ({said}). A ratio depends on where a scale "
        "begins: the same gap looks larger on 0 to 10 than on 1 to 5. The table has the gaps in points and in standard "
        "deviations as well.",
        said=said,
    )


def _silence(released: Released, say: Wording) -> list[str]:
    """Say where the data do not tell, and what is not in the chart."""
    assert released.tiers is not None
    here = released.tiers.sel(estimand="these_teams")
    names = here["construct"].values.tolist()
    silent = [released.label(n) for n in names if not here["data_informative"].sel(construct=n).all()]
    ratio = [n for n in names if np.isfinite(here["relative"].sel(construct=n)).all()]
    missing = [released.label(n) for n in names if n not in ratio] if ratio else []
    said = []
    if silent:
        said.append(
            say.say(
                "Of {labels} the data do not tell: the intervals are hardly narrower than before the data.",
                labels=say.join(silent),
            )
        )
    if missing:
        said.append(
            say.say("{labels}: a ratio has no meaning on this scale; the table has the gaps.", labels=say.join(missing))
        )
    return said


def _alt(released: Released, say: Wording) -> str:
    assert released.tiers is not None
    here = released.tiers.sel(estimand="these_teams")
    parts = []
    for name in here["construct"].values.tolist():
        values = [float(v) for v in here["relative"].sel(construct=name).values]
        if np.isfinite(values).all():
            said = ", ".join(say.percent(v) for v in values)
            parts.append(say.say("{label}: {values}", label=released.label(name), values=said))
    return say.say("Chart of the lowest, middle and highest third. {parts}.", parts="; ".join(parts))


def _levels(released: Released, estimand: str, say: Wording) -> Table:
    assert released.tiers is not None
    data = released.tiers.sel(estimand=estimand)
    rows = []
    for name in data["construct"].values.tolist():
        for tier in TIERS:
            one = data.sel(construct=name, tier=tier)
            value = {key: float(one[key]) for key in one.data_vars}
            rows.append(
                (
                    released.label(name),
                    tier_label(tier, say),
                    say.number(value["mean"]),
                    say.percent(value["relative"]),
                    say.interval(value["relative_lower"], value["relative_upper"], 0),
                    say.percent(value["raw_relative"]),
                    say.signed(value["gap_points"]),
                    say.signed(value["gap_sd"]),
                    say.probability(value["prob_highest"]),
                )
            )
    columns = [
        (say.say("Construct"), False),
        (say.say("Third"), False),
        (say.say("Mean"), True),
        (say.say("All = 100%"), True),
        (kind_of_interval(released, say), True),
        (say.say("Raw average"), True),
        (say.say("Gap, points"), True),
        (say.say("Gap, SDs"), True),
        (say.say("P(highest mean)"), True),
    ]
    captions = {
        "these_teams": say.say("These teams"),
        "new_teams": say.say("New teams of the same kind"),
    }
    return table(captions[estimand], columns, rows)
