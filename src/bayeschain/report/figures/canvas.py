"""What matplotlib draws our figures on: the same as it draws itself, with fonts from memory and texts measured once.

`Figure.savefig` finds it by the name of this module.
"""

from typing import Any, Final, TextIO

from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.font_manager import FontProperties
from matplotlib.ft2font import FT2Font

from bayeschain.report.figures.fonts import covers, file_for, opened, size_of

POINTS: Final = 72


class Vectors(RendererSVG):
    """Draws SVG."""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Size of a text."""
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)
        return size_of(s, prop)


class Pixels(RendererAgg):
    """Draws an image."""

    _text = ""

    def get_text_width_height_descent(self, s: str, prop: FontProperties, ismath: Any) -> tuple[float, float, float]:
        """Size of a text."""
        self._text = s
        return super().get_text_width_height_descent(s, prop, ismath)

    def draw_text(self, gc: Any, x: float, y: float, s: str, prop: FontProperties, *rest: Any, **options: Any) -> None:
        """Draw a text."""
        self._text = s
        super().draw_text(gc, x, y, s, prop, *rest, **options)

    def _prepare_font(self, font_prop: FontProperties) -> FT2Font:
        """Font at its size, from memory where it has all letters of the text.

        A version of matplotlib that does not ask here reads letters from the file, which takes longer.
        """
        file = file_for(font_prop)
        if file is None or not covers(file, self._text):
            return super()._prepare_font(font_prop)
        font = opened(file)
        font.set_size(font_prop.get_size_in_points(), self.dpi)
        return font


class FigureCanvas(FigureCanvasAgg):
    """Saves a figure as SVG or PNG."""

    def get_renderer(self) -> Pixels:
        """Return what draws an image."""
        wide, tall = self.get_width_height(physical=True)
        self.renderer = Pixels(wide, tall, self.figure.dpi)
        return self.renderer

    def print_svg(self, filename: TextIO, *, metadata: dict[str, Any] | None = None, **_: Any) -> None:
        """Write SVG into an open file."""
        image_dpi = self.figure.dpi
        self.figure.dpi = POINTS
        wide, tall = self.figure.get_size_inches() * POINTS
        renderer = Vectors(wide, tall, filename, image_dpi=image_dpi, metadata=metadata)
        self.figure.draw(renderer)
        renderer.finalize()
