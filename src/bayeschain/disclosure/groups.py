"""Which teams to withhold, so that no small group is shown and none can be found by subtraction."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

FEWEST_WITHHELD: Final = 2
"""One team withheld alone is the total minus the others."""


@dataclass(frozen=True)
class Withheld:
    """Teams to withhold.

    Parameters
    ----------
    teams : (J,) bool
        Whether the numbers of a team are withheld.
    closed : (G,) bool
        Groups whose total may be shown: what is withheld in them cannot be found from it.
    """

    teams: NDArray[np.bool_]
    closed: NDArray[np.bool_]


def withhold(n: NDArray[np.int64], groups: NDArray[np.bool_], minimum: int) -> Withheld:
    """Choose the teams to withhold.

    A team is withheld when any survey reached it with fewer than `minimum` respondents. Where a total is shown, the
    teams withheld in it must be two at least, and reach `minimum` respondents together, in each survey; otherwise its
    next smallest teams are withheld as well (complementary suppression, Cox 1980, JASA 75:377). Which teams were
    withheld for their size, and which as complements, must not be told: then 6 - 5 = 1 could be solved for.

    Parameters
    ----------
    n : (S, J) int
        Respondents by survey and team; 0 where a survey did not reach a team.
    groups : (G, J) bool
        Groups of teams whose totals or means are shown.
    minimum : int
        Fewest respondents of a group that may be shown.

    Returns
    -------
    Withheld
        The teams, and the groups whose totals may be shown.
    """
    small = (n > 0) & (n < minimum)
    hidden = small.any(axis=0)
    closed = np.ones(len(groups), dtype=bool)
    for g, group in enumerate(groups):
        for counts, few in zip(n, small, strict=True):
            inside = group & (counts > 0)
            while (inside & few).any() and not _covers(counts[inside & hidden], minimum):
                open_teams = np.flatnonzero(inside & ~hidden)
                if not open_teams.size:
                    closed[g] = False
                    break
                hidden[open_teams[np.argmin(counts[open_teams])]] = True
    return Withheld(hidden, closed)


def _covers(counts: NDArray[np.int64], minimum: int) -> bool:
    return len(counts) >= FEWEST_WITHHELD and int(counts.sum()) >= minimum
