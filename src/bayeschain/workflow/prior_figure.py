"""The prior predictive as a picture: what a model file assumes before any answer is read."""

from pathlib import Path
from typing import Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from bayeschain.errors import InputError, RunError
from bayeschain.report.figures.export import svg
from bayeschain.report.figures.style import (
    BAND,
    BLUE,
    INK,
    MUTED,
    SMALL,
    TEXT,
    WIDE,
    Chart,
    bare,
    figure_of,
    png,
    style,
)
from bayeschain.specification import Specification
from bayeschain.workflow.before import CORRELATION, TIER, prior_values
from bayeschain.workflow.pictures import picture_problems

COLUMNS: Final = 3
HEIGHT: Final = 1.75
BINS: Final = 40
CUT: Final = 0.01
"""Share of the draws beyond each end of the axis of a tier ratio, which has no bound."""


def plot_prior(
    specification: Specification, ax: Axes | None = None, *, quantity: str | None = None, width: float = WIDE
) -> Figure:
    """Draw what the priors imply: ICCs, arrows, R2, correlations, total effects, the gap between tiers.

    Parameters
    ----------
    specification : Specification
        The model file; its priors count.
    ax : Axes, optional
        Where; a figure of its own where not given. It has room for one quantity.
    quantity : str, optional
        One of those of `prior_predictive`; all where nothing is given, or the first where `ax` is.
    width : float
        Width of a new figure in inches.

    Returns
    -------
    Figure
        A histogram for each quantity, with its median and the interval that the model file asks for.

    Raises
    ------
    ValueError
        The model has no such quantity.
    """
    values = prior_values(specification)
    wanted = next(iter(values)) if quantity is None and ax is not None else quantity
    shown = {name: held for name, held in values.items() if wanted in (None, name)}
    if not shown:
        raise ValueError(f"the model has no quantity '{wanted}'")
    mass = specification.report.interval
    with style():
        if ax is not None:
            name, held = next(iter(shown.items()))
            _draw(ax, name, held, mass)
            return figure_of(ax)
        rows = -(-len(shown) // COLUMNS)
        figure = Chart(figsize=(width, rows * HEIGHT + 0.25))
        axes = figure.subplots(rows, COLUMNS, squeeze=False).ravel()
        for each, (name, held) in zip(axes, shown.items(), strict=False):
            _draw(each, name, held, mass)
        for each in axes[len(shown) :]:
            each.remove()
        figure.subplots_adjust(left=0.03, right=0.97, top=1.0 - 0.35 / (rows * HEIGHT), bottom=0.14, hspace=0.75)
        return figure


def save_prior(specification: Specification, path: str | Path, *, overwrite: bool = False) -> Path:
    """Write the picture of the priors.

    Parameters
    ----------
    specification : Specification
        The model file.
    path : str or Path
        File to write: .svg or .png.
    overwrite : bool
        Replace a file.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        The file is neither, or exists.
    RunError
        It cannot be written.
    """
    path = Path(path)
    if problems := picture_problems(path, overwrite=overwrite):
        raise InputError(problems)
    drawn = plot_prior(specification)
    content = svg(drawn).encode() if path.suffix.lower() == ".svg" else png(drawn)
    beside = path.with_name(f".{path.name}.partial")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise RunError(f"{path} could not be written ({error.strerror}); nothing was written.") from error
    return path


def _draw(ax: Axes, name: str, values: NDArray[np.float64], mass: float) -> None:
    bare(ax)
    tail = 0.5 * (1.0 - mass)
    lower, median, upper = np.quantile(values, [tail, 0.5, 1.0 - tail])
    low, high = _ends(name, values)
    ax.hist(np.clip(values, low, high), bins=BINS, range=(low, high), color=BAND, zorder=1)
    height = ax.get_ylim()[1]
    ax.plot([lower, upper], [0.0, 0.0], color=BLUE, linewidth=3.0, solid_capstyle="butt", clip_on=False, zorder=3)
    ax.plot([median], [0.0], "o", color=BLUE, markersize=5.0, clip_on=False, zorder=4)
    ax.set_xlim(low, high)
    ax.set_ylim(0.0, height)
    ax.set_title(name, fontsize=SMALL, color=INK, loc="left", pad=14)
    digits = 0 if name == TIER else 2
    told = f"{median:.{digits}f} ({lower:.{digits}f} to {upper:.{digits}f})"
    ax.text(0.0, 1.03, told, transform=ax.transAxes, fontsize=SMALL, color=MUTED, va="bottom")
    ax.tick_params(axis="x", labelsize=TEXT - 1.0)


def _ends(name: str, values: NDArray[np.float64]) -> tuple[float, float]:
    if name == TIER:
        low, high = np.quantile(values, [CUT, 1.0 - CUT])
        return float(low), float(high)
    return (-1.0, 1.0) if name == CORRELATION else (0.0, 1.0)
