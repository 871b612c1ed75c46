"""Boxes and arrows of a chain on the page, in inches from its top left corner."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bayeschain.report.figures.arrows import Box, Floats, curve
from bayeschain.report.figures.layering import Layering, arrange

BOX: Final = 1.42
SPACE: Final = 1.15
CROWDED: Final = 0.13
BETWEEN: Final = 0.5
HEAD: Final = 0.1
"""Width of boxes, space between layers, what an arrow in a crowd adds to it, between boxes, length of arrowheads."""

CROWD: Final = 4
MOST: Final = 8
PORTS: Final = 0.62
APART: Final = 0.24
"""Arrows that need no more space, and most that get more; share of a box where arrows end, and their distance there."""

type Edge = tuple[str, str]


@dataclass(frozen=True)
class Places:
    """Where a chain is drawn.

    Parameters
    ----------
    boxes : mapping of str to Box
        Box of each construct.
    curves : mapping of (str, str) to (n, 2) float
        Points of each arrow (source, target), up to its head.
    width, height : float
        Of the whole drawing.
    """

    boxes: Mapping[str, Box]
    curves: Mapping[Edge, Floats]
    width: float
    height: float


def place(constructs: Sequence[str], edges: Sequence[Edge], heights: Mapping[str, float]) -> Places:
    """Place a chain.

    Parameters
    ----------
    constructs : sequence of str
        All constructs.
    edges : sequence of (str, str)
        Arrows (source, target).
    heights : mapping of str to float
        Height of each box.

    Returns
    -------
    Places
        Boxes in layers from left to right, and curves between them.
    """
    layout = arrange(constructs, edges, heights, BETWEEN)
    left = _lefts(layout, edges)
    boxes = {
        name: Box(left[layout.column(name)] + BOX / 2, layout.middle[name], BOX, heights[name]) for name in constructs
    }
    starts, ends = _ports(layout, edges, boxes, leaving=True), _ports(layout, edges, boxes, leaving=False)
    curves = {}
    for edge in edges:
        source, target = (boxes[name] for name in edge)
        stops = [(source.x + BOX / 2, starts[edge])]
        for node in layout.route(*edge)[1:-1]:
            x, y = left[layout.column(node)], layout.middle[node]
            stops += [(x, y), (x + BOX, y)]
        curves[edge] = curve([*stops, (target.x - BOX / 2 - HEAD, ends[edge])])
    return Places(boxes, curves, left[-1] + BOX, layout.height)


def _lefts(layout: Layering, edges: Sequence[Edge]) -> list[float]:
    """Left end of each layer; where many arrows pass there is more space for their labels."""
    left = [0.0]
    for column in range(len(layout.layers) - 1):
        passing = sum(layout.column(source) <= column < layout.column(target) for source, target in edges)
        left.append(left[-1] + BOX + SPACE + CROWDED * min(max(passing - CROWD, 0), MOST))
    return left


def _ports(layout: Layering, edges: Sequence[Edge], boxes: Mapping[str, Box], *, leaving: bool) -> dict[Edge, float]:
    """Height at which each arrow leaves, or enters, its box; in the order of where they go, or come from."""
    ports: dict[Edge, float] = {}
    for name, box in boxes.items():
        own = {edge: layout.route(*edge) for edge in edges if edge[0 if leaving else 1] == name}
        order = sorted(own, key=lambda edge, own=own: layout.middle[own[edge][1 if leaving else -2]])  # type: ignore[misc]
        step = min(PORTS * box.height / max(len(own) - 1, 1), APART)
        ports |= {edge: box.y + step * (i - (len(own) - 1) / 2) for i, edge in enumerate(order)}
    return ports
