"""Small random designs with ordinal surveys, and their log-density by brute force: dense normals and scipy's Φ."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import block_diag
from scipy.stats import norm
from tests.support.designs import (
    STRUCTURES,
    Floats,
    adjustment,
    dense_structure,
    gathered_moments,
    source_moments,
    standardised,
    with_gaps,
)

from bayeschain.model import equations
from bayeschain.model.moments import covariate_values, known_partials, team_order
from bayeschain.model.ordinal_data import LatentSizes, latent_sizes, latent_statistics, level_units, used_categories
from bayeschain.model.ordinal_kernel import ERROR_SHARE
from bayeschain.model.parameters import Layout
from bayeschain.model.structure import natural
from bayeschain.specification.files import Specification, parse_model
from bayeschain.surveys import Account, OrdinalAnswers, SourceMoments, Surveys
from bayeschain.surveys.data import TeamCovariates, Units

MODEL = """
title: Random design
surveys:
  staff: {{file: staff.csv, team: team, scale: [1, 5], likelihood: {staff}, aggregation: {aggregation}{adjust}}}
  customers: {{file: customers.csv, team: team, scale: [0, 10], likelihood: {customers}{adjust_customers}}}
teams: {{file: teams.csv, team: team, size: members{table}}}
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


@dataclass(frozen=True)
class OrdinalDesign:
    """A specification, its surveys, and flat parameters and latents."""

    specification: Specification
    surveys: Surveys
    answers: dict[str, tuple[Floats, ...]]
    params: Floats
    x: dict[str, tuple[Floats, ...]]

    @property
    def layout(self) -> Layout:
        return Layout(self.specification, used_categories(self.specification, self.surveys))

    @property
    def sizes(self) -> LatentSizes:
        return latent_sizes(self.layout, self.surveys)


def random_ordinal_design(
    seed: int,
    likelihoods: tuple[str, str] = ("ordinal", "ordinal"),
    teams: int = 6,
    aggregation: str = "reflective",
    structure: str = "plain",
    adjust_customers: str = "",
    skipped: float = 0.0,
) -> OrdinalDesign:
    """Two sources of which some are ordinal; teams that one did not reach; gaps; two to eleven categories.

    With covariates and units where the structure, one of `designs.STRUCTURES`, has them; items of Gaussian surveys are
    skipped with the probability `skipped`, in all teams but the last two.
    """
    rng = np.random.default_rng(seed)
    added = STRUCTURES[structure]
    text = MODEL.format(
        staff=likelihoods[0],
        customers=likelihoods[1],
        aggregation=aggregation,
        adjust=added.get("staff", ""),
        adjust_customers=adjust_customers,
        table=added.get("table", ""),
        more=added.get("more", ""),
    )
    specification = parse_model(text)
    sizes = rng.integers(1, 5, (2, teams))
    sizes[0, 0], sizes[1, 1] = 0, 0
    sizes[:, 2] = sizes[:, 3]
    sources, answers = [], {}
    for s, (survey, most) in enumerate((("staff", 5), ("customers", 11))):
        items = tuple(item for c in specification.survey_constructs(survey) for item in c.items)
        members = sizes[s] + rng.integers(1, 4, teams).astype(float)
        if likelihoods[s] == "gaussian":
            own = tuple(rng.normal(50.0, 15.0, (n, len(items))) for n in sizes[s])
            if skipped:
                own = (*(with_gaps(y, skipped, rng) for y in own[:-2]), *own[-2:])
                sources.append(gathered_moments(specification, survey, own, members))
            else:
                sources.append(source_moments(survey, items, own, members))
            answers[survey] = own
            continue
        levels = rng.integers(0, most, (sizes[s].sum(), len(items)))
        levels[:, 0] = np.arange(len(levels)) % 2  # two categories
        levels[:, 1] = np.where(levels[:, 1] == 2, 3, levels[:, 1])  # one that nobody used
        scores = 100.0 * levels / (most - 1)
        if len(items) > 3:
            scores[rng.random(scores.shape) < 0.1] = np.nan
        ordinal = OrdinalAnswers(np.repeat(np.arange(teams), sizes[s]), scores, np.zeros((len(scores), 0)))
        blank = np.full((teams, len(items)), np.nan)
        sources.append(
            SourceMoments(survey, items, sizes[s], blank, np.zeros((teams, len(items), len(items))), members, ordinal)
        )
    columns = rng.normal(50.0, 10.0, (teams, 1))
    columns[4] = np.nan
    names = tuple(f"team {j}" for j in range(teams))
    surveys = Surveys(names, tuple(sources), columns, ("margin",), np.zeros(1), np.ones(1), Account((), ()))
    layout = Layout(specification, used_categories(specification, surveys))
    latents = latent_sizes(layout, surveys)
    count = latents.biases + latents.firsts + latents.rests
    params = np.concatenate([parameters(layout, rng), rng.standard_normal(count)])
    return _with_structure(OrdinalDesign(specification, surveys, answers, params, {}), rng)


