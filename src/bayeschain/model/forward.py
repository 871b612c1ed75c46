"""New sufficient statistics drawn from the model: prior and posterior predictive of team means and within scatter."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.stats import wishart

from bayeschain.model.gaps import team_places
from bayeschain.model.levels import covariances, draw_levels
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.redrawing import Answering, redraw_gaps
from bayeschain.model.structure import natural

NOTHING_LEFT: Final = 1e-10
"""Share of the largest eigenvalue of the covariates' cross-products up to which a direction is none that they span."""


@dataclass(frozen=True)
class Heads:
    """The parts of flat moments (see `moments.pack`) that a new draw keeps: who was asked, not what they answered.

    Parameters
    ----------
    n, sampling : (J, S) float
        Respondents and 1 / n_eff, teams group by group.
    present : (J, Z) bool
        Team columns that have a value.
    scatter_at : tuple of int
        Where the header of each survey stands.
    rows_at : int
        Where the rows of teams stand.
    gaps_at : int
        Where the T teams with gaps begin.
    gap_places : list of int
        Where each of them stands from there; none where nobody skipped an item.
    x : (J + T, Q) float
        Team covariates; teams with gaps come last.
    known : (Q (Q - 1) / 2,) float
        Their canonical partial correlations.
    adjustment : (J, H) float
        Means of the respondent covariates of all surveys.
    unit_of : (J + T,) int or None
        Unit of each team; teams with gaps come last.
    """

    n: Floats
    sampling: Floats
    present: Floats
    scatter_at: tuple[int, ...]
    rows_at: int
    gaps_at: int
    gap_places: list[int]
    x: Floats
    known: Floats
    adjustment: Floats
    unit_of: NDArray[np.int64] | None


def read_heads(layout: Layout, moments: Floats) -> Heads:
    """Read the headers of flat moments."""
    groups, S, Z = int(moments[0]), len(layout.sources), len(layout.columns)
    Q, H = len(layout.specification.chain.covariates), sum(map(len, layout.adjusted))
    at, places = 2, []
    for p, covariates in zip(indicator_counts(layout), layout.adjusted, strict=True):
        places.append(at)
        at += 2 + (p + len(covariates)) * p + len(covariates) ** 2
    table = moments[at : at + groups * (1 + 2 * S + Z + Q)].reshape(groups, -1)
    teams = np.repeat(table[:, 1:], table[:, 0].astype(int), axis=0)
    rows_at, P = at + table.size, len(layout.items)
    rows = moments[rows_at : rows_at + len(teams) * width_of(layout)].reshape(len(teams), -1)
    gaps_at, tail = rows_at + rows.size, len(moments) - Q * (Q - 1) // 2
    unit, x, units = int(layout.has_units), rows[:, P + Z : P + Z + Q], rows[:, -1]
    apart: list[int] = []
    if gaps_at < tail - int(Q > 0) - unit:
        apart = team_places(moments[gaps_at:], tuple(map(len, layout.adjusted)), Z + Q, unit)
        own = gaps_at + np.array(apart)[:, None]
        x = np.vstack([x, moments[own + 2 * Z + Q + np.arange(Q)]])
        units = np.concatenate([units, moments[own[:, 0] + 2 * (Z + Q + S)]])
    return Heads(
        teams[:, 0 : 2 * S : 2],
        teams[:, 1 : 2 * S : 2],
        teams[:, 2 * S : 2 * S + Z],
        tuple(places),
        rows_at,
        gaps_at,
        apart,
        x,
        moments[tail:],
        rows[:, P + Z + Q : P + Z + Q + H],
        units.astype(np.int64) if layout.has_units else None,
    )


def width_of(layout: Layout) -> int:
    """Numbers in the row of a team."""
    Q, H = len(layout.specification.chain.covariates), sum(map(len, layout.adjusted))
    return len(layout.items) + len(layout.columns) + Q + H + int(layout.has_units)


def indicator_counts(layout: Layout) -> tuple[int, ...]:
    """Number of indicators of each survey."""
    return tuple(sum(len(layout.indicators(construct)) for construct in source) for source in layout.sources)


def scatter(covariance: Floats, df: int, rng: np.random.Generator) -> Floats:
    """Cross-products (p, p) of df independent deviations."""
    if df >= len(covariance):
        return np.asarray(wishart.rvs(df, covariance, random_state=rng))
    rows = rng.multivariate_normal(np.zeros(len(covariance)), covariance, size=df, method="cholesky")
    return rows.T @ rows


