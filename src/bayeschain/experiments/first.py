"""Which driver of the outcome comes first, in truth and by each method."""

from collections.abc import Mapping
from itertools import pairwise
from math import prod
from typing import Any, Final

import numpy as np
import pandas as pd

from bayeschain.experiments.classical import NONE, Estimate
from bayeschain.experiments.true_values import true_totals
from bayeschain.experiments.truth import Truth
from bayeschain.specification.chain import Chain
from bayeschain.specification.model_file import Specification

OURS: Final = "bayeschain"
SAME: Final = 1e-9
"""Two drivers whose true total effects differ by no more are both first, so that neither is."""


def first_drivers(
    truth: Truth, draws: Mapping[str, np.ndarray], methods: Mapping[str, Mapping[str, Estimate]]
) -> pd.DataFrame:
    """First driver of each stage by each method; empty text where a method has none, or the truth has two."""
    specification, chain = truth.specification, truth.chain
    totals = true_totals(truth)
    estimates = {name: _totals(specification, paths) for name, paths in methods.items()}
    ours = {each: float(draws[f"total, standardised: {each} -> {specification.outcome}"].mean()) for each in totals}
    sign = 1.0 if specification.construct(specification.outcome).better == "high" else -1.0
    estimates = {OURS: {name: sign * value for name, value in ours.items()}} | estimates
    rows = []
    for stage, members in enumerate(chain.stages(specification.outcome), 1):
        if len(members) < 2:
            continue
        best, second = sorted((totals[name] for name in members), reverse=True)[:2]
        true_first = max(members, key=lambda name: totals[name]) if best - second > SAME else ""
        row: dict[str, Any] = {"stage": stage, "true": true_first}
        for method, found in estimates.items():
            known = all(np.isfinite(found[name]) for name in members)
            row[method] = max(members, key=lambda name: found[name]) if known else ""
        row["prob_first"] = float((draws[f"rank: {true_first}"] == 1).mean()) if true_first else np.nan
        rows.append(row)
    return pd.DataFrame(rows)


def _totals(specification: Specification, paths: Mapping[str, Estimate]) -> dict[str, float]:
    """Standardised total effects on the outcome toward its better direction, from estimated paths."""
    chain, outcome = specification.chain, specification.outcome
    sign = 1.0 if specification.construct(outcome).better == "high" else -1.0
    return {source: sign * _total(chain, paths, source, outcome) for source in chain.ancestors(outcome)}


def _total(chain: Chain, paths: Mapping[str, Estimate], source: str, target: str) -> float:
    routes = chain.routes(source, target)
    return sum(prod(paths.get(f"{b} ~ {a}", NONE).value for a, b in pairwise(route)) for route in routes)
