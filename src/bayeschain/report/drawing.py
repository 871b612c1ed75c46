"""Figures of a report in all their forms, drawn here or, half of them, by a process beside."""

from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import CancelledError, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bayeschain.disclosure import Released
from bayeschain.processes import Worker, open_cores
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


def draw_some(released: Released, names: Collection[str]) -> dict[str, Drawing]:
    """Draw figures of a report by name, in a process that was given nothing else."""
    return {plot.name: draw(plot) for plot in contents(released).plots if plot.name in names}


def save(drawing: Drawing, folder: Path, name: str) -> list[Path]:
    """Write ``name.svg`` and ``name.png`` into a folder."""
    drawn, image = folder / f"{name}.svg", folder / f"{name}.png"
    drawn.write_text(drawing.wide, encoding="utf-8", newline="\n")
    image.write_bytes(drawing.image)
    return [drawn, image]


def ready() -> None:
    """Be called: a worker has then imported all that drawing takes."""


@contextmanager
def one_beside() -> Iterator[Worker | None]:
    """A process that is ready to draw when it is asked; none where one core is all there is."""
    if open_cores() < 2:
        yield None
        return
    with Worker() as worker:
        worker.submit(ready)
        yield worker


@dataclass(frozen=True)
class Asked:
    """Figures that a process beside is drawing: their names, and what will come of it."""

    names: frozenset[str]
    drawings: Future[dict[str, Drawing]]


def ask(beside: Worker, released: Released, plots: Sequence[Plot]) -> Asked:
    """Have every other figure of a report drawn by a process beside."""
    names = frozenset(plot.name for plot in plots[::2])
    return Asked(names, beside.submit(draw_some, released, names))


def all_drawn(released: Released, plots: Sequence[Plot], asked: Asked | None) -> dict[str, Drawing]:
    """Draw what nobody was asked to draw, and wait for the rest; if the process beside died, that is drawn here."""
    if asked is None:
        return {plot.name: draw(plot) for plot in plots}
    own = {plot.name: draw(plot) for plot in plots if plot.name not in asked.names}
    try:
        return own | asked.drawings.result()
    except (BrokenProcessPool, CancelledError):
        return own | draw_some(released, asked.names)
