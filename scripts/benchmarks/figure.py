"""The figure: growth of the log-density, and effective draws a second."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
from matplotlib.figure import Figure
from scripts.benchmarks import kernel, usual
from scripts.benchmarks.bars import ESS, REACHED
from scripts.benchmarks.contender import BAYESCHAIN, USUAL
from scripts.benchmarks.results import number

BLUE, ORANGE, GREY = "#1f5fa8", "#c8641e", "#8a8a8a"


def draw(table: pd.DataFrame, path: Path) -> None:
    """Write the figure as SVG, the same bytes for the same numbers."""
    with mpl.rc_context({"svg.hashsalt": "benchmark", "svg.fonttype": "path", "font.size": 9}):
        figure = Figure(figsize=(10, 6.4), layout="constrained")
        axes = figure.subplots(2, 2)
        growth(axes[0, 0], table, " teams, no two of one size", BLUE, "all sizes different")
        growth(axes[0, 0], table, " teams", ORANGE, "sizes as in the case")
        axes[0, 0].set(xscale="log", yscale="log", xlabel="teams", ylabel="µs", title="Log-density and gradient: teams")
        axes[0, 0].legend(frameon=False)
        growth(axes[0, 1], table, " respondents", BLUE, "")
        axes[0, 1].set(xscale="log", xlabel="respondents of the same teams", ylabel="µs", title="… respondents")
        axes[0, 1].set_ylim(0.0, 1.2 * axes[0, 1].get_ylim()[1])
        growth(axes[1, 0], table, " constructs", BLUE, "")
        axes[1, 0].set(xlabel="constructs", ylabel="µs", title="… constructs, 42 teams", xticks=kernel.CONSTRUCTS)
        axes[1, 0].set_ylim(bottom=0)
        contenders(axes[1, 1], table)
        for each in axes.flat:
            each.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, metadata={"Date": None})


def growth(axes: Any, table: pd.DataFrame, words: str, colour: str, label: str) -> None:
    """Microseconds of the subjects "<size><words>" by size."""
    of = table[(table["part"] == kernel.PART) & table["subject"].str.fullmatch(r"\d+" + words)]
    if not of.empty:
        sizes = of["subject"].str.extract(r"^(\d+)")[0].astype(int)
        axes.plot(sizes, of["value"].astype(float), "o-", color=colour, label=label, markersize=4)


def contenders(axes: Any, table: pd.DataFrame) -> None:
    """Effective draws a second of both models."""
    values = [number(table, usual.PART, name, ESS) for name in (USUAL, BAYESCHAIN)]
    axes.set(title="The case: least effective draws of a path a second", xlabel="1/s")
    found = [value or 0.0 for value in values]
    bars = axes.barh(["usual PyMC model", "bayeschain"], found, color=[GREY, BLUE])
    axes.bar_label(bars, [f"{value:.3g}" if value else "not measured" for value in values], padding=3)
    axes.margins(x=0.15)
    times = [number(table, usual.PART, name, REACHED) for name in (USUAL, BAYESCHAIN)]
    words = [f"{time:.0f} s" if time else usual.NEVER for time in times]
    axes.text(
        0.98,
        0.24,
        f"To R-hat < 1.01 and ESS > 400,\ncompiling included:\nusual {words[0]}, bayeschain {words[1]}",
        transform=axes.transAxes,
        ha="right",
        va="center",
    )
