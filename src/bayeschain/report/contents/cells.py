"""What several tables and sentences need."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import xarray as xr

from bayeschain.disclosure import Released
from bayeschain.report.contents.parts import Table
from bayeschain.report.wording import Wording


def table(caption: str, columns: Sequence[tuple[str, bool]], rows: Iterable[Sequence[str]], note: str = "") -> Table:
    """Make a table from columns given as (heading, whether numbers)."""
    header, numeric = (tuple(each) for each in zip(*columns, strict=True))
    return Table(caption, header, tuple(tuple(row) for row in rows), numeric, note)


def rows_of(data: xr.Dataset) -> list[dict[str, Any]]:
    """Rows of data along their only dimension, each with plain numbers and words by name."""
    (dim,) = data.dims
    names = [str(name) for name, each in data.variables.items() if each.dims == (dim,)]
    columns = [data[name].values.tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def estimate(one: xr.Dataset | Mapping[str, Any], say: Wording, digits: int = 2) -> str:
    """Mean and interval of a summary: 0.42 (0.21 to 0.60)."""
    mean, lower, upper = (float(one[each]) for each in ("mean", "lower", "upper"))
    if not np.isfinite(mean):
        return say.number(mean)
    return say.say("{mean} ({interval})", mean=say.number(mean, digits), interval=say.interval(lower, upper, digits))


def told(one: xr.Dataset | Mapping[str, Any], say: Wording) -> str:
    """Say whether the data tell of it."""
    return say.say("yes") if bool(one["data_informative"]) else say.say("no")


def direct_effects(released: Released, scale: str = "standardised") -> xr.Dataset:
    """Effects of the arrows, in the order of the chain."""
    effects = released.effects.sel(scale=scale)
    return effects.isel(effect=np.flatnonzero(effects["kind"] == "direct"))


def kind_of_interval(released: Released, say: Wording) -> str:
    """Mass of the intervals in words."""
    return say.say("{mass} interval", mass=say.percent(100.0 * released.mass))


def scale_of(released: Released, name: str, say: Wording) -> str:
    """Response scale of a construct in words."""
    scale = released.specification.construct(name).scale
    if scale is None:
        return say.say("its own units")
    return say.say("{low} to {high}", low=say.plain(scale[0]), high=say.plain(scale[1]))


def caution(say: Wording) -> str:
    """Caution that goes with every word of effect."""
    return say.say("Cross-sectional data: read “effect” as “how teams differ, if the arrows are right”.")
