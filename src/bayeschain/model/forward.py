"""New sufficient statistics drawn from the model: prior and posterior predictive of team means and within scatter."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import wishart

from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.redrawing import Answering, redraw_gaps
from bayeschain.model.structure import natural


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
        Where the rows of team means stand.
    """

    n: Floats
    sampling: Floats
    present: Floats
    scatter_at: tuple[int, ...]
    rows_at: int


def read_heads(layout: Layout, moments: Floats) -> Heads:
    """Read the headers of flat moments."""
    groups, S, Z = int(moments[0]), len(layout.sources), len(layout.columns)
    at, places = 2, []
    for p in indicator_counts(layout):
        places.append(at)
        at += 2 + p * p
    table = moments[at : at + groups * (1 + 2 * S + Z)].reshape(groups, -1)
    teams = np.repeat(table[:, 1:], table[:, 0].astype(int), axis=0)
    return Heads(teams[:, 0 : 2 * S : 2], teams[:, 1 : 2 * S : 2], teams[:, 2 * S :], tuple(places), at + table.size)


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
    parts = natural(layout, named)
    heads = read_heads(layout, design)
    teams, place = len(heads.n), {name: i for i, name in enumerate(layout.constructs)}
    tau = parts["team_sd"]
    latent = named["construct_mean"] + rng.multivariate_normal(
        np.zeros(len(tau)), parts["team_correlation"] * np.outer(tau, tau), size=teams, method="cholesky"
    )
    columns = [place[name] for name in layout.columns]
    out, rows, surveys = design.copy(), [], []
    first_c = first_k = 0
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
        out[at + 2 : at + 2 + p * p] = np.ravel(scatter(Lambda @ phi_w @ Lambda.T + np.diag(theta), df, rng))
        n = np.where(reached, heads.n[:, s], 1.0)[:, None]
        sampled = rng.multivariate_normal(np.zeros(len(own)), phi_w, size=teams, method="cholesky")
        sampled *= np.sqrt(heads.sampling[:, s, None])
        centre = named["construct_mean"][own]
        expected = parts["intercept_deviation"][k] + np.repeat(centre, layout.counts[c])
        bias = parts["item_bias_sd"][k] ** 2
        surveys.append(Answering(np.array(own), first_k, expected, Lambda, phi_w, theta, bias))
        noise = rng.standard_normal((teams, p)) * np.sqrt(bias + theta / n)
        means = expected + (latent[:, own] - centre + sampled) @ Lambda.T + noise
        rows.append(np.where(reached[:, None], means, 0.0))
        first_c, first_k = first_c + len(source), first_k + p
    rows.append(np.where(heads.present > 0, latent[:, columns], 0.0))
    held = np.column_stack(rows).ravel()
    end = heads.rows_at + held.size
    out[heads.rows_at : end] = held
    if end < len(design):
        phi = parts["team_correlation"] * np.outer(tau, tau)
        out[end:] = redraw_gaps(surveys, named["construct_mean"], phi, np.array(columns), design[end:], rng)
    return out
