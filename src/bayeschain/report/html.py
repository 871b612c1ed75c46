"""The page: one file that needs nothing else."""

from collections.abc import Mapping
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from bayeschain.report.contents import Contents, Fold, Listing, Plot, Table
from bayeschain.report.figures.export import inline_svg, svg
from bayeschain.report.figures.style import NARROW, WIDE

ENVIRONMENT: Final = Environment(
    loader=PackageLoader("bayeschain.report"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(contents: Contents, documents: Mapping[str, str] | None = None) -> str:
    """Lay out a report as HTML.

    Parameters
    ----------
    contents : Contents
        What it says.
    documents : mapping of str to str, optional
        SVG of each figure by name, drawn for a screen; drawn here where not given.

    Returns
    -------
    str
        A whole document; styles and figures are inside.
    """
    template = ENVIRONMENT.get_template("report.html")
    style = ENVIRONMENT.get_template("style.css").render()
    known = {plot.name: svg(plot.draw(WIDE)) for plot in contents.plots} if documents is None else documents
    pictures = {plot.name: drawn(plot, known[plot.name]) for plot in contents.plots}
    return template.render(contents=contents, style=style, pictures=pictures, kind=kind)


def drawn(plot: Plot, wide: str) -> dict[str, str]:
    """SVG of a figure for a screen and, where it does not scroll, for a phone."""
    found = {"wide": inline_svg(wide, plot.name, plot.alt)}
    if not plot.scrolls:
        found["narrow"] = inline_svg(svg(plot.draw(NARROW)), f"{plot.name}-narrow", plot.alt)
    return found


def kind(part: str | Listing | Table | Plot | Fold) -> str:
    """What a part is, for the template."""
    return type(part).__name__
