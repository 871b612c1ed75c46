"""The true value of every parameter of a chain."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.conventions import item_name, pair_name, path_name
from bayeschain.specification.chain import Chain, Construct
from bayeschain.specification.model_file import Specification

type Floats = NDArray[np.float64]
NONE: Final = np.zeros(0)


@dataclass(frozen=True)
class Items:
    """Measurement of one construct by its K items, POMP.

    Parameters
    ----------
    loading : (K,) float
        λ, average 1.
    deviation : (K,) float
        ι, sum 0.
    sd : (K,) float
        √θ, between respondents.
    bias_sd : (K,) float
        √θb, between teams.
    thresholds : (K, m) float or None
        Where one ordinal answer ends and the next begins, POMP; None for half way between them.
    """

    loading: Floats
    deviation: Floats
    sd: Floats
    bias_sd: Floats
    thresholds: Floats | None = None


@dataclass(frozen=True)
class Truth:
    """True parameters; POMP units, T scores for team columns.

    Parameters
    ----------
    specification : Specification
        The chain that they belong to.
    construct_mean : mapping of str to float
        μ of each construct.
    team_sd : mapping of str to float
        τ of each construct.
    exogenous_correlation : (Q + E, Q + E) float
        Correlations between teams of the Q team covariates and the E exogenous constructs, in the chain's order.
    path_standardised : (L,) float
        Paths in team-level SDs, in the order written.
    within_sd : mapping of str to float
        w of each construct that respondents rate.
    within_correlation : mapping of str to (q, q) float
        Correlations between respondents of the q constructs of each survey, in the order declared.
    items : mapping of str to Items
        Measurement of each construct that respondents rate.
    residual_correlation : (N,) float
        Correlations of residuals between teams, for the pairs of `Chain.residual_covariances`.
    covariate_standardised : (K,) float
        Arrows from team covariates to endogenous constructs, in team-level SDs, in the order of `covariate_arrows`.
    unit_share : mapping of str to float
        SD between units of each construct's residual, as a share of its residual SD; empty without units.
    respondent_slope : mapping of str to (q, H) float
        Slopes of the constructs of each survey on its respondent covariates, in within-team SDs for an SD.
    residual : mapping of str to float
        Standardised residual SD of constructs for which the paths alone leave two that fit; the larger elsewhere.

    Raises
    ------
    ValueError
        The standardised paths explain all of a construct's variance, or more, or the residual correlations cannot be.
    """

    specification: Specification
    construct_mean: Mapping[str, float]
    team_sd: Mapping[str, float]
    exogenous_correlation: Floats
    path_standardised: Floats
    within_sd: Mapping[str, float]
    within_correlation: Mapping[str, Floats]
    items: Mapping[str, Items]
    residual_correlation: Floats = field(default_factory=lambda: np.zeros(0))
    residual: Mapping[str, float] = field(default_factory=dict)
    covariate_standardised: Floats = field(default_factory=lambda: np.zeros(0))
    unit_share: Mapping[str, float] = field(default_factory=dict)
    respondent_slope: Mapping[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if np.linalg.eigvalsh(self.residual_correlations)[0] <= 0.0:
            raise ValueError("the residual correlations are those of no distribution")
        if not np.all(np.isfinite(self.mixing)):
            raise ValueError("the standardised paths explain all of a construct's variance")

    @property
    def chain(self) -> Chain:
        """The chain of constructs."""
        return self.specification.chain

    @cached_property
    def residual_correlations(self) -> Floats:
        """(C + Q, C + Q) correlations of the residuals; an exogenous construct or covariate is its own."""
        between, inside = self.levels
        return between + inside

    @cached_property
    def levels(self) -> tuple[Floats, Floats]:
        """Covariances (C + Q, C + Q) of standardised residuals between units, and between the teams of a unit."""
        P = residual_matrix(self.chain, self.exogenous_correlation, self.residual_correlation)
        v = np.array([self.unit_share.get(name, 0.0) for name in members(self.chain)])
        only_exogenous = residual_matrix(self.chain, self.exogenous_correlation, 0.0 * self.residual_correlation)
        inside = np.sqrt(1.0 - v**2)
        return only_exogenous * np.outer(v, v), P * np.outer(inside, inside)

    @cached_property
    def mixing(self) -> Floats:
        """(C + Q, C + Q) standardised constructs, then covariates, as mixtures of the standardised residuals."""
        given = paths_by_target(self.chain, self.path_standardised, self.covariate_standardised)

        def known(name: str, R: Floats, k: Floats) -> tuple[Floats, float]:
            return given[name], self.residual.get(name) or residual_sd(given[name], R, k)

        return mix(self.chain, self.residual_correlations, known)

    @property
    def team_correlation(self) -> Floats:
        """(C, C) correlations of the constructs between teams."""
        C = len(self.chain.constructs)
        return (self.mixing @ self.residual_correlations @ self.mixing.T)[:C, :C]

    @property
    def icc(self) -> dict[str, float]:
        """Share of a construct's variance that lies between teams."""
        return {name: self.team_sd[name] ** 2 / (self.team_sd[name] ** 2 + w**2) for name, w in self.within_sd.items()}

    @property
    def path(self) -> Floats:
        """(L,) points of the target for a point of the source."""
        ratio = [self.team_sd[path.target] / self.team_sd[path.source] for path in self.chain.paths]
        return np.asarray(self.path_standardised * np.array(ratio))

    @property
    def residual_sd(self) -> dict[str, float]:
        """ψ of each construct; that of an exogenous one is its team SD."""
        place = {name: at for at, name in enumerate(self.chain.constructs)}
        return {name: float(self.team_sd[name] * self.mixing[at, at]) for name, at in place.items()}

    def named(self) -> dict[str, dict[str, float]]:
        """Every scalar of the posterior by variable and label.

        Returns
        -------
        dict of str to dict of str to float
            ``construct_mean``, ``team_sd``, ``residual_sd`` by construct; ``within_sd``, ``icc`` by respondent
            construct; ``path_unstandardised``, ``path_standardised`` by path; ``loading``, ``intercept_deviation``,
            ``item_sd``, ``item_bias_sd`` by item, ``survey.item``; ``residual_correlation`` by pair.
        """
        paths = [path.name for path in self.chain.paths]
        return {
            "construct_mean": dict(self.construct_mean),
            "team_sd": dict(self.team_sd),
            "residual_sd": self.residual_sd,
            "within_sd": dict(self.within_sd),
            "icc": self.icc,
            "path_unstandardised": dict(zip(paths, self.path.tolist(), strict=True)),
            "path_standardised": dict(zip(paths, self.path_standardised.tolist(), strict=True)),
            "loading": self._by_item(lambda items: items.loading),
            "intercept_deviation": self._by_item(lambda items: items.deviation),
            "item_sd": self._by_item(lambda items: items.sd),
            "item_bias_sd": self._by_item(lambda items: items.bias_sd),
            "residual_correlation": {
                pair_name(*pair): float(value)
                for pair, value in zip(self.chain.residual_covariances, self.residual_correlation, strict=True)
            },
            "covariate_effect": self._covariate_effects(),
            "unit_sd": self._unit_sds(),
            "respondent_slope": {
                path_name(construct.name, x): float(slopes[c, h])
                for survey, slopes in self.respondent_slope.items()
                for c, construct in enumerate(self.specification.survey_constructs(survey))
                for h, x in enumerate(self.specification.surveys[survey].adjust)
            },
        }

    def _covariate_effects(self) -> dict[str, float]:
        """Slopes on team covariates in team-level SDs: regressions of exogenous constructs, and the arrows."""
        Q, R = len(self.chain.covariates), self.residual_correlations
        place = {name: at for at, name in enumerate(members(self.chain))}
        x = [place[name] for name in self.chain.covariates]
        found = {
            path_name(name, covariate): float((R[place[name], x] @ np.linalg.inv(R[np.ix_(x, x)]))[q])
            for name in self.chain.exogenous
            for q, covariate in enumerate(self.chain.covariates)
            if Q
        }
        arrows = zip(covariate_arrows(self.chain), self.covariate_standardised.tolist(), strict=True)
        return found | {path_name(*arrow): value for arrow, value in arrows}

    def _unit_sds(self) -> dict[str, float]:
        if not self.unit_share:
            return {}
        between = self.mixing @ self.levels[0] @ self.mixing.T
        return {
            name: float(self.team_sd[name] * np.sqrt(between[at, at])) for at, name in enumerate(self.chain.constructs)
        }

    def _by_item(self, part: Callable[[Items], Floats]) -> dict[str, float]:
        return {
            item_name(construct.survey or "", item): float(value)
            for construct in self.specification.respondent_constructs
            for item, value in zip(construct.items, part(self.items[construct.name]), strict=True)
        }


