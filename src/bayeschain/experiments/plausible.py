"""A truth with the sizes that surveys of teams usually show."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from bayeschain.conventions import T_MEAN, T_SD
from bayeschain.experiments.drawing import odds_root
from bayeschain.experiments.truth import (
    Floats,
    Items,
    Truth,
    causes,
    covariate_arrows,
    mix,
    residual_matrix,
    residual_sd,
)
from bayeschain.specification.chain import Chain, Construct
from bayeschain.specification.model_file import Specification

ICC: Final = (0.20, 0.25, 0.18, 0.22, 0.15)
MEAN: Final = (66.0, 58.0, 72.0, 61.0, 69.0, 55.0, 64.0)
WITHIN_SD: Final = (15.0, 16.0, 14.0)
WITHIN_CORRELATION: Final = 0.35
EXOGENOUS_CORRELATION: Final = 0.3
RESIDUAL_CORRELATION: Final = 0.3
UNIT_SHARE: Final = 0.5
RESPONDENT_SLOPE: Final = 0.3
PATH: Final = (0.6, 0.5, 0.55, 0.45)
MOST_EXPLAINED: Final = 0.6
ITEM_SD: Final = (14.0, 16.0, 15.0)
ITEM_BIAS_SD: Final = 2.0
LOADING_SPREAD: Final = 0.2
DEVIATION: Final = 4.0


def case_truth(specification: Specification) -> Truth:
    """Fixed, plausible parameters for any chain.

    Parameters
    ----------
    specification : Specification
        A model file.

    Returns
    -------
    Truth
        ICC .15-.25, standardised paths about .4-.6 (less where many parents would explain more than 60 %), means 55-72
        POMP, within SDs about 15 POMP with correlations of ±.35, item SDs about 15, loadings .8-1.2, SD of item bias 2.
        A construct that is better low has a low mean, and its arrows from good constructs are negative.
    """
    chain, respondents = specification.chain, specification.respondent_constructs
    sign = {each.name: 1.0 if each.better == "high" else -1.0 for each in specification.constructs}
    within_sd = {each.name: _turn(WITHIN_SD, at) for at, each in enumerate(respondents)}
    team_sd = {each.name: within_sd[each.name] * odds_root(_turn(ICC, at)) for at, each in enumerate(respondents)}
    team_sd |= {each.name: T_SD for each in specification.column_constructs}
    sign |= dict.fromkeys(chain.covariates, 1.0)
    exogenous = _equal(EXOGENOUS_CORRELATION, [sign[name] for name in (*chain.covariates, *chain.exogenous)])
    has_units = specification.teams is not None and specification.teams.unit is not None
    pairs = _pairs(chain, sign)
    paths, covariates = _paths(chain, residual_matrix(chain, exogenous, pairs), sign)
    return Truth(
        specification,
        construct_mean={each.name: _mean(each, at) for at, each in enumerate(specification.constructs)},
        team_sd={name: team_sd[name] for name in chain.constructs},
        exogenous_correlation=exogenous,
        path_standardised=paths,
        within_sd=within_sd,
        within_correlation={
            survey: _equal(WITHIN_CORRELATION, [sign[each.name] for each in specification.survey_constructs(survey)])
            for survey in specification.surveys
        },
        items={each.name: _items(len(each.items), at) for at, each in enumerate(respondents)},
        residual_correlation=pairs,
        covariate_standardised=covariates,
        unit_share=dict.fromkeys(chain.constructs, UNIT_SHARE) if has_units else {},
        respondent_slope={
            survey: np.full((len(specification.survey_constructs(survey)), len(options.adjust)), RESPONDENT_SLOPE)
            for survey, options in specification.surveys.items()
            if options.adjust
        },
    )


def _turn(values: Sequence[float], at: int) -> float:
    return values[at % len(values)]


def _equal(correlation: float, signs: Sequence[float]) -> Floats:
    s = np.array(signs)
    R = correlation * np.outer(s, s)
    np.fill_diagonal(R, 1.0)
    return R


def _mean(construct: Construct, at: int) -> float:
    if construct.column is not None:
        return T_MEAN
    mean = _turn(MEAN, at)
    return mean if construct.better == "high" else 100.0 - mean


def _pairs(chain: Chain, sign: dict[str, float]) -> Floats:
    """Residual correlations: smaller where a construct has many, so that they fit together."""
    ends = [name for pair in chain.residual_covariances for name in pair]
    each = RESIDUAL_CORRELATION / max((ends.count(name) for name in ends), default=1)
    return np.array([each * sign[one] * sign[other] for one, other in chain.residual_covariances])


def _paths(chain: Chain, P: Floats, sign: dict[str, float]) -> tuple[Floats, Floats]:
    found: dict[str, Floats] = {}

    def standardise(name: str, R: Floats, k: Floats) -> tuple[Floats, float]:
        parents, first = causes(chain, name), len(found)
        b = np.array([_turn(PATH, first + k) * sign[name] * sign[parent] for k, parent in enumerate(parents)])
        explained = float(b @ R @ b)
        found[name] = b * np.sqrt(min(1.0, MOST_EXPLAINED / explained))
        return found[name], residual_sd(found[name], R, k)

    mix(chain, P, standardise)
    paths = np.array([found[path.target][chain.parents(path.target).index(path.source)] for path in chain.paths])
    arrows = covariate_arrows(chain)
    return paths, np.array([found[target][causes(chain, target).index(source)] for target, source in arrows])


def _items(K: int, at: int) -> Items:
    if K == 1:
        return Items(np.ones(1), np.zeros(1), np.zeros(1), np.zeros(1))
    return Items(
        loading=np.roll(1.0 + np.linspace(-LOADING_SPREAD, LOADING_SPREAD, K), at),
        deviation=np.roll(np.linspace(DEVIATION, -DEVIATION, K), at // 2),
        sd=np.array([_turn(ITEM_SD, at + k) for k in range(K)]),
        bias_sd=np.full(K, ITEM_BIAS_SD),
    )
