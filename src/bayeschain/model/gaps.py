"""Teams in which somebody skipped an item, as the flat statistics that the kernel reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.parameters import Floats
from bayeschain.model.sources import SourceStatistics
from bayeschain.surveys.partial import reduced


@dataclass(frozen=True)
class Group:
    """Respondents of one team and survey who answered the same items.

    Parameters
    ----------
    survey : int
        Place of the survey.
    items : tuple of int
        Answered indicators, numbered over all surveys.
    n : int
        Respondents.
    means : (K + H,) float
        Their means, and those of the survey's respondent covariates.
    determinants : int
        How many log-determinants they count: one for complete answers, whose cross-products stand with those of all
        other complete answers.
    """

    survey: int
    items: tuple[int, ...]
    n: int
    means: Floats
    determinants: int


def groups_of(sources: Sequence[SourceStatistics], j: int) -> list[list[Group]]:
    """Groups of team j by survey, complete answers first."""
    found, first = [], 0
    for s, source in enumerate(sources):
        p = source.means.shape[1]
        every, own = tuple(range(first, first + p)), []
        if source.complete[j]:
            means = np.concatenate([source.means[j], source.covariate_means[j]])
            own.append(Group(s, every, int(source.complete[j]), means, 1))
        if (beside := source.beside) is not None:
            for g in np.flatnonzero(beside.team == j):
                there = np.flatnonzero(beside.answered[g])
                n, seen = int(beside.n[g]), there[there < p]
                own.append(Group(s, tuple((first + seen).tolist()), n, beside.means[g, there], n))
        found.append(own)
        first += p
    return found


def pack_gaps(
    sources: Sequence[SourceStatistics],
    known: Floats,
    teams: NDArray[np.int64],
    unit_of: NDArray[np.int64] | None = None,
) -> list[Floats]:
    """Statistics of teams with gaps.

    Parameters
    ----------
    sources : sequence of SourceStatistics
    known : (J, Z + Q) float
        Team columns, NaN where missing, and team covariates.
    teams : (T,) int
        Teams with gaps.
    unit_of : (J,) int, optional
        Unit of each team.

    Returns
    -------
    list of float arrays
        To be concatenated. Numbers of patterns and of teams. By pattern: survey, number of determinants, R rows, K
        indicators; their places; R x (K + H) root of the cross-products about the means of the groups, those of the
        survey's H respondent covariates among them. By team: which columns
        and covariates are there; their values; by survey 1/N, the share of the within covariance that the team's
        constructs lack where the team is its N members, and the number of groups; the unit, with units; by group
        pattern, n and the K + H means.
    """
    patterns: dict[tuple[int, tuple[int, ...]], int] = {}
    determinants: list[int] = []
    bodies = []
    for j in teams:
        there = np.isfinite(known[j])
        own = groups_of(sources, int(j))
        bodies += [there.astype(float), np.where(there, known[j], 0.0)]
        for source, groups in zip(sources, own, strict=True):
            less = 1.0 / source.n[j] - source.sampling[j] if source.n[j] else 0.0
            bodies.append(np.array([less, len(groups)]))
        if unit_of is not None:
            bodies.append(unit_of[[j]].astype(float))
        for group in (group for groups in own for group in groups):
            number = patterns.setdefault((group.survey, group.items), len(patterns))
            if number == len(determinants):
                determinants.append(0)
            determinants[number] += group.determinants
            bodies += [np.array([number, group.n], dtype=float), group.means]
    roots = pooled_roots(sources)
    heads = []
    for (s, items), people in zip(patterns, determinants, strict=True):
        root = roots.get((s, items), np.zeros((0, 0)))
        heads += [np.array([s, people, len(root), len(items)], dtype=float), np.array(items, dtype=float), root.ravel()]
    return [np.array([len(patterns), len(teams)], dtype=float), *heads, *bodies]


def team_places(design: Floats, covariates: Sequence[int], known: int, unit: int) -> list[int]:
    """Where each team stands in the statistics of `pack_gaps`.

    Parameters
    ----------
    design : (m,) float
        The statistics.
    covariates : sequence of int
        Number of respondent covariates of each survey.
    known, unit : int
        Number of team columns and covariates; 1 with units, else 0.
    """
    (at, wide), places, surveys = _patterns(design, covariates), [], len(covariates)
    for _ in range(int(design[1])):
        places.append(at)
        groups = int(design[at + 2 * known + 1 : at + 2 * (known + surveys) : 2].sum())
        at += 2 * (known + surveys) + unit
        for _ in range(groups):
            at += 2 + wide[int(design[at])]
    return places


def means_places(design: Floats, covariates: Sequence[int], known: int, unit: int) -> NDArray[np.int64]:
    """(T, S) where the means of each team's first group of each survey stand in the statistics of `pack_gaps`.

    -1 where a survey did not reach a team; parameters as in `team_places`.
    """
    wide, surveys = _patterns(design, covariates)[1], len(covariates)
    places = team_places(design, covariates, known, unit)
    found = np.full((len(places), surveys), -1, dtype=np.int64)
    for t, place in enumerate(places):
        at = place + 2 * (known + surveys) + unit
        for s in range(surveys):
            groups = int(design[place + 2 * (known + s) + 1])
            found[t, s] = at + 2 if groups else -1
            for _ in range(groups):
                at += 2 + wide[int(design[at])]
    return found


def _patterns(design: Floats, covariates: Sequence[int]) -> tuple[int, list[int]]:
    """Where the teams begin, and numbers of means that a group of each pattern has."""
    at, wide = 2, []
    for _ in range(int(design[0])):
        s, R, K = int(design[at]), int(design[at + 2]), int(design[at + 3])
        wide.append(K + covariates[s])
        at += 4 + K + R * wide[-1]
    return at, wide


def pooled_roots(sources: Sequence[SourceStatistics]) -> dict[tuple[int, tuple[int, ...]], Floats]:
    """By survey and pattern, a root of the cross-products about the means of the groups, all teams together."""
    found: dict[tuple[int, tuple[int, ...]], list[Floats]] = {}
    first = 0
    for s, source in enumerate(sources):
        p = source.means.shape[1]
        if (beside := source.beside) is not None:
            answered = beside.answered
            for row, g in zip(beside.roots, beside.group, strict=True):
                there = np.flatnonzero(answered[g])
                found.setdefault((s, tuple((first + there[there < p]).tolist())), []).append(row[there])
        first += p
    return {key: reduced(np.array(rows)) for key, rows in found.items()}
