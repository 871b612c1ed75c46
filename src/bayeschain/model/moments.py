"""Surveys as the flat sufficient statistics that the Gaussian likelihood reads."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.parameters import Floats, Layout
from bayeschain.surveys import SourceMoments, Surveys


@dataclass(frozen=True)
class SourceStatistics:
    """Sufficient statistics of one survey on its indicators.

    Parameters
    ----------
    n : (J,) int
        Respondents by team; 0 where the survey did not reach the team.
    sampling : (J,) float
        1 / n_eff, the share of the within covariance that is sampling error of a team mean (0 where n = 0).
    means : (J, p) float
        Team means, POMP; 0 where n = 0.
    scatter : (J, p, p) float
        Within-team cross-products about the team's own mean.
    """

    n: NDArray[np.int64]
    sampling: Floats
    means: Floats
    scatter: Floats


def source_statistics(layout: Layout, source: SourceMoments) -> SourceStatistics:
    """Statistics of a survey on its indicators; scale means are a linear map of items, so moments suffice."""
    options = layout.specification.surveys[source.survey]
    means = np.where(source.n[:, None] > 0, source.means, 0.0)
    scatter = source.scatter
    if options.measurement == "manifest":
        counts = [len(c.items) for c in layout.specification.survey_constructs(source.survey)]
        average = np.zeros((len(counts), len(source.items)))
        average[np.repeat(np.arange(len(counts)), counts), np.arange(len(source.items))] = np.repeat(
            1.0 / np.array(counts), counts
        )
        means, scatter = means @ average.T, average @ scatter @ average.T
    return SourceStatistics(source.n, sampling_share(options.aggregation, source), means, scatter)


def sampling_share(aggregation: str, source: SourceMoments) -> Floats:
    """1 / n_eff of each team: 1/n reflective, 1/n - 1/N finite, 0 manifest; 0 where n = 0."""
    n = source.n
    reached = n > 0
    share = np.zeros(len(n))
    if aggregation != "manifest":
        share[reached] = 1.0 / n[reached]
    if aggregation == "finite":
        if source.members is None:
            raise ValueError("finite aggregation needs the number of members of each team")
        share[reached] -= 1.0 / source.members[reached]
    return share


def statistics(layout: Layout, surveys: Surveys) -> tuple[SourceStatistics, ...]:
    """Statistics of every survey that measures a construct, in the order of `Layout.surveys`."""
    by_name = {source.survey: source for source in surveys.sources}
    return tuple(source_statistics(layout, by_name[name]) for name in layout.surveys)


def pack(layout: Layout, surveys: Surveys) -> Floats:
    """Flat moments that `kernel.evaluate` reads.

    Returns
    -------
    (m,) float64
        Number of groups and of teams; a survey's degrees of freedom, constant and pooled cross-products; a group's
        number of teams, n and 1/n_eff by survey and presence by column; then the means of every team, group by group.
        Teams of a group share all of n, 1/n_eff and presence, and with them one factorisation.
    """
    return pack_statistics(statistics(layout, surveys), surveys.columns)


def pack_statistics(sources: Sequence[SourceStatistics], columns: Floats) -> Floats:
    """Flat moments of `pack` from the statistics of every survey and the team columns (J, Z)."""
    kinds, group_of, sizes = np.unique(_heads(sources, columns), axis=0, return_inverse=True, return_counts=True)
    present = np.isfinite(columns)
    rows = np.column_stack([source.means for source in sources] + [np.where(present, columns, 0.0)])
    pieces = [np.array([len(kinds), len(rows)], dtype=float)]
    for source in sources:
        reached = source.n[source.n > 0]
        p = source.means.shape[1]
        constant = -0.5 * p * float(np.log(reached).sum())
        pieces += [np.array([(reached - 1).sum(), constant], dtype=float), source.scatter.sum(axis=0).ravel()]
    pieces += [np.column_stack([sizes.astype(float), kinds]).ravel()]
    pieces += [rows[np.argsort(group_of.ravel(), kind="stable")].ravel()]
    return np.concatenate(pieces)


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
