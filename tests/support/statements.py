"""Linear statements on single teams that a reader forms from what a run leaves.

Unknown are, by survey and team, the number of people; by construct and team, the level, and its parts in the three
thirds (the mean over posterior draws of the level where the team is in the third, and 0 elsewhere: a third's mean is
exactly the sum of these parts over its size); and by item and team, how many answered. Keys of unknowns are tuples
that begin with `PEOPLE`, `LEVEL`, `PART` or `ANSWERED`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import pandas as pd
from tests.support.written import PAGE_ALONE, Written

from bayeschain.conventions import TIERS, at_wave
from bayeschain.specification import Specification

PEOPLE: Final = "people"
LEVEL: Final = "level"
PART: Final = "part"
ANSWERED: Final = "answered"
type Key = tuple[str, ...]
type Ends = tuple[float, float]
NOTHING: Final = (-np.inf, np.inf)
PAGE_DIGITS: Final = 2
THESE: Final = "these_teams"


@dataclass(frozen=True)
class Statement:
    """A sum of unknowns that lies between two ends; NaN ends where only its terms are known: see `Statements.as_if`."""

    terms: Mapping[Key, float]
    ends: Ends
    where: str


@dataclass
class Statements:
    """All statements of a reader, and what bounds each unknown."""

    sums: list[Statement] = field(default_factory=list)
    bounds: dict[Key, Ends] = field(default_factory=dict)

    def bound(self, key: Key, low: float, high: float) -> None:
        """An unknown lies between two values."""
        before = self.bounds.get(key, NOTHING)
        self.bounds[key] = (max(before[0], low), min(before[1], high))

    def add(self, terms: Mapping[Key, float], value: float, half: float, where: str) -> None:
        """A sum is a value, up to half a unit of its last digit; a missing value states nothing."""
        if np.isfinite(value):
            self.sums.append(Statement(dict(terms), (value - half, value + half), where))

    def as_if(self, keys: list[Key], where: str) -> None:
        """The reader is given the exact sum of some unknowns, which no file has."""
        self.sums.append(Statement(dict.fromkeys(keys, 1.0), (np.nan, np.nan), where))


@dataclass(frozen=True)
class Beside:
    """What a reader knows from elsewhere: an organisation chart, and whatever else is thought to be known.

    Parameters
    ----------
    unit_of : mapping of str to str
        Unit of each team.
    third : mapping of str to tuple of float
        Chances of the thirds by team, also of teams that are withheld: more than anybody is told.
    """

    unit_of: Mapping[str, str] = field(default_factory=dict)
    third: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


def statements(written: Written, specification: Specification, beside: Beside | None = None) -> Statements:
    """All statements of one run; those of two runs on the same unknowns are made by `together`."""
    made, beside = Statements(), beside or Beside()
    makers: list[Callable[[Statements, Written, Specification, Beside], None]] = [
        _teams,
        _samples,
        _overall,
        _thirds,
        _units,
        _changes,
        _skipped,
    ]
    for maker in makers:
        maker(made, written, specification, beside)
    return made


def together(*several: Statements) -> Statements:
    """Statements of several runs on the same answers; thirds are those of each run, so parts of levels are its own."""
    made = Statements()
    for run, each in enumerate(several):

        def own(key: Key, run: int = run) -> Key:
            return (*key, str(run)) if key[0] == PART else key

        for one in each.sums:
            made.sums.append(Statement({own(key): weight for key, weight in one.terms.items()}, one.ends, one.where))
        for key, ends in each.bounds.items():
            made.bound(own(key), *ends)
    return made


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows by the name of the column."""
    names = [str(name) for name in frame.columns]
    return [dict(zip(names, row, strict=True)) for row in frame.itertuples(index=False, name=None)]


def over(kind: str, name: str, teams: Iterable[str], weight: float = 1.0, *tier: str) -> dict[Key, float]:
    """A sum over teams."""
    return {(kind, name, team, *tier): weight for team in teams}


