"""Every figure: drawn on screen and phone, for each model, without warnings and without traces."""

import re
from collections.abc import Callable

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.text import Text
from tests.report.conftest import MEAN_LABELS
from tests.support.fake_fit import fake_fit
from tests.test_house import ROOT

import bayeschain
from bayeschain.checks import verdicts
from bayeschain.disclosure import Released, protect
from bayeschain.report import figures
from bayeschain.report.figures.export import inline_svg, svg
from bayeschain.report.figures.frame import Block, Row
from bayeschain.report.figures.rows import interval_chart, limits
from bayeschain.report.figures.style import NARROW, WIDE, png
from bayeschain.report.figures.text import width, wrap

PLOTS = sorted(set(figures.__all__) - {"plot_chain"})
MODELS = sorted((ROOT / "models").glob("*.yaml"))


def drawer(name: str) -> Callable[..., Figure]:
    return getattr(figures, name)


@pytest.fixture(scope="module", params=MODELS, ids=lambda path: path.stem)
def other(request: pytest.FixtureRequest) -> Released:
    fit = fake_fit(request.param.read_text(encoding="utf-8"), teams=42)
    return protect(fit, verdicts(fit))


def has_nothing_to_draw(name: str, released: Released) -> bool:
    if name == "plot_ranks":
        return not released.drivers["ranked"].sel(measure="total").any()
    return name == "plot_missing_arrows" and bool(released.verdict("missing_arrows").table["p"].isna().all())


@pytest.mark.parametrize("name", figures.__all__)
def test_takes_axes_and_leaves_no_trace(released: Released, name: str) -> None:
    before = dict(mpl.rcParams)
    figure = Figure(figsize=(11, 6))
    left, right = figure.subplots(1, 2)
    assert drawer(name)(released, right) is figure
    assert not left.has_data()
    assert right.lines or right.patches
    assert dict(mpl.rcParams) == before
    assert "matplotlib.pyplot" not in repr(type(figure.canvas))


def drawn_texts(figure: Figure) -> list[Text]:
    """Texts of a figure but for those of ticks beyond the axes, which are never drawn."""
    found = []
    for axes in figure.axes:
        beyond = []
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = axis.get_major_ticks() + axis.get_minor_ticks()
            beyond += [t.label1 for t in ticks if not (axis.get_visible() and low <= t.get_loc() <= high)]
        found += [text for text in axes.findobj(Text) if text not in beyond]
    return found


def check_page(name: str, released: Released) -> None:
    """It is drawn as SVG as wide as it was asked to be, and no text leaves the page."""
    for inches in (WIDE,) if name == "plot_chain" else (WIDE, NARROW):
        figure = drawer(name)(released, **({} if name == "plot_chain" else {"width": inches}))
        assert name == "plot_chain" or figure.get_size_inches()[0] == pytest.approx(inches)
        assert svg(figure).startswith("<?xml")
        FigureCanvasAgg(figure).draw()  # type: ignore[no-untyped-call]
        page = figure.bbox
        for text in drawn_texts(figure):
            if text.get_visible() and text.get_text():
                box = text.get_window_extent()
                assert box.x0 >= page.x0 - 1.0, text.get_text()
                assert box.x1 <= page.x1 + 1.0, text.get_text()
                assert box.y0 >= page.y0 - 1.0, text.get_text()
                assert box.y1 <= page.y1 + 1.0, text.get_text()


@pytest.mark.parametrize("name", figures.__all__)
def test_draws_on_screen_and_phone(released: Released, mean_released: Released, name: str) -> None:
    for each in (released, mean_released):
        check_page(name, each)


@pytest.mark.parametrize("name", figures.__all__)
def test_draws_the_models_of_the_repository(other: Released, name: str) -> None:
    if has_nothing_to_draw(name, other):
        with pytest.raises(ValueError, match=r"no stage|no pair"):
            drawer(name)(other)
        return
    check_page(name, other)


