"""Power and precision of a design: how wide the intervals are, and how often the right thing stands first."""

from typing import Final

import numpy as np
import pandas as pd

from bayeschain.conventions import ESTIMANDS, TIERS
from bayeschain.experiments.coverage import REPLICATE, TRUTHS, Rows
from bayeschain.experiments.first import OURS

SURE: Final = 0.9
"""Posterior probability from which a first driver counts as told apart."""

SIGNED: Final = ("path", "total, standardised")


def precision(rows: Rows) -> pd.DataFrame:
    """Precision of each reported quantity, by condition.

    Returns
    -------
    DataFrame
        By condition, ``kind`` and ``quantity``: ``data_sets``; ``truth``, its median over data sets; ``width``, the
        median of the 90 % intervals'; ``coverage``; and for paths and totals ``chance_of_sign``, the share of data sets
        whose interval leaves out 0.
    """
    table = rows.table[rows.table["method"] == OURS]
    leaves_out = ((table["lower"] > 0.0) | (table["upper"] < 0.0)).astype(float)
    table = table.assign(
        covered=((table["truth"] >= table["lower"]) & (table["truth"] <= table["upper"])).astype(float),
        width=table["upper"] - table["lower"],
        signed=leaves_out.where(table["kind"].isin(SIGNED)),
    )
    return (
        table.groupby([*rows.labels, "kind", "quantity"], sort=False)
        .agg(
            data_sets=(REPLICATE, "nunique"),
            truth=("truth", "median"),
            width=("width", "median"),
            coverage=("covered", "mean"),
            chance_of_sign=("signed", "mean"),
        )
        .reset_index()
    )


def chances(rows: Rows, outcome: str) -> pd.DataFrame:
    """What a user hopes for, by condition.

    Parameters
    ----------
    rows : Rows
    outcome : str
        Construct whose tiers should separate.

    Returns
    -------
    DataFrame
        By condition: ``data_sets``; ``total_width``, the median width of the 90 % intervals of standardised total
        effects; ``first_driver``, how often the true first driver ranks first, and ``first_driver_sure`` with a
        probability of at least 90 %; ``averages_first_driver``, how often regression on team averages puts it first;
        ``tiers_separate``, how often the intervals of the outcome in the highest and the lowest tier of these teams do
        not overlap. NaN where a model has no such thing.
    """
    ours = rows.table[rows.table["method"] == OURS]
    totals = ours[ours["kind"] == "total, standardised"]
    widths = (totals["upper"] - totals["lower"]).groupby([totals[name] for name in rows.labels], sort=False).median()
    found = pd.DataFrame({"total_width": widths})
    found.insert(0, "data_sets", rows.table.groupby(list(rows.labels), sort=False)[REPLICATE].nunique())
    first = rows.first[rows.first["true"] != ""] if len(rows.first) else pd.DataFrame()
    for column in ("first_driver", "first_driver_sure", "averages_first_driver"):
        found[column] = np.nan
    if len(first):
        right = pd.DataFrame(
            {
                "first_driver": first[OURS] == first["true"],
                "first_driver_sure": (first[OURS] == first["true"]) & (first["prob_first"] >= SURE),
                "averages_first_driver": first["averages"] == first["true"],
            }
        ).astype(float)
        found.update(right.groupby([first[name] for name in rows.labels], sort=False).mean())
    found["tiers_separate"] = _separate(ours, rows.labels, outcome)
    return found.reset_index()


def _separate(ours: pd.DataFrame, labels: tuple[str, ...], outcome: str) -> pd.Series:
    part = ours[ours["kind"] == f"tier ratio, {ESTIMANDS[0]}"]
    by = [*labels, REPLICATE]
    low, high = (part[part["quantity"] == f"{outcome}, {tier}"].set_index(by) for tier in (TIERS[0], TIERS[-1]))
    apart = ((high["lower"] > low["upper"]) | (high["upper"] < low["lower"])).astype(float)
    return apart.groupby(level=list(range(len(labels))), sort=False).mean()


def condition(row: pd.Series, labels: tuple[str, ...]) -> str:
    """Name of a condition in words, without the number of teams."""
    return ", ".join(
        f"{row[name]} {name}" if name not in ("icc", "paths") else f"{name} {row[name]}"
        for name in labels
        if name not in ("teams", TRUTHS) and row[name] != ""
    )
