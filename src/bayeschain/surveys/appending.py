"""More teams after those of the surveys."""

from dataclasses import replace

import numpy as np

from bayeschain.surveys.data import SourceMoments, Surveys
from bayeschain.surveys.partial import PartialMoments


def appended(surveys: Surveys, more: Surveys) -> Surveys:
    """Teams of both, in their order.

    Parameters
    ----------
    surveys : Surveys
        Answers without an ordinal likelihood, covariates, units and scale means.
    more : Surveys
        Other teams asked the same, of the same kind; their columns are T scores by the same mean and SD.

    Returns
    -------
    Surveys
        Moments of all answers, as if both had been read as one. Names may stand twice; account and scale of the columns
        are those of the first.

    Raises
    ------
    ValueError
        The two were asked differently, or they hold what a team cannot bring along: ordinal answers are numbered by
        person, and covariates and units are measured against all teams.
    """
    sources = [*surveys.sources, *more.sources]
    beyond = any(s.ordinal or s.adjustment or s.scale_means for s in sources)
    if beyond or surveys.covariates or more.covariates or surveys.units or more.units:
        raise ValueError("only Gaussian answers without covariates, units and scale means are appended")
    asked = [
        ([(s.survey, s.items, s.members is None) for s in each.sources], each.column_names) for each in (surveys, more)
    ]
    if asked[0] != asked[1]:
        raise ValueError("teams are appended to teams that were asked the same")
    return replace(
        surveys,
        teams=surveys.teams + more.teams,
        sources=tuple(_both(*pair) for pair in zip(surveys.sources, more.sources, strict=True)),
        columns=np.concatenate([surveys.columns, more.columns]),
    )


def _both(one: SourceMoments, other: SourceMoments) -> SourceMoments:
    members = None
    if one.members is not None and other.members is not None:
        members = np.concatenate([one.members, other.members])
    return replace(
        one,
        n=np.concatenate([one.n, other.n]),
        means=np.concatenate([one.means, other.means]),
        scatter=np.concatenate([one.scatter, other.scatter]),
        members=members,
        ends=None,
        partial=_partial(one.partial, other.partial, len(one.n)),
    )


def _partial(one: PartialMoments | None, other: PartialMoments | None, teams: int) -> PartialMoments | None:
    """Groups of both, those of the other in teams numbered after the first."""
    if other is None:
        return one
    moved = replace(other, team=other.team + teams)
    if one is None:
        return moved
    return PartialMoments(
        np.concatenate([one.team, moved.team]),
        np.concatenate([one.n, moved.n]),
        np.concatenate([one.means, moved.means]),
        np.concatenate([one.group, moved.group + len(one.n)]),
        np.concatenate([one.roots, moved.roots]),
    )
