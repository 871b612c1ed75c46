"""What a posterior says without one team: by a fit without it, by weights, or to first order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import xarray as xr
from arviz_stats.base.array import array_stats
from scipy.special import logsumexp

from bayeschain.checks.team_means import team_means
from bayeschain.conventions import CHAIN, DRAW, TEAM
from bayeschain.model.build import ANSWERS
from bayeschain.model.moments import LOG_2PI
from bayeschain.summaries.fitted import open_fit
from bayeschain.summaries.intervals import Floats

PARETO_LIMIT: Final = 0.7
REFIT: Final = "refit"
WEIGHTS: Final = "weights"
FIRST_ORDER: Final = "first order"
GROUP: Final = "log_likelihood"


@dataclass(frozen=True)
class LeftOut:
    """Posterior means without each of J teams, from M draws given all teams.

    Parameters
    ----------
    log_likelihood : (M, J) float
        Of each team in each draw.
    weights : (J, M) float
        Weights that turn draws into those without a team.
    pareto_k : (J,) float
        Of the weights; above .7 they cannot be trusted.
    """

    log_likelihood: Floats
    weights: Floats
    pareto_k: Floats
    _centred: Floats = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Centre the log-likelihoods once."""
        object.__setattr__(self, "_centred", self.log_likelihood - self.log_likelihood.mean(axis=0))

    @property
    def is_trusted(self) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        """(J,) whether the weights of a team can be trusted."""
        return np.asarray(self.pareto_k <= PARETO_LIMIT)

    def mean(self, values: Floats, j: int) -> Floats:
        """(…) posterior mean without team j of values (M, …) of the draws.

        By weights where these can be trusted. Else to first order: the slope of E[v] in the weight w of a team's
        log-likelihood l is Cov(v, l), so that its whole move from w = 1 to 0 is about -Cov(v, l) (Millar & Stewart
        2007, Bayesian Analysis 2:365). Log-likelihoods have no heavy tails, so there is no weight that carries all.
        """
        if self.is_trusted[j]:
            return np.asarray(np.tensordot(self.weights[j], values, axes=1))
        slope = np.tensordot(self._centred[:, j], values - values.mean(axis=0), axes=1) / len(values)
        return np.asarray(values.mean(axis=0) - slope)

    def methods(self, refitted: Mapping[int, object]) -> list[str]:
        """What tells of each team."""
        return [
            REFIT if j in refitted else WEIGHTS if trusted else FIRST_ORDER for j, trusted in enumerate(self.is_trusted)
        ]


def left_out(log_likelihood: Floats) -> LeftOut:
    """Pareto-smoothed weights (Vehtari, Gelman & Gabry 2017) from log-likelihoods (M, J) of teams."""
    found = [array_stats.psislw(column) for column in log_likelihood.T]
    log_weights = np.array([np.asarray(each[0]) for each in found])
    weights = np.exp(log_weights - log_weights.max(axis=1, keepdims=True))
    pareto_k = np.array([float(each[1]) for each in found])
    return LeftOut(log_likelihood, weights / weights.sum(axis=1, keepdims=True), pareto_k)


def log_predictive(log_likelihood: Floats) -> float:
    """Log predictive density of what has log-likelihoods (M,) in draws that never saw it: log of their mean."""
    return float(logsumexp(log_likelihood) - np.log(len(log_likelihood)))


def team_log_likelihood(fit: xr.DataTree) -> Floats:
    """(M, J) log-likelihood of each team in each draw; of its averages, near normal, where a survey is ordinal."""
    if GROUP not in fit.children:
        return averages_log_likelihood(fit)
    found = fit[GROUP].dataset[ANSWERS].transpose(CHAIN, DRAW, TEAM).to_numpy()
    return np.asarray(found.reshape(-1, found.shape[2]))


def with_log_likelihood(fit: xr.DataTree) -> xr.DataTree:
    """The fit with the log-likelihoods that `team_log_likelihood` finds, so that checks find them once."""
    if GROUP in fit.children:
        return fit
    posterior = fit["posterior"].dataset
    values = averages_log_likelihood(fit).reshape(posterior.sizes[CHAIN], posterior.sizes[DRAW], -1)
    coords = {name: posterior[name] for name in (CHAIN, DRAW, TEAM)}
    out = fit.copy()
    out[GROUP] = xr.DataTree(xr.Dataset({ANSWERS: ((CHAIN, DRAW, TEAM), values)}, coords=coords))
    return out


def averages_log_likelihood(fit: xr.DataTree) -> Floats:
    """(M, J) log density of each team's averages, taken as normal, in each draw.

    A team's answers to ordinal items have no density in closed form. Its averages hold nearly all that they tell of
    what lies between teams, and of that alone reported quantities are made.
    """
    fitted = open_fit(fit)
    means = team_means(fitted, len(fitted.posterior.mean))
    out = np.zeros((len(means.kept), len(means.observed)))
    for j, y in enumerate(means.observed):
        seen = np.flatnonzero(np.isfinite(y))
        if len(seen):
            root = np.linalg.cholesky(means.covariance(j)[:, seen[:, None], seen])
            away = np.linalg.solve(root, (y - means.mean[:, j])[:, seen, None])[..., 0]
            logdet = np.log(np.einsum("mcc->mc", root)).sum(axis=1)
            out[:, j] = -0.5 * (len(seen) * LOG_2PI + (away**2).sum(axis=1)) - logdet
    return out
