"""Where the boxes of a chain stand: layers from left to right, few crossings, no overlap (Sugiyama et al. 1981)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import networkx as nx
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
type Node = str | tuple[str, str, int]
"""A construct, or the place of an arrow in a layer that it passes."""

SWEEPS: Final = 24
RELAXATIONS: Final = 40


@dataclass(frozen=True)
class Layering:
    """A layered drawing.

    Parameters
    ----------
    layers : tuple of tuple of Node
        From left to right; within a layer from top to bottom.
    middle : mapping of Node to float
        Height of each node's middle, 0 at the top.
    height : float
        Of the whole drawing.
    """

    layers: tuple[tuple[Node, ...], ...]
    middle: Mapping[Node, float]
    height: float

    def column(self, node: Node) -> int:
        """Layer that a node stands in."""
        return next(i for i, layer in enumerate(self.layers) if node in layer)

    def route(self, source: str, target: str) -> list[Node]:
        """Nodes that an arrow passes, its ends included."""
        first, last = self.column(source), self.column(target)
        return [source, *((source, target, i) for i in range(first + 1, last)), target]


def arrange(
    constructs: Sequence[str], edges: Sequence[tuple[str, str]], heights: Mapping[str, float], gap: float
) -> Layering:
    """Arrange a chain in layers.

    Parameters
    ----------
    constructs : sequence of str
        All constructs; their order decides where nothing else does.
    edges : sequence of (str, str)
        Arrows (source, target), without a cycle.
    heights : mapping of str to float
        Height of each construct's box.
    gap : float
        Least distance of two boxes in a layer.

    Returns
    -------
    Layering
        Every arrow goes to the right. Arrows over several layers have a place of their own in those between.
    """
    column = _columns(constructs, edges)
    links: list[tuple[Node, Node]] = []
    layers: list[list[Node]] = [[] for _ in range(max(column.values()) + 1)]
    for name in constructs:
        layers[column[name]].append(name)
    for source, target in edges:
        passed: list[Node] = [(source, target, i) for i in range(column[source] + 1, column[target])]
        for place, node in enumerate(passed, start=column[source] + 1):
            layers[place].append(node)
        stops: list[Node] = [source, *passed, target]
        links += list(pairwise(stops))
    _order(layers, links)
    tall = {node: heights[node] if isinstance(node, str) else gap for layer in layers for node in layer}
    middle = _heights(layers, links, tall, gap)
    top = min(middle[n] - tall[n] / 2.0 for n in middle)
    bottom = max(middle[n] + tall[n] / 2.0 for n in middle)
    return Layering(tuple(tuple(each) for each in layers), {n: y - top for n, y in middle.items()}, bottom - top)


def _columns(constructs: Sequence[str], edges: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Layer of each construct: as far to the right as its arrows let it stand, and first without arrows."""
    graph = nx.DiGraph()
    graph.add_nodes_from(constructs)
    graph.add_edges_from(edges)
    to_end: dict[str, int] = {}
    for name in reversed(list(nx.lexicographical_topological_sort(graph, key=list(constructs).index))):
        to_end[name] = max((to_end[child] + 1 for child in graph.successors(name)), default=0)
    last = max(to_end.values())
    return {name: 0 if graph.degree(name) == 0 else last - distance for name, distance in to_end.items()}


def _order(layers: list[list[Node]], links: Sequence[tuple[Node, Node]]) -> None:
    """Order each layer by the mean place of its neighbours, sweep after sweep; fewest crossings win."""
    before: dict[Node, list[Node]] = {node: [] for layer in layers for node in layer}
    after: dict[Node, list[Node]] = {node: [] for layer in layers for node in layer}
    for left, right in links:
        before[right].append(left)
        after[left].append(right)
    best, fewest = [list(layer) for layer in layers], crossings(layers, links)
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        for layer in layers[1:] if forward else reversed(layers[:-1]):
            place = {node: i / max(len(each) - 1, 1) for each in layers for i, node in enumerate(each)}
            near = before if forward else after
            layer.sort(key=lambda n, p=place, e=near: np.mean([p[m] for m in e[n]]) if e[n] else p[n])  # type: ignore[misc]
        found = crossings(layers, links)
        if found < fewest:
            best, fewest = [list(layer) for layer in layers], found
    layers[:] = best


def crossings(layers: Sequence[Sequence[Node]], links: Sequence[tuple[Node, Node]]) -> int:
    """Count the pairs of links that cross."""
    at = {node: (c, i) for c, layer in enumerate(layers) for i, node in enumerate(layer)}
    ends = [(at[left], at[right]) for left, right in links]
    return sum(
        a[0] == b[0] and (a[1] - b[1]) * (c[1] - d[1]) < 0 for k, (a, c) in enumerate(ends) for b, d in ends[k + 1 :]
    )


def _heights(
    layers: Sequence[Sequence[Node]], links: Sequence[tuple[Node, Node]], tall: Mapping[Node, float], gap: float
) -> dict[Node, float]:
    """Middles: each node near the mean of its neighbours, none nearer to the next than `gap`."""
    near: dict[Node, list[Node]] = {node: [] for layer in layers for node in layer}
    for left, right in links:
        near[left].append(right)
        near[right].append(left)
    middle: dict[Node, float] = {}
    for layer in layers:
        offsets = _offsets(layer, tall, gap)
        middle |= dict(zip(layer, (offsets - offsets.mean()).tolist(), strict=True))
    for _ in range(RELAXATIONS):
        for layer in layers:
            wanted = np.array([np.mean([middle[m] for m in near[n]]) if near[n] else middle[n] for n in layer])
            offsets = _offsets(layer, tall, gap)
            middle |= dict(zip(layer, (isotonic(wanted - offsets) + offsets).tolist(), strict=True))
    return middle


def _offsets(layer: Sequence[Node], tall: Mapping[Node, float], gap: float) -> Floats:
    """Middles of a layer that is stacked as closely as it may be."""
    steps = [(tall[a] + tall[b]) / 2.0 + gap for a, b in pairwise(layer)]
    return np.concatenate([[0.0], np.cumsum(steps)])


def isotonic(values: Floats) -> Floats:
    """Nearest values, in least squares, that never fall: pool adjacent violators (Barlow et al. 1972)."""
    pools: list[tuple[float, int]] = []
    for value in values:
        mean, size = float(value), 1
        while pools and pools[-1][0] > mean:
            other, n = pools.pop()
            mean, size = (mean * size + other * n) / (size + n), size + n
        pools.append((mean, size))
    return np.repeat([mean for mean, _ in pools], [size for _, size in pools])
