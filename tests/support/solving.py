"""What can be solved for from linear statements: the range of each sum that is feasible, by linear programming."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from tests.support.statements import NOTHING, Ends, Key, Statements

FIXED: Final = 1e-4
"""Width of the bounds under which an unknown is known, as a share of its size."""


@dataclass(frozen=True)
class Programme:
    """Statements on the K unknowns that hang together with those asked for: low <= A x <= high, and bounds of x."""

    place: dict[Key, int]
    A: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    bounds: NDArray[np.float64]

    def ends(self, aim: Mapping[Key, float]) -> Ends:
        """Least and greatest value of a sum.

        Raises
        ------
        ValueError
            The statements contradict each other.
        """
        goal = np.zeros(len(self.place))
        for key, weight in aim.items():
            goal[self.place[key]] = weight
        return self._end(goal, 1.0), self._end(goal, -1.0)

    def _end(self, goal: NDArray[np.float64], sign: float) -> float:
        found = self._solved(sign * goal)
        return -sign * np.inf if found is None else float(goal @ found)

    def _solved(self, goal: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Values that make a sum least; None where it has no least value."""
        equal = self.low == self.high
        up, down = np.isfinite(self.high) & ~equal, np.isfinite(self.low) & ~equal
        found = linprog(
            goal,
            A_ub=np.concatenate([self.A[up], -self.A[down]]),
            b_ub=np.concatenate([self.high[up], -self.low[down]]),
            A_eq=self.A[equal],
            b_eq=self.low[equal],
            bounds=self.bounds,
        )
        if found.status == 3:
            return None
        if found.status != 0:
            raise ValueError(f"the statements contradict each other: {found.message}")
        return np.asarray(found.x)

    def inner(self, aims: Iterable[Mapping[Key, float]]) -> NDArray[np.float64]:
        """A feasible point that lies at no end of the sums asked for: the mean of points where these are extreme."""
        points = []
        for aim in aims:
            goal = np.zeros(len(self.place))
            for key, weight in aim.items():
                goal[self.place[key]] = weight
            points += [each for each in (self._solved(goal), self._solved(-goal)) if each is not None]
        return np.mean(points, axis=0)


def programme(made: Statements, aims: Iterable[Key], known: Mapping[Key, float] | None = None) -> Programme:
    """Gather what hangs together with some unknowns, others being known.

    Parameters
    ----------
    made : Statements
        What is stated. Where the ends of a sum are NaN, the reader is given its value, which is taken at an inner point
        of what the other statements allow.
    aims : iterable of Key
        Unknowns.
    known : mapping of Key to float, optional
        Unknowns that this reader knows: own answers.

    Returns
    -------
    Programme
        Sums on the unknowns that are left.
    """
    aims = list(aims)
    exact = _gathered(made, aims, known or {})
    rows = np.isnan(exact.low)
    if not rows.any():
        return exact
    without = Programme(exact.place, exact.A[~rows], exact.low[~rows], exact.high[~rows], exact.bounds)
    value = exact.A @ without.inner({key: 1.0} for key in aims)
    low, high = np.where(rows, value, exact.low), np.where(rows, value, exact.high)
    return Programme(exact.place, exact.A, low, high, exact.bounds)


def _gathered(made: Statements, aims: list[Key], known: Mapping[Key, float]) -> Programme:
    bounds = made.bounds | {key: (value, value) for key, value in known.items()}
    settled = {key: ends for key, ends in bounds.items() if ends[1] - ends[0] <= FIXED * max(abs(ends[0]), 1.0)}
    touching: dict[Key, list[int]] = {}
    for number, statement in enumerate(made.sums):
        for key in statement.terms:
            touching.setdefault(key, []).append(number)
    place, rows, waiting = {key: k for k, key in enumerate(dict.fromkeys(aims))}, dict[int, None](), list(aims)
    while waiting:
        for number in touching.get(waiting.pop(), []):
            if number in rows:
                continue
            rows[number] = None
            for key in made.sums[number].terms:
                if key not in settled and key not in place:
                    place[key] = len(place)
                    waiting.append(key)
    A, low, high = np.zeros((len(rows), len(place))), np.zeros(len(rows)), np.zeros(len(rows))
    for r, number in enumerate(rows):
        statement = made.sums[number]
        low[r], high[r] = statement.ends
        for key, weight in statement.terms.items():
            if key in place:
                A[r, place[key]] = weight
            else:
                ends = sorted(weight * end for end in settled[key])
                low[r], high[r] = low[r] - ends[1], high[r] - ends[0]
    return Programme(place, A, low, high, np.array([bounds.get(key, NOTHING) for key in place]))
