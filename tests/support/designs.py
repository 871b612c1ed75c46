"""Small random designs: a specification, answers of every respondent, and the moments that the model reads."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayeschain.conventions import pair_name
from bayeschain.model import equations
from bayeschain.model.parameters import Layout
from bayeschain.model.structure import natural
from bayeschain.specification.files import Specification, parse_model
from bayeschain.surveys import Account, SourceMoments, Surveys
from bayeschain.surveys.data import source_moments as moments_of
from bayeschain.surveys.gathering import Gathering
from bayeschain.surveys.scale_means import scoring_rule

Floats = NDArray[np.float64]

MODEL = """
title: Random design
surveys:
  staff: {{file: staff.csv, team: team, scale: [1, 5], aggregation: {aggregation_a}, measurement: {measurement_a},
    scoring: mean_of_answered}}
  customers: {{file: customers.csv, team: team, scale: [0, 10], aggregation: {aggregation_b},
    measurement: {measurement_b}, scoring: mean_of_answered}}
teams: {{file: teams.csv, team: team, size: members}}
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


@dataclass(frozen=True)
class Design:
    """A specification, the answers by survey and team, and their moments."""

    specification: Specification
    answers: tuple[tuple[Floats, ...], ...]
    surveys: Surveys
    params: Floats

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
        "residual_partial_raw": lambda n: rng.beta(3.0, 3.0, n),
    }
    return layout.pack({block.name: np.asarray(draws[block.name](block.size)) for block in layout.blocks})


def random_design(
    seed: int,
    aggregation: tuple[str, str] = ("reflective", "reflective"),
    measurement: tuple[str, str] = ("latent", "latent"),
    teams: int = 6,
    more: str = "",
    skipped: float = 0.0,
) -> Design:
    """Two sources, teams that one did not reach, a team column with a gap, single items, equal and unequal sizes.

    Items are skipped with the probability `skipped`, in all teams but the last; nobody skips all of them.
    """
    rng = np.random.default_rng(seed)
    text = MODEL.format(
        aggregation_a=aggregation[0],
        aggregation_b=aggregation[1],
        measurement_a=measurement[0],
        measurement_b=measurement[1],
        more=more,
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
    return Design(specification, tuple(answers), surveys, random_parameters(layout, rng))


def with_gaps(answers: Floats, share: float, rng: np.random.Generator) -> Floats:
    """Answers with gaps; everybody keeps one answer or more."""
    gaps = rng.random(answers.shape) < share
    gaps[np.arange(len(answers)), rng.integers(0, answers.shape[1], len(answers))] = False
    return np.where(gaps, np.nan, answers)


def gathered_moments(
    specification: Specification, survey: str, answers: tuple[Floats, ...], members: Floats
) -> SourceMoments:
    """Moments of answers with gaps, as reading a file makes them."""
    constructs, options = specification.survey_constructs(survey), specification.surveys[survey]
    counts = [len(construct.items) for construct in constructs]
    gathering = Gathering(scoring_rule(counts, options.scoring, options.fewest_answered))
    for j, y in enumerate(answers):
        gathering.add(np.full(len(y), j), y)
    items = tuple(item for construct in constructs for item in construct.items)
    return moments_of(survey, items, gathering.result(len(answers)), members)


def dense_sources(design: Design) -> tuple[list[equations.Source], Floats, Floats]:
    """Parameters as the oracle takes them: measurement of each survey, means and team covariance of the constructs."""
    layout = design.layout
    named = layout.unpack(design.params)
    parts = natural(layout, named)
    place = {name: i for i, name in enumerate(layout.constructs)}
    B = np.zeros((len(place), len(place)))
    for path, value in zip(design.specification.chain.paths, parts["path_unstandardised"], strict=True):
        B[place[path.target], place[path.source]] = value
    psi = np.diag(parts["residual_sd"] ** 2)
    free = [place[name] for name in design.specification.chain.exogenous]
    tau = parts["team_sd"]
    psi[np.ix_(free, free)] = (parts["team_correlation"] * np.outer(tau, tau))[np.ix_(free, free)]
    for (one, other), value in zip(
        design.specification.chain.residual_covariances, _in_order(design, parts), strict=True
    ):
        a, b = place[one], place[other]
        psi[a, b] = psi[b, a] = value * parts["residual_sd"][a] * parts["residual_sd"][b]
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
    return sources, named["construct_mean"], equations.team_covariance(B, psi)


def _in_order(design: Design, parts: dict[str, Floats]) -> list[float]:
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


def stacked_team(design: Design, j: int) -> float:
    """Log density of all answers of team j by brute force."""
    return equations.stacked_log_likelihood(*stacked_arguments(design, j))


def conditional(design: Design, j: int) -> tuple[Floats, Floats]:
    """Mean and covariance of the constructs of team j given all of its answers, by brute force."""
    _, mean, phi = dense_sources(design)
    value, centre, covariance, Lambda = equations.stacked_moments(*stacked_arguments(design, j))
    weight = np.linalg.solve(covariance, Lambda @ phi).T
    return mean + weight @ (value - centre), phi - weight @ Lambda @ phi


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
    answers = [indicator_answers(design, s, j) for s in range(2)]
    return sources, mean, phi, answers, inverse_members, margin, column[present]
