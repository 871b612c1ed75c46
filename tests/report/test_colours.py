"""Colours that everybody can tell apart, on a light and on a dark page."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.test_house import SOURCE

from bayeschain.report.figures import style

STYLE = (SOURCE / "bayeschain" / "report" / "templates" / "style.css").read_text(encoding="utf-8")

# Machado, Oliveira & Fernandes (2009), IEEE TVCG 15:1291, severity 1; they act on linear RGB
SEES = {
    "all colours": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
}
TOGETHER = [
    *(("blue", "vermillion"), ("blue", "grey"), ("vermillion", "grey"), ("orange", "grey"), ("orange", "blue")),
    *(("sky", "green"), ("sky", "purple"), ("green", "purple"), ("sky", "orange"), ("green", "orange")),
]
"""Colours that one figure shows side by side: directions of effects, tiers, surveys."""

LEAST = 12.0
"""Least distance in CIELAB (1976); 2.3 is just noticeable."""


def palettes() -> dict[str, dict[str, str]]:
    """Colours of the figures by name, as the page sets them for each theme."""
    blocks = re.findall(r":root \{(.*?)\}", STYLE, flags=re.DOTALL)
    found = [dict(re.findall(r"--fig-(\w+): (#[0-9a-f]{6})", block)) for block in blocks]
    return dict(zip(("light", "dark", "print"), found, strict=True))


def linear(colour: str) -> NDArray[np.float64]:
    rgb = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255.0
    return np.asarray(np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2."""
    dark, light = sorted(float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other))
    return (light + 0.05) / (dark + 0.05)


def lab(rgb: NDArray[np.float64]) -> NDArray[np.float64]:
    to_xyz = [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    xyz = np.array(to_xyz) @ np.clip(rgb, 0.0, 1.0) / [0.95047, 1.0, 1.08883]
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def test_black_and_white_are_far_apart() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21.0)
    assert lab(linear("#ffffff")) == pytest.approx([100.0, 0.0, 0.0], abs=0.01)


def test_the_page_has_the_colours_of_the_figures() -> None:
    assert palettes()["light"] == style.ROLES
    assert {key: palettes()["print"][key] for key in palettes()["print"]} == {
        key: style.ROLES[key] for key in palettes()["print"]
    }
    assert set(palettes()["dark"]) == set(style.ROLES)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sees", SEES)
def test_colours_side_by_side_can_be_told_apart(theme: str, sees: str) -> None:
    colours = {name: lab(SEES[sees] @ linear(colour)) for name, colour in palettes()[theme].items()}
    near = {pair: float(np.linalg.norm(colours[pair[0]] - colours[pair[1]])) for pair in TOGETHER}
    assert not {pair: distance for pair, distance in near.items() if distance < LEAST}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_marks_and_words_stand_out_from_the_page(theme: str) -> None:
    colours = palettes()[theme]
    words = {name: contrast(colours[name], colours["surface"]) for name in ("ink", "muted")}
    marks = {
        name: contrast(colours[name], colours["surface"])
        for name in ("blue", "vermillion", "orange", "sky", "green", "purple", "grey")
    }
    assert all(ratio >= 4.5 for ratio in words.values()), words
    assert all(ratio >= 3.0 for ratio in marks.values()), marks
