"""Tables of a recovery study: coverage, bias, error and width by condition; how often the first driver is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from bayeschain.experiments.first import OURS
from bayeschain.experiments.recover import Recovering
from bayeschain.experiments.tasks import Record, results

REPLICATE: Final = "replicate"
TRUTHS: Final = "truth_from"


@dataclass(frozen=True)
class Rows:
    """All rows of a recovery study, with the columns of each cell's labels before them.

    Parameters
    ----------
    table : DataFrame
        One row a data set, method and quantity, as `Recovered.table` has them.
    first : DataFrame
        One row a data set and stage, as `Recovered.first` has them.
    data_sets : DataFrame
        One row a data set: ``divergences``, NaN where the replicate failed.
    labels : tuple of str
        Columns that name the cell.
    """

    table: pd.DataFrame
    first: pd.DataFrame
    data_sets: pd.DataFrame
    labels: tuple[str, ...]


def rows_of(job: Recovering, records: Sequence[Record]) -> Rows:
    """Rows of all data sets that were done."""
    done = results(records)
    names = [{TRUTHS: cell.truths} | dict(cell.labels) for cell in job.cells]
    labels = tuple(dict.fromkeys(key for each in names for key in each))
    named = [dict.fromkeys(labels, "") | each for each in names]

    def gather(part: str) -> pd.DataFrame:
        frames = [
            pd.DataFrame(result[part]).assign(**named[task.cell], replicate=task.replicate) for task, result in done
        ]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()

    data_sets = pd.DataFrame(
        [
            named[each.task.cell]
            | {REPLICATE: each.task.replicate, "divergences": each.result.get("divergences", np.nan)}
            for each in records
        ]
    )
    return Rows(gather("table"), gather("first"), data_sets, labels)


def coverage(rows: Rows, *, pooled: bool = False) -> pd.DataFrame:
    """How close a method comes, by condition and kind of quantity.

    Parameters
    ----------
    rows : Rows
    pooled : bool
        Over all conditions with truths of one origin.

    Returns
    -------
    DataFrame
        By condition, ``kind`` and ``method``: ``data_sets`` and ``quantities``; ``estimated``, the share of quantities
        that the method has an estimate of; ``coverage``, the share of intervals that hold the truth, NaN without any;
        ``bias`` and ``rmse`` of the estimates, and ``median_error``, which a few wild ones do not rule: the median of
        their absolute errors; ``width``, the median of the intervals'. Errors are in the unit of the
        kind: paths and standardised totals in team-level SDs, tier ratios in percent, ranks in places.
    """
    table = rows.table
    known = table["lower"].notna()
    table = table.assign(
        covered=((table["truth"] >= table["lower"]) & (table["truth"] <= table["upper"])).astype(float).where(known),
        error=table["estimate"] - table["truth"],
        width=table["upper"] - table["lower"],
    )
    by = [TRUTHS, "kind", "method"] if pooled else [*rows.labels, "kind", "method"]
    return (
        table.groupby(by, sort=False)
        .agg(
            data_sets=(REPLICATE, "nunique"),
            quantities=("quantity", "size"),
            estimated=("estimate", _known),
            coverage=("covered", "mean"),
            bias=("error", "mean"),
            rmse=("error", _root_mean_square),
            median_error=("error", _median_absolute),
            width=("width", "median"),
        )
        .reset_index()
    )


def first_shares(rows: Rows, *, pooled: bool = False) -> pd.DataFrame:
    """How often the first driver of a method is the true one, by condition.

    Returns
    -------
    DataFrame
        By condition: ``data_sets`` that have a true first driver; the share in which each method found it, counting a
        method without an estimate as wrong; ``prob_first``, the mean posterior probability of the true one. No row
        where no stage has drivers to rank.
    """
    # a chain whose stages have a single cause each ranks nothing
    none = pd.DataFrame(columns=[*rows.labels, "true", OURS, "prob_first"])
    first = rows.first[rows.first["true"] != ""] if len(rows.first) else none
    methods = [name for name in first.columns if name in (OURS, "averages", "corrected", "likelihood", "lavaan")]
    right = first.assign(**{name: (first[name] == first["true"]).astype(float) for name in methods})
    by = [TRUTHS] if pooled else list(rows.labels)
    means = {name: (name, "mean") for name in (*methods, "prob_first")}
    return right.groupby(by, sort=False).agg(data_sets=("true", "size"), **means).reset_index()


def _known(values: pd.Series) -> float:
    return float(values.notna().mean())


def _median_absolute(values: pd.Series) -> float:
    return float(values.abs().median())


def _root_mean_square(values: pd.Series) -> float:
    return float(np.sqrt((values**2).mean()))
