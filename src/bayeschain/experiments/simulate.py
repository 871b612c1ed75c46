"""People of teams, drawn one construct after another, and what they answer."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.experiments.design import Design
from bayeschain.experiments.expected_answers import expected_answers
from bayeschain.experiments.skipping import skip_items
from bayeschain.experiments.truth import Floats, Truth, causes, construct_scale, covariate_arrows, members
from bayeschain.model.ordinal_kernel import ERROR_SHARE
from bayeschain.specification.chain import Chain, Construct
from bayeschain.specification.model_file import Specification

SKIPPING: Final = 7
"""Part of the seed of who skips what, so that it has nothing to do with what they answer."""


@dataclass(frozen=True)
class Sample:
    """Fake surveys.

    Parameters
    ----------
    answers : dict of str to DataFrame
        Answers by survey, one row a respondent: the team column, then the items, original response scale.
    team_table : DataFrame or None
        One row a team: team, team columns (T scores), number of members; None where the model file has no team table.
    latents : DataFrame
        (J, C) true level of every construct in every team; POMP, T scores for team columns.
    levels : DataFrame
        (J, C) the same in the unit of the answers: expected answers where they are ordinal, see `expected_answers`.
    """

    answers: dict[str, pd.DataFrame]
    team_table: pd.DataFrame | None
    latents: pd.DataFrame
    levels: pd.DataFrame


def simulate(
    specification: Specification, design: Design, truth: Truth, seed: int, *, discrete: bool = True
) -> dict[str, pd.DataFrame]:
    """Answers to every survey of a model file; see `sample`, which returns the team table as well."""
    return sample(specification, design, truth, seed, discrete=discrete).answers


def sample(specification: Specification, design: Design, truth: Truth, seed: int, *, discrete: bool = True) -> Sample:
    """Draw teams, their people and the people's answers.

    Parameters
    ----------
    specification : Specification
        A model file.
    design : Design
        Number of teams and of respondents, and how much they skip.
    truth : Truth
        True parameters.
    seed : int
        Equal seeds give equal samples; answers that are not skipped are those of the same seed without skipping.
    discrete : bool
        Round answers to whole steps of the response scale and keep them on it, as a questionnaire does. Otherwise
        answers are continuous and may leave the scale.

    Returns
    -------
    Sample
        Answers, team table, true team levels.

    Raises
    ------
    ValueError
        The design lacks a survey, or the size of the teams is a covariate.
    """
    if specification.teams and specification.teams.size in specification.chain.covariates:
        raise ValueError("simulated teams have covariates of their own: the size of teams cannot be one")
    if missing := [survey for survey in specification.surveys if survey not in design.respondents]:
        raise ValueError(f"the design says nothing of the respondents of {', '.join(missing)}")
    streams = np.random.SeedSequence(seed).spawn(1 + len(specification.surveys))
    teams = draw_members(truth, design, np.random.default_rng(streams[0]))
    latents = teams[list(specification.chain.constructs)]
    answers: dict[str, pd.DataFrame] = {}
    biases: dict[str, Floats] = {}
    for survey, stream in zip(specification.surveys, streams[1:], strict=True):
        rng = np.random.default_rng(stream)
        answers[survey], own = draw_answers(truth, design, latents, survey, rng, discrete=discrete)
        biases |= own
    levels = expected_answers(truth, latents, biases)
    if design.skipped:
        own_seed = int(np.random.SeedSequence([seed, SKIPPING]).generate_state(1)[0])
        answers = skip_items(specification, answers, design.skipped, own_seed)
    return Sample(answers, _team_table(specification, design, teams), latents, levels)


def draw_teams(truth: Truth, design: Design, rng: np.random.Generator) -> pd.DataFrame:
    """(J, C) levels of the constructs; see `draw_members`."""
    return draw_members(truth, design, rng)[list(truth.chain.constructs)]


def draw_members(truth: Truth, design: Design, rng: np.random.Generator) -> pd.DataFrame:
    """(J, C + Q) levels of the constructs, and team covariates with mean 0 and SD 1.

    η_c = μ_c + Σ_p β_cp (η_p - μ_p) + Σ_x γ_cx x + u_gc + ζ_c, a construct after its parents, u the effect of the unit.
    Mean, SD and correlations of the covariates are those of these very teams, as the model has it, and constructs are
    drawn given them.
    """
    chain, J = truth.chain, design.teams
    names = members(chain)
    sd = np.array([truth.residual_sd.get(name, 1.0) for name in names])
    units, teams = truth.levels
    residuals = _given_covariates(rng.standard_normal((J, len(sd))) @ np.linalg.cholesky(teams).T, teams, chain) * sd
    if truth.unit_share:
        effects = rng.multivariate_normal(np.zeros(len(sd)), units, design.units, method="eigh") * sd
        residuals = residuals + effects[design.unit_of_team]
    about: dict[str, Floats] = dict(zip(names, residuals.T, strict=True))
    path = {(each.target, each.source): value for each, value in zip(chain.paths, truth.path, strict=True)}
    arrows = zip(covariate_arrows(chain), truth.covariate_standardised.tolist(), strict=True)
    path |= {arrow: value * truth.team_sd[arrow[0]] for arrow, value in arrows}
    for name in chain.endogenous:
        for cause in causes(chain, name):
            about[name] = about[name] + path[name, cause] * about[cause]
    levels = {name: truth.construct_mean.get(name, 0.0) + about[name] for name in names}
    return pd.DataFrame(levels, index=pd.Index(design.names, name="team"))


def _given_covariates(residuals: Floats, covariance: Floats, chain: Chain) -> Floats:
    """Residuals (J, C + Q) with the Q covariates, which come last, moved to their moments, and the others with them."""
    C, J = len(chain.constructs), len(residuals)
    if len(covariance) - C + 1 >= J:
        return residuals
    drawn, known = residuals[:, C:], covariance[C:, C:]
    moved = standardised(drawn) @ np.linalg.cholesky(known).T
    along = np.linalg.solve(known, covariance[C:, :C])
    return np.hstack([residuals[:, :C] + (moved - drawn) @ along, moved])


def standardised(drawn: Floats) -> Floats:
    """Columns (N, K), moved to means of 0, SDs of 1 and correlations of 0 over these very rows."""
    about = drawn - drawn.mean(axis=0)
    return np.asarray(about @ np.linalg.inv(np.linalg.cholesky(about.T @ about / (len(about) - 1))).T)


def draw_answers(
    truth: Truth, design: Design, latents: pd.DataFrame, survey: str, rng: np.random.Generator, *, discrete: bool
) -> tuple[pd.DataFrame, dict[str, Floats]]:
    """Answers to one survey: y_ijk = μ_c + ι_k + λ_k (η_jc - μ_c + w_ijc) + δ_jk + e_ijk, then the response scale.

    Returns
    -------
    answers : DataFrame
        One row a respondent.
    biases : dict of str to (J, K) float
        δ of each construct's items; NaN in teams that nobody answered for.
    """
    specification = truth.specification
    constructs, n = specification.survey_constructs(survey), design.sizes()[survey]
    team = np.repeat(np.arange(design.teams), n)
    w = _deviations(truth, design, survey, rng)
    x = _covariates(len(specification.surveys[survey].adjust), team, design.teams, rng)
    shift = np.zeros_like(w)
    if x.shape[1]:
        within_sd = np.array([truth.within_sd[each.name] for each in constructs])
        shift = x @ (truth.respondent_slope[survey] * within_sd[:, None]).T
    columns: dict[str, Floats] = {}
    biases: dict[str, Floats] = {}
    for at, construct in enumerate(constructs):
        items, mu = truth.items[construct.name], truth.construct_mean[construct.name]
        ordinal = specification.surveys[survey].likelihood == "ordinal"
        single = ordinal and len(construct.items) == 1  # a share of the variance within teams is error of the answer
        level = w[:, at] * np.sqrt(1.0 - ERROR_SHARE) if single else w[:, at]
        error_sd = [np.sqrt(ERROR_SHARE) * truth.within_sd[construct.name]] if single else items.sd
        person = latents[construct.name].to_numpy()[team] - mu + (level + shift[:, at])
        biases[construct.name] = np.full((design.teams, len(construct.items)), np.nan)
        for k, item in enumerate(construct.items):
            bias = rng.normal(0.0, items.bias_sd[k], design.teams)
            biases[construct.name][n > 0, k] = bias[n > 0]
            error = rng.normal(0.0, error_sd[k], len(team))
            pomp = mu + items.deviation[k] + items.loading[k] * person + bias[team] + error
            if ordinal and items.thresholds is not None:
                pomp = 100.0 * np.searchsorted(items.thresholds[k], pomp) / items.thresholds.shape[1]
            columns[item] = on_response_scale(construct, item, pomp, discrete=discrete or ordinal)
    names = np.array(design.names, dtype=object)[team]
    known = dict(zip(specification.surveys[survey].adjust, x.T, strict=True))
    return pd.DataFrame({specification.surveys[survey].team: names, **columns, **known}), biases


def _covariates(H: int, team: NDArray[np.int64], teams: int, rng: np.random.Generator) -> Floats:
    """(respondents, H) covariates with mean 0 and SD 1 over these very people, a quarter of the variance between teams.

    Nothing is drawn for H = 0.
    """
    if not H:
        return np.zeros((len(team), 0))
    between = rng.normal(0.0, 0.5, (teams, H))
    x = between[team] + rng.normal(0.0, np.sqrt(0.75), (len(team), H))
    return standardised(x) if len(x) > H + 1 else x


def on_response_scale(construct: Construct, item: str, pomp: Floats, *, discrete: bool) -> Floats:
    """Answers on the scale of the questionnaire, reversed where the item is worded the other way round."""
    low, high = construct_scale(construct)
    steps = pomp / 100.0 * (high - low)
    if discrete:
        steps = np.clip(np.rint(steps), 0.0, high - low)
    return high - steps if item in construct.reverse else low + steps


def _deviations(truth: Truth, design: Design, survey: str, rng: np.random.Generator) -> Floats:
    """(respondents, q) deviations w from the team's level, team after team.

    Where the team is its members, the deviations of all N members sum to 0 and n of them answer; manifest aggregation
    has N = n.
    """
    specification = truth.specification
    sd = np.array([truth.within_sd[each.name] for each in specification.survey_constructs(survey)])
    root = sd[:, None] * np.linalg.cholesky(truth.within_correlation[survey])
    n, aggregation = design.sizes()[survey], specification.surveys[survey].aggregation
    people = design.members() if aggregation == "finite" else n
    w = rng.standard_normal((int(people.sum()), len(sd))) @ root.T
    if aggregation == "reflective":
        return np.asarray(w)
    team = np.repeat(np.arange(design.teams), people)
    sums = np.zeros((design.teams, len(sd)))
    np.add.at(sums, team, w)
    w = w - (sums / np.maximum(people, 1)[:, None])[team]
    first = np.cumsum(people) - people
    return np.asarray(w[np.arange(len(team)) - first[team] < n[team]])


def _team_table(specification: Specification, design: Design, latents: pd.DataFrame) -> pd.DataFrame | None:
    options = specification.teams
    if options is None:
        return None
    table: dict[str, object] = {options.team: list(design.names)}
    for construct in specification.column_constructs:
        table[construct.column or construct.name] = latents[construct.name].to_numpy()
    if options.size is not None:
        table[options.size] = design.members()
    for name in specification.chain.covariates:
        table[name] = latents[name].to_numpy()
    if options.unit is not None:
        table[options.unit] = [f"Unit {unit + 1}" for unit in design.unit_of_team]
    return pd.DataFrame(table)