def _with_structure(design: OrdinalDesign, rng: np.random.Generator) -> OrdinalDesign:
    """The design with covariates and units that its model asks for."""
    layout, surveys, J = design.layout, design.surveys, len(design.surveys.teams)
    names, sources, covariates = layout.specification.chain.covariates, [], {}
    for adjusted, source in zip(layout.adjusted, surveys.sources, strict=True):
        x = tuple(rng.normal(0.3 * j, 1.0, (n, len(adjusted))) for j, n in enumerate(source.n))
        covariates[source.survey] = x
        if source.ordinal is None:
            found = replace(
                source, adjustment=adjustment(design.specification, source, design.answers[source.survey], x)
            )
        else:
            found = replace(source, ordinal=replace(source.ordinal, covariates=np.concatenate(x)))
        sources.append(found)
    table = standardised(rng.normal(0.0, 1.0, (J, len(names)))) if names else np.zeros((J, 0))
    surveys = replace(
        surveys,
        sources=tuple(sources),
        covariates=TeamCovariates.of(names, table) if names else None,
        units=Units(("north", "south", "west"), np.arange(J) % 3) if layout.has_units else None,
    )
    return replace(design, surveys=surveys, x=covariates)


def parameters(layout: Layout, rng: np.random.Generator) -> Floats:
    """Flat parameters of plausible size."""
    draws = {
        "construct_mean": lambda n: rng.normal(50.0, 10.0, n),
        "intercept_contrast_raw": lambda n: rng.normal(0.0, 5.0, n),
        "item_sd": lambda n: rng.uniform(5.0, 20.0, n),
        "item_bias_sd": lambda n: rng.uniform(1.0, 4.0, n),
        "within_sd": lambda n: rng.uniform(8.0, 20.0, n),
        "icc": lambda n: rng.beta(3.0, 12.0, n),
        "column_team_sd": lambda n: rng.uniform(5.0, 12.0, n),
        "path_z_raw": lambda n: rng.normal(0.0, 0.7, n),
        "covariate_z_raw": lambda n: rng.normal(0.0, 0.5, n),
        "respondent_slope": lambda n: rng.normal(0.0, 0.5, n),
    }
    return layout.pack(
        {b.name: np.asarray(draws.get(b.name, lambda n: rng.beta(4.0, 4.0, n))(b.size)) for b in layout.blocks}
    )


@dataclass
class _Team:
    """Pieces of the stacked normal of a team: Gaussian answers, team means of latent answers, team columns."""

    value: list[Floats] = field(default_factory=list)
    loading: list[Floats] = field(default_factory=list)
    centre: list[Floats] = field(default_factory=list)
    noise: list[NDArray[Any]] = field(default_factory=list)

    def add(self, value: Floats, loading: Floats, centre: Floats, noise: NDArray[Any]) -> None:
        self.value.append(value)
        self.loading.append(loading)
        self.centre.append(centre)
        self.noise.append(noise)

    def stacked(self, phi: Floats, shift: Floats) -> equations.Stacked:
        """With covariance phi (C, C) of the team's levels within its unit, and a shift (C,) of their mean."""
        Lambda = np.vstack(self.loading)
        covariance = Lambda @ phi @ Lambda.T + block_diag(*self.noise)
        centre = np.concatenate(self.centre) + Lambda @ shift
        return equations.Stacked(np.concatenate(self.value), centre, covariance, Lambda)


