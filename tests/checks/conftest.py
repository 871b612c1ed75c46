"""Fits without sampling for the checks."""

import numpy as np
import xarray as xr
from tests.support.designs import Design

from bayeschain.checks.team_means import TeamMeans
from bayeschain.inference.schema import constant_data, dataset, labels
from bayeschain.model.moments import known_partials
from bayeschain.model.structure import natural
from bayeschain.summaries.intervals import Floats


def known_fit(design: Design, draws: int = 2) -> xr.DataTree:
    """A fit whose draws are all the parameters of the design."""
    layout = design.layout
    named = layout.unpack(np.broadcast_to(design.params, (draws, design.params.size)))
    parts = natural(layout, named, known_partials(layout, design.surveys))
    found = {**named, **parts, "team_latent": np.zeros((draws, len(design.surveys.teams), len(layout.constructs)))}
    if design.surveys.units is not None:
        effects = np.random.default_rng(9).normal(0.0, 3.0, (len(design.surveys.units.names), len(layout.constructs)))
        found["unit_effect"] = np.broadcast_to(effects, (draws, *effects.shape))
    posterior = dataset(found, labels(layout, design.surveys.teams, design.surveys.units), 1)
    data = constant_data(layout, design.surveys)
    tree = xr.DataTree.from_dict({"posterior": posterior, "prior": posterior, "constant_data": data})
    tree.attrs.update(model_text=design.specification.text, seed=1, sampler="none")
    return tree


def known_means(rng: np.random.Generator, teams: int = 40, spread: float = 1.0) -> TeamMeans:
    """Scale means of three constructs with known parameters; latents spread `spread` times as much as those say."""
    n = np.repeat(rng.integers(4, 12, teams)[:, None], 3, axis=1).astype(float)
    n[2, 1:] = 0.0
    phi = np.array([[60.0, 25.0, 10.0], [25.0, 50.0, 15.0], [10.0, 15.0, 40.0]])
    within = np.full((3, 3), 60.0) + 100.0 * np.eye(3)
    sampling = np.divide(1.0, n, out=np.zeros_like(n), where=n > 0)
    noise = 4.0 + 30.0 * sampling
    latent = spread * rng.multivariate_normal(np.zeros(3), phi, size=teams)
    sampled = rng.multivariate_normal(np.zeros(3), within, size=teams) * np.sqrt(sampling)
    observed = 50.0 + latent + sampled + rng.standard_normal((teams, 3)) * np.sqrt(noise)
    observed = np.where(n > 0, observed, np.nan)
    variance: Floats = np.full((1, 3), 200.0)
    df = n.sum(axis=0) - (n > 0).sum(axis=0)
    scatter = 200.0 * rng.chisquare(df)
    centre = np.full((1, teams, 3), 50.0)
    kept = np.zeros(1, dtype=np.int64)
    return TeamMeans(
        kept, observed, n, centre, phi[None], within[None], sampling, noise[None], variance, scatter, np.zeros((1, 3))
    )
