"""Every default prior can be overridden by name, and the override reaches the density of the model."""

from dataclasses import asdict
from typing import Any

import numpy as np
import pymc as pm
import pytensor
import pytest

from bayeschain.model.parameters import Layout
from bayeschain.model.priors import variables
from bayeschain.specification import parse_model
from bayeschain.specification.priors import Priors

MODEL = """
title: Everything that has a prior
surveys:
  staff: {file: s.csv, team: team, scale: [1, 5], adjust: [tenure]}
  customers: {file: c.csv, team: team, scale: [1, 5]}
teams: {file: t.csv, team: team, unit: area, covariates: [size]}
constructs:
  trust: {survey: staff, items: [t1, t2, t3]}
  flow: {survey: staff, items: [f1, f2]}
  goals: {survey: staff, items: [g1, g2]}
  benefit: {survey: customers, items: [b1, b2]}
  margin: {column: margin}
chain: |
  goals ~ trust + flow + size
  benefit ~ goals
  margin ~ goals
  benefit ~~ margin
outcome: benefit
"""
ORDINAL = """
title: Ordinal answers
surveys:
  staff: {file: s.csv, team: team, scale: [1, 4], likelihood: ordinal}
constructs:
  trust: {survey: staff, items: [t1, t2]}
  goals: {survey: staff, items: [g1, g2]}
chain: goals ~ trust
outcome: goals
"""
VARIABLE = {
    "means": "construct_mean",
    "item_deviations": "intercept_contrast_raw",
    "loadings": "loading_stick_raw",
    "item_sd": "item_sd",
    "item_bias": "item_bias_sd",
    "within_sd": "within_sd",
    "within_correlations": "within_partial_raw",
    "icc": "icc",
    "team_sd": "column_team_sd",
    "team_correlations": "exogenous_partial_raw",
    "paths": "path_z_raw",
    "latent_means": "construct_mean",
    "thresholds": "threshold_stick_raw",
    "residual_correlations": "residual_partial_raw",
    "covariates": "covariate_z_raw",
    "unit_share": "unit_share_raw",
    "respondent_slopes": "respondent_slope",
}
QUICK = "FAST_COMPILE"
NUMBERS = [(family, number) for family, numbers in asdict(Priors()).items() for number in numbers]


def densities(text: str) -> dict[str, tuple[list[float], Any]]:
    """Parameters of the prior of every free variable, and the variable."""
    specification = parse_model(text)
    scores = (0.0, 100.0 / 3.0, 200.0 / 3.0, 100.0)
    is_ordinal = specification.surveys["staff"].likelihood == "ordinal"
    layout = Layout(specification, (scores,) * 4 if is_ordinal else ())
    with pm.Model(coords={dim: labels for dim, labels in layout.coords.items() if labels}):
        free = variables(layout)
    parameters = [rv.owner.op.dist_params(rv.owner) for rv in free]
    values = iter(pytensor.function([], [each for some in parameters for each in some], mode=QUICK)())
    return {
        rv.name: ([float(x) for _ in some for x in np.ravel(next(values))], rv)
        for rv, some in zip(free, parameters, strict=True)
    }


@pytest.fixture(scope="module")
def default() -> dict[str, dict[str, tuple[list[float], Any]]]:
    return {text: densities(text) for text in (MODEL, ORDINAL)}


def test_every_family_is_tried() -> None:
    assert set(VARIABLE) == set(asdict(Priors()))


@pytest.mark.parametrize(("family", "number"), NUMBERS)
def test_an_override_reaches_the_density(
    default: dict[str, dict[str, tuple[list[float], Any]]], family: str, number: str
) -> None:
    text = ORDINAL if family in ("latent_means", "thresholds") else MODEL
    value = asdict(Priors())[family][number] + 0.75
    found = densities(f"{text}priors: {{{family}: {{{number}: {value}}}}}\n")
    changed = [name for name, (parameters, _) in found.items() if parameters != default[text][name][0]]
    assert changed == [VARIABLE[family]]
    point = 0.4 if changed[0] not in ("construct_mean", "within_sd") else 40.0
    before, after = (
        pm.logp(held, np.full(held.shape.eval(mode=QUICK), point)).sum().eval(mode=QUICK)
        for held in (default[text][changed[0]][1], found[changed[0]][1])
    )
    assert np.isfinite(after)
    assert before != after
