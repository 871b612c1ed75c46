"""The prior predictive as a picture: what a model file assumes before any answer is read."""

from pathlib import Path
from typing import Any

import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.disclosure import Released
from bayeschain.errors import InputError, RunError
from bayeschain.report import figures
from bayeschain.report.figures.export import svg
from bayeschain.report.figures.priors import draw_implied
from bayeschain.report.figures.style import WIDE, png, style
from bayeschain.report.wording import Wording
from bayeschain.specification import Specification
from bayeschain.summaries.priors import histograms
from bayeschain.workflow.before import prior_values
from bayeschain.workflow.pictures import picture_problems


def plot_prior(
    source: Specification | xr.DataTree | Released,
    ax: Axes | None = None,
    *,
    quantity: str | None = None,
    width: float = WIDE,
) -> Figure:
    """Draw what the priors imply: ICCs, arrows, R², correlations, total effects, thirds and the gap between them.

    Parameters
    ----------
    source : Specification, xarray.DataTree or Released
        A model file, of whose priors draws are made; a fit, which holds such draws; or what `protect` released of it.
    ax : Axes, optional
        Where; a figure of its own where not given. It has room for one quantity.
    quantity : str, optional
        One of icc, arrow, r2, correlation, total, tier and gap; all where nothing is given, or the first where `ax` is.
    width : float
        Width of a new figure in inches.

    Returns
    -------
    Figure
        A histogram for each quantity, with its median and the interval that the model file asks for, in the language
        of the report.

    Raises
    ------
    ValueError
        The model has no such quantity.
    """
    how: dict[str, Any] = {"quantity": quantity, "width": width}
    if not isinstance(source, Specification):
        return figures.plot_prior(source, ax, **how)
    implied = histograms(prior_values(source), source.report.interval)
    with style():
        return draw_implied(implied, Wording(source.report.language), ax, **how)


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
