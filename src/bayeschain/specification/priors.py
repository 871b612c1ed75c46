"""Prior distributions: a default for each family of parameters, which a model file overrides by name."""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, ConfigDict, Field, FiniteFloat
from pydantic.dataclasses import dataclass

from bayeschain.messages import Message

STRICT: Final = ConfigDict(extra="forbid")

type Positive = Annotated[FiniteFloat, Field(gt=0)]


@dataclass(frozen=True, config=STRICT)
class Normal:
    """Normal distribution with this mean and standard deviation."""

    mean: FiniteFloat
    sd: Positive


@dataclass(frozen=True, config=STRICT)
class Spread:
    """Distribution around 0 with this standard deviation, or half-normal with this scale."""

    sd: Positive


@dataclass(frozen=True, config=STRICT)
class Dirichlet:
    """Symmetric Dirichlet distribution with this concentration."""

    concentration: Positive


@dataclass(frozen=True, config=STRICT)
class Correlations:
    """LKJ distribution of a correlation matrix; 1 is uniform, more pulls towards 0 (Lewandowski et al. 2009)."""

    eta: Positive


@dataclass(frozen=True, config=STRICT)
class Beta:
    """Beta distribution with these two shapes."""

    alpha: Positive
    beta: Positive


def _filled(default: object) -> BeforeValidator:
    """Fill what a user leaves out of a prior with its default."""

    def fill(given: Any) -> Any:
        known = {each.name: getattr(default, each.name) for each in fields(default)}  # type: ignore[arg-type]
        return {**known, **given} if isinstance(given, dict) else given

    return BeforeValidator(fill)


MEANS: Final = Normal(mean=50.0, sd=25.0)
ITEM_DEVIATIONS: Final = Spread(sd=15.0)
LOADINGS: Final = Dirichlet(concentration=10.0)
ITEM_SD: Final = Spread(sd=25.0)
ITEM_BIAS: Final = Spread(sd=3.0)
WITHIN_SD: Final = Spread(sd=25.0)
WITHIN_CORRELATIONS: Final = Correlations(eta=2.0)
ICC: Final = Beta(alpha=2.0, beta=12.0)
TEAM_SD: Final = Spread(sd=10.0)
TEAM_CORRELATIONS: Final = Correlations(eta=2.0)
PATHS: Final = Normal(mean=0.0, sd=1.0)
LATENT_MEANS: Final = Normal(mean=50.0, sd=50.0)
THRESHOLDS: Final = Dirichlet(concentration=3.0)
RESIDUAL_CORRELATIONS: Final = Correlations(eta=2.0)
COVARIATES: Final = Spread(sd=1.0)
RESPONDENT_SLOPES: Final = Spread(sd=0.5)
UNIT_SHARE: Final = Beta(alpha=1.0, beta=2.0)


@dataclass(frozen=True, config=STRICT)
class Priors:
    """The prior of each family of parameters, on percent of the maximum possible (0-100).

    Parameters
    ----------
    means : Normal
        μ, mean of a construct.
    item_deviations : Spread
        ι, deviation of an item's intercept from its construct's mean; they sum to 0 in a construct.
    loadings : Dirichlet
        λ, divided by the number of items of the construct; they average 1.
    item_sd : Spread
        √θ, residual SD of an item; half-normal.
    item_bias : Spread
        √θb, SD of an item's bias between teams; half-normal.
    within_sd : Spread
        w, SD of a construct between the respondents of a team; half-normal.
    within_correlations : Correlations
        Correlations of the constructs of one survey between respondents.
    icc : Beta
        ICC, share of a construct's variance that lies between teams.
    team_sd : Spread
        τ of a team column, T scale; half-normal. The other τ follow from w and ICC.
    team_correlations : Correlations
        Correlations of the exogenous constructs between teams.
    paths : Normal
        z, standardised path before rescaling; its mean and SD are divided as z ~ Normal(mean, sd/√k) says, with k the
        number of arrows into the target.
    latent_means : Normal
        μ of a construct with ordinal answers: where most answers lie at an end, its latent mean lies beyond it.
    thresholds : Dirichlet
        Shares of the way from an ordinal item's first threshold to its last; 1/k each on average for equally spaced
        categories, with this concentration a share.
    residual_correlations : Correlations
        Residual correlations between teams, those written ``a ~~ b``.
    covariates : Spread
        z of a team covariate in the equation of a construct that others explain, as of a path.
    respondent_slopes : Spread
        Slope of a construct on a respondent covariate, in within-team SDs for an SD of the covariate.
    unit_share : Beta
        SD between units of a construct's residual, as a share of its residual SD between all teams.
    """

    means: Annotated[Normal, _filled(MEANS)] = MEANS
    item_deviations: Annotated[Spread, _filled(ITEM_DEVIATIONS)] = ITEM_DEVIATIONS
    loadings: Annotated[Dirichlet, _filled(LOADINGS)] = LOADINGS
    item_sd: Annotated[Spread, _filled(ITEM_SD)] = ITEM_SD
    item_bias: Annotated[Spread, _filled(ITEM_BIAS)] = ITEM_BIAS
    within_sd: Annotated[Spread, _filled(WITHIN_SD)] = WITHIN_SD
    within_correlations: Annotated[Correlations, _filled(WITHIN_CORRELATIONS)] = WITHIN_CORRELATIONS
    icc: Annotated[Beta, _filled(ICC)] = ICC
    team_sd: Annotated[Spread, _filled(TEAM_SD)] = TEAM_SD
    team_correlations: Annotated[Correlations, _filled(TEAM_CORRELATIONS)] = TEAM_CORRELATIONS
    paths: Annotated[Normal, _filled(PATHS)] = PATHS
    latent_means: Annotated[Normal, _filled(LATENT_MEANS)] = LATENT_MEANS
    thresholds: Annotated[Dirichlet, _filled(THRESHOLDS)] = THRESHOLDS
    residual_correlations: Annotated[Correlations, _filled(RESIDUAL_CORRELATIONS)] = RESIDUAL_CORRELATIONS
    covariates: Annotated[Spread, _filled(COVARIATES)] = COVARIATES
    respondent_slopes: Annotated[Spread, _filled(RESPONDENT_SLOPES)] = RESPONDENT_SLOPES
    unit_share: Annotated[Beta, _filled(UNIT_SHARE)] = UNIT_SHARE

    def changed(self) -> dict[str, dict[str, float]]:
        """Families and their numbers that differ from the defaults."""
        mine, default = asdict(self), asdict(DEFAULTS)
        return {
            family: {key: value for key, value in numbers.items() if value != default[family][key]}
            for family, numbers in mine.items()
            if numbers != default[family]
        }

    def describe(self) -> list[tuple[str, Message]]:
        """Each prior in words for a methods section.

        Returns
        -------
        list of (str, Message)
            Name of the family in the model file, and a sentence; it says where the model file set the prior.
        """
        changed = self.changed()
        sentences = []
        for family, sentence in SENTENCES.items():
            told = sentence(getattr(self, family))
            if family in changed:
                default = sentence(getattr(DEFAULTS, family))
                told = Message.joined(
                    told, Message("Set in the model file; the default is: {default}", default=default)
                )
            sentences.append((family, told))
        return sentences


