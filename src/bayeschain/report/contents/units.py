"""The section of units above the teams."""

import numpy as np
import xarray as xr

from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import kind_of_interval, table
from bayeschain.report.contents.parts import Fold, Section, Table
from bayeschain.report.wording import Wording

MOST_COLUMNS = 4
"""Constructs that the table of units has room for; the file units.csv has all."""


def units_section(released: Released, say: Wording) -> Section | None:
    """Section of units; None where the model file names none."""
    units = released.units
    if units is None:
        return None
    shares = units["share"].sel(construct=released.outcome)
    lead = say.say(
        "Teams belong to {count} units. About {share} of the variance of “{outcome}” between teams lies between units "
        "({lower} to {upper}).",
        count=units.sizes["unit"],
        share=say.percent(100.0 * float(shares)),
        outcome=released.label(released.outcome),
        lower=say.percent(100.0 * float(units["share_lower"].sel(construct=released.outcome))),
        upper=say.percent(100.0 * float(units["share_upper"].sel(construct=released.outcome))),
    )
    return Section(
        "units",
        say.say("Units"),
        (lead, _levels(released, units, say), Fold(say.say("Share of units"), (_shares(released, units, say),))),
    )


def _columns(released: Released) -> list[str]:
    """Outcome first, then the constructs shown in tiers, then the others."""
    tiers = released.specification.tiers
    names = [released.outcome, *((tiers.by, *tiers.show) if tiers else ()), *released.specification.chain.constructs]
    return list(dict.fromkeys(names))[:MOST_COLUMNS]


def _levels(released: Released, units: xr.Dataset, say: Wording) -> Table:
    names = _columns(released)
    rows = []
    for name in units["unit"].to_numpy().tolist():
        one = units.sel(unit=name)
        if bool(one["withheld"]):
            rows.append((str(name), say.say("withheld"), *("" for _ in names)))
            continue
        cells = []
        for construct in names:
            mean, lower, upper = (float(one[key].sel(construct=construct)) for key in ("mean", "lower", "upper"))
            cells.append(
                say.say("{mean} ({interval})", mean=say.number(mean), interval=say.interval(lower, upper))
                if np.isfinite(mean)
                else say.number(mean)
            )
        rows.append((str(name), str(int(one["n_teams"])), *cells))
    columns = [(say.say("Unit"), False), (say.say("Teams"), True), *((released.label(each), True) for each in names)]
    note = say.say(
        "Where the teams of a unit lie about, on the original scale, with {kind}; units of few teams are drawn towards "
        "all. The file units.csv has every construct.",
        kind=kind_of_interval(released, say),
    )
    return table(say.say("Levels of the units"), columns, rows, note)


def _shares(released: Released, units: xr.Dataset, say: Wording) -> Table:
    rows = []
    for name in released.specification.chain.constructs:
        one = units.sel(construct=name)
        rows.append(
            (
                released.label(name),
                say.number(float(one["sd_between"])),
                say.interval(float(one["sd_between_lower"]), float(one["sd_between_upper"])),
                say.number(float(one["share"])),
                say.interval(float(one["share_lower"]), float(one["share_upper"])),
                say.interval(float(one["prior_share_lower"]), float(one["prior_share_upper"])),
            )
        )
    columns = [
        (say.say("Construct"), False),
        (say.say("SD between units"), True),
        (kind_of_interval(released, say), True),
        (say.say("Share of the variance between teams"), True),
        (kind_of_interval(released, say), True),
        (say.say("Before the data"), True),
    ]
    return table(say.say("How much lies between units"), columns, rows)
