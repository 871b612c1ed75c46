"""Small random designs: a specification, answers of every respondent, and the moments that the model reads."""

from dataclasses import dataclass, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag

from bayeschain.conventions import pair_name
from bayeschain.model import equations
from bayeschain.model.moments import covariate_values, known_partials
from bayeschain.model.parameters import Layout
from bayeschain.model.structure import correlations, natural
from bayeschain.specification.files import Specification, parse_model
from bayeschain.surveys import Account, SourceMoments, Surveys
from bayeschain.surveys.covariates import crossed
from bayeschain.surveys.data import Adjustment, Crossed, TeamCovariates, Units
from bayeschain.surveys.data import source_moments as moments_of
from bayeschain.surveys.gathering import GatheredMoments, Gathering
from bayeschain.surveys.scale_means import scoring_rule

Floats = NDArray[np.float64]

MODEL = """
title: Random design
surveys:
  staff: {{file: staff.csv, team: team, scale: [1, 5], aggregation: {aggregation_a}, measurement: {measurement_a},
    scoring: mean_of_answered{staff}}}
  customers: {{file: customers.csv, team: team, scale: [0, 10], aggregation: {aggregation_b},
    measurement: {measurement_b}, scoring: mean_of_answered}}
teams: {{file: teams.csv, team: team, size: members{teams}}}
constructs:
  benefit: {{survey: customers, items: [be1, be2]}}
  trust: {{survey: staff, items: [tr1, tr2, tr3]}}
  flow: {{survey: staff, items: [fl1]}}
  goals: {{survey: staff, items: [go1, go2, go3, go4]}}
  margin: {{column: margin}}
  promises: {{survey: customers, items: [pr1]}}
chain: |
  goals ~ trust + flow
  benefit ~ goals + flow
  promises ~ benefit
  margin ~ promises + trust
  {more}
outcome: margin
"""

NO_ACCOUNT = Account(rows=(), teams=())

STRUCTURES: dict[str, dict[str, str]] = {
    "plain": {},
    "covariates": {"table": ", covariates: [age, size]", "more": "benefit ~ age\n  margin ~ size + age"},
    "one covariate": {"table": ", covariates: [age]", "more": "trust + promises ~ age"},
    "respondents": {"staff": ", adjust: [tenure, role]"},
    "units": {"table": ", unit: area"},
    "all": {
        "table": ", unit: area, covariates: [age, size]",
        "staff": ", adjust: [tenure]",
        "more": "benefit ~ age\n  margin ~ size\n  goals ~~ promises\n  margin ~~ benefit + flow",
    },
}
"""Parts of the model file with covariates and units, apart and together."""


class HasChain(Protocol):
    """A chain, the surveys and parameters; latents of people may follow these."""

    @property
    def specification(self) -> Specification: ...
    @property
    def surveys(self) -> Surveys: ...
    @property
    def params(self) -> Floats: ...
    @property
    def layout(self) -> Layout: ...


@dataclass(frozen=True)
class Design:
    """A specification, the answers by survey and team, and their moments."""

    specification: Specification
    answers: tuple[tuple[Floats, ...], ...]
    surveys: Surveys
    params: Floats
    x: tuple[tuple[Floats, ...], ...]

    @property
    def layout(self) -> Layout:
        return Layout(self.specification)


def source_moments(survey: str, items: tuple[str, ...], answers: tuple[Floats, ...], members: Floats) -> SourceMoments:
    """Moments of complete answers by definition, a team at a time."""
    p = len(items)
    means = [y.mean(axis=0) if len(y) else np.full(p, np.nan) for y in answers]
    scatter = [(y - y.mean(axis=0)).T @ (y - y.mean(axis=0)) if len(y) else np.zeros((p, p)) for y in answers]
    return SourceMoments(
        survey, items, np.array([len(y) for y in answers]), np.array(means), np.array(scatter), members
    )


def random_parameters(layout: Layout, rng: np.random.Generator) -> Floats:
    """Flat parameters of plausible size."""
    draws = {
        "construct_mean": lambda n: rng.normal(50.0, 10.0, n),
        "intercept_contrast_raw": lambda n: rng.normal(0.0, 5.0, n),
        "loading_stick_raw": lambda n: rng.beta(5.0, 5.0, n),
        "item_sd": lambda n: rng.uniform(5.0, 20.0, n),
        "item_bias_sd": lambda n: rng.uniform(1.0, 4.0, n),
        "within_sd": lambda n: rng.uniform(8.0, 20.0, n),
        "within_partial_raw": lambda n: rng.beta(4.0, 4.0, n),
        "icc": lambda n: rng.beta(3.0, 12.0, n),
        "column_team_sd": lambda n: rng.uniform(5.0, 12.0, n),
        "exogenous_partial_raw": lambda n: rng.beta(4.0, 4.0, n),
        "path_z_raw": lambda n: rng.normal(0.0, 0.7, n),
        "covariate_z_raw": lambda n: rng.normal(0.0, 0.5, n),
        "residual_partial_raw": lambda n: rng.beta(3.0, 3.0, n),
        "unit_share_raw": lambda n: rng.beta(3.0, 3.0, n),
        "respondent_slope": lambda n: rng.normal(0.0, 0.5, n),
    }
    return layout.pack({block.name: np.asarray(draws[block.name](block.size)) for block in layout.blocks})


