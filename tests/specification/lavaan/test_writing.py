"""A model file as lavaan's text: what is written, and that its density is ours."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import multivariate_normal
from tests.support.lavaan_case import MODEL

from bayeschain.errors import InputError
from bayeschain.model.equations import team_covariance, within_log_likelihood
from bayeschain.specification import Specification, parse_model
from bayeschain.specification.lavaan import to_lavaan

Floats = NDArray[np.float64]

FIXTURE = np.load(Path(__file__).parents[2] / "data" / "lavaan_text.npz")
"""Made by scripts/make_lavaan_fixture.py with lavaan 0.6-14."""

KEYS = [FIXTURE[name].tolist() for name in ("lhs", "op", "rhs", "level", "estimate")]
ESTIMATES = {(lhs, op, rhs, level): value for lhs, op, rhs, level, value in zip(*KEYS, strict=True)}
SPECIFICATION = parse_model(MODEL)
MEASURED = SPECIFICATION.respondent_constructs
ITEMS = [(construct, item) for construct in MEASURED for item in construct.items]


def covariances(names: list[str], level: int) -> Floats:
    def of(a: str, b: str) -> float:
        return ESTIMATES.get((a, "~~", b, level), ESTIMATES.get((b, "~~", a, level), 0.0))

    return np.array([[of(a, b) for b in names] for a in names])


def variances(level: int) -> Floats:
    return np.array([ESTIMATES[item, "~~", item, level] for _, item in ITEMS])


def test_the_text_is_the_one_that_lavaan_has_fitted() -> None:
    assert to_lavaan(SPECIFICATION) == str(FIXTURE["text"])


def test_loadings_average_one_and_intercepts_sum_to_zero() -> None:
    Lambda, nu = loadings()
    counts = [len(each.items) for each in MEASURED]
    np.testing.assert_allclose(Lambda.sum(axis=0), counts, atol=1e-6)
    np.testing.assert_allclose((Lambda != 0.0).T @ nu, 0.0, atol=1e-6)


def test_our_log_likelihood_at_its_estimates_is_that_of_lavaan() -> None:
    """Two-level density of team means and pooled cross-products, on the response scale of the columns."""
    Lambda, nu = loadings()
    low, high = ends()
    unit = (high - low) / 100.0
    means, scatter = low + FIXTURE["means"] * unit, FIXTURE["scatter"].sum(axis=0) * np.outer(unit, unit)
    n, phi_w = FIXTURE["n"].astype(float), covariances([f"{each.name}_w" for each in MEASURED], 1)
    theta, theta_b = variances(1), variances(2)
    names = [*(f"{each.name}_b" for each in MEASURED), "margin"]
    B = np.array([[ESTIMATES.get((a, "~", b, 2), 0.0) for b in names] for a in names])
    phi = team_covariance(B, covariances(names, 2))
    mu = np.linalg.solve(np.eye(len(names)) - B, np.array([ESTIMATES[name, "~1", "", 2] for name in names]))
    total = within_log_likelihood(n.sum() - len(n), n, Lambda @ phi_w @ Lambda.T + np.diag(theta), scatter)
    margin = FIXTURE["column_mean"] + (FIXTURE["columns"][:, 0] - 50.0) / 10.0 * FIXTURE["column_sd"]
    both = np.zeros((len(ITEMS) + 1, len(names)))
    both[:-1, :-1], both[-1, -1] = Lambda, 1.0
    for j, size in enumerate(n):
        V = both @ phi @ both.T
        V[:-1, :-1] += Lambda @ phi_w @ Lambda.T / size + np.diag(theta_b + theta / size)
        total += multivariate_normal.logpdf([*means[j], margin[j]], np.append(nu, 0.0) + both @ mu, V)
    assert total == pytest.approx(float(FIXTURE["log_likelihood"]), rel=1e-9)


def ends() -> tuple[Floats, Floats]:
    scales = np.array([construct.scale for construct, _ in ITEMS], dtype=float)
    return scales[:, 0], scales[:, 1]


def loadings() -> tuple[Floats, Floats]:
    """(p, C) loadings and (p,) intercepts of the items scored the right way round."""
    Lambda, nu = np.zeros((len(ITEMS), len(MEASURED))), np.zeros(len(ITEMS))
    low, high = ends()
    for k, (construct, item) in enumerate(ITEMS):
        turned = item in construct.reverse
        loading, intercept = ESTIMATES[f"{construct.name}_w", "=~", item, 1], ESTIMATES[item, "~1", "", 2]
        Lambda[k, MEASURED.index(construct)] = -loading if turned else loading
        nu[k] = low[k] + high[k] - intercept if turned else intercept
    return Lambda, nu


def changed(old: str, new: str) -> Specification:
    assert old in MODEL
    return parse_model(MODEL.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("scale: [1, 5]}", "scale: [1, 5], likelihood: ordinal}", "ordinal"),
        ("scale: [1, 5]}", "scale: [1, 5], aggregation: manifest}", "sample of raters"),
        ("scale: [1, 5]}", "scale: [1, 5], measurement: manifest}", "Scale means"),
        ("team: team}\nconstructs", "team: team, unit: area}\nconstructs", "two levels"),
        ("[mo1], reverse: [mo1]", "[mood 1]", "no name in R"),
        ("[mo1], reverse: [mo1]", "[mood_w]", "bears the name"),
    ],
)
def test_what_lavaan_cannot_express_is_refused(old: str, new: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        to_lavaan(changed(old, new))


TWO = """
title: Two surveys
surveys:
  staff: {file: s.csv, team: team, scale: [1, 5]}
  customers: {file: c.csv, team: team, scale: [0, 10]}
constructs:
  trust: {survey: staff, items: [t1, t2]}
  goals: {survey: staff, items: [g1, g2]}
  benefit: {survey: customers, items: [b1, b2]}
chain: |
  goals ~ trust
  benefit ~ goals + trust
outcome: benefit
"""


def test_of_two_surveys_one_is_written() -> None:
    with pytest.raises(InputError, match="several surveys of different people"):
        to_lavaan(parse_model(TWO))
    text = to_lavaan(parse_model(TWO), "staff")
    assert "goals_b ~ trust_b" in text
    assert "benefit_b" not in text
    assert "left out are the arrows benefit ~ goals, benefit ~ trust" in text
    with pytest.raises(InputError, match="No survey 'stuff'"):
        to_lavaan(parse_model(TWO), "stuff")
