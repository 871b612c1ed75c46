"""Draws from the prior, in the same terms as the posterior."""

from typing import Any, Final

import numpy as np
import pymc as pm
from pymc.distributions.shape_utils import change_dist_size
from pytensor.graph.traversal import ancestors

from bayeschain.inference.eager import AS_IT_STANDS
from bayeschain.model.build import ChainModel
from bayeschain.model.expected import expected_levels
from bayeschain.model.levels import covariances, draw_levels
from bayeschain.model.moments import covariate_values, known_partials
from bayeschain.model.parameters import Floats
from bayeschain.model.structure import natural

PRIOR_DRAWS: Final = 2000
FEWEST_DRAWS: Final = 200
MOST_LATENTS: Final = 20_000_000
"""Prior draws x teams x constructs that are held in memory; with thousands of teams the prior has fewer draws."""


def prior_draws(model: ChainModel) -> int:
    """Prior draws that a fit of this size carries."""
    latents = len(model.surveys.teams) * len(model.layout.constructs)
    return max(FEWEST_DRAWS, min(PRIOR_DRAWS, MOST_LATENTS // latents))


def prior_variables(model: ChainModel, draws: int, seed: int) -> dict[str, Floats]:
    """Prior draws of every variable of the posterior, team latents of as many new teams as there are teams included.

    Parameters
    ----------
    model : ChainModel
        Its priors may have been changed.
    draws : int
        M draws.
    seed : int

    Returns
    -------
    dict of str to (M, …) float
    """
    rng = np.random.default_rng(seed)
    named = _drawn(model, draws, rng)
    complete = {block.name: named.get(block.name, np.zeros((draws, 0))) for block in model.layout.blocks}
    known, units = known_partials(model.layout, model.surveys), model.surveys.units
    parts = natural(model.layout, complete, known)
    x = covariate_values(model.layout, model.surveys)
    between = covariances(model.layout, complete, known)
    levels = draw_levels(between, x, units.of_team if units and model.layout.has_units else None, rng)
    latent = complete["construct_mean"][:, None, :] + levels
    found = complete | parts | {"team_latent": latent}
    if model.layout.categories:
        found["team_expected"] = expected_levels(model.layout, found, latent)
    return found


def _drawn(model: ChainModel, draws: int, rng: np.random.Generator) -> dict[str, Floats]:
    """(draws, size) of each variable; all draws of a variable at once where no prior depends on another variable."""
    mode: Any = AS_IT_STANDS
    wanted = [variable for variable in model.free_RVs if variable.name in model.layout.slices]
    names = [variable.name for variable in wanted]
    if set(ancestors([parent for variable in wanted for parent in variable.owner.inputs])).isdisjoint(model.free_RVs):
        many = [change_dist_size(variable, (draws,), expand=True) for variable in wanted]
        return dict(zip(names, pm.draw(many, random_seed=rng, mode=mode), strict=True))
    return dict(zip(names, pm.draw(wanted, draws=draws, random_seed=rng, mode=mode), strict=True))
