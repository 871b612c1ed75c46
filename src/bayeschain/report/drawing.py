"""Figures of a report in all their forms, drawn here or, half of them, by a process beside."""

from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from bayeschain.disclosure import Released
from bayeschain.processes import Worker, brought
from bayeschain.report.contents import Plot, contents
from bayeschain.report.figures.export import svg
from bayeschain.report.figures.style import NARROW, WIDE, png


@dataclass(frozen=True)
class Drawing:
    """One figure.

    Parameters
    ----------
    wide : str
        SVG for a screen.
    narrow : str or None
        SVG for a phone, where the figure does not scroll.
    image : bytes
        PNG.
    """

    wide: str
    narrow: str | None
    image: bytes


def draw(plot: Plot) -> Drawing:
    """Draw a figure in all its forms."""
    figure = plot.draw(WIDE)
    narrow = None if plot.scrolls else svg(plot.draw(NARROW))
    return Drawing(svg(figure), narrow, png(figure))


def save(drawing: Drawing, folder: Path, name: str) -> list[Path]:
    """Write ``name.svg`` and ``name.png`` into a folder."""
    drawn, image = folder / f"{name}.svg", folder / f"{name}.png"
    drawn.write_text(drawing.wide, encoding="utf-8", newline="\n")
    image.write_bytes(drawing.image)
    return [drawn, image]


@dataclass(frozen=True)
class Asked:
    """Figures that a process beside is drawing, and those of a report that are left to this one."""

    drawings: Future[dict[str, Drawing]]

    @staticmethod
    def takes(place: int) -> bool:
        """Whether the process beside draws the figure at a place: every other one."""
        return place % 2 == 0


def ask(beside: Worker, released: Released) -> Asked:
    """Have half of the figures of a report drawn by a process beside."""
    return Asked(beside.submit(draw_share, released))


def draw_share(released: Released) -> dict[str, Drawing]:
    """Draw what falls to a process beside, which was given nothing else, by name."""
    return {plot.name: draw(plot) for place, plot in enumerate(contents(released).plots) if Asked.takes(place)}


def all_drawn(plots: Sequence[Plot], asked: Asked | None) -> dict[str, Drawing]:
    """Draw what nobody was asked to draw, and wait for the rest; if the process beside died, that is drawn here."""
    if asked is None:
        return {plot.name: draw(plot) for plot in plots}
    own = {plot.name: draw(plot) for place, plot in enumerate(plots) if not Asked.takes(place)}
    return own | brought(
        asked.drawings, lambda: {plot.name: draw(plot) for place, plot in enumerate(plots) if Asked.takes(place)}
    )