def draw_moments(layout: Layout, params: Floats, design: Floats, rng: np.random.Generator) -> Floats:
    """Flat moments of new answers of the same people asked, given flat parameters.

    Parameters
    ----------
    layout : Layout
    params : (n,) float
        Flat parameters.
    design : (m,) float
        Flat moments whose headers say who was asked.
    rng : numpy.random.Generator

    Returns
    -------
    (m,) float
        Flat moments with the same headers.
    """
    named = layout.unpack(params)
    heads = read_heads(layout, design)
    parts = natural(layout, named, heads.known)
    teams, place = len(heads.n), layout.place
    found = covariances(layout, {name: value[None] for name, value in named.items()}, heads.known)
    levels = draw_levels(found, heads.x, heads.unit_of, rng)[0]
    latent = named["construct_mean"] + levels[:teams]
    columns = [place[name] for name in layout.columns]
    out, rows, surveys = design.copy(), [], []
    first_c = first_k = first_h = first_g = 0
    for s, source in enumerate(layout.sources):
        p = indicator_counts(layout)[s]
        c, k = slice(first_c, first_c + len(source)), slice(first_k, first_k + p)
        own = [place[construct.name] for construct in source]
        within_sd = named["within_sd"][c]
        phi_w = parts["within_correlation"][c, c] * np.outer(within_sd, within_sd)
        Lambda = np.zeros((p, len(source)))
        Lambda[np.arange(p), np.repeat(np.arange(len(source)), layout.counts[c])] = parts["loading"][k]
        theta = parts["item_sd"][k] ** 2
        at, reached = heads.scatter_at[s], heads.n[:, s] > 0
        df = int(design[at])
        H = len(layout.adjusted[s])
        slopes = named["respondent_slope"][first_g : first_g + len(source) * H]
        gamma = within_sd[:, None] * slopes.reshape(len(source), H)
        scatter_x = design[at + 2 + (p + H) * p :][: H * H].reshape(H, H)
        sigma_w = Lambda @ phi_w @ Lambda.T + np.diag(theta)
        products = draw_scatter(df, sigma_w, Lambda @ gamma, scatter_x, rng)
        out[at + 2 : at + 2 + (p + H) * p] = np.concatenate([np.ravel(each) for each in products])
        n = np.where(reached, heads.n[:, s], 1.0)[:, None]
        sampled = rng.multivariate_normal(np.zeros(len(own)), phi_w, size=teams, method="cholesky")
        sampled *= np.sqrt(heads.sampling[:, s, None])
        centre = named["construct_mean"][own]
        expected = parts["intercept_deviation"][k] + np.repeat(centre, layout.counts[c])
        bias = parts["item_bias_sd"][k] ** 2
        surveys.append(Answering(np.array(own), first_k, expected, Lambda, phi_w, theta, bias, gamma))
        noise = rng.standard_normal((teams, p)) * np.sqrt(bias + theta / n)
        shift = heads.adjustment[:, first_h : first_h + H] @ gamma.T
        means = expected + (latent[:, own] - centre + shift + sampled) @ Lambda.T + noise
        rows.append(np.where(reached[:, None], means, 0.0))
        first_c, first_k, first_h, first_g = first_c + len(source), first_k + p, first_h + H, first_g + gamma.size
    rows.append(np.where(heads.present > 0, latent[:, columns], 0.0))
    drawn = np.column_stack(rows)
    wide = width_of(layout)
    end = heads.rows_at + teams * wide
    out[heads.rows_at : end].reshape(teams, wide)[:, : drawn.shape[1]] = drawn
    if apart := heads.gap_places:
        mean, known, unit = named["construct_mean"], len(columns) + heads.x.shape[1], int(layout.has_units)
        out[end:] = redraw_gaps(surveys, levels[teams:], mean, np.array(columns), apart, known, unit, design[end:], rng)
    return out


def draw_scatter(
    df: int, sigma: Floats, slopes: Floats, scatter_x: Floats, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Within-team cross-products (p, p) of new answers, and (p, H) with respondent covariates that stay as they are.

    Answers are slopes (p, H) times the covariates plus errors with covariance sigma (p, p), in df directions. Turned so
    that the covariates are 0 but in as many directions as they span, answers are errors alone in the others.
    """
    values, vectors = np.linalg.eigh(scatter_x)
    spanned = values > NOTHING_LEFT * values.max(initial=0.0)
    x = (vectors[:, spanned] * np.sqrt(values[spanned])).T
    answers = x @ slopes.T + rng.multivariate_normal(np.zeros(len(sigma)), sigma, size=len(x), method="cholesky")
    p = len(sigma)
    return answers.T @ answers + scatter(sigma, max(df - len(x), 0), rng).reshape(p, p), answers.T @ x
