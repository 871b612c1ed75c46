"""Which teams to withhold, so that no small group is shown and none can be found by subtraction."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.disclosure.linear import told

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
    surveys : (S,) bool
        Surveys whose number of respondents may be shown.
    """

    teams: NDArray[np.bool_]
    closed: NDArray[np.bool_]
    surveys: NDArray[np.bool_]


def withhold(
    n: NDArray[np.int64], groups: NDArray[np.bool_], minimum: int, exposed: NDArray[np.bool_] | None = None
) -> Withheld:
    """Choose the teams to withhold.

    A team is withheld when any survey reached it with fewer than `minimum` respondents, or when it is exposed: its
    answers were all the same, so that its average is everybody's answer. Where a total is shown, the teams withheld in
    it must be two at least, and reach `minimum` respondents together, in each survey, also without any one of them,
    whose members know its answers; otherwise its next smallest teams are withheld as well (complementary suppression,
    Cox 1980, JASA 75:377). The same holds for every sum and difference of totals (`linear.told`); where no complement
    can help, the smallest of these totals is not shown. People of exposed teams protect nobody and do not count. Which
    teams were withheld for their size, and which as complements, must not
    be told: then 6 - 5 = 1 could be solved for.

    Parameters
    ----------
    n : (S, J) int
        Respondents by survey and team; 0 where a survey did not reach a team.
    groups : (G, J) bool
        Groups of teams whose totals or means are shown. Small ones are protected first, which helps large ones.
    minimum : int
        Fewest respondents of a group that may be shown.
    exposed : (S, J) bool, optional
        Teams whose average would tell what everybody answered.

    Returns
    -------
    Withheld
        The teams; the groups whose totals may be shown, and the surveys whose number of respondents may be. For that
        number, where all teams are withheld, it is enough if they reach the minimum together.
    """
    exposed = np.zeros(n.shape, dtype=bool) if exposed is None else exposed & (n > 0)
    weights = np.where(exposed, 0, n)
    hidden = np.asarray(((n > 0) & ((n < minimum) | exposed)).any(axis=0))
    open_groups = np.ones(len(groups), dtype=bool)
    while True:
        _cover_all(hidden, groups, n, weights, minimum)
        each = list(zip(n, weights, strict=True))
        closed = open_groups & [all(_is_closed(hidden, group, *one, minimum) for one in each) for group in groups]
        few = told(n, weights, groups[closed], hidden, minimum)
        if few is None:
            break
        telling = closed & (groups & few).any(axis=1)
        within = groups[telling].any(axis=0)
        beside = np.flatnonzero(within & ~hidden)
        # all teams minus those of both waves are the few that came or went, whatever else is withheld
        if beside.size and told(n, weights, groups[closed], hidden | within, minimum) is None:
            hidden[beside[np.argmin(n[:, beside].sum(axis=0))]] = True
        else:
            open_groups[np.flatnonzero(telling)[np.argmin(groups[telling].sum(axis=1))]] = False
    everybody = np.ones(n.shape[1], dtype=bool)
    surveys = [_is_closed(hidden, everybody, *one, minimum, if_all=True) for one in each]
    return Withheld(hidden, closed, np.array(surveys, dtype=bool))


def gives_away(
    n: NDArray[np.int64],
    weights: NDArray[np.int64],
    groups: NDArray[np.bool_],
    hidden: NDArray[np.bool_],
    minimum: int,
) -> bool:
    """Whether totals of groups tell of few people in the teams that are withheld.

    Parameters
    ----------
    n, weights : (S, J) int
        Respondents, and those of them who protect others: 0 where a team is exposed.
    groups : (G, J) bool
        Groups of teams whose totals are shown.
    hidden : (J,) bool
        Teams that are withheld.
    minimum : int
        Fewest respondents of a group that may be shown.

    Returns
    -------
    bool
        Whether one of the totals, or some sum and difference of them, does.
    """
    each = list(zip(n, weights, strict=True))
    closed = all(_is_closed(hidden, group, *one, minimum) for one in each for group in groups)
    return not closed or told(n, weights, groups, hidden, minimum) is not None


def _cover_all(
    hidden: NDArray[np.bool_],
    groups: NDArray[np.bool_],
    n: NDArray[np.int64],
    weights: NDArray[np.int64],
    minimum: int,
) -> None:
    """Withhold until those withheld protect each other in every group, small groups first."""
    order = np.argsort(groups.sum(axis=1), kind="stable")
    before = -1
    while before != hidden.sum():
        before = int(hidden.sum())
        for g in order:
            for counts, weight in zip(n, weights, strict=True):
                _cover(hidden, groups[g] & (counts > 0), counts, weight, minimum)


def _cover(
    hidden: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    counts: NDArray[np.int64],
    weight: NDArray[np.int64],
    minimum: int,
) -> None:
    """Withhold the next smallest teams inside a group until those withheld protect each other."""
    while (inside & hidden).any() and not _holds(counts, weight, inside & hidden, minimum, without_largest=True):
        open_teams = np.flatnonzero(inside & ~hidden)
        if not open_teams.size:
            return
        hidden[open_teams[np.argmin(counts[open_teams])]] = True


def _is_closed(
    hidden: NDArray[np.bool_],
    group: NDArray[np.bool_],
    counts: NDArray[np.int64],
    weight: NDArray[np.int64],
    minimum: int,
    *,
    if_all: bool = False,
) -> bool:
    """Whether what is withheld inside a group cannot be found from its total."""
    inside = group & (counts > 0)
    if not (inside & hidden).any():
        return True
    alone = if_all and not (inside & ~hidden).any()
    return _holds(counts, weight, inside & hidden, minimum, without_largest=not alone)


def _holds(
    counts: NDArray[np.int64],
    weight: NDArray[np.int64],
    those: NDArray[np.bool_],
    minimum: int,
    *,
    without_largest: bool,
) -> bool:
    """Whether teams withheld together are two at least, enough people, and not all of one person each."""
    people = weight[those]
    enough = int(people.sum()) - (int(people.max()) if without_largest else 0) >= minimum
    return len(people) >= FEWEST_WITHHELD and enough and int(counts[those].sum()) > len(people)
