"""New answers drawn from a chain with ordinal surveys: prior and posterior predictive."""

import numpy as np

from bayeschain.model.forward import draw_moments, read_heads
from bayeschain.model.parameters import Floats, Layout
from bayeschain.model.structure import natural, reduced_named

HEAD = 3
"""Numbers that stand before each survey in `ordinal_data.pack_ordinal`."""


def draw_ordinal(layout: Layout, params: Floats, design: Floats, rng: np.random.Generator) -> Floats:
    """Flat data of new answers of the same people asked, given flat parameters.

    Parameters
    ----------
    layout : Layout
    params : (n,) float
        Flat parameters; the latents of the people who answered, which may follow, are not used.
    design : (m,) float
        Flat data of `ordinal_data.pack_ordinal`: who was asked, and what was left out.
    rng : numpy.random.Generator

    Returns
    -------
    (m,) float
        Flat data with the same people.

    Notes
    -----
    Team means of people's levels are drawn as moments of the reduced chain; people differ from the mean of their team
    by draws from the covariance within teams less their mean, which is independent of it.
    """
    named = layout.unpack(params[: layout.size])
    size = int(design[1])
    out = design.copy()
    known = read_heads(layout.reduced, design[2 : 2 + size]).known
    parts, reduced = natural(layout, named, known), reduced_named(layout, named)
    moments = draw_moments(layout.reduced, layout.reduced.pack(reduced), design[2 : 2 + size], rng)
    out[2 : 2 + size] = moments
    widths = [len(source) * len(names) for source, names in zip(layout.sources, layout.adjusted, strict=True)]
    at, cut, place = 2 + size, 0, {name: i for i, name in enumerate(layout.constructs)}
    for i in layout.ordinal_sources:
        c = slice(sum(len(source) for source in layout.sources[:i]), sum(len(s) for s in layout.sources[: i + 1]))
        k = slice(sum(layout.counts[: c.start]), sum(layout.counts[: c.stop]))
        owner = np.repeat(np.arange(c.stop - c.start), layout.counts[c])
        N, J, K, q, H = int(design[at]), int(design[at + 1]), len(owner), c.stop - c.start, len(layout.adjusted[i])
        teams_at = at + HEAD + 3 * K + 2 * q
        covariates_at = teams_at + 3 * J
        codes_at = covariates_at + N * H
        means_at, _, people = design[teams_at:covariates_at].reshape(J, 3).astype(int).T
        team = np.repeat(np.arange(J), people)
        sd = reduced["within_sd"][c]
        w = rng.multivariate_normal(np.zeros(q), parts["within_correlation"][c, c] * np.outer(sd, sd), size=N)
        w -= np.add.reduceat(w, np.cumsum(people) - people, axis=0)[team] / people[team][:, None]
        mean = named["construct_mean"][[place[construct.name] for construct in layout.sources[i]]]
        slopes = named["respondent_slope"][sum(widths[:i]) : sum(widths[: i + 1])].reshape(q, H)
        shift = design[covariates_at:codes_at].reshape(N, H) @ (named["within_sd"][c, None] * slopes).T
        level = moments[means_at[team, None] + np.arange(q)] - mean + w + shift
        bias = rng.standard_normal((J, K)) * parts["item_bias_sd"][k]
        latent = mean[owner] + parts["intercept_deviation"][k] + parts["loading"][k] * level[:, owner] + bias[team]
        latent += rng.standard_normal((N, K)) * parts["item_sd"][k]
        old, codes = design[codes_at : codes_at + N * K].reshape(N, K), np.empty((N, K))
        for item in range(K):
            m = layout.threshold_counts[layout.ordinal_items.index(layout.items[k.start + item])]
            codes[:, item] = np.searchsorted(parts["threshold"][cut : cut + m], latent[:, item])
            cut += m
        out[codes_at : codes_at + N * K] = np.where(old < 0, -1.0, codes).ravel()
        at = codes_at + N * K
    return out
