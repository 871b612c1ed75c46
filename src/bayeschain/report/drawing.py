"""Figures of a report in all their forms, drawn here or shared with a process beside."""

import pickle
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from bayeschain.processes import Worker, brought
from bayeschain.report.contents import Plot
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


class Shared:
    """Figures that a process beside draws one by one from the front, while this process draws others from the back.

    Whoever is faster, or has less to do otherwise, draws more of them.

    Parameters
    ----------
    plots : sequence of Plot
        All figures.
    beside : Worker
        The other process. It is sent all figures with the first.
    """

    def __init__(self, plots: Sequence[Plot], beside: Worker) -> None:
        self._plots, self._beside = plots, beside
        self._packed = pickle.dumps(tuple(plots))
        self._left = deque(range(len(plots)))
        self._asked: dict[int, Future[Drawing]] = {}
        self._ask()

    def drawings(self) -> dict[str, Drawing]:
        """Draw what is left, and wait for the rest; what a process that died has left is drawn here."""
        drawn = {}
        while self._left:
            try:
                place = self._left.pop()
            except IndexError:  # the other process has taken the last one since
                break
            drawn[place] = draw(self._plots[place])
        for place, plot in enumerate(self._plots):
            if place not in drawn:
                drawn[place] = brought(self._asked.get(place), partial(draw, plot))
        return {plot.name: drawn[place] for place, plot in enumerate(self._plots)}

    def _ask(self, last: Future[Drawing] | None = None) -> None:
        """Ask for the next figure as soon as the last one is there, and for no more of a process that died."""
        if last is not None and (last.cancelled() or last.exception() is not None):
            return
        try:
            place = self._left.popleft()
        except IndexError:
            return
        self._asked[place] = asked = self._beside.submit(draw_packed, self._packed, place)
        asked.add_done_callback(self._ask)


def draw_packed(packed: bytes, place: int) -> Drawing:
    """Draw one of the figures that were sent."""
    return draw(unpacked(packed)[place])


@lru_cache(maxsize=1)
def unpacked(packed: bytes) -> tuple[Plot, ...]:
    """Figures that were sent; the next call most likely sends the same."""
    return tuple(pickle.loads(packed))


def all_drawn(plots: Sequence[Plot], shared: Shared | None) -> dict[str, Drawing]:
    """All figures by name, drawn here where they are shared with nobody."""
    return {plot.name: draw(plot) for plot in plots} if shared is None else shared.drawings()