def brute_force(design: OrdinalDesign) -> float:
    """Log density of answers and people's coordinates, the standard normal that PyMC gives the latter divided out.

    People's levels, net of covariates, come from their coordinates by an explicit reflection matrix; levels of people,
    Gaussian answers and team columns have one dense normal density a team, or a unit; answers have scipy's Φ.
    """
    total, teams = stacked(design)
    units, omega = design.surveys.units, dense_structure(design)[2]
    if units is None:
        return total + sum(team.log_likelihood for team in teams)
    members = [[team for team, u in zip(teams, units.of_team, strict=True) if u == g] for g in range(len(units.names))]
    return total + sum(equations.unit_log_likelihood(own, omega) for own in members)


def conditional(design: OrdinalDesign, j: int) -> tuple[Floats, Floats]:
    """Mean and covariance of the constructs of team j given levels of people, Gaussian answers and columns."""
    slopes, phi, omega = dense_structure(design)
    x, teams, units = covariate_values(design.layout, design.surveys)[j], stacked(design)[1], design.surveys.units
    own = [j] if units is None else np.flatnonzero(units.of_team == units.of_team[j])
    Lambda = np.vstack([teams[k].loading for k in own])
    covariance = block_diag(*(teams[k].covariance for k in own)) + Lambda @ omega @ Lambda.T
    cross = np.vstack([teams[k].loading @ (phi * (k == j) + omega) for k in own])
    weight = np.linalg.solve(covariance, cross).T
    away = np.concatenate([teams[k].value - teams[k].centre for k in own])
    mean = design.layout.unpack(design.params[: design.layout.size])["construct_mean"]
    return mean + slopes @ x + weight @ away, phi + omega - weight @ cross


