"""Each survey as sufficient statistics on the model's indicators."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from bayeschain.errors import InputError
from bayeschain.model.parameters import Floats, Layout
from bayeschain.surveys import PartialMoments, SourceMoments, Surveys
from bayeschain.surveys.data import Crossed
from bayeschain.surveys.scale_means import average_matrix, scoring_problems


@dataclass(frozen=True)
class SourceStatistics:
    """Sufficient statistics of one survey on its indicators.

    Parameters
    ----------
    n : (J,) int
        Respondents by team, those who skipped an item among them; 0 where the survey did not reach the team.
    sampling : (J,) float
        1 / n_eff, the share of the within covariance that is sampling error of a team mean (0 where n = 0).
    means : (J, p) float
        Team means of complete answers, POMP; 0 where there are none.
    scatter : (J, p, p) float
        Their within-team cross-products about the team's own mean.
    partial : PartialMoments or None
        Respondents who skipped an item; None where nobody did.
    adjustment : Crossed or None
        The same with respondent covariates.
    """

    n: NDArray[np.int64]
    sampling: Floats
    means: Floats
    scatter: Floats
    partial: PartialMoments | None = None
    adjustment: Crossed | None = None

    @property
    def covariate_means(self) -> Floats:
        """(J, H) means of the respondent covariates of complete answers; 0 where there are none."""
        return np.zeros((len(self.n), 0)) if self.adjustment is None else self.adjustment.means

    def of_draws(self, draws: slice) -> "SourceStatistics":
        """The same for some draws, where means differ by draw, (J, M, p)."""
        return self if self.means.ndim == 2 else replace(self, means=self.means[:, draws])

    @property
    def beside(self) -> PartialMoments | None:
        """Respondents who skipped an item: indicators, then respondent covariates; None where nobody did."""
        return self.partial if self.adjustment is None else self.adjustment.partial

    @property
    def complete(self) -> NDArray[np.int64]:
        """(J,) respondents with complete answers."""
        return self.n if self.partial is None else self.n - self.partial.respondents(len(self.n))

    @property
    def gaps(self) -> NDArray[np.bool_]:
        """(J,) teams in which somebody skipped an item."""
        return self.complete < self.n


def source_statistics(layout: Layout, source: SourceMoments) -> SourceStatistics:
    """Statistics of a survey on its indicators.

    Scale means are a linear map of items, so that moments of the items suffice as long as nobody skipped one.

    Raises
    ------
    InputError
        Scale means of respondents who answered some items of a construct, without a rule for scoring.
    """
    options = layout.specification.surveys[source.survey]
    n, scatter, partial = source.n, source.scatter, source.partial
    complete, means = source.n_complete, source.means
    adjustment = None if source.adjustment is None else source.adjustment.items
    if options.measurement == "manifest":
        scored = source.scale_means
        if scored is None:
            average = average_matrix([len(c.items) for c in layout.specification.survey_constructs(source.survey)])
            means, scatter = means @ average.T, average @ scatter @ average.T
            if adjustment is not None:
                adjustment = replace(adjustment, cross=average @ adjustment.cross)
        else:
            if problems := scoring_problems(source.survey, options.scoring, scored):
                raise InputError(problems)
            complete, means, scatter = scored.complete.n, scored.complete.means, scored.complete.scatter
            partial = scored.partial
            adjustment = None if source.adjustment is None else source.adjustment.scale_means
            n = complete if partial is None else complete + partial.respondents(len(complete))
    means = np.where(complete[:, None] > 0, means, 0.0)
    sampling = sampling_share(options.aggregation, replace(source, n=n))
    return SourceStatistics(n, sampling, means, scatter, partial, adjustment)


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