def half_unit(value: float) -> float:
    """Half a unit of the sixth digit, to which tables are rounded."""
    return 0.5 * 10.0 ** (np.floor(np.log10(abs(value))) - 5) if value else 0.0


def _teams(made: Statements, written: Written, specification: Specification, beside: Beside) -> None:
    scale = {each.name: each.scale for each in specification.constructs}
    for row in records(written.table("teams")):
        team, construct, survey = str(row["team"]), str(row["construct"]), row["survey"]
        made.bound((LEVEL, construct, team), *(scale[construct] or NOTHING))
        if np.isfinite(row["mean"]):
            half = half_unit(row["mean"])
            made.bound((LEVEL, construct, team), row["mean"] - half, row["mean"] + half)
        if not isinstance(survey, str):
            continue
        if row["status"] == "not reached":
            made.bound((PEOPLE, survey, team), 0.0, 0.0)
        elif np.isfinite(row["respondents"]):
            made.bound((PEOPLE, survey, team), row["respondents"], row["respondents"])
        else:
            made.bound((PEOPLE, survey, team), 1.0, np.inf)


def _names(written: Written) -> list[str]:
    return list(dict.fromkeys(written.table("teams")["team"].astype(str)))


def _samples(made: Statements, written: Written, specification: Specification, beside: Beside) -> None:
    names = _names(written)
    for row in records(written.table("sample")):
        everybody = over(PEOPLE, row["survey"], names)
        made.add(everybody, row["respondents"], 0.0, f"respondents of {row['survey']}")
    teams = written.table("teams").drop_duplicates(["team", "survey"])
    for row in records(written.table("agreement")):
        survey = specification.construct(row["construct"]).survey
        mine = teams[(teams["survey"] == survey) & (teams["status"] == "shown")]["team"].astype(str)
        made.add(over(PEOPLE, survey or "", mine), row["n_respondents"], 0.0, "agreement")


def _overall(made: Statements, written: Written, specification: Specification, beside: Beside) -> None:
    """Levels over all teams: of the page, and of a third less its distance from all."""
    names = _names(written)
    label = {each.label: each.name for each in specification.constructs}
    for table in written.page:
        for cells in table.rows[1:] if table.caption == PAGE_ALONE else ():
            every = over(LEVEL, label[cells[0]], names, 1.0 / len(names))
            made.add(every, float(cells[2].replace("−", "-")), 0.5 * 10.0**-PAGE_DIGITS, "levels of the page")
    for row in _these(written.table("tiers")):
        every = over(LEVEL, row["construct"], names, 1.0 / len(names))
        half = half_unit(row["mean"]) + half_unit(row["gap_points"])
        made.add(every, row["mean"] - row["gap_points"], half, "a third less its distance")


