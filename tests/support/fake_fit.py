"""A fitted DataTree without sampling: seeded draws around a true value, and everything that follows from them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import CHAIN, DRAW, TEAM
from bayeschain.inference.schema import constant_data, dataset, labels, versions
from bayeschain.model.build import ANSWERS
from bayeschain.model.implied import ball_shapes
from bayeschain.model.parameters import Layout
from bayeschain.model.priors import arrows_into, covariate_scales, exogenous_shapes
from bayeschain.model.structure import lkj_shapes, natural, partials
from bayeschain.specification.files import Specification, parse_model
from bayeschain.surveys import Account, RowCount, SourceMoments, Surveys, TeamCount
from bayeschain.surveys.covariates import team_covariates
from bayeschain.surveys.data import Adjustment, Crossed, TeamCovariates, Units
from bayeschain.surveys.scoring import pomp, t_scores

Floats = NDArray[np.float64]
type Draw = Callable[[np.random.Generator, tuple[int, ...]], Floats]

MODEL = """\
title: A small company
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
teams: {file: teams.csv, team: team}
constructs:
  trust: {survey: staff, label: Trust in the direction, items: [tr1, tr2, tr3], reverse: [tr3]}
  leadership: {survey: staff, label: Good leadership, items: [le1, le2]}
  goals: {survey: staff, label: Clarity of goals, items: [go1, go2, go3]}
  stress: {survey: staff, label: Stress, items: [st1, st2], scale: [0, 4], better: low}
  benefit: {survey: customers, label: Customer benefit, items: [be1, be2, be3]}
  loyalty: {survey: customers, label: Loyalty, items: [lo1]}
  margin: {column: margin, label: Margin}
chain: |
  goals ~ a*leadership + trust
  stress ~ d*leadership + trust
  benefit ~ b*goals + c*stress
  loyalty ~ benefit + trust
  margin ~ loyalty + benefit
  through := a * b + d * c
outcome: benefit
tiers: {by: trust, show: [leadership, stress, benefit, margin]}
"""
"""Two surveys, a construct with its own scale, one where low is better, a single item, a team column, a definition."""

PERSISTENCE = 0.8
"""Share of a team's latent variance that is the same in all posterior draws: how well the teams are known."""

TRUE: dict[str, Draw] = {
    "construct_mean": lambda rng, size: rng.uniform(52.0, 68.0, size),
    "intercept_contrast_raw": lambda rng, size: rng.normal(0.0, 4.0, size),
    "loading_stick_raw": lambda rng, size: rng.beta(30.0, 30.0, size),
    "item_sd": lambda rng, size: rng.uniform(8.0, 14.0, size),
    "item_bias_sd": lambda rng, size: rng.uniform(1.0, 3.0, size),
    "within_sd": lambda rng, size: rng.uniform(12.0, 18.0, size),
    "within_partial_raw": lambda rng, size: rng.beta(12.0, 8.0, size),
    "icc": lambda rng, size: rng.uniform(0.12, 0.3, size),
    "column_team_sd": lambda rng, size: rng.uniform(8.0, 11.0, size),
    "exogenous_partial_raw": lambda rng, size: rng.beta(12.0, 8.0, size),
    "path_z_raw": lambda rng, size: rng.normal(0.5, 0.3, size),
    "covariate_z_raw": lambda rng, size: rng.normal(0.3, 0.2, size),
    "residual_partial_raw": lambda rng, size: rng.beta(12.0, 8.0, size),
    "unit_share_raw": lambda rng, size: rng.uniform(0.3, 0.6, size),
    "respondent_slope": lambda rng, size: rng.normal(0.0, 0.3, size),
}
UNITS = ("North", "South", "West")
UNIT_INTERVAL = frozenset(
    {
        "loading_stick_raw",
        "within_partial_raw",
        "icc",
        "exogenous_partial_raw",
        "residual_partial_raw",
        "unit_share_raw",
    }
)
POSITIVE = frozenset({"item_sd", "item_bias_sd", "within_sd", "column_team_sd"})
WIDTH = {"construct_mean": 1.5, "intercept_contrast_raw": 1.0}
"""Posterior SD on the unconstrained scale; OTHER_WIDTH for what is not named."""
OTHER_WIDTH = 0.2