DEFAULTS: Final = Priors()

SENTENCES: Final[dict[str, Callable[[Any], Message]]] = {
    "means": lambda p: Message(
        "Construct means: Normal({mean:g}, {sd:g}) on percent of the maximum possible (POMP).", mean=p.mean, sd=p.sd
    ),
    "item_deviations": lambda p: Message(
        "Item intercepts: Normal(0, {sd:g}) around the construct's mean, summing to zero within a construct.", sd=p.sd
    ),
    "loadings": lambda p: Message(
        "Item loadings: symmetric Dirichlet({concentration:g}) times the number of items, so that they are positive "
        "and average 1 (effects coding).",
        concentration=p.concentration,
    ),
    "item_sd": lambda p: Message("Residual SD of an item between respondents: half-normal({sd:g}).", sd=p.sd),
    "item_bias": lambda p: Message("Residual SD of an item between teams: half-normal({sd:g}).", sd=p.sd),
    "within_sd": lambda p: Message(
        "SD of a construct between the respondents of a team: half-normal({sd:g}).", sd=p.sd
    ),
    "within_correlations": lambda p: Message(
        "Correlations between respondents in a team: LKJ({eta:g}) for each survey.", eta=p.eta
    ),
    "icc": lambda p: Message(
        "ICC(1) of a construct: Beta({alpha:g}, {beta:g}), mean {mean:.2g}; with the SD between respondents it gives "
        "the construct's SD between teams.",
        alpha=p.alpha,
        beta=p.beta,
        mean=p.alpha / (p.alpha + p.beta),
    ),
    "team_sd": lambda p: Message("SD of a team column between teams (T scale, SD 10): half-normal({sd:g}).", sd=p.sd),
    "team_correlations": lambda p: Message(
        "Correlations between teams of the exogenous constructs: LKJ({eta:g}).", eta=p.eta
    ),
    "paths": lambda p: Message(
        "Paths: z ~ Normal({mean:g}, {sd:g}/√k) for the k arrows into a construct; the standardised paths are "
        "z/√(1 + z'Rz), with R the correlations of its sources.",
        mean=p.mean,
        sd=p.sd,
    ),
    "latent_means": lambda p: Message(
        "Means of constructs with ordinal answers: Normal({mean:g}, {sd:g}), POMP.", mean=p.mean, sd=p.sd
    ),
    "thresholds": lambda p: Message(
        "Thresholds of ordinal items: shares of the way from the first to the last, Dirichlet({concentration:g}) "
        "around equal spacing of the categories.",
        concentration=p.concentration,
    ),
    "residual_correlations": lambda p: Message(
        "Residual correlations between teams (~~): density (1 − ρ²)^({eta:g} − 1) for each, cut to what keeps their "
        "matrix positive definite.",
        eta=p.eta,
    ),
    "covariates": lambda p: Message(
        "Team covariates: z ~ Normal(0, {sd:g}/√k) for the k arrows into a construct, as paths, for a standard "
        "deviation of the covariate; constructs that none explains have LKJ correlations with the covariates.",
        sd=p.sd,
    ),
    "respondent_slopes": lambda p: Message(
        "Respondent covariates: slopes Normal(0, {sd:g}) in standard deviations between respondents of a team, for a "
        "standard deviation of the covariate.",
        sd=p.sd,
    ),
    "unit_share": lambda p: Message(
        "Units: the SD of a residual between units, as a share of its SD between all teams: Beta({alpha:g}, {beta:g}).",
        alpha=p.alpha,
        beta=p.beta,
    ),
}
