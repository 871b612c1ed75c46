"""The page: one file that needs nothing else."""

from collections.abc import Mapping
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from bayeschain.report.contents import Contents, Fold, Listing, Plot, Table
from bayeschain.report.drawing import Drawing, draw
from bayeschain.report.figures.export import inline_svg

ENVIRONMENT: Final = Environment(
    loader=PackageLoader("bayeschain.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(contents: Contents, drawings: Mapping[str, Drawing] | None = None) -> str:
    """Lay out a report as HTML.

    Parameters
    ----------
    contents : Contents
        What it says.
    drawings : mapping of str to Drawing, optional
        Each figure by name; drawn here where not given.

    Returns
    -------
    str
        A whole document; styles and figures are inside.
    """
    template = ENVIRONMENT.get_template("report.html")
    style = ENVIRONMENT.get_template("style.css").render()
    known = {plot.name: draw(plot) for plot in contents.plots} if drawings is None else drawings
    pictures = {plot.name: inlined(plot, known[plot.name]) for plot in contents.plots}
    return template.render(contents=contents, style=style, pictures=pictures, kind=kind)


def inlined(plot: Plot, drawing: Drawing) -> dict[str, str]:
    """SVG of a figure for a screen and, where it does not scroll, for a phone."""
    found = {"wide": inline_svg(drawing.wide, plot.name, plot.alt)}
    if drawing.narrow is not None:
        found["narrow"] = inline_svg(drawing.narrow, f"{plot.name}-narrow", plot.alt)
    return found


def kind(part: str | Listing | Table | Plot | Fold) -> str:
    """What a part is, for the template."""
    return type(part).__name__
