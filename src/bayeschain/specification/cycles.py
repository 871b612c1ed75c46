"""Circles in a graph of arrows, found without recursion."""

from collections.abc import Iterable


def find_cycles(arrows: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Find circles that have no construct in common.

    Parameters
    ----------
    arrows : iterable of (str, str)
        Target and source of each arrow.

    Returns
    -------
    list of tuple of str
        Each circle as a route along its arrows, its first construct repeated at the end; at least one if there is any.
    """
    sources: dict[str, list[str]] = {}
    for target, source in arrows:
        sources.setdefault(target, []).append(source)
    found = []
    while left := _cores(sources):
        walk = [next(iter(left))]
        while (before := left[walk[-1]][0]) not in walk:
            walk.append(before)
        cycle = walk[walk.index(before) :]
        start = cycle.index(min(cycle, key=list(sources).index))
        forward = (cycle[start:] + cycle[:start])[::-1]
        found.append((forward[-1], *forward))
        sources = {
            target: [source for source in into if source not in cycle]
            for target, into in sources.items()
            if target not in cycle
        }
    return found


def _cores(sources: dict[str, list[str]]) -> dict[str, list[str]]:
    """Keep only constructs on or beyond a circle: those without a source are taken away, again and again."""
    left = sources
    while True:
        kept = {target: [source for source in into if source in left] for target, into in left.items()}
        kept = {target: into for target, into in kept.items() if into}
        if kept == left:
            return kept
        left = kept
