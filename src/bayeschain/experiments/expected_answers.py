"""Expected answers to ordinal items of a truth, from the probabilities of their categories; formulas of its own."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
from scipy.stats import multivariate_normal, norm

from bayeschain.conventions import TIERS, item_name
from bayeschain.experiments.truth import Floats, Truth, construct_scale
from bayeschain.model.ordinal_kernel import ERROR_SHARE
from bayeschain.specification.chain import Construct

THIRD: Final = 3.0 * float(norm.pdf(norm.ppf(2.0 / 3.0)))
"""Mean of the upper third of a standard normal, 1.0908."""

NODES: Final = 120
"""Gauss-Hermite nodes of the mean over teams."""


def expected_answers(truth: Truth, latents: pd.DataFrame, biases: Mapping[str, Floats] | None = None) -> pd.DataFrame:
    """Expected answer of a person of each team whose respondent covariates are average.

    Parameters
    ----------
    truth : Truth
        True parameters.
    latents : DataFrame
        (J, C) levels of the teams.
    biases : mapping of str to (J, K) float, optional
        Bias of each item of a construct in each team; integrated out where NaN, and everywhere without them.

    Returns
    -------
    DataFrame
        (J, C) mean over a construct's items of Σ_m s_m P(answer m | team), POMP; the level itself where answers are
        continuous.
    """
    found = latents.copy()
    for construct in ordinal_constructs(truth):
        eta = latents[construct.name].to_numpy()
        known = np.full((len(eta), len(construct.items)), np.nan) if biases is None else biases[construct.name]
        scores = []
        for delta, (loading, intercept, sd, bias_sd, cuts) in zip(known.T, _items(truth, construct), strict=True):
            centre = intercept + loading * (eta - truth.construct_mean[construct.name]) + np.nan_to_num(delta)
            spread = np.sqrt(sd**2 + np.where(np.isnan(delta), bias_sd**2, 0.0))
            below = norm.cdf((cuts[:, None] - centre) / spread)
            scores.append(_mean_score(below))
        found[construct.name] = np.mean(scores, axis=0)
    return found


def third_levels(truth: Truth, names: Sequence[str]) -> dict[str, Floats]:
    """Mean level (3,) of constructs in the thirds of new teams by the first of them, in the unit of the answers.

    For an ordinal item, latent answer and tier construct are bivariate normal: E[answer | third] = 3 Σ_m s_m
    P(answer m, team in the third).
    """
    place = {name: at for at, name in enumerate(truth.chain.constructs)}
    R = truth.team_correlation[place[names[0]]]
    ordinal = {each.name: each for each in ordinal_constructs(truth)}
    steps, edges = THIRD * np.array([-1.0, 0.0, 1.0]), norm.ppf(np.linspace(0.0, 1.0, len(TIERS) + 1))
    found: dict[str, Floats] = {}
    for name in dict.fromkeys(names):
        if name not in ordinal:
            found[name] = truth.construct_mean[name] + steps * R[place[name]] * truth.team_sd[name]
            continue
        scores = []
        for loading, intercept, sd, bias_sd, cuts in _items(truth, ordinal[name]):
            total = float(np.sqrt(sd**2 + bias_sd**2 + (loading * truth.team_sd[name]) ** 2))
            r = loading * truth.team_sd[name] * R[place[name]] / total
            joint = np.array([[_below(float(c), float(e), r) for e in edges] for c in (cuts - intercept) / total])
            scores.append(_mean_score(len(TIERS) * np.diff(joint, axis=1)))
        found[name] = np.mean(scores, axis=0)
    return found


def level_sd(truth: Truth, name: str) -> float:
    """SD between teams in the unit of the answers: that of the best linear prediction of expected answers by η.

    E[g(η) (η - μ)] / τ for the expected answer g, whatever its shape; τ where answers are continuous.
    """
    if name not in {each.name for each in ordinal_constructs(truth)}:
        return truth.team_sd[name]
    z, weight = np.polynomial.hermite_e.hermegauss(NODES)
    columns = dict.fromkeys(truth.chain.constructs, np.zeros(NODES))
    columns[name] = truth.construct_mean[name] + truth.team_sd[name] * z
    level = expected_answers(truth, pd.DataFrame(columns))[name].to_numpy()
    return float(weight @ (level * z) / weight.sum())


def named_thresholds(truth: Truth) -> dict[str, float]:
    """Thresholds of all ordinal items, POMP, by item and the answers that they part, as ``survey.item 1|2``."""
    found: dict[str, float] = {}
    for construct in ordinal_constructs(truth):
        low, _ = construct_scale(construct)
        for item, row in zip(construct.items, thresholds_of(truth, construct), strict=True):
            name = item_name(construct.survey or "", item)
            found |= {f"{name} {low + m:g}|{low + m + 1:g}": float(value) for m, value in enumerate(row)}
    return found


def ordinal_constructs(truth: Truth) -> tuple[Construct, ...]:
    """Constructs whose answers are ordinal."""
    surveys, rated = truth.specification.surveys, truth.specification.respondent_constructs
    return tuple(each for each in rated if surveys[each.survey or ""].likelihood == "ordinal")


def thresholds_of(truth: Truth, construct: Construct) -> Floats:
    """(K, m) thresholds of a construct's items, POMP; half way between answers where nothing else is said."""
    low, high = construct_scale(construct)
    given, steps = truth.items[construct.name].thresholds, round(high - low)
    halves = 100.0 * (np.arange(steps) + 0.5) / steps
    return np.tile(halves, (len(construct.items), 1)) if given is None else given


def _items(truth: Truth, construct: Construct) -> Iterator[tuple[float, float, float, float, Floats]]:
    """Of each item: loading, mean latent answer, its SD within teams, SD of its bias, thresholds."""
    items, w, mu = truth.items[construct.name], truth.within_sd[construct.name], truth.construct_mean[construct.name]
    for k, cuts in enumerate(thresholds_of(truth, construct)):
        level = (1.0 - ERROR_SHARE) * w**2 if len(construct.items) == 1 else (items.loading[k] * w) ** 2
        error = ERROR_SHARE * w**2 if len(construct.items) == 1 else items.sd[k] ** 2
        sd = float(np.sqrt(level + error))
        yield float(items.loading[k]), mu + float(items.deviation[k]), sd, float(items.bias_sd[k]), cuts


def _mean_score(below: Floats) -> Floats:
    """Σ_m s_m P(m) (…) from the probabilities (m, …) that the latent answer is below each threshold.

    Where they do not add up to 1 with what is above, as in a third, what is above is 1 less the last.
    """
    m = len(below)
    shares = np.diff(np.concatenate([np.zeros_like(below[:1]), below, np.ones_like(below[:1])]), axis=0)
    return np.asarray(np.linspace(0.0, 100.0, m + 1) @ shares)


def _below(a: float, b: float, r: float) -> float:
    """P(x < a, z < b) of standard normals with correlation r; b may be infinite."""
    if np.isinf(b):
        return float(norm.cdf(a)) if b > 0 else 0.0
    return float(multivariate_normal.cdf([a, b], cov=[[1.0, r], [r, 1.0]], allow_singular=True))