def stacked(design: OrdinalDesign) -> tuple[float, list[equations.Stacked]]:
    """Log-probability of ordinal answers given levels of people, and the rest of each team given its unit's effects."""
    layout, sizes = design.layout, design.sizes
    named = layout.unpack(design.params[: layout.size])
    parts = natural(layout, named, known_partials(layout, design.surveys))
    mu = named["construct_mean"]
    slopes, phi, _ = dense_structure(design)
    bias_at = layout.size
    first_at = bias_at + sizes.biases
    rest_at = first_at + sizes.firsts
    teams, total = [_Team() for _ in design.surveys.teams], 0.0
    unit = np.eye(len(mu))
    c0 = k0 = 0
    categories, tau = list(layout.categories), parts["threshold"].tolist()
    for s, own in enumerate(layout.sources):
        q, counts = len(own), layout.counts[c0 : c0 + len(own)]
        K, owner = sum(counts), np.repeat(np.arange(len(own)), counts)
        c, k = slice(c0, c0 + q), slice(k0, k0 + K)
        c0, k0 = c0 + q, k0 + K
        places = np.array([layout.constructs.index(construct.name) for construct in own])
        source, is_ordinal = design.surveys.source(layout.surveys[s]), s in layout.ordinal_sources
        share = np.where(is_ordinal & (np.array(counts) == 1), np.sqrt(1.0 - ERROR_SHARE), 1.0)
        sd = named["within_sd"][c] * share
        phi_w = parts["within_correlation"][c, c] * np.outer(sd, sd)
        loading, error, bias_sd = parts["loading"][k], parts["item_sd"][k], parts["item_bias_sd"][k]
        gamma = named["within_sd"][c, None] * _slopes(design, s)
        middle = mu[places][owner] + parts["intercept_deviation"][k]
        cuts = [[-np.inf, *(tau.pop(0) for _ in known[1:]), np.inf] for known in categories[:K]] if is_ordinal else []
        known, categories = (categories[:K], categories[K:]) if is_ordinal else ([], categories)
        for j in row_order(design):
            n = int(source.n[j])
            if n == 0:
                continue
            is_finite = design.specification.surveys[layout.surveys[s]].aggregation == "finite"
            assert source.members is not None
            inverse = 1.0 / source.members[j] if is_finite else 0.0
            if not is_ordinal:
                Lambda = loading[:, None] * np.eye(q)[owner]
                noise = np.kron(np.eye(n) - inverse, Lambda @ phi_w @ Lambda.T)
                noise += np.kron(np.ones((n, n)), np.diag(bias_sd**2)) + np.kron(np.eye(n), np.diag(error**2))
                y = design.answers[layout.surveys[s]][j] - design.x[layout.surveys[s]][j] @ gamma.T @ Lambda.T
                given = np.isfinite(y.ravel())
                loads, centres = np.tile(Lambda @ unit[places], (n, 1))[given], np.tile(middle, n)[given]
                teams[j].add(y.ravel()[given], loads, centres, noise[np.ix_(given, given)])
                continue
            bias = design.params[bias_at : bias_at + K] * bias_sd
            first = design.params[first_at : first_at + q]
            rest = design.params[rest_at : rest_at + (n - 1) * q].reshape(n - 1, q)
            bias_at, first_at, rest_at = bias_at + K, first_at + q, rest_at + (n - 1) * q
            v = np.eye(n)[0] - np.ones(n) / np.sqrt(n)
            H = np.eye(n) - 2.0 * np.outer(v, v) / (v @ v) if n > 1 else np.eye(1)
            assert source.ordinal is not None
            origin, size = level_units(layout, s, source.ordinal).T
            coordinates = np.vstack([first, rest])
            level = origin + size * (H @ coordinates)
            np.testing.assert_allclose(level.mean(axis=0), origin + size * first / np.sqrt(n), atol=1e-10)
            moved = level + design.x[layout.surveys[s]][j] @ gamma.T
            scores = source.ordinal.scores[source.ordinal.team == j]
            for i, item in zip(*np.nonzero(np.isfinite(scores)), strict=True):
                code = int(np.argmin(np.abs(np.array(known[item]) - scores[i, item])))
                mean = middle[item] + bias[item] + loading[item] * (moved[i] - mu[places])[owner[item]]
                a, b = (np.array(cuts[item][code : code + 2]) - mean) / error[item]
                total += np.log(norm.cdf(b) - norm.cdf(a) if a < 0.0 else norm.sf(a) - norm.sf(b))
            noise = np.kron(np.eye(n) - inverse, phi_w)
            teams[j].add(level.ravel(), np.tile(unit[places], (n, 1)), np.tile(mu[places], n), noise)
            total += n * np.log(size).sum() - norm.logpdf(coordinates).sum()
    column = layout.constructs.index("margin")
    for j, team in enumerate(teams):
        if np.isfinite(design.surveys.columns[j, 0]):
            team.add(design.surveys.columns[j], unit[[column]], mu[[column]], np.zeros((1, 1)))
    x = covariate_values(layout, design.surveys)
    return float(total), [team.stacked(phi, slopes @ x[j]) for j, team in enumerate(teams)]


def _slopes(design: OrdinalDesign, s: int) -> Floats:
    """(q, H) standardised slopes of the respondent covariates of survey s."""
    layout, named = design.layout, design.layout.unpack(design.params[: design.layout.size])
    sizes = [(len(own), len(names)) for own, names in zip(layout.sources, layout.adjusted, strict=True)]
    first = sum(q * H for q, H in sizes[:s])
    return named["respondent_slope"][first : first + sizes[s][0] * sizes[s][1]].reshape(sizes[s])


def row_order(design: OrdinalDesign) -> list[int]:
    """Teams as the flat latents have them: grouped by sample sizes and present columns."""
    statistics = latent_statistics(design.layout, design.surveys)
    return [int(j) for j in team_order(statistics, design.surveys.columns)]
