"""The surveys without one team."""

from dataclasses import replace

import numpy as np

from bayeschain.surveys.data import SourceMoments, Surveys
from bayeschain.surveys.ends import ends_of
from bayeschain.surveys.moments import Integers


def without(surveys: Surveys, team: str) -> Surveys:
    """The surveys as if they had never asked a team.

    Parameters
    ----------
    surveys : Surveys
        What was read.
    team : str
        One of its teams.

    Returns
    -------
    Surveys
        The other teams, in the same order and units: team columns and covariates keep the mean and SD that
        they were scored by. The account is that of all teams.

    Raises
    ------
    ValueError
        There is no such team.
    """
    kept = np.delete(np.arange(len(surveys.teams)), surveys.teams.index(team))
    return replace(
        surveys,
        teams=tuple(surveys.teams[j] for j in kept),
        sources=tuple(_of_teams(source, kept) for source in surveys.sources),
        columns=surveys.columns[kept],
        covariates=None if surveys.covariates is None else surveys.covariates.take(kept),
        units=None if surveys.units is None else surveys.units.take(kept),
    )


def _of_teams(source: SourceMoments, kept: Integers) -> SourceMoments:
    place = np.full(len(source.n), -1)
    place[kept] = np.arange(len(kept))
    return replace(
        source,
        n=source.n[kept],
        means=source.means[kept],
        scatter=source.scatter[kept],
        members=None if source.members is None else source.members[kept],
        ordinal=None if source.ordinal is None else source.ordinal.sorted_by(place),
        partial=None if source.partial is None else source.partial.take(kept),
        adjustment=None if source.adjustment is None else source.adjustment.take(kept),
        ends=None if source.ends is None else ends_of(source.ends, kept),
        scale_means=None if source.scale_means is None else source.scale_means.take(kept),
    )
