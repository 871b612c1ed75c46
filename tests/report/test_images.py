"""Each figure beside the picture of it that somebody looked at. `make baselines` draws them anew."""

from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.testing.compare import compare_images
from tests.report.conftest import image_source

from bayeschain.disclosure import Released
from bayeschain.report import figures
from bayeschain.report.figures.style import NARROW, png

BASELINE = Path(__file__).parent / "baseline"
DPI = 50
TOLERANCE = 3.0
"""Root mean square of the difference, of 255: another release of a font renderer passes, a moved label does not."""

CASES: dict[str, dict[str, Any]] = {
    **{name: {"plot": name} for name in figures.__all__},
    "plot_drivers_narrow": {"plot": "plot_drivers", "width": NARROW},
    "plot_importance_narrow": {"plot": "plot_importance", "width": NARROW},
    "plot_prior_narrow": {"plot": "plot_prior", "width": NARROW},
    "plot_tiers_new_teams": {"plot": "plot_tiers", "estimand": "new_teams"},
}


def drawn(source: Released, options: dict[str, Any]) -> bytes:
    plot, rest = options["plot"], {key: value for key, value in options.items() if key != "plot"}
    return png(getattr(figures, plot)(source, **rest), DPI)


@pytest.fixture(scope="module")
def source() -> Released:
    return image_source()


@pytest.mark.parametrize("name", CASES)
def test_looks_as_it_did(source: Released, name: str, tmp_path: Path) -> None:
    found = tmp_path / f"{name}.png"
    with mpl.rc_context({"font.size": 30.0, "axes.facecolor": "red"}):
        found.write_bytes(drawn(source, CASES[name]))
    assert compare_images(str(BASELINE / f"{name}.png"), str(found), TOLERANCE) is None


def test_a_moved_label_is_seen(source: Released, tmp_path: Path) -> None:
    figure = figures.plot_drivers(source)
    text = next(each for each in figure.axes[0].texts if each.get_text() == "Loyalty" or each.get_text() == "Stress")
    text.set_position((text.get_position()[0] + 0.05, text.get_position()[1]))
    found = tmp_path / "moved.png"
    found.write_bytes(png(figure, DPI))
    assert compare_images(str(BASELINE / "plot_drivers.png"), str(found), TOLERANCE) is not None


def test_no_picture_is_left_over() -> None:
    assert {path.stem for path in BASELINE.glob("*.png")} == set(CASES)