def random_design(
    seed: int,
    aggregation: tuple[str, str] = ("reflective", "reflective"),
    measurement: tuple[str, str] = ("latent", "latent"),
    teams: int = 6,
    more: str = "",
    skipped: float = 0.0,
    structure: str = "plain",
) -> Design:
    """Two sources, teams that one did not reach, a team column with a gap, single items, equal and unequal sizes.

    Items are skipped with the probability `skipped`, in all teams but the last; nobody skips all of them.
    """
    rng = np.random.default_rng(seed)
    added = STRUCTURES[structure]
    text = MODEL.format(
        aggregation_a=aggregation[0],
        aggregation_b=aggregation[1],
        measurement_a=measurement[0],
        measurement_b=measurement[1],
        more=added.get("more", more),
        staff=added.get("staff", ""),
        teams=added.get("table", ""),
    )
    specification = parse_model(text)
    sizes = rng.integers(1, 5, (2, teams))
    sizes[0, 0], sizes[1, 1] = 0, 0
    sizes[:, 2] = sizes[:, 3]
    answers, sources = [], []
    for s, survey in enumerate(("staff", "customers")):
        items = tuple(item for c in specification.survey_constructs(survey) for item in c.items)
        own = tuple(rng.normal(50.0, 15.0, (n, len(items))) for n in sizes[s])
        members = sizes[s] + rng.integers(1, 4, teams).astype(float)
        if skipped:
            own = (*(with_gaps(y, skipped, rng) for y in own[:-1]), own[-1])
            sources.append(gathered_moments(specification, survey, own, members))
        else:
            sources.append(source_moments(survey, items, own, members))
        answers.append(own)
    columns = rng.normal(50.0, 10.0, (teams, 1))
    columns[4] = np.nan
    names = tuple(f"team {j}" for j in range(teams))
    surveys = Surveys(names, tuple(sources), columns, ("margin",), np.zeros(1), np.ones(1), NO_ACCOUNT)
    layout = Layout(specification)
    design = Design(specification, tuple(answers), surveys, random_parameters(layout, rng), ())
    return with_covariates(design, np.random.default_rng(seed))


def with_covariates(design: Design, rng: np.random.Generator) -> Design:
    """The design with team covariates, units and respondent covariates that its model asks for."""
    layout, surveys, J = design.layout, design.surveys, len(design.surveys.teams)
    names, sources, covariates = layout.specification.chain.covariates, [], []
    for s, source in enumerate(surveys.sources):
        given = tuple(
            rng.normal(0.5 * j, 1.0, (len(y), len(layout.adjusted[s]))) for j, y in enumerate(design.answers[s])
        )
        covariates.append(given)
        sources.append(replace(source, adjustment=adjustment(design.specification, source, design.answers[s], given)))
    table = standardised(rng.normal(0.0, 1.0, (J, len(names)))) if names else np.zeros((J, 0))
    surveys = replace(
        surveys,
        sources=tuple(sources),
        covariates=TeamCovariates.of(names, table) if names else None,
        units=Units(("north", "south", "west"), np.array([0, 1, 0, 0, 1, 2])[:J]) if layout.has_units else None,
    )
    return replace(design, surveys=surveys, x=tuple(covariates))


def standardised(values: Floats) -> Floats:
    return np.asarray((values - values.mean(axis=0)) / values.std(axis=0, ddof=1))


def adjustment(
    specification: Specification, source: SourceMoments, answers: tuple[Floats, ...], x: tuple[Floats, ...]
) -> Adjustment | None:
    """Moments of respondent covariates by definition, or as reading a file makes them where items were skipped.

    x is on the model's scale already.
    """
    names = specification.surveys[source.survey].adjust
    if not names:
        return None
    H = len(names)
    if source.partial is not None:
        both = tuple(np.hstack([y, each]) for y, each in zip(answers, x, strict=True))
        gathered = gather(specification, source.survey, both)
        known, scored = gathered.last(H), gathered.scale_means
        assert scored is not None
        zero, one = np.zeros(H), np.ones(H)
        return Adjustment(
            names,
            zero,
            one,
            np.nan_to_num(known.means),
            known.scatter.sum(axis=0),
            crossed(gathered.complete, gathered.partial, zero, one),
            crossed(scored.complete, scored.partial, zero, one),
        )
    means = np.array([each.mean(axis=0) if len(each) else np.zeros(H) for each in x])
    about = [each - mean for each, mean in zip(x, means, strict=True)]
    items = [y - y.mean(axis=0) if len(y) else y for y in answers]
    cross = np.array([y.T @ each for y, each in zip(items, about, strict=True)])
    scatter = np.array([each.T @ each for each in about])
    return Adjustment(names, np.zeros(H), np.ones(H), means, scatter.sum(axis=0), Crossed(means, cross, scatter))


