"""One constant for each convention: dims, units, intervals, reserved names."""

from typing import Final

INTERVAL_MASS: Final = 0.9
"""Default probability mass of every credible interval."""

INTERVAL_KIND: Final = "eti"
"""Credible intervals are equal-tailed."""

POMP_MAXIMUM: Final = 100.0
"""Items are analysed in percent of the maximum possible, 0-100 (Cohen, Cohen, Aiken & West 1999)."""

T_MEAN: Final = 50.0
T_SD: Final = 10.0
"""Team columns and team covariates are analysed as T scores: mean 50, SD 10 over the teams."""

TIERS: Final = ("lowest", "middle", "highest")
"""Names of the three tiers, in ascending order of the tier construct."""

ESTIMANDS: Final = ("these_teams", "new_teams")
"""Tiers of the observed teams, and of new teams from the same population."""

TOTAL_SCALES: Final = ("raw", "standardised")
"""Effects are given per point of the source and per team-level SD."""

GROUP_PROBABILITY: Final = 0.9
"""Two drivers can be told apart when one beats the other with this posterior probability."""

FEWEST_TEAMS: Final = 10
"""Fewer teams than this cannot carry a team-level model."""

# Names of dims, used in every xarray object
CHAIN: Final = "chain"
DRAW: Final = "draw"
CONSTRUCT: Final = "construct"
CONSTRUCT_BIS: Final = "construct_bis"
RESPONDENT_CONSTRUCT: Final = "respondent_construct"
ITEM: Final = "item"
PATH: Final = "path"
BOUNDARY: Final = "boundary"
RESIDUAL_PAIR: Final = "residual_pair"
COVARIATE_SLOPE: Final = "covariate_slope"
RESPONDENT_SLOPE: Final = "respondent_path"
UNIT: Final = "unit"
COVARIATE: Final = "covariate"
ADJUSTMENT: Final = "adjustment"
TEAM: Final = "team"
SURVEY: Final = "survey"
COLUMN: Final = "column"

# Convergence limits of a run that can be trusted (Vehtari et al. 2021, Bayesian Analysis 16:667)
RHAT_LIMIT: Final = 1.01
RHAT_LIMIT_NUISANCE: Final = 1.05
ESS_LIMIT: Final = 400
BFMI_LIMIT: Final = 0.3
"""Least energy Bayesian fraction of missing information of a chain (Betancourt 2016, arXiv:1604.00695)."""


def item_name(survey: str, item: str) -> str:
    """Name of an item over all surveys: two surveys may use the same column name."""
    return f"{survey}.{item}"


AT_WAVE: Final = "@"
"""Parts a name from its wave; no name that a user writes may hold it."""


def at_wave(name: str, wave: str) -> str:
    """Name of a construct, survey or label in one wave; the name itself where there are no waves."""
    return f"{name}{AT_WAVE}{wave}" if wave else name


def without_wave(name: str) -> str:
    """Name as the model file has it."""
    return name.partition(AT_WAVE)[0]


def wave_of(name: str) -> str:
    """Wave of a construct or survey; empty where there are no waves."""
    return name.partition(AT_WAVE)[2]


def path_name(target: str, source: str) -> str:
    """Name of a path, as in the chain syntax."""
    return f"{target} ~ {source}"


def pair_name(one: str, other: str) -> str:
    """Name of a residual covariance, as in the chain syntax."""
    return f"{one} ~~ {other}"


FIXED: Final = "fixed"
PRIORS: Final = "priors"
"""Where the true values of simulated surveys come from: one truth for all, or a new one from the priors each time."""

MODEL_FILE: Final = "model.yaml"
"""Name of the model file in the folder of a new study."""
