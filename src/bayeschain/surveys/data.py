"""The surveys, joined: what the model reads."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayeschain.surveys.account import Account
from bayeschain.surveys.moments import Floats, Integers
from bayeschain.surveys.ordinal import OrdinalAnswers


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
        Respondents used; 0 where the survey did not reach the team.
    means : (J, p) float
        Team means; NaN where n = 0.
    scatter : (J, p, p) float
        Within-team cross-products about the team's own mean; zeros where n < 2.
    members : (J,) float or None
        Members N of each team, for finite aggregation only; NaN where unknown.
    ordinal : OrdinalAnswers or None
        Answers person by person, for an ordinal likelihood only; teams numbered as in `Surveys.teams`.
    """

    survey: str
    items: tuple[str, ...]
    n: Integers
    means: Floats
    scatter: Floats
    members: Floats | None = None
    ordinal: OrdinalAnswers | None = None

    @property
    def pooled(self) -> Floats:
        """(p, p) cross-products about the teams' own means, summed over teams."""
        return self.scatter.sum(axis=0)

    @property
    def reached(self) -> NDArray[np.bool_]:
        """(J,) whether the survey has a respondent in the team."""
        return self.n > 0

    @property
    def variances(self) -> Floats:
        """(J, p) unbiased variances within each team; NaN where n < 2."""
        sums = np.diagonal(self.scatter, axis1=1, axis2=2)
        return np.where(self.n[:, None] > 1, sums / np.maximum(self.n - 1, 1)[:, None], np.nan)


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
    """

    teams: tuple[str, ...]
    sources: tuple[SourceMoments, ...]
    columns: Floats
    column_names: tuple[str, ...]
    column_mean: Floats
    column_sd: Floats
    account: Account
    good_enough: tuple[str, ...] = ()

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
