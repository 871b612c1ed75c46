"""Curves of arrows between boxes, and where their labels stand without covering each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

POINTS: Final = 48
PLACES: Final = np.linspace(0.08, 0.92, 43)
COVERED: Final = 100.0
CROSSED: Final = 3.0
HIDDEN: Final = 2.0
OFF_MIDDLE: Final = 2.0
PASSES: Final = 8
BOW: Final = 0.3
"""Costs of a label: area over boxes or labels, other arrows crossed, share of its own arrow hidden, off the middle;
how often places are chosen anew; how far a bow swings out."""


@dataclass(frozen=True)
class Box:
    """A rectangle by its middle and size."""

    x: float
    y: float
    width: float
    height: float


def curve(stops: Sequence[tuple[float, float]]) -> Floats:
    """Smooth curve through stops, level at each.

    Parameters
    ----------
    stops : sequence of (float, float)
        Pairs of ends: the curve bends between the first and second of each pair and is straight to the next pair.

    Returns
    -------
    (n, 2) float
        Points of the curve.
    """
    t = np.linspace(0.0, 1.0, POINTS)[:, None]
    parts = []
    for start, end in zip(stops[::2], stops[1::2], strict=True):
        half = (start[0] + end[0]) / 2.0
        a, b, c, d = (np.array(p) for p in (start, (half, start[1]), (half, end[1]), end))
        parts.append((1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d)
    return np.concatenate(parts)


def bow(one: Box, other: Box) -> Floats:
    """(n, 2) points of a bow between two boxes: around the right where one stands above the other, else in between."""
    left, right = sorted((one, other), key=lambda box: box.x)
    if right.x - left.x < (left.width + right.width) / 2.0:
        a, c = (np.array((box.x + box.width / 2.0, box.y)) for box in (left, right))
        b = np.array((max(a[0], c[0]) + BOW * abs(a[1] - c[1]) + BOW, (a[1] + c[1]) / 2.0))
    else:
        a = np.array((left.x + left.width / 2.0, left.y))
        c = np.array((right.x - right.width / 2.0, right.y))
        b = (a + c) / 2.0 - np.array((0.0, BOW * (c[0] - a[0]) + BOW))
    t = np.linspace(0.0, 1.0, POINTS)[:, None]
    return np.asarray((1 - t) ** 2 * a + 2 * (1 - t) * t * b + t**2 * c)


def label_places(curves: Sequence[Floats], sizes: Sequence[tuple[float, float]], boxes: Sequence[Box]) -> list[Box]:
    """Place a label on each curve, so that labels cover neither boxes nor each other, and few other curves.

    Parameters
    ----------
    curves : sequence of (n, 2) float
        Points of the curves.
    sizes : sequence of (float, float)
        Width and height of each label.
    boxes : sequence of Box
        What no label may cover.

    Returns
    -------
    list of Box
        One for each curve.
    """
    candidates = [_candidates(points, size) for points, size in zip(curves, sizes, strict=True)]
    fixed = []
    for k, places in enumerate(candidates):
        crossed = np.sum([held(places, points) > 0 for j, points in enumerate(curves) if j != k], axis=0)
        hidden = held(places, curves[k]) / len(curves[k])
        off = (PLACES - 0.5) ** 2
        cost = COVERED * covered(places, boxes) + CROSSED * crossed + HIDDEN * hidden + OFF_MIDDLE * off
        fixed.append(cost)
    chosen = [int(np.argmin(cost)) for cost in fixed]
    for _ in range(PASSES):
        for k, places in enumerate(candidates):
            rivals = [candidates[j][chosen[j]] for j in range(len(curves)) if j != k]
            chosen[k] = int(np.argmin(fixed[k] + COVERED * covered(places, rivals)))
    return [places[pick] for places, pick in zip(candidates, chosen, strict=True)]


def held(places: Sequence[Box], points: Floats) -> NDArray[np.int64]:
    """Number of points (n, 2) inside each place."""
    x, y, width, height = np.array([(box.x, box.y, box.width, box.height) for box in places]).T[:, :, None]
    inside = (np.abs(points[:, 0] - x) < width / 2) & (np.abs(points[:, 1] - y) < height / 2)
    return np.asarray(inside.sum(axis=1))


def covered(places: Sequence[Box], others: Sequence[Box]) -> Floats:
    """Area of each place that the others cover, added up."""
    if not others:
        return np.zeros(len(places))
    a, b = (np.array([(box.x, box.y, box.width, box.height) for box in boxes]) for boxes in (places, others))
    room = (a[:, None, 2:] + b[None, :, 2:]) / 2.0 - np.abs(a[:, None, :2] - b[None, :, :2])
    room = np.minimum(room, np.minimum(a[:, None, 2:], b[None, :, 2:]))
    return np.asarray(np.maximum(room, 0.0).prod(axis=-1).sum(axis=-1))


def _candidates(points: Floats, size: tuple[float, float]) -> list[Box]:
    along = np.round(PLACES * (len(points) - 1)).astype(int)
    return [Box(float(points[i, 0]), float(points[i, 1]), *size) for i in along]
