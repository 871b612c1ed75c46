"""What several released sums tell together of few people: linear algebra over sums of withheld teams.

Each sum that is released (all teams, a third, a unit) is one equation in the teams that are withheld. Subtracting and
adding such equations gives every linear combination of rows of a matrix, and a combination in which only teams of few
people are left tells of these. Every sum may be harmless alone: with a third of a, b, c and a unit of a, b, d the
difference is c - d, which a member of c knows half of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

MOST_CELLS: Final = 14
"""Small cells of which all combinations are looked at; where there are more, they count as one."""


@dataclass(frozen=True)
class Cells:
    """Withheld teams that are in the same groups: released sums tell of them together only.

    Parameters
    ----------
    member : (G, K) float
        Which groups hold each cell.
    of_team : (H,) int
        Cell of each withheld team.
    """

    member: NDArray[np.float64]
    of_team: NDArray[np.int64]

    def total(self, values: NDArray[np.int64]) -> NDArray[np.int64]:
        """(K,) sum of values (H,) over the teams of each cell."""
        return np.bincount(self.of_team, values, minlength=self.member.shape[1]).astype(np.int64)


def told(
    n: NDArray[np.int64],
    weights: NDArray[np.int64],
    groups: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
    minimum: int,
) -> NDArray[np.bool_] | None:
    """Find withheld teams of few people that the sums over groups tell of, to outsiders or to members of one team.

    Parameters
    ----------
    n : (S, J) int
        Respondents by survey and team.
    weights : (S, J) int
        Those who protect others: 0 where a team gave one answer.
    groups : (G, J) bool
        Groups of teams whose sums are released; whatever their teams that are not withheld add is known.
    hidden : (J,) bool
        Teams that are withheld.
    minimum : int
        Fewest respondents of a group that may be shown.

    Returns
    -------
    (J,) bool or None
        Teams with fewer than `minimum` people in a survey that reached one of them, to which some linear combination of
        the sums reduces; None where there are none.
    """
    those = np.flatnonzero(hidden)
    if not those.size:
        return None
    pattern, place = np.unique(groups[:, those], axis=1, return_inverse=True)
    cells = Cells(pattern.astype(float), place.astype(np.int64))
    for insider in (None, *_knowing_much(cells, n[:, those], weights[:, those], minimum)):
        for counts, protecting in zip(n[:, those], weights[:, those], strict=True):
            found = _told_of(cells, counts, protecting, minimum, insider)
            if found is not None:
                teams = np.zeros(len(hidden), dtype=bool)
                teams[those[found[cells.of_team]]] = True
                return teams
    return None


def _knowing_much(cells: Cells, n: NDArray[np.int64], weights: NDArray[np.int64], minimum: int) -> NDArray[np.int64]:
    """Withheld teams without whom fewer than `minimum` people are left in their cell; all others learn nothing new."""
    much = np.zeros(n.shape[1], dtype=bool)
    for counts, protecting in zip(n, weights, strict=True):
        left = cells.total(protecting)[cells.of_team] - protecting
        much |= (cells.total(counts)[cells.of_team] > 0) & (left < minimum)
    alone = cells.total(np.ones(n.shape[1], dtype=np.int64))[cells.of_team] == 1
    return np.flatnonzero(much | alone)


def _told_of(
    cells: Cells, counts: NDArray[np.int64], protecting: NDArray[np.int64], minimum: int, insider: int | None
) -> NDArray[np.bool_] | None:
    """(K,) cells of few people that one survey's sums tell of, to somebody who knows one team; None without any."""
    unknown = np.ones(len(counts), dtype=np.int64)
    if insider is not None:
        unknown[insider] = 0
    there = cells.total(unknown) > 0
    people, weight = cells.total(counts * unknown), cells.total(protecting * unknown)
    empty, small = there & (people == 0), there & (people > 0) & (weight < minimum)
    if not small.any() or not _leaves_less(cells.member, there, empty, empty | small):
        return None
    if small.sum() > MOST_CELLS:
        return small
    for few in _together(np.flatnonzero(small), weight, minimum):
        chosen = empty.copy()
        chosen[few] = True
        if _leaves_less(cells.member, there, empty, chosen):
            return chosen & ~empty
    return None


def _leaves_less(
    member: NDArray[np.float64], there: NDArray[np.bool_], empty: NDArray[np.bool_], chosen: NDArray[np.bool_]
) -> bool:
    """Whether some combination of the rows is 0 outside chosen cells, and is not 0 outside empty ones.

    Combinations that vanish outside a set of columns have dimension rank(all) - rank(columns outside).
    """
    return bool(_rank(member[:, there & ~chosen]) < _rank(member[:, there & ~empty]))


def _rank(matrix: NDArray[np.float64]) -> int:
    return int(np.linalg.matrix_rank(matrix)) if matrix.size else 0


def _together(small: NDArray[np.int64], weight: NDArray[np.int64], minimum: int) -> Iterator[list[int]]:
    """Sets of small cells with fewer than `minimum` people together; all that can grow no further are among them."""

    def grow(chosen: list[int], left: list[int], people: int) -> Iterator[list[int]]:
        fitting = [cell for cell in left if people + weight[cell] < minimum]
        if not fitting:
            yield chosen
            return
        for place, cell in enumerate(fitting):
            yield from grow([*chosen, cell], fitting[place + 1 :], people + int(weight[cell]))

    yield from grow([], small.tolist(), 0)
