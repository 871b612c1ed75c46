"""Figures as SVG that is the same on every run and follows the colours of the page."""

import re
from html import escape
from io import StringIO
from typing import Any, Final

from matplotlib.figure import Figure

from bayeschain.report.figures.style import BACKEND, ROLES, style

UNDATED: Final[dict[str, Any]] = {"Date": None, "Creator": None, "Format": None, "Type": None}
FONT: Final = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"


def svg(figure: Figure) -> str:
    """SVG document of a figure, without dates; text stays text."""
    buffer = StringIO()
    with style():
        figure.savefig(buffer, format="svg", backend=BACKEND, metadata=UNDATED)
    return _own_font(buffer.getvalue())


def inline_svg(document: str, name: str, alt: str) -> str:
    """SVG element to stand in a page.

    Parameters
    ----------
    document : str
        What `svg` returned.
    name : str
        Made part of every id in it: ids are unique in a page.
    alt : str
        What the figure shows, for those who cannot see it.

    Returns
    -------
    str
        Its colours are variables of the page: ``--fig-ink`` and so on.
    """
    text = document[document.index("<svg") :].strip()
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', text)
    text = re.sub(r'xlink:href="#([^"]+)"', rf'href="#{name}-\1"', text)
    text = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", text)
    for role, colour in ROLES.items():
        text = re.sub(rf"(fill|stroke): {colour}\b", rf"\1: var(--fig-{role}, {colour})", text)
    view = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
    if view is None:
        raise ValueError("matplotlib wrote an SVG without a viewBox")
    wide, tall = (float(each) for each in view.groups())
    head = f'<svg role="img" aria-label="{escape(alt)}" viewBox="0 0 {wide:g} {tall:g}" style="max-width: {wide:g}pt">'
    return re.sub(r"<svg\b[^>]*>", lambda _: head, text, count=1)


def _own_font(text: str) -> str:
    """Fonts of the reader's system in place of matplotlib's, which few have; it is wider than most."""
    return re.sub(r"'DejaVu Sans'", FONT, text)
