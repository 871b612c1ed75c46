"""An approximate posterior in about a second: Laplace draws, moved by a few Hamiltonian transitions each.

The mode and the curvature there give independent draws and a metric in which the posterior is nearly a standard
normal. Every draw then makes its own short Hamiltonian Monte Carlo trajectories with exact gradients and acceptance,
so that what Laplace's method gets wrong fades with each transition (Neal 2011, Handbook of Markov Chain Monte Carlo,
ch. 5). Unlike chains, the draws are independent of each other. Pareto k tells how far Laplace alone was off (Vehtari
et al. 2024, JMLR 25:72).
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import xarray as xr
from arviz_stats.base.array import array_stats
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bayeschain.errors import InputError, Problem
from bayeschain.inference.compiling import Compiled, compile_model
from bayeschain.inference.fitting import assemble, settings_for, silent
from bayeschain.inference.laplace import Density, Laplace, find_laplace
from bayeschain.inference.log_prior import GROUP as LOG_PRIOR
from bayeschain.inference.log_prior import log_prior
from bayeschain.inference.prior import prior_draws, prior_variables
from bayeschain.inference.sampling import Progress, Reporter, Sampled
from bayeschain.model.build import ChainModel
from bayeschain.model.parameters import Floats

SAMPLER: Final = "preview"
GROUPS: Final = 4
"""Draws are stored as this many chains of equal length, so that every function for fits takes a preview."""
DRAWS: Final = 200
TRANSITIONS: Final = 3
TRAJECTORY: Final = 1.7
"""Length of a trajectory in the metric of the curvature; a quarter period of a standard normal is 1.57."""
STEP: Final = 0.175
STEP_SIZE_AT: Final = 236.0
"""`STEP` accepts about .7 on the case, which has this many parameters, some of them near the fold of their
sign; it shrinks with their fourth root (Beskos et al. 2013)."""
CHUNK: Final = 100
"""Draws that move together. Fixed, so that results do not depend on the number of cores."""


@dataclass(frozen=True)
class Moved:
    """Draws after their transitions.

    Parameters
    ----------
    z : (K, n) float
        Standard coordinates.
    before : (K, n) float
        The same before the last transition.
    acceptance : (K,) float
        Mean acceptance probability of each draw.
    """

    z: Floats
    before: Floats
    acceptance: Floats


def preview(
    model: ChainModel, *, seed: int | None = None, cores: int | None = None, progress: Reporter | None = None
) -> xr.DataTree:
    """Approximate posterior of a model, as a fit that every summary takes.

    Parameters
    ----------
    model : ChainModel
        What `build_model` returned.
    seed : int, optional
        The model file says where nothing is given.
    cores : int, optional
        Threads; as many as there are cores, by default.
    progress : callable, optional
        Told where it stands.

    Returns
    -------
    xarray.DataTree
        As `fit` returns it, 4 x 200 draws. Attributes: ``pareto_k`` of Laplace's approximation, ``acceptance``.
        `checks.approximation` says whether it can be trusted.

    Raises
    ------
    InputError
        Answers are ordinal: thousands of people's levels are sampled, and no curvature of all of them is held.
    """
    if model.layout.categories:
        problem = Problem("There is no preview of a chain with ordinal answers.", "Write likelihood: gaussian for it.")
        raise InputError([problem])
    settings = settings_for(model.specification, draws=DRAWS, tune=0, chains=GROUPS, seed=seed, cores=cores)
    report: Reporter = progress or silent
    report(Progress("compiling"))
    compiled = compile_model(model)
    with threadpool_limits(limits=1):
        draws = settings.chains * settings.draws
        moved, laplace, k = approximate(compiled, draws, settings.seed, settings.cores, report)
        report(Progress("summarising"))
        sampled = _sampled(compiled, laplace.points(moved.z), moved.acceptance)
        before = _sampled(compiled, laplace.points(moved.before), moved.acceptance)
        prior = prior_variables(model, prior_draws(model), settings.seed)
        tree = assemble(model.layout, model.surveys, sampled, prior, settings, SAMPLER)
        earlier = assemble(model.layout, model.surveys, before, {}, settings, SAMPLER)
    tree["before"] = xr.DataTree(earlier["posterior"].to_dataset().drop_vars("team_latent"))
    tree[LOG_PRIOR] = xr.DataTree(log_prior(model, sampled.named))
    tree.attrs.update(pareto_k=k, acceptance=float(moved.acceptance.mean()))
    return tree


def approximate(
    compiled: Compiled, draws: int, seed: int, cores: int, report: Reporter
) -> tuple[Moved, Laplace, float]:
    """Laplace draws after their transitions, the approximation, and its Pareto k."""
    density, rng = compiled.density(), np.random.default_rng([seed, 2])
    laplace = find_laplace(density, compiled.start())
    z = rng.standard_normal((draws, len(laplace.mode)))
    with ThreadPoolExecutor(cores) as pool:
        parts = list(pool.map(lambda part: _densities(density, laplace, part), np.split(z, range(CHUNK, draws, CHUNK))))
        value, gradient = (np.concatenate(each) for each in zip(*parts, strict=True))
        k = pareto_k(value + 0.5 * (z**2).sum(axis=1) + _share_of_sign(laplace, z, compiled.folded()))
        moved = Moved(z, z, np.zeros(draws))
        for transition in range(TRANSITIONS):
            report(Progress("sampling", transition * draws, TRANSITIONS * draws))
            moved, value, gradient = _transition(density, laplace, moved, value, gradient, rng, pool)
    return Moved(moved.z, moved.before, moved.acceptance / TRANSITIONS), laplace, k


def pareto_k(log_ratio: Floats) -> float:
    """Pareto k of importance ratios: above .7 the approximation alone cannot be trusted."""
    # ArviZ takes log-likelihoods to leave out, and turns their sign to get ratios.
    return float(np.asarray(array_stats.psislw(log_ratio.max() - log_ratio)[1]))


def _share_of_sign(laplace: Laplace, z: Floats, folded: Floats) -> Floats:
    """Log share (K,) of the density of each draw that its signs get.

    Both signs of a folded coordinate mean the same, and a normal about one of them hardly reaches the other. Shared out
    between them as the normal does, the density means the same, and the normal can reach all of it.
    """
    odds = 2.0 * laplace.points(z) * laplace.mode / (laplace.root**2).sum(axis=1)
    found: Floats = -np.logaddexp(0.0, -odds) @ folded
    return found


def _densities(density: Density, laplace: Laplace, z: Floats) -> tuple[Floats, Floats]:
    """Log-density (K,) and its gradient (K, n) by the standard coordinates (K, n)."""
    points = laplace.points(z)
    value, gradient = np.empty(len(z)), np.empty_like(z)
    for i, point in enumerate(points):
        value[i], gradient[i] = density(point)
    return value, gradient @ laplace.root


def _transition(
    density: Density,
    laplace: Laplace,
    now: Moved,
    value: Floats,
    gradient: Floats,
    rng: np.random.Generator,
    pool: ThreadPoolExecutor,
) -> tuple[Moved, Floats, Floats]:
    """One Hamiltonian transition of every draw, accepted or not each on its own."""
    n = now.z.shape[1]
    step = min(STEP * (STEP_SIZE_AT / n) ** 0.25, 2.0 * STEP)
    steps = int(np.ceil(TRAJECTORY / step))
    momentum, luck = rng.standard_normal(now.z.shape), np.log(rng.random(len(now.z)))
    cuts = range(CHUNK, len(now.z), CHUNK)

    def leap(part: tuple[Floats, Floats, Floats]) -> tuple[Floats, Floats, Floats, Floats]:
        z, p, slope = part
        found = np.empty(len(z))
        p = p + 0.5 * step * slope
        for i in range(steps):
            z = z + step * p
            found, slope = _densities(density, laplace, z)
            p = p + (step if i < steps - 1 else 0.5 * step) * slope
        return z, p, found, slope

    split = [np.split(each, cuts) for each in (now.z, momentum, gradient)]
    moved = list(pool.map(leap, zip(*split, strict=True)))
    z, p, found, slope = (np.concatenate([part[i] for part in moved]) for i in range(4))
    gain = found - value - 0.5 * ((p**2).sum(axis=1) - (momentum**2).sum(axis=1))
    gain = np.where(np.isfinite(gain), gain, -np.inf)
    accepted: NDArray[np.bool_] = luck < gain
    after = Moved(np.where(accepted[:, None], z, now.z), now.z, now.acceptance + np.exp(np.minimum(gain, 0.0)))
    return after, np.where(accepted, found, value), np.where(accepted[:, None], slope, gradient)


def _sampled(compiled: Compiled, points: Floats, acceptance: Floats) -> Sampled:
    shaped = points.reshape(GROUPS, -1, points.shape[1])
    rate = acceptance.reshape(GROUPS, -1)
    statistics = xr.Dataset(
        {"diverging": (("chain", "draw"), np.zeros(rate.shape)), "acceptance_rate": (("chain", "draw"), rate)},
        coords={"chain": np.arange(GROUPS), "draw": np.arange(rate.shape[1])},
    )
    return Sampled(compiled.constrained(shaped), statistics)
