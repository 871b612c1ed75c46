"""The surveys, joined: what the model reads."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bayeschain.surveys.account import Account
from bayeschain.surveys.available import Available, available, pairwise
from bayeschain.surveys.gathering import GatheredMoments
from bayeschain.surveys.moments import Floats, Integers, TeamMoments
from bayeschain.surveys.ordinal import OrdinalAnswers
from bayeschain.surveys.partial import PartialMoments
from bayeschain.surveys.scale_means import ScaleMeans


@dataclass(frozen=True, eq=False)
class Crossed:
    """Moments of p items, or scale means, together with H respondent covariates on their scale.

    Parameters
    ----------
    means : (J, H) float
        Means by team of the covariates of who has all items; 0 where there is nobody.
    cross : (J, p, H) float
        Within-team cross-products of items and covariates, over the same people.
    scatter : (J, H, H) float
        Within-team cross-products of the covariates, over the same people.
    partial : PartialMoments or None
        Who lacks an item: items, then covariates. Groups in the same order as where there are no covariates.
    """

    means: Floats
    cross: Floats
    scatter: Floats
    partial: PartialMoments | None = None

    def take(self, kept: Integers) -> "Crossed":
        """The same of some teams."""
        partial = None if self.partial is None else self.partial.take(kept)
        return Crossed(self.means[kept], self.cross[kept], self.scatter[kept], partial)


@dataclass(frozen=True, eq=False)
class Adjustment:
    """Moments of H respondent covariates of one survey, about their grand means and divided by their SDs.

    Parameters
    ----------
    names : tuple of str
        Covariates.
    mean, sd : (H,) float
        Mean and SD over all respondents used, original units.
    team_means : (J, H) float
        Means by team; 0 where the survey has no respondent.
    pooled : (H, H) float
        Cross-products of the covariates within teams, over all teams.
    items : Crossed
        Items and covariates together.
    scale_means : Crossed or None
        Scale means and covariates together, which are no function of the former once somebody skipped an item; None
        where nobody did.
    """

    names: tuple[str, ...]
    mean: Floats
    sd: Floats
    team_means: Floats
    pooled: Floats
    items: Crossed
    scale_means: Crossed | None = None

    def take(self, kept: Integers) -> "Adjustment":
        """The same of some teams, on the same scale; `pooled` stays that of all."""
        scored = None if self.scale_means is None else self.scale_means.take(kept)
        return replace(self, team_means=self.team_means[kept], items=self.items.take(kept), scale_means=scored)


@dataclass(frozen=True, eq=False)
class TeamCovariates:
    """Team covariates over J teams.

    Parameters
    ----------
    names : tuple of str
        Covariates, Q of them.
    values : (J, Q) float
        Mean 0 and SD 1 over these teams; complete.
    mean, sd : (Q,) float
        Original units.
    correlation : (Q, Q) float
        Over the teams that they were read for: what a model holds fixed, also without some of them.
    """

    names: tuple[str, ...]
    values: Floats
    mean: Floats
    sd: Floats
    correlation: Floats

    @classmethod
    def of(cls, names: tuple[str, ...], values: Floats) -> "TeamCovariates":
        """Covariates (J, Q) in their own units, put on their scale."""
        mean, sd = values.mean(axis=0), values.std(axis=0, ddof=1)
        standard = (values - mean) / sd
        return cls(names, standard, mean, sd, standard.T @ standard / (len(values) - 1))

    def take(self, kept: Integers) -> "TeamCovariates":
        """The same of some teams, on the same scale."""
        return replace(self, values=self.values[kept])


@dataclass(frozen=True, eq=False)
class Units:
    """Units above the teams: names in natural order, and the unit of each of J teams."""

    names: tuple[str, ...]
    of_team: Integers

    def take(self, kept: Integers) -> "Units":
        """The same units of some teams."""
        return replace(self, of_team=self.of_team[kept])


@dataclass(frozen=True, eq=False)
class SourceMoments:
    """Moments of one survey over J teams and p items, in POMP units after reverse scoring.

    Parameters
    ----------
    survey : str
        Name of the survey.
    items : tuple of str
        Items, construct by construct in the order declared.
    n : (J,) int
        Respondents used, those who skipped an item among them; 0 where the survey did not reach the team.
    means : (J, p) float
        Team means of the respondents who answered every item; NaN where there is none.
    scatter : (J, p, p) float
        Their within-team cross-products about the team's own mean; zeros where they are fewer than 2.
    members : (J,) float or None
        Members N of each team, for finite aggregation only; NaN where unknown.
    ordinal : OrdinalAnswers or None
        Answers person by person, for an ordinal likelihood only; teams numbered as in `Surveys.teams`.
    partial : PartialMoments or None
        Respondents who skipped an item; None where nobody did.
    scale_means : ScaleMeans or None
        Moments of the persons' scale means, which are no function of the moments of the items once somebody skipped
        one; None where nobody did.
    adjustment : Adjustment or None
        Moments of the respondent covariates; None where there are none.
    ends : (2, J, p) int or None
        Answers at the lowest and at the highest category of the scale, as asked; None where not counted.
    """

    survey: str
    items: tuple[str, ...]
    n: Integers
    means: Floats
    scatter: Floats
    members: Floats | None = None
    ordinal: OrdinalAnswers | None = None
    partial: PartialMoments | None = None
    scale_means: ScaleMeans | None = None
    adjustment: Adjustment | None = None
    ends: Integers | None = None

    @cached_property
    def n_complete(self) -> Integers:
        """(J,) respondents who answered every item."""
        return self.n if self.partial is None else self.n - self.partial.respondents(len(self.n))

    @cached_property
    def available(self) -> Available:
        """Moments item by item, over all who answered the item."""
        return available(TeamMoments(self.n_complete, self.means, self.scatter), self.partial)

    @property
    def pooled(self) -> Floats:
        """(p, p) cross-products about the teams' own means, summed over teams; see `pairwise` for skipped items."""
        if self.partial is None:
            return self.scatter.sum(axis=0)
        return pairwise(TeamMoments(self.n_complete, self.means, self.scatter), self.partial)

    @property
    def item_means(self) -> Floats:
        """(J, p) team means of each item over those who answered it; NaN where nobody did."""
        return self.available.means

    @property
    def reached(self) -> NDArray[np.bool_]:
        """(J,) whether the survey has a respondent in the team."""
        return self.n > 0

    @property
    def variances(self) -> Floats:
        """(J, p) unbiased variances of each item within each team; NaN where fewer than 2 answered it."""
        return self.available.variances