def _these(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [row for row in records(frame) if row["estimand"] == THESE]


def _thirds(made: Statements, written: Written, specification: Specification, beside: Beside) -> None:
    """Means of thirds, and gaps between two of them, in the parts of each team."""
    names = _names(written)
    chances = [f"prob_{tier}" for tier in TIERS]
    shown_teams = written.table("teams").dropna(subset=chances)
    told = {str(row["team"]): tuple(row[name] for name in chances) for row in records(shown_teams)} | {**beside.third}
    rows = _these(written.table("tiers"))
    size = {str(row["tier"]): float(row["teams"]) for row in rows}
    gaps = written.table("whatif").dropna(subset=["gap"])
    gaps = gaps[gaps["unit"] == "points"].drop_duplicates("changed")
    shown = list(dict.fromkeys([*(str(row["construct"]) for row in rows), *gaps["changed"]])) if rows else []
    for construct in shown:
        low, high = specification.construct(construct).scale or NOTHING
        for team in names:
            parts: dict[Key, float] = {(PART, construct, team, tier): 1.0 for tier in TIERS}
            made.sums.append(Statement(parts | over(LEVEL, construct, [team], -1.0), (0.0, 0.0), "parts of a level"))
            for tier, p in zip(TIERS, told.get(team, (np.nan,) * len(TIERS)), strict=True):
                ends = sorted((low * p, high * p)) if p > 0.0 else (min(low, 0.0), max(high, 0.0))
                made.bound((PART, construct, team, tier), *((0.0, 0.0) if p == 0.0 else ends))
    for row in rows:
        construct, tier = str(row["construct"]), str(row["tier"])
        third = over(PART, construct, names, 1.0 / size[tier], tier)
        made.add(third, row["mean"], half_unit(row["mean"]), f"mean of the {tier} third")
    options = specification.tiers
    for row in records(gaps) if rows else ():
        assert options is not None  # there are thirds
        best, worst = (TIERS[-1], TIERS[0])[:: 1 if specification.construct(options.by).better == "high" else -1]
        terms = over(PART, row["changed"], names, 1.0 / size[best], best)
        terms |= over(PART, row["changed"], names, -1.0 / size[worst], worst)
        made.add(terms, row["gap"], half_unit(row["gap"]), "gap between thirds")


def _units(made: Statements, written: Written, specification: Specification, beside: Beside) -> None:
    """A unit's level is no sum of its teams'; a reader is given that sum where the unit is shown, and its people."""
    units = written.table("units")
    for unit in units.loc[units["status"] == "shown", "unit_of_teams"].unique():
        members = [team for team, of in beside.unit_of.items() if of == unit]
        for construct in units["construct"].unique():
            made.as_if([(LEVEL, construct, team) for team in members], f"teams of {unit}")
        for survey in specification.surveys:
            made.as_if([(PEOPLE, survey, team) for team in members], f"people of {unit}")


def _changes(made: Statements, written: Written, specification: Specification, beside: Beside) -> None:
    """Levels, wave by wave, of the teams with answers in both; changes of single teams."""
    status = {(row["construct"], str(row["team"])): row["status"] for row in records(written.table("teams"))}
    for row in _these(written.table("wave_changes")):
        ends = {when: at_wave(str(row["construct"]), str(row[f"wave_{when}"])) for when in ("before", "after")}
        both = [t for t in _names(written) if all(status[name, t] != "not reached" for name in ends.values())]
        assert len(both) == row["teams"]
        for when, name in ends.items():
            level = float(row[f"level_{when}"])
            terms = over(LEVEL, name, both, 1.0 / len(both))
            made.add(terms, level, half_unit(level), f"teams of both waves {when}")
    for row in records(written.table("wave_teams")):
        names = [at_wave(row["construct"], str(row[f"wave_{when}"])) for when in ("before", "after")]
        terms = {(LEVEL, names[1], str(row["team"])): 1.0, (LEVEL, names[0], str(row["team"])): -1.0}
        made.add(terms, row["mean"], half_unit(row["mean"]), "change of a team")


def _skipped(made: Statements, written: Written, specification: Specification, beside: Beside) -> None:
    """How many answered an item, in all; of a team no more than its people."""
    names = _names(written)
    for row in records(written.table("missing")):
        item, survey = f"{row['survey']}.{row['item']}", str(row["survey"])
        made.add(over(PEOPLE, survey, names), row["respondents"], 0.0, "respondents of an item")
        for team in names:
            made.bound((ANSWERED, item, team), 0.0, np.inf)
            terms = over(PEOPLE, survey, [team]) | over(ANSWERED, item, [team], -1.0)
            made.sums.append(Statement(terms, (0.0, np.inf), "no more than its people"))
        made.add(over(ANSWERED, item, names), row["answered"], 0.0, f"answered {item}")
        few = str(row["missing"])
        if few.startswith("<"):
            everybody = over(PEOPLE, survey, names)
            skipped = everybody | over(ANSWERED, item, names, -1.0)
            made.sums.append(Statement(skipped, (1.0, float(few[1:]) - 1.0), f"few skipped {item}"))
