"""An approximate posterior in seconds: normal draws, moved by a few Hamiltonian transitions each.

The mode, the curvature there and then that about it give independent draws and a metric in which the posterior is
nearly a standard normal. Every draw then makes its own short Hamiltonian Monte Carlo trajectories with exact gradients
and acceptance, so that what the normal gets wrong fades with each transition (Neal 2011, Handbook of Markov Chain Monte
Carlo, ch. 5). Unlike chains, the draws are nearly independent. Pareto k tells how far the normal alone was
off (Vehtari et al. 2024, JMLR 25:72).
"""

import gc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import numpy as np
import pytensor
import xarray as xr
from arviz_stats.base.array import array_stats
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from bayeschain.errors import InputError, Problem
from bayeschain.inference.compiling import Compiled, compile_model
from bayeschain.inference.densities import ManyDensities, in_chunks
from bayeschain.inference.fitting import assemble, settings_for, silent
from bayeschain.inference.laplace import Laplace, find_laplace
from bayeschain.inference.log_prior import GROUP as LOG_PRIOR
from bayeschain.inference.log_prior import log_prior
from bayeschain.inference.prior import prior_draws, prior_variables
from bayeschain.inference.refining import Normal, refined
from bayeschain.inference.sampling import Progress, Reporter, Sampled, Settings
from bayeschain.inference.schema import dataset, labels
from bayeschain.model.build import ChainModel
from bayeschain.model.moments import known_partials
from bayeschain.model.parameters import Floats
from bayeschain.model.structure import natural

SAMPLER: Final = "preview"
GROUPS: Final = 4
"""Draws are stored as this many chains of equal length, so that every function for fits takes a preview."""
DRAWS: Final = 125
TRANSITIONS: Final = 3
TRAJECTORY: Final = 1.7
"""Length of a trajectory in the metric of the curvature; a quarter period of a standard normal is 1.57."""
STEP: Final = 0.35
STEP_SIZE_AT: Final = 236.0
"""`STEP` accepts about .84 on the case, which has this many parameters; it shrinks with their fourth root (Beskos et
al. 2013)."""


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
    model: ChainModel,
    *,
    seed: int | None = None,
    cores: int | None = None,
    compiled: Compiled | None = None,
    progress: Reporter | None = None,
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
    compiled : Compiled, optional
        What `compile_model` made of this model; nothing is compiled then.
    progress : callable, optional
        Told now and then where it stands, from another thread.

    Returns
    -------
    xarray.DataTree
        As `fit` returns it, 4 x 125 draws. Attributes: ``pareto_k`` of the normal approximation, ``acceptance``.
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
    compiled = compiled or compile_model(model)
    # without traces of where each variable of a graph was made, which take half of the time of making it
    with threadpool_limits(limits=1), pytensor.config.change_flags(traceback__limit=0), collecting_later():
        laplace = find_laplace(compiled.densities(), compiled.start())
        # draws move without the interpreter, which draws from the prior meanwhile
        with ThreadPoolExecutor(1) as beside:
            moving = beside.submit(approximate, compiled, laplace, settings, report)
            prior = prior_variables(model, min(prior_draws(model), GROUPS * DRAWS), settings.seed)
            moved, normal, k = moving.result()
        report(Progress("summarising"))
        sampled = _sampled(compiled, normal.points(moved.z), moved.acceptance)
        before = _earlier(model, compiled.constrained(normal.points(moved.before)))
        tree = assemble(model.layout, model.surveys, sampled, prior, settings, SAMPLER)
        tree["before"] = xr.DataTree(before)
        tree[LOG_PRIOR] = xr.DataTree(log_prior(model, sampled.named))
    tree.attrs.update(pareto_k=k, acceptance=float(moved.acceptance.mean()))
    return tree


@contextmanager
def collecting_later() -> Iterator[None]:
    """Put off the collection of cyclic garbage: going over all that was compiled takes a third of a preview's time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def approximate(
    compiled: Compiled, laplace: Laplace, settings: Settings, report: Reporter
) -> tuple[Moved, Normal, float]:
    """Draws of a normal approximation after their transitions, the approximation, and its Pareto k."""
    density, rng = compiled.densities(), np.random.default_rng([settings.seed, 2])
    draws = settings.chains * settings.draws
    with ThreadPoolExecutor(settings.cores) as pool:
        normal = refined(density, laplace, rng, pool)
        z = rng.standard_normal((draws, len(laplace.mode)))
        value, gradient = in_chunks(lambda part: normal.densities(density, part), pool, z)
        k = pareto_k(value + 0.5 * (z**2).sum(axis=1) + normal.share_of_sign(z, compiled.folded()))
        moved = Moved(z, z, np.zeros(draws))
        for transition in range(TRANSITIONS):
            report(Progress("sampling", transition * draws, TRANSITIONS * draws))
            moved, value, gradient = _transition(density, normal, moved, value, gradient, rng, pool)
    return Moved(moved.z, moved.before, moved.acceptance / TRANSITIONS), normal, k


def pareto_k(log_ratio: Floats) -> float:
    """Pareto k of importance ratios: above .7 the approximation alone cannot be trusted."""
    # ArviZ takes log-likelihoods to leave out, and turns their sign to get ratios.
    return float(np.asarray(array_stats.psislw(log_ratio.max() - log_ratio)[1]))


def _transition(
    density: ManyDensities,
    normal: Normal,
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

    def leap(z: Floats, p: Floats, slope: Floats) -> tuple[Floats, Floats, Floats, Floats]:
        found = np.empty(len(z))
        p = p + 0.5 * step * slope
        for i in range(steps):
            z = z + step * p
            found, slope = normal.densities(density, z)
            p = p + (step if i < steps - 1 else 0.5 * step) * slope
        return z, p, found, slope

    z, p, found, slope = in_chunks(leap, pool, now.z, momentum, gradient)
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


def _earlier(model: ChainModel, values: dict[str, Floats]) -> xr.Dataset:
    """Parameters before the last transition, without what is drawn of teams."""
    named = {block.name: values.get(block.name, np.zeros((GROUPS * DRAWS, 0))) for block in model.layout.blocks}
    parts = natural(model.layout, named, known_partials(model.layout, model.surveys))
    return dataset(named | parts, labels(model.layout, model.surveys.teams, model.surveys.units), GROUPS)