def source_moments(
    survey: str,
    items: tuple[str, ...],
    gathered: GatheredMoments,
    members: Floats | None,
    ordinal: OrdinalAnswers | None = None,
    adjustment: Adjustment | None = None,
) -> SourceMoments:
    """Moments of one survey out of what was gathered of its answers."""
    means, scatter = gathered.complete.means, gathered.complete.scatter
    partial, scale_means = gathered.partial, gathered.scale_means
    return SourceMoments(survey, items, gathered.n, means, scatter, members, ordinal, partial, scale_means, adjustment)


@dataclass(frozen=True, eq=False)
class Surveys:
    """All sources, joined by team.

    Parameters
    ----------
    teams : tuple of str
        Teams with a respondent in any source, in natural order; J of them.
    sources : tuple of SourceMoments
        One for each survey that measures a construct, in the order declared.
    columns : (J, Z) float
        Team columns as T scores (mean 50, SD 10 over these teams); NaN where missing.
    column_names : tuple of str
        Constructs that the columns measure.
    column_mean, column_sd : (Z,) float
        Mean and SD of the columns in original units.
    account : Account
        Rows and teams kept and lost, and why.
    good_enough : tuple of str
        For which surveys a Gaussian likelihood is good enough, and why, in plain sentences.
    covariates : TeamCovariates or None
        Team covariates, where the chain has any.
    units : Units or None
        Units above the teams, where the model file has them.
    """

    teams: tuple[str, ...]
    sources: tuple[SourceMoments, ...]
    columns: Floats
    column_names: tuple[str, ...]
    column_mean: Floats
    column_sd: Floats
    account: Account
    good_enough: tuple[str, ...] = ()
    covariates: TeamCovariates | None = None
    units: Units | None = None

    def source(self, survey: str) -> SourceMoments:
        """Moments of one survey."""
        return next(source for source in self.sources if source.survey == survey)

    @property
    def n(self) -> Integers:
        """(S, J) respondents by survey and team."""
        return np.stack([source.n for source in self.sources])

    @property
    def respondents(self) -> int:
        """Respondents of all surveys."""
        return int(self.n.sum())

    @property
    def complete(self) -> NDArray[np.bool_]:
        """(J,) whether every survey reached the team."""
        return (self.n > 0).all(axis=0)
