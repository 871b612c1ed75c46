"""Figures are drawn as matplotlib draws them itself, whatever is in their texts."""

from io import BytesIO, StringIO

import pytest
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from bayeschain.report.figures.fonts import covers, file_for, size_of
from bayeschain.report.figures.style import BACKEND, new_axes, style

TEXTS = ("Trust in the leader, −0.42 (0.21 to 0.60)", "Työtyytyväisyys → äänet", "ΔR² — “quoted”", "مرحبا", "")
FOREIGN = "満足 50"
"""Letters that the font of the house lacks."""


def drawn(lines: tuple[str, ...]) -> Figure:
    with style():
        ax = new_axes(5.0, 3.0, (0.5, 0.2, 0.2, 0.5))
        ax.set_xlabel("level, per cent")
        ax.set_ylabel("effect")
        for place, line in enumerate(lines):
            ax.text(0.03, 0.17 * place + 0.041, line, weight="bold" if place % 2 else "normal", rotation=7.0 * place)
        ax.text(0.7, 0.5, "two\nlines", va="center_baseline", ha="right", bbox={"facecolor": "white"})
        ax.text(0.7, 0.2, "$x^2$", parse_math=True)
        ax.plot([0.0, 1.0], [0.2, 0.9], "o-", label="marked")
        ax.legend()
    figure = ax.get_figure()
    assert isinstance(figure, Figure)
    return figure


def saved(figure: Figure, kind: str, backend: str | None) -> str | bytes:
    buffer = StringIO() if kind == "svg" else BytesIO()
    with style():
        figure.savefig(buffer, format=kind, backend=backend, metadata={"Date": None} if kind == "svg" else None)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_draws_what_matplotlib_draws(kind: str) -> None:
    figure = drawn(TEXTS)
    assert saved(figure, kind, BACKEND) == saved(figure, kind, None)


@pytest.mark.parametrize("kind", ["svg", "png"])
@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
def test_letters_that_the_font_lacks_are_left_to_matplotlib(kind: str) -> None:
    figure = drawn((FOREIGN, *TEXTS))
    assert saved(figure, kind, BACKEND) == saved(figure, kind, None)


@pytest.mark.filterwarnings("ignore:Glyph .* missing from font")
def test_texts_are_as_long_as_matplotlib_says() -> None:
    for font in (
        FontProperties(family=["DejaVu Sans"], size=9.0),
        FontProperties(family=["DejaVu Sans"], size=8.25, weight="bold"),
        FontProperties(family=["DejaVu Serif", "DejaVu Sans"], size=11.0),
        FontProperties(family=["DejaVu Sans"], size=9.0, stretch="condensed"),
    ):
        for text in (*TEXTS, FOREIGN):
            assert size_of(text, font) == text_to_path.get_text_width_height_descent(text, font, ismath=False)
    file = file_for(FontProperties(family=["DejaVu Sans"]))
    assert file is not None
    assert covers(file, TEXTS[0])
    assert not covers(file, FOREIGN)
