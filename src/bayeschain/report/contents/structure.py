"""What the methods say of the structure between teams, beyond the arrows."""

from collections.abc import Iterator

from bayeschain.disclosure import Released
from bayeschain.report.wording import Wording


def structure(released: Released, say: Wording) -> tuple[str, ...]:
    """Sentences on residual covariances, covariates and units; none where a chain has arrows only."""
    return tuple(_sentences(released, say))


def _sentences(released: Released, say: Wording) -> Iterator[str]:
    specification = released.specification
    pairs = specification.chain.residual_covariances
    if pairs:
        ends = [(released.label(a), released.label(b)) for a, b in pairs]
        yield say.say(
            "What the arrows leave open may covary between teams for these pairs: {pairs}. The correlation matrix of "
            "the residuals is built row by row, so that it stays positive definite.",
            pairs=say.join([say.say("{one} and {other}", one=a, other=b) for a, b in ends]),
        )
    if specification.chain.covariates:
        yield say.say(
            "Equations between teams were adjusted for {covariates}, centred at the mean of the teams. Effects hold "
            "between teams that are equal in these; levels and tiers are those of the teams as they are.",
            covariates=say.join(list(specification.chain.covariates)),
        )
    for name, survey in specification.surveys.items():
        if survey.adjust:
            yield say.say(
                "Within “{survey}” the answers were adjusted for {covariates} of the respondent, centred at the mean "
                "of all respondents, with the same slope in every team; levels of teams are those at the average "
                "respondent.",
                survey=name,
                covariates=say.join(list(survey.adjust)),
            )
    if specification.teams and specification.teams.unit:
        yield say.say(
            "Above the teams stand units ({column}): what the arrows leave open of each construct is split between "
            "units and the teams in them, partially pooled; standardised effects and ICCs count both as differences "
            "between teams.",
            column=specification.teams.unit,
        )
