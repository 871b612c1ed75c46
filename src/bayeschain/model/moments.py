"""Surveys as the flat sufficient statistics that the Gaussian likelihood reads."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.gaps import pack_gaps
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.sources import SourceStatistics, statistics
from bayeschain.model.structure import partials
from bayeschain.surveys import Surveys
from bayeschain.surveys.data import TeamCovariates, Units

LOG_2PI = np.log(2.0 * np.pi)


def has_gaps(layout: Layout, surveys: Surveys) -> bool:
    """Whether a respondent skipped an indicator of the model."""
    return any(source.gaps.any() for source in statistics(layout, surveys))


def pack(layout: Layout, surveys: Surveys) -> Floats:
    """Flat moments that the kernel reads.

    Returns
    -------
    (m,) float64
        Number of groups and of teams; a survey's degrees of freedom, constant and pooled cross-products, those of items
        with respondent covariates and of these; a group's number of teams, n and 1/n_eff by survey and presence by
        column and team covariate; then the rows of every team, group by group: means, columns, team covariates, means
        of respondent covariates, unit. Teams of a group share all of n, 1/n_eff and presence, and with them one
        factorisation. Teams in which somebody skipped an item follow, see `gaps.pack_gaps`. Last the number of units,
        minus the log-density of the covariates, and their canonical partial correlations.
    """
    return pack_sources(layout, surveys, statistics(layout, surveys))


def pack_sources(layout: Layout, surveys: Surveys, sources: Sequence[SourceStatistics]) -> Floats:
    """`pack` with given statistics of every survey in place of those of the surveys."""
    x = covariate_values(layout, surveys)
    packed = pack_statistics(sources, surveys.columns, x, surveys.units if layout.has_units else None)
    if not x.shape[1]:
        return packed
    return np.concatenate([packed, [-covariate_log_density(layout, surveys).sum()], known_partials(layout, surveys)])


def pack_statistics(
    sources: Sequence[SourceStatistics], columns: Floats, x: Floats | None = None, units: Units | None = None
) -> Floats:
    """Flat moments of `pack` from the statistics of every survey, team columns (J, Z), covariates (J, Q) and units."""
    gaps = np.any([source.gaps for source in sources], axis=0)
    heads = _heads(sources, columns, x)[~gaps]
    kinds, group_of, sizes = _groups(heads)
    present = np.isfinite(columns)
    x = np.zeros((len(columns), 0)) if x is None else x
    rows = np.column_stack(
        [source.means for source in sources]
        + [np.where(present, columns, 0.0), x]
        + [source.covariate_means for source in sources]
        + ([] if units is None else [units.of_team.astype(float)])
    )[~gaps]
    pieces = [np.array([len(kinds), len(rows)], dtype=float)]
    for source in sources:
        reached = source.n[(source.n > 0) & ~gaps]
        p = source.means.shape[1]
        df = np.maximum(source.complete - 1, 0).sum()
        constant = -0.5 * p * float(np.log(reached).sum())
        pieces += [np.array([df, constant], dtype=float), source.scatter.sum(axis=0).ravel()]
        if source.adjustment is not None:
            pieces += [source.adjustment.cross.sum(axis=0).ravel(), source.adjustment.scatter.sum(axis=0).ravel()]
    pieces += [np.column_stack([sizes.astype(float), kinds]).ravel()]
    pieces += [rows[np.argsort(group_of, kind="stable")].ravel()]
    if gaps.any():
        unit_of = None if units is None else units.of_team
        pieces += pack_gaps(sources, np.column_stack([columns, x]), np.flatnonzero(gaps), unit_of)
    if units is not None:
        pieces += [np.array([len(units.names)], dtype=float)]
    return np.concatenate(pieces)


def covariate_values(layout: Layout, surveys: Surveys) -> Floats:
    """(J, Q) team covariates, mean 0 and SD 1, in the order of the chain."""
    if surveys.covariates is None:
        return np.zeros((len(surveys.teams), 0))
    return surveys.covariates.values[:, _covariate_places(layout, surveys.covariates)]


def covariate_correlation(layout: Layout, surveys: Surveys) -> Floats:
    """(Q, Q) correlations of the team covariates that the likelihood holds fixed, in the order of the chain."""
    if surveys.covariates is None:
        return np.zeros((0, 0))
    places = _covariate_places(layout, surveys.covariates)
    return surveys.covariates.correlation[np.ix_(places, places)]


def _covariate_places(layout: Layout, covariates: TeamCovariates) -> list[int]:
    return [covariates.names.index(name) for name in layout.specification.chain.covariates]


def covariate_log_density(layout: Layout, surveys: Surveys) -> Floats:
    """(J,) log-density of covariates under the normal distribution that the likelihood holds fixed."""
    x, R = covariate_values(layout, surveys), covariate_correlation(layout, surveys)
    quadratic = ((x @ np.linalg.inv(R)) * x).sum(axis=1)
    return -0.5 * (x.shape[1] * LOG_2PI + np.linalg.slogdet(R)[1] + quadratic)


def known_partials(layout: Layout, surveys: Surveys) -> Floats:
    """(Q (Q - 1) / 2,) canonical partial correlations of the team covariates, scaled to (0, 1)."""
    R = covariate_correlation(layout, surveys)
    return partials(R) if len(R) else np.zeros(0)


def scatter_places(sources: Sequence[SourceStatistics]) -> tuple[int, ...]:
    """Where the cross-products of each survey stand in `pack_statistics`."""
    return tuple(4 + sum(_survey_widths(sources)[:s]) for s in range(len(sources)))


def rows_place(sources: Sequence[SourceStatistics], members: int, groups: int) -> int:
    """Where the rows of teams stand in `pack_statistics`, after the heads of groups; members are known by team."""
    return 2 + sum(_survey_widths(sources)) + groups * (1 + 2 * len(sources) + members)


def _survey_widths(sources: Sequence[SourceStatistics]) -> list[int]:
    """Numbers of each survey before the heads of groups."""
    widths = []
    for source in sources:
        p, H = source.means.shape[1], source.covariate_means.shape[1]
        widths.append(2 + p * (p + H) + H * H)
    return widths


def team_order(sources: Sequence[SourceStatistics], columns: Floats) -> NDArray[np.int64]:
    """(J,) teams in the order of the rows of `pack_statistics`, and then those in which somebody skipped an item."""
    gaps = np.any([source.gaps for source in sources], axis=0)
    complete = np.flatnonzero(~gaps)
    group_of = _groups(_heads(sources, columns)[complete])[1]
    return np.concatenate([complete[np.argsort(group_of, kind="stable")], np.flatnonzero(gaps)])


def _groups(heads: Floats) -> tuple[Floats, NDArray[np.intp], NDArray[np.intp]]:
    """Unlike heads, the group of every team and the teams of every group; small groups first.

    Groups that the kernel takes side by side then have about as many teams.
    """
    kinds, group_of, sizes = np.unique(heads, axis=0, return_inverse=True, return_counts=True)
    order = np.argsort(sizes, kind="stable")
    return kinds[order], np.argsort(order)[group_of.ravel()], sizes[order]


def _heads(sources: Sequence[SourceStatistics], columns: Floats, x: Floats | None = None) -> Floats:
    """(J, 2 S + Z + Q) what teams of one group share: n and 1/n_eff by survey, presence by column and covariate."""
    present = np.isfinite(columns).astype(float)
    return np.column_stack(
        [column for source in sources for column in (source.n, source.sampling)]
        + [present]
        + ([] if x is None else [np.ones_like(x)])
    )
