"""Simulation-based calibration: among draws from the posterior, a truth drawn from the prior has a uniform rank.

Talts, Betancourt, Simpson, Vehtari & Gelman (2018), Validating Bayesian inference algorithms with simulation-based
calibration, arXiv:1804.06788.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayeschain.experiments.design import Design
from bayeschain.experiments.drawing import truth_from_priors
from bayeschain.experiments.measuring import measured
from bayeschain.experiments.plausible import case_truth
from bayeschain.experiments.quantities import fitted_quantities
from bayeschain.experiments.simulate import draw_teams, sample
from bayeschain.experiments.tasks import Job, Json, Task
from bayeschain.experiments.true_values import true_quantities
from bayeschain.experiments.truth import Floats, Truth
from bayeschain.inference import CompiledChain, Settings, compile_chain
from bayeschain.model import build_model
from bayeschain.model.kernel import ERROR_FLOOR
from bayeschain.specification import Specification, parse_model

SETTINGS: Final = Settings(draws=400, tune=400, chains=1, seed=0, cores=1, target_accept=0.9)
"""How each data set is fitted, unless a study says otherwise. Every fourth draw is ranked."""

RANKED: Final = 100
"""Draws L that a truth is ranked among."""

PROBES: Final = 60
"""Truths that are looked at to find the quantities that vary."""


@dataclass(frozen=True, eq=False)
class Calibrating(Job):
    """Draw a truth from the priors and data from the truth, fit, and rank the truth among the draws.

    Parameters
    ----------
    text : str
        The model file.
    design : Design
        Teams and respondents.
    settings : Settings
        How to sample; its seed is not used.
    ranked : int
        Draws that a truth is ranked among, evenly spaced, so that they are nearly independent.
    """

    text: str
    design: Design
    settings: Settings = SETTINGS
    ranked: int = RANKED

    def description(self) -> Json:
        """Everything that the ranks depend on."""
        return {
            "study": "calibration",
            "model": self.text,
            "design": asdict(self.design),
            "settings": asdict(replace(self.settings, seed=0)),
            "ranked": self.ranked,
        }

    def prepare(self) -> tuple[CompiledChain, tuple[str, ...]]:
        """Compile the chain; name the quantities that vary."""
        specification = parse_model(self.text)
        return compiled_chain(specification, self.design), varying(specification, self.design)

    def replicate(self, ready: Any, task: Task) -> Json:
        """Ranks of one data set."""
        chain, names = ready
        specification = chain.layout.specification
        seeds = task.seeds(4)
        truth = floored(truth_from_priors(specification, np.random.default_rng(seeds[0])))
        drawn = sample(specification, self.design, truth, seeds[1], discrete=False)
        surveys = measured(specification, drawn, rescale=False)
        fit = chain.fit(surveys, replace(self.settings, seed=seeds[2]))
        true = true_quantities(truth, drawn.latents, drawn.levels)
        return ranked_truth(fit, true, names, self.ranked, np.random.default_rng(seeds[3]))


def ranked_truth(
    fit: xr.DataTree, true: Mapping[str, float], names: Sequence[str], count: int, rng: np.random.Generator
) -> Json:
    """Ranks of true values among evenly spaced draws of a fit, and how far these draws hang together."""
    draws = fitted_quantities(fit)
    thinned = {name: thin(draws[name], count) for name in names}
    return {
        "ranks": {name: rank_of(true[name], values, rng) for name, values in thinned.items()},
        "lag1": {name: round(neighbours_correlation(values), 3) for name, values in thinned.items()},
        "divergences": int(fit["sample_stats"]["diverging"].sum()),
    }


def compiled_chain(specification: Specification, design: Design) -> CompiledChain:
    """Chain of a model file, compiled for data sets of any design."""
    drawn = sample(specification, design, case_truth(specification), 1, discrete=False)
    surveys = measured(specification, drawn, rescale=False)
    return compile_chain(build_model(specification, surveys, every_category=True), prior_draws=0)


def floored(truth: Truth) -> Truth:
    """Truth with the floor under error variances that the model has, so that it comes from the very same prior."""
    items = {
        name: replace(own, sd=np.where(own.sd > 0.0, np.hypot(own.sd, np.sqrt(ERROR_FLOOR)), 0.0))
        for name, own in truth.items.items()
    }
    return replace(truth, items=items)


def varying(specification: Specification, design: Design) -> tuple[str, ...]:
    """Names of the quantities that are not constants by definition."""
    rng = np.random.default_rng(0)
    truths = [truth_from_priors(specification, rng) for _ in range(PROBES)]
    return not_constant([true_quantities(truth, draw_teams(truth, design, rng)) for truth in truths])


def not_constant(found: Sequence[Mapping[str, float]]) -> tuple[str, ...]:
    """Names of quantities whose values differ."""
    probes = pd.DataFrame(found)
    return tuple(str(name) for name in probes if np.ptp(probes[name]) > 1e-9 * probes[name].abs().max())


def thin(draws: Floats, count: int) -> Floats:
    """Evenly spaced draws (count,) out of (M,)."""
    return draws[np.linspace(0, len(draws) - 1, count).round().astype(int)]


def rank_of(truth: float, draws: Floats, rng: np.random.Generator) -> int:
    """Number of draws below the truth; of those equal to it, as discrete quantities have, a random number is below."""
    return int((draws < truth).sum() + rng.integers(0, (draws == truth).sum(), endpoint=True))


def neighbours_correlation(draws: Floats) -> float:
    """Correlation of each draw with the next; near 0 where they are independent, and where they are all equal."""
    about = draws - draws.mean()
    variance = float(about @ about)
    return float(about[1:] @ about[:-1]) / variance if variance > 0.0 else 0.0


def ranks_table(results: list[tuple[Task, Json]]) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Ranks (N, Q) by quantity, and the divergences (N,) of each data set."""
    ranks = pd.DataFrame([each["ranks"] for _, each in results])
    return ranks, np.array([each["divergences"] for _, each in results], dtype=np.int64)


def mean_lag(results: list[tuple[Task, Json]]) -> Mapping[str, float]:
    """Mean over data sets of the correlation of neighbouring ranked draws, by quantity."""
    return {str(k): float(v) for k, v in pd.DataFrame([each["lag1"] for _, each in results]).mean().items()}
