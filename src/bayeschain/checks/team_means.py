"""What the model says of the teams' scale means: a normal distribution for each draw, known in closed form.

With ordinal answers the normal distribution is near, not exact: averages of many answers, whose means are known in
closed form, and whose covariance is that of the levels times the slopes of these means.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from bayeschain.checks.conditions import conditions
from bayeschain.conventions import COLUMN, ITEM, SURVEY, TEAM
from bayeschain.model.expected import expected_levels
from bayeschain.model.sources import sampling_share
from bayeschain.specification import Specification
from bayeschain.summaries.fitted import Fitted
from bayeschain.summaries.intervals import Floats
from bayeschain.surveys import SourceMoments

MOST_DRAWS: Final = 400
"""Draws that the checks of team means use, evenly spaced: their Monte Carlo error is far below what they look for."""


@dataclass(frozen=True)
class TeamMeans:
    """Scale means of J teams on C constructs, in model units, observed and as M draws of the parameters expect them.

    A scale mean averages the items of a construct. Loadings average 1 and item deviations sum to 0, so it is the
    latent, plus the sampling error of the persons, plus the average of item bias and item error. Where items were
    skipped, each item's error is that of its own answers, and the sampling error that of all respondents: near enough
    for a few. Averages of ordinal answers are on the scale of the answers. Covariates and the effects of units are
    held at what they are: means are those given them, and so is the covariance of the latents.

    Parameters
    ----------
    kept : (M,) int
        Which draws of the fit they are.
    observed : (J, C) float
        NaN where the team has no answers.
    respondents : (J, C) float
        Respondents behind a mean; NaN for team columns.
    mean : (M, J, C) float
        Expected values.
    phi : (M, C, C) float
        Covariance of the latents.
    within : (M, C, C) float
        Covariance of persons within teams; 0 for team columns and between surveys.
    sampling : (J, C) float
        1 / n_eff.
    noise : (M, J, C) float
        Variance of the average of item bias and item error.
    within_variance : (M, C) float
        Variance of a person's scale mean about that of the team; NaN for team columns.
    scatter : (C,) float
        Sum of squares of the persons' scale means within teams; NaN for team columns.
    explained : (M, C) float
        Part of it that respondent covariates account for.
    """

    kept: NDArray[np.int64]
    observed: Floats
    respondents: Floats
    mean: Floats
    phi: Floats
    within: Floats
    sampling: Floats
    noise: Floats
    within_variance: Floats
    scatter: Floats
    explained: Floats

    @property
    def is_seen(self) -> Floats:
        """(J, C) 1 where there is a mean."""
        return np.isfinite(self.observed).astype(float)

    def of(self, teams: NDArray[np.bool_]) -> "TeamMeans":
        """Only the averages of some teams (J,); squares within teams by their share of the degrees of freedom."""
        observed = np.where(teams[:, None], self.observed, np.nan)
        free, all_free = (
            np.where(np.isfinite(each), np.maximum(np.nan_to_num(self.respondents) - 1.0, 0.0), 0.0).sum(axis=0)
            for each in (observed, self.observed)
        )
        return replace(self, observed=observed, scatter=self.scatter * free / np.maximum(all_free, 1.0))

    def covariance(self, j: int) -> Floats:
        """(M, C, C) covariance of the means of team j over all constructs, seen or not."""
        root = np.sqrt(self.sampling[j])
        out = self.phi + self.within * root[:, None] * root
        out[:, np.arange(len(root)), np.arange(len(root))] += self.noise[:, j]
        return out

    def precision(self, j: int) -> Floats:
        """(M, C, C) inverse covariance over the constructs seen, 0 elsewhere."""
        seen = np.flatnonzero(self.is_seen[j])
        out = np.zeros_like(self.phi)
        out[:, seen[:, None], seen] = np.linalg.inv(self.covariance(j)[:, seen[:, None], seen])
        return out

    def below(self, j: int) -> Floats:
        """(M, C) probability that the means of team j are below those observed; NaN where there is none."""
        spread = np.sqrt(np.einsum("mcc->mc", self.covariance(j)))
        return np.asarray(ndtr((self.observed[j] - self.mean[:, j]) / spread))


def is_gaussian(specification: Specification) -> bool:
    """Whether every survey has the Gaussian likelihood, for which the distribution of team means is known exactly."""
    return all(survey.likelihood == "gaussian" for survey in specification.surveys.values())


def team_means(fitted: Fitted, draws: int = MOST_DRAWS) -> TeamMeans:
    """Scale means of the teams of a fit.

    Parameters
    ----------
    fitted : Fitted
        A fit, opened.
    draws : int
        Draws to use at most, evenly spaced over all.
    """
    posterior, data, specification = fitted.posterior, fitted.data, fitted.specification
    M, C = posterior.mean.shape
    kept = np.unique(np.linspace(0, M - 1, min(draws, M)).astype(int))
    J = data.sizes[TEAM]
    observed, respondents = np.full((J, C), np.nan), np.full((J, C), np.nan)
    sampling, noise = np.zeros((J, C)), np.zeros((len(kept), J, C))
    within = np.zeros((len(kept), C, C))
    within_variance, scatter = np.full((len(kept), C), np.nan), np.full(C, np.nan)
    means = data["team_item_mean"].transpose(TEAM, ITEM).to_numpy()
    owner = data["item_construct"].to_numpy().astype(str)
    pooled = data["pooled_scatter"].to_numpy()
    indicator_owner = _indicator_owners(fitted)
    theta, theta_b = (posterior.array(name, ITEM)[kept] ** 2 for name in ("item_sd", "item_bias_sd"))
    names = [each.name for each in specification.respondent_constructs]
    places = np.array([posterior.place[name] for name in names])
    within[:, places[:, None], places] = posterior.within_covariance(names)[kept]
    for name in names:
        construct, c = specification.construct(name), posterior.place[name]
        mine, items = indicator_owner == name, owner == name
        n = data["n_respondents"].sel({SURVEY: construct.survey}).to_numpy()
        members = data["members"].sel({SURVEY: construct.survey}).to_numpy()
        n_item = data["n_answered"].transpose(TEAM, ITEM).to_numpy()[:, items]
        whole = (n_item > 0).all(axis=1)  # the mean of some items only is no mean of the scale
        observed[:, c] = np.where(whole, np.where(whole[:, None], means[:, items], 0.0).mean(axis=1), np.nan)
        respondents[:, c] = n
        source = SourceMoments(str(construct.survey), (), n, means[:, :0], pooled[:0], members)
        sampling[:, c] = sampling_share(specification.surveys[str(construct.survey)].aggregation, source)
        K = int(mine.sum())
        answered = np.where(whole[:, None], n_item, 1.0)
        if mine.sum() == 1:  # a scale mean, or a single item, has one error for all its items
            answered = answered.mean(axis=1, keepdims=True)
        item_error = (theta[:, None, mine] / answered).sum(axis=2)
        noise[:, :, c] = (theta_b[:, None, mine].sum(axis=2) + item_error) / K**2
        within_variance[:, c] = within[:, c, c] + theta[:, mine].sum(axis=1) / K**2
        scatter[c] = pooled[np.ix_(items, items)].sum() / int(items.sum()) ** 2
    for construct in specification.column_constructs:
        c = posterior.place[construct.name]
        observed[:, c] = data["team_column"].sel({COLUMN: construct.name}).to_numpy()
    given = conditions(fitted, kept)
    found = TeamMeans(
        kept,
        observed,
        respondents,
        given.mean,
        given.phi,
        within,
        sampling,
        noise,
        within_variance,
        scatter,
        given.explained,
    )
    return found if is_gaussian(specification) else _of_scores(fitted, found)


def _of_scores(fitted: Fitted, found: TeamMeans) -> TeamMeans:
    """Scale means of ordinal answers in place of those of levels.

    A person's scale mean varies within teams as observed: hundreds of people tell that variance well.
    """
    posterior, data, kept = fitted.posterior, fitted.data, found.kept
    draws = {name: values[kept] for name, values in posterior.measurement.items()}
    spread, slope = np.einsum("mcc->mc", found.phi), posterior.slope[kept]
    within, noise, variance = found.within.copy(), found.noise.copy(), found.within_variance.copy()
    owner, indicator_owner = data["item_construct"].to_numpy().astype(str), _indicator_owners(fitted)
    pooled = data["pooled_scatter"].to_numpy()
    bias = posterior.array("item_bias_sd", ITEM)[kept] ** 2
    layout = posterior.layout
    for source in (layout.sources[i] for i in layout.ordinal_sources):
        places = np.array([layout.place[construct.name] for construct in source])
        own = np.array([owner == construct.name for construct in source]).astype(float)
        own /= own.sum(axis=1, keepdims=True)
        n = found.respondents[:, places[0]]
        free = max(np.maximum(n - 1.0, 0.0).sum(), 1.0)
        W = own @ pooled @ own.T / free
        within[:, places[:, None], places] = W
        variance[:, places] = np.diag(W)
        for c, construct in zip(places, source, strict=True):
            mine = indicator_owner == construct.name
            noise[:, :, c] = (bias[:, mine].sum(axis=1) / mine.sum() ** 2 * slope[:, c] ** 2)[:, None]
    return replace(
        found,
        mean=expected_levels(layout, draws, found.mean, spread=spread),
        phi=found.phi * slope[:, :, None] * slope[:, None, :],
        within=within,
        noise=noise,
        within_variance=variance,
    )


def _indicator_owners(fitted: Fitted) -> NDArray[np.str_]:
    """Construct of each indicator of the posterior: an item, or a scale mean that bears the construct's name."""
    specification = fitted.specification
    owners = {
        f"{each.survey}.{name}": each.name
        for each in specification.respondent_constructs
        for name in (each.name, *each.items)
    }
    return np.array([owners[str(name)] for name in fitted.posterior.group[ITEM].to_numpy()])
