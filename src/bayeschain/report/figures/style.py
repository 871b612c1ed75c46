"""One look for all figures: colours, sizes, and figures that no global state knows."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from io import BytesIO
from typing import Any, Concatenate, Final

import matplotlib as mpl
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bayeschain.checks import verdicts
from bayeschain.disclosure import Released, protect

WIDE: Final = 9.2
"""Width in inches of a figure beside text."""

NARROW: Final = 3.7
"""Width in inches of a figure on a phone."""

INK: Final = "#1f2328"
MUTED: Final = "#57606a"
FAINT: Final = "#d0d7de"
BAND: Final = "#dde2e8"
SURFACE: Final = "#ffffff"
# After Okabe & Ito (2008), which the colour-blind can tell apart; the lighter ones are darkened until they stand out
# from the page by 3 to 1 (WCAG 2.2, criterion 1.4.11)
BLUE: Final = "#0072b2"
VERMILLION: Final = "#d55e00"
ORANGE: Final = "#b87400"
SKY: Final = "#3a93cc"
GREEN: Final = "#009e73"
PURPLE: Final = "#c0669a"
GREY: Final = "#7d8590"

ROLES: Final = {
    "ink": INK,
    "muted": MUTED,
    "faint": FAINT,
    "band": BAND,
    "surface": SURFACE,
    "blue": BLUE,
    "vermillion": VERMILLION,
    "orange": ORANGE,
    "sky": SKY,
    "green": GREEN,
    "purple": PURPLE,
    "grey": GREY,
}
"""Name of each colour; the report maps these to other colours on a dark screen."""

TEXT: Final = 9.0
SMALL: Final = 8.25
"""Font sizes in points."""

SURE: Final = 0.95
LIKELY: Final = 0.8
"""A direction is sure, or likely, with at least this probability."""

RC: Final[dict[str, Any]] = {
    "font.family": ["DejaVu Sans"],
    "font.size": TEXT,
    "text.color": INK,
    "text.parse_math": False,
    "axes.edgecolor": FAINT,
    "axes.labelcolor": MUTED,
    "axes.labelsize": TEXT,
    "axes.facecolor": "none",
    "axes.linewidth": 0.8,
    "axes.unicode_minus": True,
    "axes.formatter.use_mathtext": False,
    "axes.formatter.useoffset": False,
    "xtick.color": FAINT,
    "xtick.labelcolor": MUTED,
    "xtick.labelsize": TEXT,
    "xtick.major.size": 0.0,
    "ytick.color": FAINT,
    "ytick.labelcolor": MUTED,
    "ytick.labelsize": TEXT,
    "ytick.major.size": 0.0,
    "legend.frameon": False,
    "legend.fontsize": TEXT,
    "figure.facecolor": SURFACE,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "bayeschain",
    "path.simplify": False,
    # letters are drawn at the size of print, where fitting them to pixels takes longer and does not show
    "text.hinting": "none",
}


PNG_DPI: Final = 160

BACKEND: Final = "module://bayeschain.report.figures.canvas"


class Chart(Figure):
    """Figure that a notebook shows by itself, as the report has it and without pyplot."""

    def _repr_png_(self) -> bytes:
        return png(self)


@contextmanager
def style() -> Iterator[None]:
    """Style of the house; the user's settings are as they were afterwards."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(RC)  # type: ignore[arg-type]
        yield


type Drawing[**P] = Callable[Concatenate[Released, P], Figure]
type Public[**P] = Callable[Concatenate[xr.DataTree | Released, P], Figure]


def chart[**P](draw: Drawing[P]) -> Public[P]:
    """Make a drawing function take a fit as well as what was released of one, and draw in the style of the house."""
    return _drawn_of(draw, protect)


def judged_chart[**P](draw: Drawing[P]) -> Public[P]:
    """Do the same for a figure of the checks: a fit is checked first."""
    return _drawn_of(draw, lambda fit: protect(fit, verdicts(fit)))


def _drawn_of[**P](draw: Drawing[P], release: Callable[[xr.DataTree], Released]) -> Public[P]:
    @wraps(draw)
    def drawn(fit: xr.DataTree | Released, /, *args: P.args, **kwargs: P.kwargs) -> Figure:
        released = fit if isinstance(fit, Released) else release(fit)
        with style():
            return draw(released, *args, **kwargs)

    return drawn


def png(figure: Figure, dpi: float = PNG_DPI) -> bytes:
    """PNG image of a figure on white."""
    buffer = BytesIO()
    with style():
        # compressing harder takes twice the time and saves a tenth
        how: dict[str, Any] = {"metadata": {"Software": None}, "pil_kwargs": {"compress_level": 1}}
        figure.savefig(buffer, format="png", backend=BACKEND, dpi=dpi, facecolor=SURFACE, **how)
    return buffer.getvalue()


def figure_of(ax: Axes) -> Figure:
    """Figure that holds the axes."""
    figure = ax.get_figure(root=True)
    if not isinstance(figure, Figure):
        raise TypeError("the axes belong to no figure")
    return figure


def new_axes(width: float, height: float, margins: tuple[float, float, float, float]) -> Axes:
    """Make axes in a figure of its own.

    Parameters
    ----------
    width, height : float
        Size of the figure in inches.
    margins : tuple of float
        Left, right, top and bottom, in inches.
    """
    left, right, top, bottom = margins
    figure = Chart(figsize=(width, height))
    place = (left / width, bottom / height, (width - left - right) / width, (height - top - bottom) / height)
    return figure.add_axes(place)


def width_of(ax: Axes | None, width: float) -> float:
    """Width in inches that is drawn for: that of the axes where some are given."""
    if ax is None:
        return width
    return float(figure_of(ax).get_size_inches()[0] * ax.get_position().width)


def bare(ax: Axes) -> None:
    """Take away spines and the vertical axis: rows carry their labels themselves."""
    ax.spines[:].set_visible(False)
    ax.yaxis.set_visible(False)
    ax.tick_params(axis="x", pad=3)


def direction_colour(prob_positive: float) -> str:
    """Colour of an effect: blue for positive, vermillion for negative, grey where the direction is open."""
    if max(prob_positive, 1.0 - prob_positive) < LIKELY:
        return GREY
    return BLUE if prob_positive > 0.5 else VERMILLION
