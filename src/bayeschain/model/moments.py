"""Surveys as the flat sufficient statistics that the Gaussian likelihood reads."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.gaps import pack_gaps
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.sources import SourceStatistics, statistics
from bayeschain.surveys import Surveys


def has_gaps(layout: Layout, surveys: Surveys) -> bool:
    """Whether a respondent skipped an indicator of the model."""
    return any(source.gaps.any() for source in statistics(layout, surveys))


def pack(layout: Layout, surveys: Surveys) -> Floats:
    """Flat moments that the kernel reads.

    Returns
    -------
    (m,) float64
        Number of groups and of teams; a survey's degrees of freedom, constant and pooled cross-products; a group's
        number of teams, n and 1/n_eff by survey and presence by column; then the means of every team, group by group.
        Teams of a group share all of n, 1/n_eff and presence, and with them one factorisation. Teams in which somebody
        skipped an item follow, see `gaps.pack_gaps`.
    """
    return pack_statistics(statistics(layout, surveys), surveys.columns)


def pack_statistics(sources: Sequence[SourceStatistics], columns: Floats) -> Floats:
    """Flat moments of `pack` from the statistics of every survey and the team columns (J, Z)."""
    gaps = np.any([source.gaps for source in sources], axis=0)
    kinds, group_of, sizes = np.unique(_heads(sources, columns)[~gaps], axis=0, return_inverse=True, return_counts=True)
    present = np.isfinite(columns)
    rows = np.column_stack([source.means for source in sources] + [np.where(present, columns, 0.0)])[~gaps]
    pieces = [np.array([len(kinds), len(rows)], dtype=float)]
    for source in sources:
        reached = source.n[(source.n > 0) & ~gaps]
        p = source.means.shape[1]
        df = np.maximum(source.complete - 1, 0).sum()
        constant = -0.5 * p * float(np.log(reached).sum())
        pieces += [np.array([df, constant], dtype=float), source.scatter.sum(axis=0).ravel()]
    pieces += [np.column_stack([sizes.astype(float), kinds]).ravel()]
    pieces += [rows[np.argsort(group_of.ravel(), kind="stable")].ravel()]
    return np.concatenate(pieces + (pack_gaps(sources, columns, np.flatnonzero(gaps)) if gaps.any() else []))


def scatter_places(sources: Sequence[SourceStatistics]) -> tuple[int, ...]:
    """Where the cross-products of each survey stand in `pack_statistics`."""
    widths = [2 + source.means.shape[1] ** 2 for source in sources]
    return tuple(4 + sum(widths[:s]) for s in range(len(sources)))


def team_order(sources: Sequence[SourceStatistics], columns: Floats) -> NDArray[np.int64]:
    """(J,) teams in the order of the rows of `pack_statistics`."""
    _, group_of = np.unique(_heads(sources, columns), axis=0, return_inverse=True)
    return np.argsort(group_of.ravel(), kind="stable")


def _heads(sources: Sequence[SourceStatistics], columns: Floats) -> Floats:
    """(J, 2 S + Z) what teams of one group share: n and 1/n_eff by survey, presence by column."""
    present = np.isfinite(columns).astype(float)
    return np.column_stack([column for source in sources for column in (source.n, source.sampling)] + [present])
