"""What the checks say, without what belongs to a single team."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.checks.calibration import PIT, PIT_COLUMNS
from bayeschain.checks.leave_one_out import CHECK as LEAVE_ONE_OUT
from bayeschain.checks.leave_one_out import COLUMNS as LEAVE_ONE_OUT_COLUMNS
from bayeschain.checks.likelihood import CHECK as LIKELIHOOD
from bayeschain.checks.likelihood import COLUMNS as LIKELIHOOD_COLUMNS
from bayeschain.checks.missing_arrows import CHECK as MISSING_ARROWS
from bayeschain.checks.missing_arrows import COLUMNS as ARROW_COLUMNS
from bayeschain.checks.predictive import CHECK as PREDICTIVE
from bayeschain.checks.predictive import COLUMNS as PREDICTIVE_COLUMNS
from bayeschain.checks.predictive import COUNTS
from bayeschain.checks.sensitivity import CHECK as SENSITIVITY
from bayeschain.checks.sensitivity import COLUMNS as SENSITIVITY_COLUMNS
from bayeschain.checks.statistics import FARTHEST, SHARE
from bayeschain.checks.verdict import Verdict

DIAGNOSTICS: Final = ("quantity", "role", "rhat", "ess_bulk", "ess_tail")
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    PREDICTIVE: PREDICTIVE_COLUMNS,
    MISSING_ARROWS: ARROW_COLUMNS,
    PIT: PIT_COLUMNS,
    LEAVE_ONE_OUT: LEAVE_ONE_OUT_COLUMNS,
    SENSITIVITY: SENSITIVITY_COLUMNS,
    LIKELIHOOD: LIKELIHOOD_COLUMNS,
}
"""Columns of a check that may be shown; of any other those of `DIAGNOSTICS`, which say of nothing how high it is."""

LEVELS: Final = np.array([0.001, 0.01, 0.05, 0.1, 1.0])
"""Surprise of a single team is told in these steps only: a p value of its own would give its average away."""


def shown_verdict(verdict: Verdict, withheld: Collection[str], minimum: int) -> Verdict:
    """Verdict with the columns that may be shown, without rows of teams that are withheld and without small shares."""
    wanted = COLUMNS.get(verdict.check, DIAGNOSTICS)
    few = {LIKELIHOOD: _without_few, PREDICTIVE: _without_few_answers}.get(verdict.check)
    own = verdict.table if few is None else few(verdict.table, minimum)
    table = own[[name for name in own.columns if name in wanted]]
    if "team" in table:
        table = table[~table["team"].isin(list(withheld))].reset_index(drop=True)
    return replace(verdict, table=_without_farthest(table) if "statistic" in table else table)


def _without_few_answers(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Shares of ordinal answers without those that fewer people than the minimum gave, or did not give."""
    share = (table["statistic"] == SHARE).to_numpy()
    if not share.any():
        return table
    count, answered = (table[name].to_numpy() for name in COUNTS)
    return _stepped(table, share & ~((count >= minimum) & (answered - count >= minimum)))


def _stepped(table: pd.DataFrame, hidden: NDArray[np.bool_]) -> pd.DataFrame:
    """Statistics without some observed values: last and in an order of their own, their surprise told in steps."""
    levels = LEVELS[np.searchsorted(LEVELS, table["adjusted_p"].to_numpy())]
    out = table.assign(adjusted_p=np.where(hidden, levels, table["adjusted_p"]))
    out.loc[hidden, ["observed", "distance", "p"]] = np.nan
    last = out[hidden].sort_values(["construct", "answer"], kind="stable")
    return pd.concat([out[~hidden], last], ignore_index=True)


def _without_farthest(table: pd.DataFrame) -> pd.DataFrame:
    """Statistics without the value of the farthest team, which is the average of one team."""
    return _stepped(table, (table["statistic"] == FARTHEST).to_numpy())


def _without_few(table: pd.DataFrame, minimum: int) -> pd.DataFrame:
    """Shares of answers in whole percent; none where fewer people than the minimum gave the answer, or another one."""
    answered = table["answered"].to_numpy()
    shares = {}
    for name in ("at_lowest", "at_highest"):
        share = table[name].to_numpy()
        count = np.round(share * answered)
        told = (count >= minimum) & (answered - count >= minimum)
        shares[name] = np.where(told, np.round(share, 2), np.nan)
    return table.assign(**shares)