def members(chain: Chain) -> tuple[str, ...]:
    """Constructs in the order declared, then team covariates."""
    return (*chain.constructs, *chain.covariates)


def covariate_arrows(chain: Chain) -> tuple[tuple[str, str], ...]:
    """Endogenous constructs with the team covariates in their equations, in the order written."""
    return tuple((path.target, path.source) for path in chain.covariate_paths if path.target in chain.endogenous)


def causes(chain: Chain, name: str) -> tuple[str, ...]:
    """Constructs and then covariates in the equation of an endogenous construct."""
    return (*chain.parents(name), *chain.adjusted_for(name))


def paths_by_target(chain: Chain, values: Floats, covariates: Floats = NONE) -> dict[str, Floats]:
    """Values of the L paths, and of the arrows from covariates, by target, in the order of `causes`."""
    every = [(path.target, value) for path, value in zip(chain.paths, values, strict=True)]
    every += [(arrow[0], value) for arrow, value in zip(covariate_arrows(chain), covariates, strict=True)]
    return {name: np.array([value for target, value in every if target == name]) for name in chain.endogenous}


def residual_matrix(chain: Chain, exogenous: Floats, pairs: Floats) -> Floats:
    """(C + Q, C + Q) correlations of the residuals, from those of covariates and exogenous constructs and of pairs."""
    place = {name: at for at, name in enumerate(members(chain))}
    P = np.eye(len(place))
    roots = [place[name] for name in (*chain.covariates, *chain.exogenous)]
    P[np.ix_(roots, roots)] = exogenous
    for (one, other), value in zip(chain.residual_covariances, pairs, strict=True):
        P[place[one], place[other]] = P[place[other], place[one]] = value
    return P