def dense_structure(design: HasChain) -> tuple[Floats, Floats, Floats]:
    """Total slopes on team covariates (C, Q), covariance of teams within units (C, C) and between units, by equations.

    Each construct given the covariates is its equation's sum; constructs that none explains have slopes of their own.
    """
    layout, chain = design.layout, design.specification.chain
    named, known = layout.unpack(design.params[: layout.size]), known_partials(layout, design.surveys)
    parts = natural(layout, named, known)
    place = {name: i for i, name in enumerate(layout.constructs)}
    C, Q, tau, psi = len(place), len(chain.covariates), parts["team_sd"], parts["residual_sd"]
    B, gamma = np.zeros((C, C)), np.zeros((C, Q))
    for path, value in zip(chain.paths, parts["path_unstandardised"], strict=True):
        B[place[path.target], place[path.source]] = value
    for (name, x), value in zip(layout.covariate_slopes, parts["covariate_effect"], strict=True):
        gamma[place[name], chain.covariates.index(x)] = value * tau[place[name]]
    free = [place[name] for name in chain.exogenous]
    E = correlations(np.concatenate([known, named["exogenous_partial_raw"]]), Q + len(free))
    v = named["unit_share_raw"] if layout.has_units else np.zeros(C)
    teams, units = np.eye(C), np.eye(C)
    teams[np.ix_(free, free)] = E[Q:, Q:] - E[Q:, :Q] @ np.linalg.solve(E[:Q, :Q], E[:Q, Q:])
    units[np.ix_(free, free)] = E[Q:, Q:]
    for (one, other), value in zip(chain.residual_covariances, _in_order(design, parts), strict=True):
        teams[place[one], place[other]] = teams[place[other], place[one]] = value
    inside = np.sqrt(1.0 - v**2) * psi
    return (
        np.linalg.inv(np.eye(C) - B) @ gamma,
        equations.team_covariance(B, teams * np.outer(inside, inside)),
        equations.team_covariance(B, units * np.outer(v * psi, v * psi)),
    )


def with_gaps(answers: Floats, share: float, rng: np.random.Generator) -> Floats:
    """Answers with gaps; everybody keeps one answer or more."""
    gaps = rng.random(answers.shape) < share
    gaps[np.arange(len(answers)), rng.integers(0, answers.shape[1], len(answers))] = False
    return np.where(gaps, np.nan, answers)


def gathered_moments(
    specification: Specification, survey: str, answers: tuple[Floats, ...], members: Floats
) -> SourceMoments:
    """Moments of answers with gaps, as reading a file makes them."""
    items = tuple(item for construct in specification.survey_constructs(survey) for item in construct.items)
    return moments_of(survey, items, gather(specification, survey, answers), members)


def gather(specification: Specification, survey: str, answers: tuple[Floats, ...]) -> GatheredMoments:
    """Answers of the teams (n, p + H), those to items with gaps, gathered."""
    options = specification.surveys[survey]
    counts = [len(construct.items) for construct in specification.survey_constructs(survey)]
    rule = scoring_rule(counts, options.scoring, options.fewest_answered)
    gathering = Gathering(rule, answers[0].shape[1] - sum(counts))
    for j, y in enumerate(answers):
        gathering.add(np.full(len(y), j), y)
    return gathering.result(len(answers))


def dense_sources(design: Design) -> tuple[list[equations.Source], Floats, Floats]:
    """Parameters as the oracle takes them: measurement of each survey, means and team covariance of the constructs."""
    layout = design.layout
    named = layout.unpack(design.params)
    parts = natural(layout, named, known_partials(layout, design.surveys))
    place = {name: i for i, name in enumerate(layout.constructs)}
    sources, c0, k0 = [], 0, 0
    for own in layout.sources:
        counts = layout.counts[c0 : c0 + len(own)]
        c, k = slice(c0, c0 + len(own)), slice(k0, k0 + sum(counts))
        places = np.array([place[construct.name] for construct in own])
        owner = np.repeat(np.arange(len(own)), counts)
        loading = np.zeros((len(owner), len(own)))
        loading[np.arange(len(owner)), owner] = parts["loading"][k]
        centre = named["construct_mean"][places[owner]]
        sd = named["within_sd"][c]
        sources.append(
            equations.Source(
                places,
                loading,
                centre * (1.0 - parts["loading"][k]) + parts["intercept_deviation"][k],
                parts["item_sd"][k] ** 2,
                parts["item_bias_sd"][k] ** 2,
                parts["within_correlation"][c, c] * np.outer(sd, sd),
            )
        )
        c0, k0 = c.stop, k.stop
    return sources, named["construct_mean"], dense_structure(design)[1]


