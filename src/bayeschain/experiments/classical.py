"""What regression on team averages says of the paths, as it is and corrected for the unreliability of the averages."""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import t

from bayeschain.experiments.truth import Floats
from bayeschain.specification.chain import Chain
from bayeschain.specification.model_file import Specification
from bayeschain.surveys import Surveys

MASS: Final = 0.9
"""Of the intervals, as in a report."""

RESAMPLES: Final = 200
"""Samples of teams, drawn with replacement, that the corrected regression's intervals come from."""


class Estimate(NamedTuple):
    """A standardised path and its interval; NaN where the method gives none."""

    value: float
    lower: float
    upper: float


type Method = Callable[[Surveys, Specification], Mapping[str, Estimate]]

NONE: Final = Estimate(np.nan, np.nan, np.nan)


def on_averages(surveys: Surveys, specification: Specification) -> dict[str, Estimate]:
    """Least squares on team averages, equation by equation: standardised slopes with t intervals."""
    averages = team_averages(surveys, specification).dropna()
    z = (averages - averages.mean()) / averages.std()
    found = {}
    for target in specification.chain.endogenous:
        parents = list(specification.chain.parents(target))
        slopes, errors, df = least_squares(z[parents].to_numpy(), z[target].to_numpy())
        reach = t.ppf(0.5 + MASS / 2.0, df) * errors
        for parent, slope, width in zip(parents, slopes, reach, strict=True):
            found[f"{target} ~ {parent}"] = Estimate(slope, slope - width, slope + width)
    return found


def corrected(surveys: Surveys, specification: Specification) -> dict[str, Estimate]:
    """Regression on team averages corrected for sampling error and item error, with intervals from resampled teams.

    The covariance matrix of the team averages is Φ + Σ_w ∘ mean(1/n): what respondents of a survey share within teams,
    Σ_w, adds to the covariances of its own constructs. It is estimated within teams and taken off, and the paths follow
    from what is left (Croon & van Veldhoven 2007, Psychological Methods 12:45, equations 18-20; an item's bias in a
    team is not taken off). Where what is left is no covariance matrix, there is no estimate.
    """
    chain = specification.chain
    averages = team_averages(surveys, specification)
    error = sampling_error(surveys, specification)
    full = averages.notna().all(axis=1).to_numpy()
    y, e = averages.to_numpy()[full], error[full]
    rng = np.random.default_rng(0)
    value = corrected_paths(chain, y, e)
    picks = rng.integers(0, len(y), (RESAMPLES, len(y)))
    again = np.array([corrected_paths(chain, y[pick], e[pick]) for pick in picks])
    known = again[np.isfinite(again).all(axis=1)]
    tail = 0.5 * (1.0 - MASS)
    limits = (
        np.quantile(known, [tail, 1.0 - tail], axis=0)
        if len(known) > RESAMPLES / 2
        else np.full((2, len(value)), np.nan)
    )
    if not np.isfinite(value).all():
        limits = np.full(limits.shape, np.nan)
    rows = zip(chain.paths, value, limits[0], limits[1], strict=True)
    return {path.name: Estimate(float(v), float(low), float(high)) for path, v, low, high in rows}


def team_averages(surveys: Surveys, specification: Specification) -> pd.DataFrame:
    """(J, C) averages of the items of each construct by team; NaN where an item of it has no answer in the team.

    Each item's average is that of who answered it.
    """
    found: dict[str, Floats] = {}
    for source in surveys.sources:
        for construct in specification.survey_constructs(source.survey):
            at = [source.items.index(item) for item in construct.items]
            found[construct.name] = source.item_means[:, at].mean(axis=1)
    found |= dict(zip(surveys.column_names, np.asarray(surveys.columns).T, strict=True))
    return pd.DataFrame(found)[list(specification.chain.constructs)]


def sampling_error(surveys: Surveys, specification: Specification) -> Floats:
    """(J, C, C) covariance of the errors of each team's averages: Σ_w of the survey over its n, 0 across surveys."""
    place = {name: i for i, name in enumerate(specification.chain.constructs)}
    error = np.zeros((len(surveys.teams), len(place), len(place)))
    for source in surveys.sources:
        constructs = specification.survey_constructs(source.survey)
        weights = np.zeros((len(constructs), len(source.items)))
        for c, construct in enumerate(constructs):
            weights[c, [source.items.index(item) for item in construct.items]] = 1.0 / len(construct.items)
        df = int(source.n.sum() - source.reached.sum())
        within = weights @ source.pooled @ weights.T / df
        own = [place[construct.name] for construct in constructs]
        inverse = np.divide(1.0, source.n, where=source.reached, out=np.zeros(len(source.n)))
        error[:, np.array(own)[:, None], own] = inverse[:, None, None] * within
    return error


def corrected_paths(chain: Chain, averages: Floats, error: Floats) -> Floats:
    """(L,) standardised paths from averages (J, C) and covariances of their errors (J, C, C); NaN if none follow."""
    covariance = np.cov(averages.T) - error.mean(axis=0)
    variance = np.diag(covariance)
    if variance.min() <= 0.0:
        return np.full(len(chain.paths), np.nan)
    R = pd.DataFrame(covariance / np.sqrt(np.outer(variance, variance)), chain.constructs, chain.constructs)
    if np.linalg.eigvalsh(R).min() <= 0.0:
        return np.full(len(chain.paths), np.nan)
    found: dict[tuple[str, str], float] = {}
    for target in chain.endogenous:
        parents = list(chain.parents(target))
        slopes = np.linalg.solve(R.loc[parents, parents], R.loc[parents, target])
        found |= {(target, parent): slope for parent, slope in zip(parents, slopes.tolist(), strict=True)}
    return np.array([found[path.target, path.source] for path in chain.paths])


def least_squares(x: Floats, y: Floats) -> tuple[Floats, Floats, int]:
    """Slopes, standard errors and residual degrees of freedom of y on x with an intercept."""
    X = np.column_stack([np.ones(len(y)), x])
    beta = np.linalg.lstsq(X, y, rcond=None)[0]
    df = len(y) - X.shape[1]
    variance = float(((y - X @ beta) ** 2).sum()) / df
    errors = np.sqrt(variance * np.diag(np.linalg.inv(X.T @ X)))
    return beta[1:], errors[1:], df


METHODS: Final[Mapping[str, Method]] = {"averages": on_averages, "corrected": corrected}
"""Classical methods by name."""