def residual_sd(b: Floats, R: Floats, k: Floats) -> float:
    """Largest r with Var(b'η + r ε) = b'Rb + 2 r b'k + r² = 1, k the covariances of the parents η with ε; else NaN."""
    under = (b @ k) ** 2 + 1.0 - b @ R @ b
    r = np.sqrt(under) - b @ k if under >= 0.0 else np.nan
    return float(r) if r > 0.0 else np.nan


def mix(chain: Chain, P: Floats, explain: Callable[[str, Floats, Floats], tuple[Floats, float]]) -> Floats:
    """Standardised constructs as mixtures of standardised residuals, one construct after another.

    Parameters
    ----------
    chain : Chain
        C constructs.
    P : (C + Q, C + Q) float
        Correlations of the residuals.
    explain : callable
        Standardised paths (k,) into a construct and its standardised residual SD, given its name, the correlations
        (k, k) of its causes and their covariances (k,) with its residual.

    Returns
    -------
    (C + Q, C + Q) float
        M of η = M ε, rows and columns in the order of `members`. M P M′ is the correlation matrix. The
        diagonal of M holds residual SDs, NaN where paths explain all of a variance.
    """
    place = {name: at for at, name in enumerate(members(chain))}
    M = np.zeros((len(place), len(place)))
    for name in (*chain.covariates, *chain.exogenous):
        M[place[name], place[name]] = 1.0
    for name in chain.endogenous:
        c, parents = place[name], M[[place[each] for each in causes(chain, name)]]
        b, left = explain(name, parents @ P @ parents.T, parents @ P[:, c])
        M[c] = b @ parents
        M[c, c] = left
    return M


def has_ratios(construct: Construct) -> bool:
    """Whether a report has ratios of a construct's levels: not of team columns and scales with negative answers."""
    return construct.scale is not None and construct.scale[0] >= 0.0


def construct_scale(construct: Construct) -> tuple[float, float]:
    """Lowest and highest answer of a construct that respondents rate."""
    if construct.scale is None:
        raise ValueError(f"construct '{construct.name}' has no response scale")
    return construct.scale
