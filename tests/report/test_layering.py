"""Layout of a chain: layers, order, heights, and labels of arrows."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_house import ROOT

from bayeschain.report.figures.arrows import Box, covered, curve, label_places
from bayeschain.report.figures.layering import arrange, crossings, isotonic
from bayeschain.specification import load_model

CASE = load_model(ROOT / "models" / "customer_benefit.yaml")
EDGES = [(path.source, path.target) for path in CASE.chain.paths]
NAMES = list(CASE.chain.constructs)


def test_arrows_go_right_and_the_outcome_stands_last() -> None:
    layout = arrange(NAMES, EDGES, dict.fromkeys(NAMES, 1.0), 0.3)
    assert all(layout.column(source) < layout.column(target) for source, target in EDGES)
    assert layout.layers[-1] == ("customer_benefit",)
    assert layout.layers[0] == ("leadership",)
    assert len(layout.layers) == 5


def test_boxes_of_a_layer_keep_their_distance() -> None:
    heights = {name: 0.5 + 0.1 * (i % 4) for i, name in enumerate(NAMES)}
    layout = arrange(NAMES, EDGES, heights, 0.3)
    for layer in layout.layers:
        names = [node for node in layer if isinstance(node, str)]
        for upper, lower in pairwise(names):
            room = layout.middle[lower] - layout.middle[upper] - (heights[upper] + heights[lower]) / 2
            assert room >= 0.3 - 1e-9
    assert min(layout.middle[n] - heights[n] / 2 for n in NAMES) >= -1e-9
    assert max(layout.middle[n] + heights[n] / 2 for n in NAMES) <= layout.height + 1e-9


def test_a_long_arrow_has_a_place_of_its_own() -> None:
    layout = arrange(["a", "b", "c"], [("a", "b"), ("b", "c"), ("a", "c")], dict.fromkeys("abc", 1.0), 0.3)
    assert layout.route("a", "c") == ["a", ("a", "c", 1), "c"]
    assert abs(layout.middle["a", "c", 1] - layout.middle["b"]) >= 0.5


def test_a_crossing_that_need_not_be_is_undone() -> None:
    edges = [("a", "y"), ("b", "x"), ("x", "z"), ("y", "z")]
    layout = arrange(["a", "b", "x", "y", "z"], edges, dict.fromkeys("abxyz", 1.0), 0.3)
    assert crossings(layout.layers, edges) == 0
    assert crossings([["a", "b"], ["x", "y"]], edges[:2]) == 1


def test_a_construct_without_arrows_stands_first() -> None:
    layout = arrange(["a", "b", "alone"], [("a", "b")], dict.fromkeys(["a", "b", "alone"], 1.0), 0.3)
    assert layout.column("alone") == 0


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=8))
def test_isotonic_is_the_nearest_that_never_falls(values: list[float]) -> None:
    found = isotonic(np.array(values))
    assert (np.diff(found) >= -1e-9).all()
    # the min-max formula of isotonic regression (Robertson, Wright & Dykstra 1988, theorem 1.4.4)
    n = len(values)
    wanted = [max(min(np.mean(values[a : b + 1]) for b in range(i, n)) for a in range(i + 1)) for i in range(n)]
    np.testing.assert_allclose(found, wanted, atol=1e-9)


def test_area_that_others_cover() -> None:
    places = [Box(0, 0, 2, 2), Box(5, 5, 1, 1)]
    assert covered(places, [Box(1, 1, 2, 2), Box(0, 0, 1, 1)]).tolist() == [2.0, 0.0]
    assert covered(places, []).tolist() == [0.0, 0.0]


def test_a_curve_meets_its_stops() -> None:
    points = curve([(0, 0), (1, 2), (2, 2), (3, 0)])
    np.testing.assert_allclose(points[0], (0, 0))
    np.testing.assert_allclose(points[-1], (3, 0))
    assert (np.diff(points[:, 0]) >= 0).all()


@pytest.mark.parametrize("n", [1, 4, 7])
def test_labels_cover_neither_each_other_nor_boxes(n: int) -> None:
    boxes = [Box(-0.5, 0.7 * i, 1.0, 0.5) for i in range(n)] + [Box(3.5, 0.7 * i, 1.0, 0.5) for i in range(n)]
    curves = [curve([(0, 0.7 * i), (3, 0.7 * (n - 1 - i))]) for i in range(n)]
    places = label_places(curves, [(0.6, 0.3)] * n, boxes)
    for i, place in enumerate(places):
        assert covered([place], places[:i] + places[i + 1 :] + boxes)[0] < 1e-9
