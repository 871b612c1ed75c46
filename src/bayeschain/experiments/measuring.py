"""Fake surveys as moments, without files and without a limit on answers: what a recovery study fits."""

import numpy as np

from bayeschain.conventions import T_MEAN, T_SD
from bayeschain.experiments.simulate import Sample
from bayeschain.experiments.truth import Floats
from bayeschain.specification.model_file import Specification
from bayeschain.surveys.account import Account
from bayeschain.surveys.covariates import adjustment_of, team_covariates, units_of
from bayeschain.surveys.data import SourceMoments, Surveys, TeamCovariates, Units, source_moments
from bayeschain.surveys.gathering import Gathering
from bayeschain.surveys.ordinal import OrdinalAnswers
from bayeschain.surveys.scale_means import scoring_rule
from bayeschain.surveys.scoring import Scorer, t_scores
from bayeschain.surveys.team_names import naturally


def measured(specification: Specification, drawn: Sample, *, rescale: bool = True) -> Surveys:
    """Moments of fake surveys.

    Parameters
    ----------
    specification : Specification
        The model file that they were drawn for.
    drawn : Sample
        Fake surveys; continuous answers may leave the response scale.
    rescale : bool
        Put team columns on T scores of these very teams, as reading a file does. Otherwise they stay as they were
        drawn, T scores of the population: the model's assumption to the letter, which calibration needs.

    Returns
    -------
    Surveys
        What `read_surveys` makes of the same answers, except that every team counts and the account is empty.
    """
    teams = naturally(drawn.latents.index)
    place = {name: at for at, name in enumerate(teams)}
    rows = [place[name] for name in drawn.latents.index]
    names = [construct.name for construct in specification.column_constructs]
    values = np.full((len(teams), len(names)), np.nan)
    values[rows] = drawn.latents[names].to_numpy()
    columns, mean, sd = t_scores(values) if rescale else _as_drawn(values)
    members = np.full(len(teams), np.nan)
    if specification.teams is not None and specification.teams.size and drawn.team_table is not None:
        members[rows] = drawn.team_table[specification.teams.size].to_numpy(dtype=float)
    surveys = [survey for survey in specification.surveys if specification.survey_constructs(survey)]
    sources = tuple(_moments(specification, drawn, survey, place, members) for survey in surveys)
    covariates, units = _table(specification, drawn, rows)
    return Surveys(teams, sources, columns, tuple(names), mean, sd, Account((), ()), covariates=covariates, units=units)


def _table(specification: Specification, drawn: Sample, rows: list[int]) -> tuple[TeamCovariates | None, Units | None]:
    """Covariates and units out of the team table, whose rows stand at `rows` of the teams."""
    options, table = specification.teams, drawn.team_table
    if options is None or table is None:
        return None, None
    order = np.argsort(rows)
    names = specification.chain.covariates
    units = None if options.unit is None else units_of([str(each) for each in table[options.unit].to_numpy()[order]])
    return team_covariates(names, table[list(names)].to_numpy(dtype=float)[order]), units


def _as_drawn(values: Floats) -> tuple[Floats, Floats, Floats]:
    Z = values.shape[1]
    return values, np.full(Z, T_MEAN), np.full(Z, T_SD)


def _moments(
    specification: Specification, drawn: Sample, survey: str, place: dict[str, int], members: Floats
) -> SourceMoments:
    answers, options = drawn.answers[survey], specification.surveys[survey]
    scorer = Scorer(specification.survey_constructs(survey))
    counts = [len(construct.items) for construct in specification.survey_constructs(survey)]
    rule = scoring_rule(counts, options.scoring, options.fewest_answered)
    gathered = Gathering(rule)
    team = np.array([place[name] for name in answers[options.team]], dtype=np.int64)
    scores = scorer(answers[list(scorer.items)].to_numpy(dtype=float))
    answered, adjust, is_ordinal = np.isfinite(scores), list(options.adjust), options.likelihood == "ordinal"
    some = answered.any(axis=1)
    x = answers[adjust].to_numpy(dtype=float)[some]
    team, scores = team[some], scores[some]
    gathered.add(team, scores)
    both = Gathering(rule, len(adjust))
    if adjust:
        both.add(team, np.column_stack([scores, x]))
    adjustment = adjustment_of(options.adjust, both.result(len(place))) if adjust else None
    ordinal = OrdinalAnswers(team, scores, x).sorted_by(np.arange(len(place))) if is_ordinal else None
    if ordinal and adjustment:
        ordinal = ordinal.on_scale(adjustment.mean, adjustment.sd)
    finite = options.aggregation == "finite"
    return source_moments(
        survey, scorer.items, gathered.result(len(place)), members if finite else None, ordinal, adjustment
    )
