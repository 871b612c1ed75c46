"""Pictures of studies: how far ranks are from uniform, and what more teams or people would bring."""

from collections.abc import Sequence
from math import ceil
from typing import Final

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.experiments.bands import counts_below
from bayeschain.experiments.power import condition
from bayeschain.experiments.uniformity import Calibration

INK: Final = "#2f3b46"
INSIDE: Final = "#3a6ea5"
OUTSIDE: Final = "#c0392b"
BAND: Final = "#d9e2ea"
COLUMNS: Final = 5
LINES: Final = ("#1b4f72", "#2e86c1", "#85c1e9", "#b9770e", "#7d6608", "#641e16")

PANELS: Final = {
    "total_width": "Width of 90 % intervals\nof standardised totals",
    "first_driver": "Chance that the true first\ndriver ranks first",
    "tiers_separate": "Chance that highest and lowest\ntier of the outcome separate",
}


def calibration_figure(found: Calibration) -> Figure:
    """ECDF of the ranks minus that of uniform ranks, a panel for each kind of quantity, with the simultaneous band."""
    kinds = list(dict.fromkeys(found.table["kind"]))
    rows = ceil(len(kinds) / COLUMNS)
    figure = Figure(figsize=(2.3 * COLUMNS, 1.75 * rows + 0.9), layout="constrained")
    axes = figure.subplots(rows, COLUMNS, sharex=True, sharey=True, squeeze=False).ravel()
    N, band = len(found.ranks), found.band
    below = counts_below(found.ranks.to_numpy(), found.draws)
    low, high = band.lower / N - band.levels, band.upper / N - band.levels
    for ax, kind in zip(axes, kinds, strict=False):
        ax.fill_between(band.levels, low, high, color=BAND, linewidth=0)
        for q in np.flatnonzero((found.table["kind"] == kind).to_numpy()):
            color = INSIDE if found.table["inside"].iloc[q] else OUTSIDE
            ax.plot(band.levels, below[:, q] / N - band.levels, color=color, linewidth=0.7, alpha=0.8)
        ax.set_title(kind.replace("_", " "), fontsize=8, color=INK)
        _bare(ax)
    for ax in axes[len(kinds) :]:
        ax.set_visible(False)
    axes[0].set_ylim(1.6 * float(low.min()), 1.6 * float(high.max()))
    figure.supxlabel("Rank of the truth among posterior draws, 0 to 1", fontsize=9, color=INK)
    figure.supylabel("ECDF minus uniform", fontsize=9, color=INK)
    return figure


def power_figure(table: pd.DataFrame, labels: tuple[str, ...]) -> Figure:
    """What more teams bring, a line for each other condition.

    Parameters
    ----------
    table : DataFrame
        What `power.chances` returned.
    labels : tuple of str
        Columns that name the condition.
    """
    shown = [name for name in PANELS if table[name].notna().any()]
    figure = Figure(figsize=(3.4 * len(shown) + 0.3, 3.4), layout="constrained")
    axes = figure.subplots(1, len(shown), squeeze=False)[0]
    named = table.assign(condition=[condition(row, labels) for _, row in table.iterrows()])
    groups = list(dict.fromkeys(named["condition"]))
    for ax, column in zip(axes, shown, strict=True):
        for color, group in zip(_colors(len(groups)), groups, strict=True):
            part = named[named["condition"] == group]
            teams = part["teams"].astype(int)
            ax.plot(teams, part[column], marker="o", markersize=4, linewidth=1.4, color=color, label=group)
        ax.set_title(PANELS[column], fontsize=9, color=INK)
        ax.set_xlabel("teams", fontsize=9, color=INK)
        ax.set_xticks(sorted(set(named["teams"].astype(int))))
        # A little room below 0, or a line of zeros would hide behind the axis.
        ax.set_ylim(*((0.0, None) if column == "total_width" else (-0.04, 1.05)))
        _bare(ax)
    if any(groups):
        figure.legend(
            *axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, frameon=False, fontsize=8
        )
    return figure


def _colors(count: int) -> Sequence[str]:
    return [LINES[i % len(LINES)] for i in range(count)]


def _bare(ax: Axes) -> None:
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelsize=7, colors=INK)
    ax.grid(axis="y", color="#eeeeee", linewidth=0.6)
    ax.set_axisbelow(True)
