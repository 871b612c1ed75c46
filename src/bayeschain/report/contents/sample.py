"""The section of agreement and sample."""

import numpy as np
import pandas as pd

from bayeschain.conventions import TIERS
from bayeschain.disclosure import Released
from bayeschain.disclosure.released import NOT_REACHED, WITHHELD
from bayeschain.report.contents.cells import kind_of_interval, table
from bayeschain.report.contents.parts import Fold, Part, Plot, Section, Table
from bayeschain.report.figures import plot_agreement
from bayeschain.report.figures.tiers import tier_label
from bayeschain.report.wording import Wording


def sample_section(released: Released, say: Wording) -> Section:
    """Section of agreement and sample."""
    plot = Plot(
        "agreement",
        say.say("Share of variance that lies between teams"),
        _alt(released, say),
        say.say("ICC(1). Near 0, members of a team agree no more than strangers, and there is little to explain."),
        plot_agreement,
        released,
    )
    parts: list[Part] = [_lead(released, say), _sample(released, say), plot]
    if released.withheld_teams:
        parts.append(
            say.say(
                "The numbers of {n} teams are withheld: a group under {minimum} respondents is never shown, and enough "
                "others are withheld that it cannot be found by subtraction. All teams inform the results.",
                n=released.withheld_teams,
                minimum=released.minimum_group,
            )
        )
    parts.append(Fold(say.say("Agreement as a table"), (_agreement(released, say),)))
    if not released.safe:
        parts.append(Fold(say.say("Each team"), (_teams(released, say),)))
    if len(released.missing):
        parts.append(Fold(say.say("Items that were skipped"), (_missing(released, say),)))
    if len(released.losses):
        parts.append(Fold(say.say("Rows and teams that did not enter"), (_losses(released, say),)))
    return Section("sample", say.say("Who answered, and do teams agree?"), tuple(parts))


def _lead(released: Released, say: Wording) -> str:
    sample = released.sample.to_dict("records")
    missed = {row["survey"]: int(row["teams_not_reached"]) for row in sample if row["teams_not_reached"]}
    if not missed:
        return say.say("Every survey reached every team.")
    said = [
        say.count("“{survey}” did not reach {n} team", "“{survey}” did not reach {n} teams", n, survey=survey)
        for survey, n in missed.items()
    ]
    return say.say("{said}. Such a team stays in: the other source and the chain tell of it.", said=say.join(said))


def _alt(released: Released, say: Wording) -> str:
    icc = released.agreement["icc1"]
    parts = [
        say.say("{label} {icc}", label=released.label(str(name)), icc=say.number(value))
        for name, value in zip(icc["construct"].values, icc.values.tolist(), strict=True)
    ]
    return say.say("Chart of ICC(1) by construct: {parts}.", parts="; ".join(parts))


def _sample(released: Released, say: Wording) -> Table:
    rows = [
        (
            str(row["survey"]),
            _count(row["respondents"], say),
            _count(row["teams"], say),
            _count(row["teams_not_reached"], say),
            _count(row["smallest"], say),
            say.number(row["median"], 1).removesuffix(".0"),
            _count(row["largest"], say),
        )
        for row in released.sample.to_dict("records")
    ]
    columns = [
        (say.say("Survey"), False),
        (say.say("Respondents"), True),
        (say.say("Teams"), True),
        (say.say("Not reached"), True),
        (say.say("Smallest shown"), True),
        (say.say("Median"), True),
        (say.say("Largest"), True),
    ]
    return table(say.say("Who answered; sizes are respondents a team, over the teams shown"), columns, rows)


def _count(value: object, say: Wording) -> str:
    return say.say("withheld") if value is None or value is pd.NA else say.number(float(str(value)), 0)


def _agreement(released: Released, say: Wording) -> Table:
    rows = []
    for name in released.agreement["construct"].values.tolist():
        one = {key: float(released.agreement[key].sel(construct=name)) for key in released.agreement.data_vars}
        rows.append(
            (
                released.label(name),
                say.number(one["icc1"]),
                say.interval(one["icc1_lower"], one["icc1_upper"]),
                say.interval(one["prior_icc1_lower"], one["prior_icc1_upper"]),
                say.number(one["classical_icc1"]),
                say.number(one["icc2"]),
                say.number(one["classical_icc2"]),
                say.number(one["rwg_median"]),
            )
        )
    columns = [
        (say.say("Construct"), False),
        (say.say("ICC(1)"), True),
        (kind_of_interval(released, say), True),
        (say.say("Before the data"), True),
        (say.say("Classical ICC(1)"), True),
        (say.say("ICC(2)"), True),
        (say.say("Classical ICC(2)"), True),
        (say.say("r_wg(J), median"), True),
    ]
    note = " ".join(f"{say.told(released.agreement.attrs[key])}." for key in ("icc1", "icc2", "rwg"))
    return table(say.say("Agreement within teams"), columns, rows, note)


def _teams(released: Released, say: Wording) -> Table:
    teams, surveys = released.teams, list(released.specification.surveys)
    with_tiers = "prob_tier" in teams and released.specification.tiers is not None
    words = {NOT_REACHED: say.say("not reached"), WITHHELD: say.say("withheld")}
    status, count = (
        teams[name].sel(survey=surveys).transpose("team", "survey").values.tolist()
        for name in ("status", "n_respondents")
    )
    rows = []
    for i, name in enumerate(teams["team"].values.tolist()):
        cells = [name]
        cells += [words.get(each) or say.number(n, 0) for each, n in zip(status[i], count[i], strict=True)]
        if with_tiers:
            chances = teams["prob_tier"].values[i].tolist()
            cells += [say.probability(p) if np.isfinite(p) else say.say("withheld") for p in chances]
        rows.append(cells)
    columns = [(say.say("Team"), False), *((survey, True) for survey in surveys)]
    if with_tiers:
        columns += [(tier_label(tier, say), True) for tier in TIERS]
    caption = say.say("Respondents of each team")
    if with_tiers and released.specification.tiers is not None:
        by = released.label(released.specification.tiers.by)
        caption = say.say("Respondents of each team, and the probability of each third by “{by}”", by=by)
    return table(caption, columns, rows)


def _missing(released: Released, say: Wording) -> Table:
    rows = []
    for row in released.missing.to_dict("records"):
        share = float(row["share"])
        rows.append(
            (
                str(row["survey"]),
                released.label(str(row["construct"])),
                str(row["item"]),
                str(row["missing"]) or say.say("withheld"),
                say.percent(100.0 * share) if np.isfinite(share) else say.say("withheld"),
            )
        )
    columns = [
        (say.say("Survey"), False),
        (say.say("Construct"), False),
        (say.say("Item"), False),
        (say.say("Skipped by"), True),
        (say.say("Share"), True),
    ]
    note = say.say(
        "Whoever answered any item is in the model with what they answered. This is exact where, given the answers "
        "that are there, skipping an item has nothing to do with what the answer would have been."
    )
    return table(say.say("Items that were skipped, and by how many respondents"), columns, rows, note)


def _losses(released: Released, say: Wording) -> Table:
    units = {"row": say.say("rows"), "team": say.say("teams")}
    rows = [
        (say.told(loss["reason"]), str(loss["source"]), units.get(str(loss["unit"]), ""), str(loss["count"]))
        for loss in released.losses.to_dict("records")
    ]
    columns = [
        (say.say("Reason"), False),
        (say.say("Survey"), False),
        (say.say("What"), False),
        (say.say("Count"), True),
    ]
    return table(say.say("What did not enter"), columns, rows)
