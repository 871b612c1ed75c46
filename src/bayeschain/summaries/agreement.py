"""Agreement within teams: ICC(1), ICC(2) and r_wg(J), posterior and classical side by side."""

from typing import Final

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import CONSTRUCT, ITEM, SURVEY, TEAM
from bayeschain.messages import Message
from bayeschain.summaries.fitted import Fitted, open_fit, response_scale
from bayeschain.summaries.intervals import Floats, informative, interval, with_conventions
from bayeschain.summaries.observed import anova_icc, reml_icc, within_reference_agreement

ICC1: Final = Message(
    "ICC(1): share of the construct's variance that lies between teams. The posterior one is of the construct itself;"
    " the classical one is (MSB - MSW)/(MSB + (k - 1) MSW) of the scale mean, k the mean group size"
    " (R package multilevel); reml_icc1 is that of a random-intercept model by restricted maximum likelihood"
)
ICC2: Final = Message(
    "ICC(2): reliability of a team's mean, n ICC(1)/(1 + (n - 1) ICC(1)) of the construct itself for the n respondents"
    " of each team, and its mean over teams; the classical one is (MSB - MSW)/MSB of the scale mean, item error"
    " included"
)
RWG: Final = Message(
    "r_wg(J): against a uniform null distribution with variance (A² - 1)/12, A the number of response options (James,"
    " Demaree & Wolf 1984); negative values are set to 0; median over teams with at least two respondents"
)


def agreement(fit: xr.DataTree, *, mass: float | None = None) -> xr.Dataset:
    """How much respondents of a team agree, and how well they tell teams apart.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit.
    mass : float, optional
        Probability that the intervals hold; the model file says where nothing is given.

    Returns
    -------
    xarray.Dataset
        Dims ``construct`` (those that respondents measure) and ``team``. By construct: ``icc1, icc1_lower, icc1_upper,
        prior_icc1_lower, prior_icc1_upper, data_informative``; ``icc2``, the mean over teams; ``rwg_median``;
        ``classical_icc1, classical_icc2``; ``reml_icc1, reml_icc2``; ``n_teams, n_respondents``. By construct and
        team: ``icc2_team, rwg_team``, NaN where the survey has no, or too few, respondents. The attributes name each
        convention.
    """
    fitted = open_fit(fit)
    mass = fitted.mass(mass)
    names = [construct.name for construct in fitted.specification.respondent_constructs]
    n = respondents(fitted)
    icc, prior = fitted.posterior.respondent("icc"), fitted.prior.respondent("icc")
    lower, upper = interval(icc, mass)
    prior_lower, prior_upper = interval(prior, mass)
    icc2_team = mean_reliability(icc, n)
    everybody = np.ones(n.shape[1], dtype=bool)
    by_construct = {
        "icc1": icc.mean(axis=0),
        "icc1_lower": lower,
        "icc1_upper": upper,
        "prior_icc1_lower": prior_lower,
        "prior_icc1_upper": prior_upper,
        "data_informative": informative(lower, upper, prior_lower, prior_upper),
        "icc2": np.array([row[np.isfinite(row)].mean() for row in icc2_team]),
    }
    rwg_team = np.stack([_rwg(fitted, name) for name in names])
    data = xr.Dataset(
        {name: (CONSTRUCT, value) for name, value in by_construct.items()}
        | {"icc2_team": ((CONSTRUCT, TEAM), icc2_team), "rwg_team": ((CONSTRUCT, TEAM), rwg_team)},
        coords={CONSTRUCT: names, TEAM: fitted.data[TEAM].to_numpy()},
    ).merge(observed_agreement(fitted, everybody))
    return with_conventions(data, mass, icc1=ICC1, icc2=ICC2, rwg=RWG)


