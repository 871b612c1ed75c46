"""Draws from the posterior: NUTS backends behind one signature, each with one BLAS thread."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import nutpie
import pymc as pm
import pytensor
import xarray as xr
from threadpoolctl import threadpool_limits

from bayeschain.errors import InputError, Problem, did_you_mean
from bayeschain.inference.compiling import Compiled, compile_model
from bayeschain.model.parameters import Floats
from bayeschain.processes import open_cores


@dataclass(frozen=True)
class Progress:
    """Where a fit stands.

    Parameters
    ----------
    phase : {"compiling", "sampling", "again", "summarising", "refitting"}
    done, total : int
        Draws finished and to do, over all chains; teams of `refitting`; 0 in other phases.
    divergences : int
        Divergent transitions so far.
    """

    phase: str
    done: int = 0
    total: int = 0
    divergences: int = 0


NUTPIE: Final = "nutpie"
"""The backend that samples where nobody says."""

Reporter = Callable[[Progress], None]
Start = Mapping[str, Floats]


@dataclass(frozen=True)
class Settings:
    """How to sample.

    Parameters
    ----------
    draws, tune, chains : int
        Kept and warm-up draws a chain, and chains.
    seed : int
        Equal seeds give equal draws on one machine with one set of versions, whatever `cores` is.
    cores : int
        Chains at a time.
    target_accept : float
        Acceptance that step-size adaptation aims at.
    """

    draws: int
    tune: int
    chains: int
    seed: int
    cores: int
    target_accept: float


def default_cores(chains: int) -> int:
    """As many chains at a time as there are cores open to this process."""
    return max(1, min(chains, open_cores()))


STATS = {
    "diverging": "diverging",
    "energy": "energy",
    "depth": "tree_depth",
    "tree_depth": "tree_depth",
    "mean_tree_accept": "acceptance_rate",
    "acceptance_rate": "acceptance_rate",
    "step_size": "step_size",
    "n_steps": "n_steps",
    "logp": "lp",
    "lp": "lp",
}
"""One name for each sampler statistic, whatever the backend calls it."""


def common_statistics(stats: xr.Dataset) -> xr.Dataset:
    """Sampler statistics under one set of names."""
    kept = {name: STATS[name] for name in stats.data_vars if name in STATS}
    return stats[list(kept)].rename(kept).astype(np.float64)


@dataclass(frozen=True)
class Sampled:
    """What a backend returns.

    Parameters
    ----------
    named : dict of str to (chains, draws, size) float
        Draws of the free variables.
    statistics : xarray.Dataset
        Sampler statistics, dims chain and draw, under common names.
    """

    named: dict[str, Floats]
    statistics: xr.Dataset


def sample_compiled(compiled: Compiled, settings: Settings, report: Reporter, start: Start | None = None) -> Sampled:
    """Sample a compiled model with nutpie, in standard coordinates; Ctrl-C stops the chains and is passed on."""
    with threadpool_limits(limits=1):
        compiled = compiled.standardised()
        if start is not None:
            compiled = compiled.starting_at(compiled.unconstrained(start))
    total = settings.chains * (settings.tune + settings.draws)

    def watch(chains: list[Any]) -> None:
        done = sum(chain.finished_draws for chain in chains)
        report(Progress("sampling", done, total, sum(chain.divergences for chain in chains)))

    with threadpool_limits(limits=1):
        running = nutpie.sample(
            compiled.nutpie,
            draws=settings.draws,
            tune=settings.tune,
            chains=settings.chains,
            cores=settings.cores,
            seed=settings.seed,
            target_accept=settings.target_accept,
            save_warmup=False,
            progress_bar=False,
            progress_callback=watch,
            blocking=False,
        )
        try:
            tree = running.wait()
        except KeyboardInterrupt:
            running.cancel()
            raise
    return Sampled(compiled.named_draws(tree), common_statistics(tree["sample_stats"].dataset))


def _nutpie(model: pm.Model, report: Reporter, start: Start | None) -> Callable[[Settings], Sampled]:
    report(Progress("compiling"))
    compiled = compile_model(model)
    return lambda settings: sample_compiled(compiled, settings, report, start)


def _pymc(model: pm.Model, report: Reporter, start: Start | None) -> Callable[[Settings], Sampled]:
    return lambda settings: _sample_pymc(model, settings, report, start)


def _sample_pymc(model: pm.Model, settings: Settings, report: Reporter, start: Start | None) -> Sampled:
    report(Progress("sampling", 0, settings.chains * (settings.tune + settings.draws)))
    with pytensor.config.change_flags(numba__fastmath=False), threadpool_limits(limits=1):
        tree = pm.sample(
            draws=settings.draws,
            tune=settings.tune,
            chains=settings.chains,
            cores=settings.cores,
            random_seed=settings.seed,
            target_accept=settings.target_accept,
            nuts_sampler="pymc",
            progressbar=False,
            compute_convergence_checks=False,
            initvals=_start_points(start, settings),
            model=model,
        )
    named = {variable.name: tree["posterior"][variable.name].to_numpy() for variable in model.free_RVs}
    return Sampled(named, common_statistics(tree["sample_stats"].dataset))


def _start_points(start: Start | None, settings: Settings) -> list[dict[str, Floats]] | None:
    if start is None:
        return None
    rng = np.random.default_rng(settings.seed)
    size = len(next(iter(start.values())))
    return [{name: values[i] for name, values in start.items()} for i in rng.integers(size, size=settings.chains)]


SAMPLERS: dict[str, Callable[[pm.Model, Reporter, Start | None], Callable[[Settings], Sampled]]] = {
    NUTPIE: _nutpie,
    "pymc": _pymc,
}
"""Backends by name. Numpyro needs JAX, which cannot call the compiled likelihood without a second copy of it."""


def sampler_of(
    model: pm.Model, sampler: str, report: Reporter, start: Start | None = None
) -> Callable[[Settings], Sampled]:
    """Make a model ready for sampling, once for as many passes as are needed.

    Parameters
    ----------
    model : pymc.Model
    sampler : {"nutpie", "pymc"}
    report : callable
        Told now and then where sampling stands, from another thread.
    start : mapping of str to (K, size) float, optional
        Values of the free variables that chains start from, one of the K each.

    Returns
    -------
    callable
        Samples by the settings that it is given: draws of the free variables, and sampler statistics.

    Raises
    ------
    InputError
        The sampler is not known.
    """
    if sampler not in SAMPLERS:
        remedy = did_you_mean(sampler, SAMPLERS)
        raise InputError([Problem(f"There is no sampler '{sampler}'.", remedy)])
    return SAMPLERS[sampler](model, report, start)


def sample(model: pm.Model, settings: Settings, sampler: str, report: Reporter, start: Start | None = None) -> Sampled:
    """Draws of the free variables of a model, in one pass: `sampler_of`, called once."""
    return sampler_of(model, sampler, report, start)(settings)
