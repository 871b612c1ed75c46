"""Recovery: simulate from a known truth, fit, and hold what is reported against what is true."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np
import pandas as pd

from bayeschain.conventions import TIERS
from bayeschain.experiments.calibrate import compiled_chain
from bayeschain.experiments.classical import METHODS, NONE, Estimate, team_averages
from bayeschain.experiments.design import Design
from bayeschain.experiments.first import OURS, first_drivers
from bayeschain.experiments.lavaan import lavaan_paths
from bayeschain.experiments.likelihood import LIKELIHOOD, by_likelihood, likelihood_names
from bayeschain.experiments.measuring import measured
from bayeschain.experiments.plans import Cell
from bayeschain.experiments.quantities import fitted_quantities, kind_of
from bayeschain.experiments.simulate import sample
from bayeschain.experiments.tasks import Job, Json, Task
from bayeschain.experiments.true_values import true_quantities
from bayeschain.experiments.truth import Floats, Truth, has_ratios
from bayeschain.inference import CompiledChain, Settings
from bayeschain.model.ordinal_data import is_ordinal
from bayeschain.specification import Specification, parse_model
from bayeschain.summaries.averages import raw_third_means
from bayeschain.summaries.intervals import integer_interval, interval
from bayeschain.surveys import Surveys

COLUMNS: Final = ("method", "kind", "quantity", "truth", "estimate", "lower", "upper")

KINDS: Final[Mapping[str, str]] = {
    "path_standardised": "path",
    "total, raw": "total",
    "total, standardised": "total, standardised",
    "tier ratio, these_teams": "tier ratio, these_teams",
    "tier ratio, new_teams": "tier ratio, new_teams",
    "rank": "rank",
    "icc": "icc",
    "covariate_effect": "team covariate",
    "respondent_slope": "respondent covariate",
    "unit_sd": "SD between units",
    "residual_correlation": "residual correlation",
}
"""What is recovered, and how it is called in the table."""

SETTINGS: Final = Settings(draws=500, tune=400, chains=1, seed=0, cores=1, target_accept=0.9)
MASS: Final = 0.9
PATHS: Final = "path_standardised"
CONSTANT: Final = 1e-9


@dataclass(frozen=True)
class Recovered:
    """One data set.

    Parameters
    ----------
    table : DataFrame
        One row a method and quantity: truth, estimate, lower and upper limit (NaN where the method gives none).
        Methods: ``bayeschain``; ``averages``, regression on team averages; ``corrected``, the same corrected for
        unreliability; ``likelihood``, maximum likelihood of the very model, where its structure is arrows alone and
        answers are Gaussian; ``lavaan``, where it was asked for.
    first : DataFrame
        One row a stage with several drivers of the outcome: ``true`` first driver, that of each method, and
        ``prob_first``, the posterior probability of the true one.
    divergences : int
        Divergent transitions after warm-up.
    """

    table: pd.DataFrame
    first: pd.DataFrame
    divergences: int


@dataclass(frozen=True, eq=False)
class Recovering(Job):
    """Recover each cell's truth from fake surveys.

    Parameters
    ----------
    text : str
        The model file.
    cells : tuple of Cell
        The conditions.
    settings : Settings
        How to sample; its seed is not used.
    lavaan : bool
        Estimate by lavaan as well, where R has it; it takes longer than everything else.
    """

    text: str
    cells: tuple[Cell, ...]
    settings: Settings = SETTINGS
    lavaan: bool = False

    def description(self) -> Json:
        """Everything that the results depend on."""
        return {
            "study": "recovery",
            "model": self.text,
            "cells": [asdict(cell) for cell in self.cells],
            "settings": asdict(replace(self.settings, seed=0)),
            "lavaan": self.lavaan,
        }

    def prepare(self) -> list[CompiledChain]:
        """Compile the chain of each cell: one for all, or one a design where answers are ordinal and people sampled."""
        specification = parse_model(self.text)
        known: dict[str, CompiledChain] = {}
        designs = [cell.design if is_ordinal(specification) else self.cells[0].design for cell in self.cells]
        for design in designs:
            if repr(design) not in known:
                known[repr(design)] = compiled_chain(specification, design)
        return [known[repr(design)] for design in designs]

    def replicate(self, ready: Any, task: Task) -> Json:
        """Rows of one data set."""
        cell, chain = self.cells[task.cell], ready[task.cell]
        specification = chain.layout.specification
        seeds = task.seeds(3)
        truth = cell.truth(specification, seeds[0])
        found = recovered(
            chain, cell.design, truth, seeds[1], replace(self.settings, seed=seeds[2]), lavaan=self.lavaan
        )
        return {
            "table": found.table.to_dict(orient="list"),
            "first": found.first.to_dict(orient="list"),
            "divergences": found.divergences,
        }


def recovered(
    compiled: CompiledChain, design: Design, truth: Truth, seed: int, settings: Settings, *, lavaan: bool = False
) -> Recovered:
    """Simulate continuous answers from a truth, fit them and compare what is reported with what is true.

    Parameters
    ----------
    compiled : CompiledChain
        The truth's chain.
    design : Design
        Teams and respondents.
    truth : Truth
        True parameters.
    seed : int
        Seed of the answers.
    settings : Settings
        How to sample.
    lavaan : bool
        Estimate by lavaan as well.

    Returns
    -------
    Recovered
        Intervals hold 90 %, from the very draws that a report summarises.
    """
    specification = truth.specification
    drawn = sample(specification, design, truth, seed, discrete=False)
    surveys = measured(specification, drawn)
    fit = compiled.fit(surveys, settings)
    draws, true = fitted_quantities(fit), true_quantities(truth, drawn.latents, drawn.levels)
    for column in specification.column_constructs:  # its points are SDs of these teams here, of all teams there
        draws.pop(f"unit_sd: {column.name}", None)
    methods = {name: method(surveys, specification) for name, method in METHODS.items()}
    likelihood = by_likelihood(surveys, specification)
    methods[LIKELIHOOD] = {each.name: likelihood.get(f"{PATHS}: {each.name}", NONE) for each in truth.chain.paths}
    if lavaan:
        methods["lavaan"] = lavaan_paths(specification, drawn)
    rows = [
        *_our_rows(draws, true),
        *_likelihood_rows(specification, likelihood, true),
        *_raw_tier_rows(surveys, specification, true),
        *(row for name, paths in methods.items() for row in _path_rows(name, paths, true)),
    ]
    first = first_drivers(truth, draws, methods)
    divergences = int(fit["sample_stats"]["diverging"].sum())
    return Recovered(pd.DataFrame(rows, columns=list(COLUMNS)), first, divergences)


type Row = tuple[str, str, str, float, float, float, float]


def _our_rows(draws: Mapping[str, Floats], true: Mapping[str, float]) -> Iterator[Row]:
    """Rows of the posterior; a quantity that is fixed by definition, such as the middle tier of new teams, has none."""
    for name, values in draws.items():
        kind = KINDS.get(kind_of(name))
        if kind is None or (kind != "rank" and np.ptp(values) < CONSTANT):
            continue
        lower, upper = integer_interval(values.astype(np.int64), MASS) if kind == "rank" else interval(values, MASS)
        which = name.partition(": ")[2]
        yield OURS, kind, _path_name(which), true[name], float(values.mean()), float(lower), float(upper)


def _likelihood_rows(
    specification: Specification, found: Mapping[str, Estimate], true: Mapping[str, float]
) -> Iterator[Row]:
    """Rows of maximum likelihood but for paths: of all quantities, also where there is no estimate."""
    for name in likelihood_names(specification):
        kind = kind_of(name)
        if kind != PATHS:
            yield LIKELIHOOD, KINDS[kind], _path_name(name.partition(": ")[2]), true[name], *found.get(name, NONE)


def _path_name(which: str) -> str:
    """``target ~ source`` for a total effect, as for a path."""
    source, arrow, target = which.partition(" -> ")
    return f"{target} ~ {source}" if arrow else which


def _path_rows(method: str, paths: Mapping[str, Estimate], true: Mapping[str, float]) -> Iterator[Row]:
    for name, estimate in paths.items():
        yield method, "path", name, true[f"path_standardised: {name}"], *estimate


def _raw_tier_rows(surveys: Surveys, specification: Specification, true: Mapping[str, float]) -> Iterator[Row]:
    """Tier ratios of raw averages, which come without intervals: the classical chart."""
    if specification.tiers is None:
        return
    names = list(dict.fromkeys((specification.tiers.by, *specification.tiers.show)))
    averages = team_averages(surveys, specification)[names].dropna()
    levels = np.column_stack([_original(specification, name, averages[name].to_numpy()) for name in names])
    ratios = 100.0 * raw_third_means(levels) / levels.mean(axis=0)
    for c, name in enumerate(names):
        for t, tier in enumerate(TIERS):
            which = f"{name}, {tier}"
            if has_ratios(specification.construct(name)):
                truth = true[f"tier ratio, these_teams: {which}"]
                yield "averages", "tier ratio, these_teams", which, truth, float(ratios[t, c]), np.nan, np.nan


def _original(specification: Specification, name: str, pomp: Floats) -> Floats:
    """Averages on the original response scale; a team column as it is."""
    scale = specification.construct(name).scale
    return pomp if scale is None else scale[0] + pomp / 100.0 * (scale[1] - scale[0])
