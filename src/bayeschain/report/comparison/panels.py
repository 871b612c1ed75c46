"""What is laid side by side: arrows, thirds of teams and driver ranks, a row each, with the value of every analysis."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from bayeschain.conventions import TIERS
from bayeschain.disclosure import Released
from bayeschain.report.comparison.compared import Analysis, Compared
from bayeschain.report.figures.drivers import members, ranked_stages, stage_heading
from bayeschain.report.figures.tiers import tier_label
from bayeschain.report.wording import Wording

type Value = tuple[float, float, float]
"""Mean and interval; NaN where there is none."""


@dataclass(frozen=True)
class Lined:
    """One quantity: its label, and its value in every analysis."""

    label: str
    values: Mapping[Analysis, Value]


@dataclass(frozen=True)
class Group:
    """Quantities under a heading, which may be empty."""

    heading: str
    rows: tuple[Lined, ...]


@dataclass(frozen=True)
class Panel:
    """Quantities on a common axis.

    Parameters
    ----------
    part : {"path", "tier", "driver"}
    title, axis : str
        What is shown, and in what unit.
    groups : tuple of Group
        The rows.
    reference : float
        Where a line is drawn that all rows are read against.
    digits : int
        Decimals of the values.
    whole : bool
        Whether the axis counts.
    """

    part: str
    title: str
    axis: str
    groups: tuple[Group, ...]
    reference: float
    digits: int
    whole: bool = False


def panels(compared: Compared, say: Wording) -> tuple[Panel, ...]:
    """Arrows, and where the analyses have them, thirds of teams and drivers that are ranked."""
    found = (_paths(compared, say), _tiers(compared, say), _drivers(compared, say))
    return tuple(each for each in found if each is not None)


def _paths(compared: Compared, say: Wording) -> Panel:
    first = _direct(compared.first)
    rows = []
    for i in range(first.sizes["effect"]):
        source, target = (compared.first.label(str(first[end].values[i])) for end in ("source", "target"))
        values = {each: _value(_direct(r).isel(effect=i), "") for each, r in compared.released.items()}
        rows.append(Lined(say.say("{source} → {target}", source=source, target=target), values))
    groups = (Group("", tuple(rows)),)
    return Panel("path", say.say("Arrows"), say.say("effect of an arrow in SDs"), groups, 0.0, 2)


def _direct(released: Released) -> xr.Dataset:
    effects = released.effects.sel(scale="standardised")
    return effects.isel(effect=np.flatnonzero(effects["kind"] == "direct"))


def _tiers(compared: Compared, say: Wording) -> Panel | None:
    if compared.first.tiers is None or compared.specification.tiers is None:
        return None
    is_ratio = bool(np.isfinite(compared.first.tiers["relative"].sel(estimand="these_teams")).any())
    what = "relative" if is_ratio else "gap_sd"
    groups = []
    for construct in compared.first.tiers["construct"].values.tolist():
        rows = [_third(compared, construct, tier, what, say) for tier in (TIERS[-1], TIERS[0])]
        if all(np.isfinite(value[0]) for row in rows for value in row.values.values()):
            groups.append(Group(compared.first.label(construct), tuple(rows)))
    by = compared.specification.label(compared.specification.tiers.by)
    title = say.say("Thirds of these teams by {by}", by=by)
    if is_ratio:
        return Panel("tier", title, say.say("percent of the mean over all teams"), tuple(groups), 100.0, 1)
    return Panel("tier", title, say.say("distance from all teams in SDs"), tuple(groups), 0.0, 2)


def _third(compared: Compared, construct: str, tier: str, what: str, say: Wording) -> Lined:
    values = {}
    for each, released in compared.released.items():
        assert released.tiers is not None  # for all or for none
        values[each] = _value(released.tiers.sel(estimand="these_teams", construct=construct, tier=tier), what)
    return Lined(tier_label(tier, say), values)


def _drivers(compared: Compared, say: Wording) -> Panel | None:
    first = compared.first.drivers.sel(measure="total")
    groups = []
    for stage in ranked_stages(compared.first):
        names = sorted(members(first, stage), key=lambda name: _mean_rank(compared, name))
        rows = tuple(Lined(compared.first.label(name), _ranks(compared, name)) for name in names)
        groups.append(Group(stage_heading(compared.first, stage, say), rows))
    if not groups:
        return None
    title = say.say("Ranks of the drivers of {outcome}", outcome=compared.first.label(compared.first.outcome))
    axis = say.say("rank within the stage by total effect; 1 is the strongest")
    return Panel("driver", title, axis, tuple(groups), 1.0, 1, whole=True)


def _ranks(compared: Compared, name: str) -> dict[Analysis, Value]:
    total = {each: r.drivers.sel(measure="total", driver=name) for each, r in compared.released.items()}
    ends = ("rank_mean", "rank_lower", "rank_upper")
    return {each: (float(one[ends[0]]), float(one[ends[1]]), float(one[ends[2]])) for each, one in total.items()}


def _mean_rank(compared: Compared, name: str) -> float:
    return float(np.mean([value[0] for value in _ranks(compared, name).values()]))


def _value(one: xr.Dataset, what: str) -> Value:
    if what:
        return float(one[what]), float(one[f"{what}_lower"]), float(one[f"{what}_upper"])
    return float(one["mean"]), float(one["lower"]), float(one["upper"])