def _in_order(design: HasChain, parts: dict[str, Floats]) -> list[float]:
    """Residual correlations in the order written."""
    by_name = dict(zip(design.layout.coords["residual_pair"], parts["residual_correlation"], strict=True))
    return [float(by_name[pair_name(*pair)]) for pair in design.specification.chain.residual_covariances]


def indicator_answers(design: Design, s: int, j: int) -> Floats:
    """Answers of team j in survey s on the model's indicators: items, or the person's scale means."""
    layout = design.layout
    y = design.answers[s][j]
    if not layout.is_manifest(layout.sources[s][0]):
        return y
    counts = [len(construct.items) for construct in layout.sources[s]]
    return scoring_rule(counts, "mean_of_answered", None)(y)


def adjusted_answers(design: Design, s: int, j: int) -> Floats:
    """Answers of team j in survey s less what respondent covariates account for."""
    layout = design.layout
    y, H = indicator_answers(design, s, j), len(layout.adjusted[s])
    if not H:
        return y
    named = layout.unpack(design.params)
    c = slice(sum(map(len, layout.sources[:s])), sum(map(len, layout.sources[: s + 1])))
    first = sum(len(layout.adjusted[t]) * len(layout.sources[t]) for t in range(s))
    slopes = named["respondent_slope"][first : first + H * len(layout.sources[s])].reshape(-1, H)
    gamma = slopes * named["within_sd"][c, None]
    return y - design.x[s][j] @ gamma.T @ dense_sources(design)[0][s].loading.T


def stacked_team(design: Design, j: int) -> float:
    """Log density of all answers of team j by brute force, given the effects of its unit."""
    return stacked_teams(design)[j].log_likelihood


def conditional(design: Design, j: int) -> tuple[Floats, Floats]:
    """Mean and covariance of the constructs of team j given all answers of its unit, by brute force."""
    slopes, phi, omega = dense_structure(design)
    mean = design.layout.unpack(design.params)["construct_mean"]
    mean = mean + slopes @ covariate_values(design.layout, design.surveys)[j]
    teams, units = stacked_teams(design), design.surveys.units
    own = [j] if units is None else np.flatnonzero(units.of_team == units.of_team[j])
    Lambda = np.vstack([teams[k].loading for k in own])
    covariance = block_diag(*(teams[k].covariance for k in own)) + Lambda @ omega @ Lambda.T
    cross = np.vstack([teams[k].loading @ (phi * (k == j) + omega) for k in own])
    y = np.concatenate([teams[k].value - teams[k].centre for k in own])
    weight = np.linalg.solve(covariance, cross).T
    return mean + weight @ y, phi + omega - weight @ cross


def stacked_teams(design: Design) -> list[equations.Stacked]:
    """All answers of each team as a normal, given its unit's effects."""
    return [
        equations.Stacked(*equations.stacked_moments(*stacked_arguments(design, j)))
        for j in range(len(design.surveys.teams))
    ]


def stacked_log_likelihood(design: Design) -> float:
    """Log density of all answers by brute force."""
    teams, units = stacked_teams(design), design.surveys.units
    if units is None:
        return sum(team.log_likelihood for team in teams)
    omega = dense_structure(design)[2]
    members = [[team for team, u in zip(teams, units.of_team, strict=True) if u == g] for g in range(len(units.names))]
    return sum(equations.unit_log_likelihood(own, omega) for own in members)


def stacked_arguments(design: Design, j: int) -> tuple[Any, ...]:
    """Arguments of `equations.stacked_moments` for team j."""
    sources, mean, phi = dense_sources(design)
    inverse_members = []
    for source, own in zip(design.surveys.sources, design.layout.surveys, strict=True):
        assert source.members is not None
        kind = design.specification.surveys[own].aggregation
        n = max(int(source.n[j]), 1)
        inverse_members.append({"reflective": 0.0, "finite": 1.0 / source.members[j], "manifest": 1.0 / n}[kind])
    column = design.surveys.columns[j]
    present = np.isfinite(column)
    margin = np.array([design.layout.constructs.index("margin")])[present]
    answers = [adjusted_answers(design, s, j) for s in range(2)]
    mean = mean + dense_structure(design)[0] @ covariate_values(design.layout, design.surveys)[j]
    return sources, mean, phi, answers, inverse_members, margin, column[present]