@dataclass(frozen=True)
class Truth:
    """One set of parameters, by block and in natural terms, and the teams' latents in SD units."""

    named: dict[str, Floats]
    parts: dict[str, Floats]
    standard: Floats


def specification(text: str = MODEL) -> Specification:
    """Specification of a model file's text; `MODEL` by default."""
    return parse_model(text)


def fake_fit(
    spec: Specification | str = MODEL,
    *,
    teams: int = 24,
    chains: int = 2,
    draws: int = 100,
    prior_draws: int = 300,
    people: tuple[int, int] = (4, 12),
    seed: int = 1,
) -> xr.DataTree:
    """Fitted DataTree with all groups of the schema, as if sampled.

    The posterior scatters around one true set of parameters; answers are simulated from the same. Team 2 has no answers
    in the first survey and team 3 none in the last, if there are several; the last team has no value in a team column.

    Parameters
    ----------
    spec : Specification or str
        Model, or its text.
    teams, chains, draws, prior_draws : int
        Sizes.
    people : (int, int)
        Fewest and most respondents of a team in a survey.
    seed : int
        Of everything.
    """
    spec = parse_model(spec) if isinstance(spec, str) else spec
    layout, rng = Layout(spec), np.random.default_rng(seed)
    named = {block.name: TRUE[block.name](rng, (block.size,)) for block in layout.blocks}
    known = _known(layout, teams)
    truth = Truth(named, natural(layout, named, known), rng.standard_normal((teams, len(layout.constructs))))
    surveys = _surveys(layout, truth, people, rng)
    coords = labels(layout, surveys.teams, surveys.units)
    posterior = _with_teams(layout, _around(named, chains * draws, rng), truth.standard, PERSISTENCE, rng)
    prior = _with_teams(layout, _prior(layout, prior_draws, rng), truth.standard, 0.0, rng)
    tree = xr.DataTree.from_dict(
        {
            "posterior": dataset(posterior, coords, chains),
            "prior": dataset(prior, coords, 1),
            "sample_stats": _statistics(chains, draws, rng),
            "log_likelihood": xr.Dataset(
                {ANSWERS: ((CHAIN, DRAW, TEAM), rng.normal(-200.0, 2.0, (chains, draws, teams)))},
                coords={CHAIN: np.arange(chains), DRAW: np.arange(draws), TEAM: list(surveys.teams)},
            ),
            "log_prior": _log_prior(posterior["path_z_raw"].reshape(chains, draws, -1)),
            "constant_data": constant_data(layout, surveys),
        }
    )
    tree.attrs.update(
        model_text=spec.text, model_sha256=spec.sha256, seed=seed, sampler="none", tune=0, created_with=versions()
    )
    return tree


def fake_surveys(
    spec: Specification | str = MODEL, *, teams: int = 24, people: tuple[int, int] = (4, 12), seed: int = 1
) -> Surveys:
    """Surveys that `fake_fit` has in its constant data when called with the same arguments."""
    layout, rng = Layout(parse_model(spec) if isinstance(spec, str) else spec), np.random.default_rng(seed)
    named = {block.name: TRUE[block.name](rng, (block.size,)) for block in layout.blocks}
    parts = natural(layout, named, _known(layout, teams))
    truth = Truth(named, parts, rng.standard_normal((teams, len(layout.constructs))))
    return _surveys(layout, truth, people, rng)


def _log_prior(z: Floats) -> xr.Dataset:
    return xr.Dataset(
        {"path_z_raw": ((CHAIN, DRAW), -0.5 * (z**2).sum(axis=-1))},
        coords={CHAIN: np.arange(len(z)), DRAW: np.arange(z.shape[1])},
    )


