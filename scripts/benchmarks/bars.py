"""The bars that the package sets itself, and where the measured numbers stand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd
from scripts.benchmarks import end_to_end, kernel, lavaan, many_fits, many_teams, reading, usual
from scripts.benchmarks.contender import BAYESCHAIN, USUAL
from scripts.benchmarks.results import number

ESS: Final = "least ESS of a path a second of sampling"
REACHED: Final = "the same with compiling, full caches"


@dataclass(frozen=True)
class Bar:
    """One bar.

    Parameters
    ----------
    words : str
        What is asked.
    limit : float
    at_least : bool
        Whether more is better.
    unit : str
    measured : callable
        The number from the result file; None where it was not measured.
    """

    words: str
    limit: float
    at_least: bool
    unit: str
    measured: Callable[[pd.DataFrame], float | None]

    def verdict(self, table: pd.DataFrame) -> str:
        """In a word."""
        found = self.measured(table)
        if found is None:
            return "not measured"
        return "met" if (found >= self.limit if self.at_least else found <= self.limit) else "not met"


def one(part: str, subject: str, quantity: str) -> Callable[[pd.DataFrame], float | None]:
    """A number as it stands."""
    return lambda table: number(table, part, subject, quantity)


def ratio(
    above: Callable[[pd.DataFrame], float | None], below: Callable[[pd.DataFrame], float | None]
) -> Callable[[pd.DataFrame], float | None]:
    """One number over another."""

    def found(table: pd.DataFrame) -> float | None:
        a, b = above(table), below(table)
        return None if a is None or b is None else a / b

    return found


def kernel_of(subject: str) -> Callable[[pd.DataFrame], float | None]:
    """Microseconds of one subject."""
    return one(kernel.PART, subject, kernel.TIME)


def fitted(teams: int) -> Callable[[pd.DataFrame], float | None]:
    """Seconds of the fit of a company."""
    return one(many_teams.PART, many_teams.subject(teams), many_teams.SECONDS)


def respondents(table: pd.DataFrame) -> float | None:
    """Slowest over fastest of the numbers of respondents."""
    at = (table["part"] == kernel.PART) & table["subject"].str.endswith(" respondents")
    times = table.loc[at, "value"].astype(float)
    return None if times.empty else float(times.max() / times.min())


LARGEST, FEWEST = kernel.TEAMS[-1], kernel.TEAMS[1]
DISTINCT: Final = "teams, no two of one size"
CPU_ESS: Final = "least ESS of a path a CPU second of sampling"
RATIO: Final = ratio(one(usual.PART, BAYESCHAIN, ESS), one(usual.PART, USUAL, ESS))
CPU_RATIO: Final = ratio(one(usual.PART, BAYESCHAIN, CPU_ESS), one(usual.PART, USUAL, CPU_ESS))
BARS: Final = (
    Bar("effective draws a second over those of the usual PyMC model", 100.0, True, "times", RATIO),
    Bar("the same by CPU seconds", 100.0, True, "times", CPU_RATIO),
    Bar("log-density and gradient on the case", 200.0, False, "µs",
        kernel_of("case, whole posterior in the sampler's callback")),
    Bar("one more team, 13 constructs, all sizes different", 4.0, False, "µs",
        kernel_of(f"one more of 100 {DISTINCT}")),
    Bar(f"{LARGEST} teams over {FEWEST}, all sizes different", LARGEST / FEWEST, False, "times",
        ratio(kernel_of(f"{LARGEST} {DISTINCT}"), kernel_of(f"{FEWEST} {DISTINCT}"))),
    Bar(f"fitted and summarised: {many_teams.TEAMS[-1]} teams over {many_teams.TEAMS[-2]}",
        many_teams.TEAMS[-1] / many_teams.TEAMS[-2], False, "times",
        ratio(fitted(many_teams.TEAMS[-1]), fitted(many_teams.TEAMS[-2]))),
    Bar(f"fitted and summarised: {many_teams.TEAMS[-2]} teams over {many_teams.TEAMS[0]}",
        many_teams.TEAMS[-2] / many_teams.TEAMS[0], False, "times",
        ratio(fitted(many_teams.TEAMS[-2]), fitted(many_teams.TEAMS[0]))),
    Bar("a hundred times the respondents: slowest over fastest", 1.1, False, "times", respondents),
    Bar("army model, sampled and summarised, over lavaan's estimate", 1.0, False, "times",
        ratio(one(lavaan.PART, lavaan.OURS, lavaan.TOTAL), one(lavaan.PART, lavaan.LAVAAN, lavaan.ESTIMATE))),
    Bar("first run ever, report included", 90.0, False, "s",
        one(end_to_end.PART, end_to_end.RUN, "first ever, empty caches")),
    Bar("later runs, report included", 25.0, False, "s", one(end_to_end.PART, end_to_end.RUN, "later, full caches")),
    Bar("import bayeschain", 1.0, False, "s",
        one(end_to_end.PART, end_to_end.IMPORT, "seconds beyond starting Python")),
    Bar("1000 fits of a chain of 5 constructs, 40 teams", 15.0, False, "min",
        one(many_fits.PART, f"{many_fits.PROJECTED} fits, projected", "minutes, starting included")),
    Bar("reading a million respondents", 20.0, False, "s", one(reading.PART, reading.SUBJECT, "to moments")),
    Bar("memory for it", 2048.0, False, "MiB", one(reading.PART, reading.SUBJECT, "peak memory of the process")),
    Bar("the same from Parquet", 20.0, False, "s", one(reading.PART, reading.PARQUET_SUBJECT, "to moments")),
    Bar("memory for it, from Parquet", 2048.0, False, "MiB",
        one(reading.PART, reading.PARQUET_SUBJECT, "peak memory of the process")),
)  # fmt: skip