def test_labels_of_the_chain_stay_in_their_boxes(other: Released) -> None:
    figure = figures.plot_chain(other)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()  # type: ignore[no-untyped-call]
    axes = figure.axes[0]
    boxes = [p.get_window_extent() for p in axes.patches if isinstance(p, FancyBboxPatch) and p.get_zorder() == 3.2]
    texts = [t.get_window_extent() for t in axes.texts if t.get_zorder() == 4]
    labels = [t.get_window_extent() for t in axes.texts if t.get_zorder() == 2.6]
    assert len(boxes) == len(other.specification.constructs)
    for text in texts:
        assert any(b.x0 <= text.x0 and text.x1 <= b.x1 and b.y0 <= text.y0 and text.y1 <= b.y1 for b in boxes)
    for i, one in enumerate(labels):
        for another in [*labels[i + 1 :], *boxes]:
            assert not one.overlaps(another)
    for i, one in enumerate(boxes):
        assert not any(one.overlaps(another) for another in boxes[i + 1 :])


def test_markup_in_labels_is_text(mean_released: Released) -> None:
    text = inline_svg(svg(figures.plot_drivers(mean_released)), "drivers", MEAN_LABELS["Trust in the direction"])
    assert "<script" not in text
    assert "&lt;script" in text
    assert r"$\alpha_1$" in text
    assert 'aria-label="&lt;script&gt;' in text


def test_svg_is_the_same_every_time(released: Released) -> None:
    once, again = (svg(figures.plot_chain(released)) for _ in range(2))
    assert once == again
    assert not re.search(r"<dc:date>|20\d\d-\d\d-\d\d", once)


def test_inline_svg_follows_the_page(released: Released) -> None:
    text = inline_svg(svg(figures.plot_tiers(released)), "tiers", "alt")
    assert "var(--fig-blue, #0072b2)" in text
    assert not re.search(r"(fill|stroke): #(0072b2|1f2328)", text)
    ids = re.findall(r'\bid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert all(each.startswith("tiers-") for each in ids)
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)


@pytest.mark.parametrize("room", [0.3, 0.8, 1.5])
@pytest.mark.parametrize(
    "text", ["", "Trust", "Sufficiency of information flow", "Liiketoimintastrategiasuunnittelu " * 2]
)
def test_wrapped_lines_fit_and_lose_nothing(text: str, room: float) -> None:
    lines = wrap(text, room, 9.0)
    assert all(width(line, 9.0) <= room for line in lines)
    assert "".join(lines).replace("-", "").replace(" ", "") == text.replace(" ", "")


def test_limits_hold_estimates_and_bound_priors() -> None:
    low, high = limits([Row("a", mean=1.0, lower=0.0, upper=2.0, prior=(-50.0, 50.0), hollow=2.5)], 0.0)
    assert low <= 0.0
    assert high >= 2.5
    assert high - low < 5.0
    assert limits([Row("a")], None)[0] < limits([Row("a")], None)[1]


def test_a_row_without_an_estimate_is_left_empty() -> None:
    axes = interval_chart(
        None, [Block("", (Row("a"), Row("b", mean=1.0, lower=0.5, upper=2.0)))], width=WIDE, axis="x", tick=str
    )
    assert len(axes.lines) == 2
    assert np.isfinite(axes.get_xlim()).all()


def test_tiers_must_be_there(released: Released) -> None:
    without = protect(fake_fit("\n".join(x for x in released.specification.text.splitlines() if "tiers:" not in x)))
    with pytest.raises(ValueError, match="no tiers"):
        figures.plot_tiers(without)


def test_a_fit_is_enough_and_only_what_may_be_shown_is_drawn() -> None:
    fit = fake_fit()
    shown = protect(fit, verdicts(fit))
    for name in ("plot_chain", "plot_tiers", "plot_convergence"):
        assert svg(getattr(bayeschain, name)(fit)) == svg(drawer(name)(shown))


def test_every_figure_is_a_public_name() -> None:
    assert set(figures.__all__) <= set(bayeschain.__all__)


def test_a_notebook_shows_it_as_the_report_has_it(released: Released) -> None:
    figure = figures.plot_tiers(released)
    assert figure._repr_png_() == png(figures.plot_tiers(released))  # type: ignore[attr-defined]