def _around(named: dict[str, Floats], draws: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Draws (M, size) about true values, each on its unconstrained scale."""
    out = {}
    for name, value in named.items():
        noise = rng.normal(0.0, WIDTH.get(name, OTHER_WIDTH), (draws, value.size))
        if name in UNIT_INTERVAL:
            out[name] = 1.0 / (1.0 + np.exp(-(np.log(value / (1.0 - value)) + noise)))
        else:
            out[name] = value * np.exp(noise) if name in POSITIVE else value + noise
    return out


def _prior(layout: Layout, draws: int, rng: np.random.Generator) -> dict[str, Floats]:
    """Draws (M, size) from the priors of the specification."""
    p = layout.specification.priors
    sticks = [(K - 1 - k) for K in layout.counts for k in range(K - 1)]
    within = [lkj_shapes(len(source), p.within_correlations.eta) for source in layout.sources]
    exogenous = exogenous_shapes(layout, p.team_correlations.eta)
    paths = layout.specification.chain.paths
    root = np.sqrt([arrows_into(layout, path.target) for path in paths])
    to_covariates = covariate_scales(layout, p.covariates.sd)

    def half(sd: float, size: int) -> Floats:
        return np.abs(rng.normal(0.0, sd, (draws, size)))

    def symmetric(shapes: Floats) -> Floats:
        return rng.beta(shapes, shapes, (draws, len(shapes)))

    size = {block.name: block.size for block in layout.blocks}
    return {
        "construct_mean": rng.normal(p.means.mean, p.means.sd, (draws, size["construct_mean"])),
        "intercept_contrast_raw": rng.normal(0.0, p.item_deviations.sd, (draws, size["intercept_contrast_raw"])),
        "loading_stick_raw": rng.beta(
            p.loadings.concentration, p.loadings.concentration * np.array(sticks, dtype=float), (draws, len(sticks))
        ),
        "item_sd": half(p.item_sd.sd, size["item_sd"]),
        "item_bias_sd": half(p.item_bias.sd, size["item_bias_sd"]),
        "within_sd": half(p.within_sd.sd, size["within_sd"]),
        "within_partial_raw": symmetric(np.concatenate(within)),
        "icc": rng.beta(p.icc.alpha, p.icc.beta, (draws, size["icc"])),
        "column_team_sd": half(p.team_sd.sd, size["column_team_sd"]),
        "exogenous_partial_raw": symmetric(exogenous),
        "path_z_raw": rng.normal(p.paths.mean / root, p.paths.sd / root, (draws, len(paths))),
        "covariate_z_raw": rng.normal(0.0, to_covariates, (draws, len(to_covariates))),
        "unit_share_raw": rng.beta(p.unit_share.alpha, p.unit_share.beta, (draws, size["unit_share_raw"])),
        "respondent_slope": rng.normal(0.0, p.respondent_slopes.sd, (draws, size["respondent_slope"])),
        "residual_partial_raw": symmetric(ball_shapes(layout, p.residual_correlations.eta)),
    }


def _with_teams(
    layout: Layout, named: dict[str, Floats], standard: Floats, persistence: float, rng: np.random.Generator
) -> dict[str, Floats]:
    """Everything that follows from sampled parameters, and latents of the teams from N(mu, Phi)."""
    parts = natural(layout, named, _known(layout, len(standard)))
    tau = parts["team_sd"]
    root = np.linalg.cholesky(parts["team_correlation"] * tau[:, :, None] * tau[:, None, :])
    own = rng.standard_normal((len(tau), *standard.shape))
    u = np.sqrt(persistence) * standard + np.sqrt(1.0 - persistence) * own
    latent = named["construct_mean"][:, None, :] + np.einsum("mij,mtj->mti", root, u)
    found = named | parts | {"team_latent": latent}
    if layout.has_units:
        effects = rng.standard_normal((len(tau), len(UNITS), tau.shape[1]))
        found["unit_effect"] = 0.5 * effects * parts["unit_sd"][:, None, :]
    return found


def _covariates(layout: Layout, teams: int) -> TeamCovariates | None:
    names = layout.specification.chain.covariates
    return team_covariates(names, np.random.default_rng(teams).normal(40.0, 8.0, (teams, len(names))))


def _known(layout: Layout, teams: int) -> Floats:
    """Partial correlations of the covariates."""
    x = _covariates(layout, teams)
    return np.zeros(0) if x is None else partials(x.correlation)


def _adjustment(layout: Layout, s: int, p: int, teams: int) -> Adjustment | None:
    """What constant data hold of respondent covariates; their moments are none."""
    names, H = layout.adjusted[s], len(layout.adjusted[s])
    if not names:
        return None
    items = Crossed(np.zeros((teams, H)), np.zeros((teams, p, H)), np.zeros((teams, H, H)))
    return Adjustment(names, np.full(H, 8.0), np.full(H, 4.0), items.means, np.zeros((H, H)), items)


def _surveys(layout: Layout, truth: Truth, people: tuple[int, int], rng: np.random.Generator) -> Surveys:
    """Simulated surveys: answers on the response scale, kept as moments."""
    J = len(truth.standard)
    names = tuple(f"Team {j + 1}" for j in range(J))
    tau = truth.parts["team_sd"]
    root = np.linalg.cholesky(truth.parts["team_correlation"] * np.outer(tau, tau))
    eta = truth.named["construct_mean"] + truth.standard @ root.T
    sizes = rng.integers(people[0], people[1] + 1, (len(layout.sources), J))
    if len(sizes) > 1 and J > 2:
        sizes[0, 1], sizes[-1, 2] = 0, 0
    sources = tuple(_source(layout, s, sizes[s], eta, truth, rng) for s in range(len(sizes)))
    columns = np.column_stack([np.zeros((J, 0)), *(_column(layout, name, eta) for name in layout.columns)])
    columns[-1] = np.nan
    scores, mean, sd = t_scores(columns)
    rows = tuple(RowCount(s.survey, f"{s.survey}.csv", int(s.n.sum()), int(s.n.sum()), {}) for s in sources)
    account = Account(
        rows, tuple(TeamCount(name, True, "", {s.survey: int(s.n[j]) for s in sources}) for j, name in enumerate(names))
    )
    units = Units(UNITS, np.arange(J) % len(UNITS)) if layout.has_units else None
    return Surveys(
        names, sources, scores, layout.columns, mean, sd, account, covariates=_covariates(layout, J), units=units
    )


def _column(layout: Layout, name: str, eta: Floats) -> Floats:
    return 12.0 + 0.3 * (eta[:, layout.constructs.index(name)] - 50.0)


def _source(
    layout: Layout, s: int, sizes: NDArray[np.int64], eta: Floats, truth: Truth, rng: np.random.Generator
) -> SourceMoments:
    """Answers of one survey, person by person and item by item, on the options of the response scale."""
    first = sum(len(source) for source in layout.sources[:s])
    constructs = layout.sources[s]
    C = slice(first, first + len(constructs))
    sd = truth.named["within_sd"][C]
    root = np.linalg.cholesky(truth.parts["within_correlation"][C, C] * np.outer(sd, sd))
    owner = np.repeat(np.arange(len(constructs)), [len(c.items) for c in constructs])
    place = np.array([layout.constructs.index(c.name) for c in constructs])
    scales = [c.scale or (0.0, 1.0) for c in constructs]
    low, high = (np.array(end, dtype=float)[owner] for end in zip(*scales, strict=True))
    easiness, loading = rng.normal(0.0, 4.0, len(owner)), rng.uniform(0.85, 1.15, len(owner))
    means, scatter = np.full((len(sizes), len(owner)), np.nan), np.zeros((len(sizes), len(owner), len(owner)))
    for j, n in enumerate(sizes):
        if n == 0:
            continue
        level = (eta[j] - truth.named["construct_mean"])[place] + rng.standard_normal((n, len(constructs))) @ root.T
        centre = truth.named["construct_mean"][place][owner] + easiness
        y = centre + loading * level[:, owner] + rng.normal(0.0, 10.0, (n, len(owner)))
        answers = np.clip(np.round(low + y / 100.0 * (high - low)), low, high)
        scored = pomp(answers, low, high)
        means[j] = scored.mean(axis=0)
        scatter[j] = (scored - means[j]).T @ (scored - means[j])
    items = tuple(item for c in constructs for item in c.items)
    members = None
    if layout.specification.surveys[layout.surveys[s]].aggregation == "finite":
        members = (sizes + 2).astype(float)
    adjustment = _adjustment(layout, s, len(items), len(sizes))
    return SourceMoments(layout.surveys[s], items, sizes, means, scatter, members, adjustment=adjustment)


def _statistics(chains: int, draws: int, rng: np.random.Generator) -> xr.Dataset:
    size = (chains, draws)
    values = {
        "diverging": np.zeros(size),
        "energy": rng.normal(1000.0, 10.0, size),
        "tree_depth": np.full(size, 4.0),
        "acceptance_rate": rng.uniform(0.7, 1.0, size),
        "step_size": np.full(size, 0.3),
        "n_steps": np.full(size, 15.0),
        "lp": rng.normal(-1000.0, 10.0, size),
    }
    return xr.Dataset(
        {name: ((CHAIN, DRAW), value) for name, value in values.items()},
        coords={CHAIN: np.arange(chains), DRAW: np.arange(draws)},
    )