def observed_agreement(fitted: Fitted, teams: NDArray[np.bool_]) -> xr.Dataset:
    """Agreement by classical formulas, of some of the teams.

    Parameters
    ----------
    fitted : Fitted
        A fit, opened; J teams.
    teams : (J,) bool
        Teams whose averages and agreement count. The variance within teams is that of all of them.

    Returns
    -------
    xarray.Dataset
        By construct: ``rwg_median``; ``classical_icc1, classical_icc2``; ``reml_icc1, reml_icc2``; ``n_teams,
        n_respondents`` of these teams.
    """
    names = [construct.name for construct in fitted.specification.respondent_constructs]
    n = respondents(fitted)
    classical = np.array([_classical(fitted, name, n[c], teams) for c, name in enumerate(names)])
    found = {
        "rwg_median": np.array([_median(_rwg(fitted, name)[teams]) for name in names]),
        "classical_icc1": classical[:, 0],
        "classical_icc2": classical[:, 1],
        "reml_icc1": classical[:, 2],
        "reml_icc2": classical[:, 3],
        "n_teams": (n[:, teams] > 0).sum(axis=1),
        "n_respondents": n[:, teams].sum(axis=1),
    }
    return xr.Dataset({name: (CONSTRUCT, value) for name, value in found.items()}, coords={CONSTRUCT: names})


def mean_reliability(icc: Floats, n: NDArray[np.int64]) -> Floats:
    """Posterior mean of ICC(2).

    Parameters
    ----------
    icc : (M, C) float
        Draws of ICC(1).
    n : (C, J) int
        Respondents of each team.

    Returns
    -------
    (C, J) float
        Mean over draws of n ICC/(1 + (n - 1) ICC), Spearman-Brown; NaN where n is 0.
    """
    reliability = np.empty(n.shape)
    for c in range(len(n)):
        sizes, place = np.unique(n[c], return_inverse=True)
        each = sizes * icc[:, c, None] / (1.0 + (sizes - 1.0) * icc[:, c, None])
        reliability[c] = np.where(sizes > 0, each.mean(axis=0), np.nan)[place]
    return reliability


def respondents(fitted: Fitted) -> NDArray[np.int64]:
    """(C, J) respondents of each team in the survey that measures each respondent construct."""
    surveys = [construct.survey for construct in fitted.specification.respondent_constructs]
    counts = fitted.data["n_respondents"].sel({SURVEY: surveys}).transpose(SURVEY, TEAM)
    return np.asarray(counts.to_numpy(), dtype=np.int64)


def _items(fitted: Fitted, name: str) -> NDArray[np.bool_]:
    return np.asarray(fitted.data["item_construct"].to_numpy().astype(str) == name)


def _rwg(fitted: Fitted, name: str) -> Floats:
    """(J,) r_wg(J) of a construct in each team."""
    unit = fitted.scales.unit[fitted.posterior.place[name]]
    variances = fitted.data["team_item_variance"].transpose(TEAM, ITEM).to_numpy()[:, _items(fitted, name)]
    low, high = response_scale(fitted.specification.construct(name))
    return within_reference_agreement(variances * unit**2, high - low + 1.0)


def _classical(fitted: Fitted, name: str, n: NDArray[np.int64], teams: NDArray[np.bool_]) -> tuple[float, ...]:
    """Classical ICC(1) and ICC(2) of a construct's scale mean, by analysis of variance and by REML; of any unit."""
    own = _items(fitted, name)
    means = fitted.data["team_item_mean"].transpose(TEAM, ITEM).to_numpy()[:, own].mean(axis=1)
    scatter = fitted.data["pooled_scatter"].to_numpy()[np.ix_(own, own)]
    n = np.where(np.isfinite(means), n, 0)
    those = np.where(teams, n, 0)
    within = float(scatter.mean()) * within_share(n, those)
    return *anova_icc(those, means, within), *reml_icc(those, means, within)


def within_share(n: NDArray[np.int64], those: NDArray[np.int64]) -> float:
    """Part of the sum of squares within teams that some of them have at the common variance: by degrees of freedom."""
    free, all_free = (float(np.maximum(each - 1, 0).sum()) for each in (those, n))
    return free / all_free if all_free else 0.0


def _median(values: Floats) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")
