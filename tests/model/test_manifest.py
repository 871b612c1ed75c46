"""Manifest measurement and aggregation is the regression on team averages."""

import arviz as az
import numpy as np
import pymc as pm
import pytensor.tensor as pt
import pytest
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit
from tests.support.designs import NO_ACCOUNT, source_moments

from bayeschain.inference.fitting import settings_for
from bayeschain.inference.sampling import sample
from bayeschain.model import build_model
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import pack
from bayeschain.model.parameters import Layout
from bayeschain.model.structure import natural
from bayeschain.specification.files import Specification, parse_model
from bayeschain.surveys import Surveys

Floats = NDArray[np.float64]

MODEL = """
title: Regression on team averages
surveys:
  staff: {file: s.csv, team: team, scale: [0, 100], aggregation: manifest, measurement: manifest}
  customers: {file: c.csv, team: team, scale: [0, 100], aggregation: manifest, measurement: manifest}
constructs:
  trust: {survey: staff, items: [t1, t2]}
  flow: {survey: staff, items: [f1, f2, f3]}
  benefit: {survey: customers, items: [b1, b2]}
chain: |
  benefit ~ trust + flow
outcome: benefit
priors: {means: {sd: 100000}, within_sd: {sd: 1000}}
"""
J = 40


@pytest.fixture(scope="module")
def case() -> tuple[Specification, Surveys, Floats]:
    """Specification, surveys of 40 teams, and the least-squares slopes of team averages."""
    rng = np.random.default_rng(20)
    specification = parse_model(MODEL)
    x = rng.multivariate_normal([60.0, 55.0], [[80.0, 30.0], [30.0, 60.0]], J)
    y = 30.0 + x @ np.array([0.5, -0.2]) + rng.normal(0.0, 6.0, J)
    staff = tuple(np.repeat(x[j], [2, 3]) + rng.normal(0.0, 15.0, (rng.integers(4, 9), 5)) for j in range(J))
    customers = tuple(y[j] + rng.normal(0.0, 15.0, (rng.integers(4, 9), 2)) for j in range(J))
    members = np.full(J, np.nan)
    sources = (
        source_moments("staff", ("t1", "t2", "f1", "f2", "f3"), staff, members),
        source_moments("customers", ("b1", "b2"), customers, members),
    )
    surveys = Surveys(
        tuple(str(j) for j in range(J)), sources, np.empty((J, 0)), (), np.empty(0), np.empty(0), NO_ACCOUNT
    )
    averages = np.array([[a[:, :2].mean(), a[:, 2:].mean()] for a in staff])
    outcome = np.array([c.mean() for c in customers])
    design = np.column_stack([np.ones(J), averages])
    return specification, surveys, np.linalg.lstsq(design, outcome, rcond=None)[0][1:]


def test_the_mode_under_flat_priors_equals_least_squares(case: tuple[Specification, Surveys, Floats]) -> None:
    specification, surveys, slopes = case
    layout = Layout(specification)
    moments, structure = pack(layout, surveys), np.array(layout.structure, dtype=np.int64)
    positive = np.zeros(layout.size, dtype=bool)
    positive[layout.slices["within_sd"]] = True
    unit = np.zeros(layout.size, dtype=bool)
    for name in ("within_partial_raw", "icc", "exogenous_partial_raw"):
        unit[layout.slices[name]] = True

    def constrained(u: Floats) -> Floats:
        return np.where(positive, np.exp(u), np.where(unit, expit(u), u))

    def loss(u: Floats) -> tuple[float, Floats]:
        x = constrained(u)
        value, gradient = evaluate(x, moments, structure)
        return -value, -gradient * np.where(positive, x, np.where(unit, x * (1.0 - x), 1.0))

    start = np.where(positive, np.log(15.0), 0.0)
    start[layout.slices["construct_mean"]] = 55.0
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 5000, "ftol": 1e-15, "gtol": 1e-9})
    polished = minimize(loss, found.x, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 200})
    named = layout.unpack(constrained(polished.x))
    np.testing.assert_allclose(natural(layout, named)["path_unstandardised"], slopes, atol=1e-6)


def test_posterior_means_under_flat_priors_equal_least_squares(case: tuple[Specification, Surveys, Floats]) -> None:
    """Flat in the slopes and 1 / psi in the residual SD, by the Jacobian of (z, ICC) to (slopes, psi)."""
    specification, surveys, slopes = case
    model = build_model(specification, surveys)
    with model:
        z, icc, w = model["path_z_raw"], model["icc"], model["within_sd"]
        tau = w * pt.sqrt(icc / (1.0 - icc))
        r = 2.0 * model["exogenous_partial_raw"][0] - 1.0
        s = pt.sqrt(1.0 + z[0] ** 2 + z[1] ** 2 + 2.0 * r * z[0] * z[1])
        psi = tau[2] / s
        jacobian = 2.0 * pt.log(psi) - pt.log(tau[0]) - pt.log(tau[1]) - pt.log(s)
        jacobian += pt.log(w[2]) - 0.5 * pt.log(icc[2]) - 1.5 * pt.log(1.0 - icc[2])
        held = pm.logp(pm.Normal.dist(0.0, np.sqrt(0.5)), z).sum() + pm.logp(pm.Beta.dist(2.0, 12.0), icc[2])
        pm.Potential("flat", jacobian - pt.log(psi) - held)
    settings = settings_for(specification, draws=2000, tune=1000, chains=2, seed=4)
    draws = sample(model, settings, "nutpie", lambda progress: None).named
    layout = Layout(specification)
    named = {b.name: draws[b.name].reshape(4000, -1) if b.size else np.zeros((4000, 0)) for b in layout.blocks}
    path = natural(layout, named)["path_unstandardised"].reshape(2, 2000, 2)
    for k in range(2):
        error = float(az.mcse(path[..., k], method="mean"))
        assert abs(path[..., k].mean() - slopes[k]) < 4.0 * error
