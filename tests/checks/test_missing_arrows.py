"""Pairs of constructs that go together beyond the chain."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from tests.conftest import Case

from bayeschain.checks.missing_arrows import ARROW, SHARED, Pair, adjusted, missing_arrows, scores, unlinked
from bayeschain.checks.team_means import TeamMeans
from bayeschain.specification import parse_model
from bayeschain.summaries.intervals import Floats

MODEL = """
title: Five constructs
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
constructs:
  a: {survey: staff, items: [a1, a2]}
  b: {survey: staff, items: [b1, b2]}
  c: {survey: staff, items: [c1, c2]}
  d: {survey: staff, items: [d1, d2]}
  z: {survey: staff, items: [z1, z2]}
chain: |
  b ~ a
  c ~ b + z
  d ~ b
outcome: c
"""
CHAIN = parse_model(MODEL).chain
PLACE = {name: i for i, name in enumerate("abcdz")}
PAIRS = (Pair("a", "c", ARROW), Pair("c", "d", SHARED))
TEAMS = 30

B = np.zeros((5, 5))
B[1, 0], B[2, 1], B[2, 4], B[3, 1] = 0.6, 0.5, -0.3, 0.4
PSI = np.diag([60.0, 30.0, 40.0, 50.0, 70.0])
PSI[0, 4] = PSI[4, 0] = 20.0


def covariance(effects: Floats, psi: Floats) -> Floats:
    route = np.linalg.inv(np.eye(5) - effects)
    return np.asarray(route @ psi @ route.T)


def means(phi: Floats, rng: np.random.Generator) -> TeamMeans:
    """Means of teams whose latents have covariance `phi`, and one draw that holds the chain to be true."""
    n = rng.integers(4, 12, TEAMS).astype(float)
    within = np.full((5, 5), 40.0) + 60.0 * np.eye(5)
    noise = np.broadcast_to(8.0 / n[:, None], (TEAMS, 5))
    y = [rng.multivariate_normal(np.zeros(5), phi + within / n[j] + np.diag(noise[j])) for j in range(TEAMS)]
    observed = np.array(y)
    observed[3, 2:] = np.nan
    shared = (
        np.zeros((1, TEAMS, 5)),
        covariance(B, PSI)[None],
        within[None],
        np.broadcast_to(1.0 / n[:, None], (TEAMS, 5)),
    )
    others = np.ones((1, 5)), np.ones(5), np.zeros((1, 5))
    return TeamMeans(np.zeros(1, dtype=np.int64), observed, observed, *shared, noise[None], *others)


def test_pairs_that_no_arrow_links() -> None:
    assert set(unlinked(CHAIN)) == {
        Pair("a", "c", ARROW),
        Pair("a", "d", ARROW),
        Pair("z", "b", ARROW),
        Pair("z", "d", ARROW),
        Pair("c", "d", SHARED),
    }


def test_scores_are_slopes_of_the_likelihood() -> None:
    """Against finite differences of dense normal densities, a team without all means among them."""
    data = means(covariance(B, PSI), np.random.default_rng(5))
    score, _ = scores(data, B[None], PAIRS, PLACE)
    tau, psi = np.sqrt(np.diag(data.phi[0])), np.sqrt(np.diag(PSI))

    def log_likelihood(step: float, pair: Pair) -> float:
        c, d = PLACE[pair.source], PLACE[pair.target]
        effects, residual = B.copy(), PSI.copy()
        if pair.kind == ARROW:
            effects[d, c] += step * tau[d] / tau[c]
        else:
            residual[c, d] += step * psi[c] * psi[d]
            residual[d, c] = residual[c, d]
        total = 0.0
        for j, y in enumerate(data.observed):
            seen = np.isfinite(y)
            V = data.covariance(j)[0] - data.phi[0] + covariance(effects, residual)
            total += multivariate_normal.logpdf(y[seen], np.zeros(seen.sum()), V[np.ix_(seen, seen)])
        return total

    for k, pair in enumerate(PAIRS):
        slope = (log_likelihood(1e-4, pair) - log_likelihood(-1e-4, pair)) / 2e-4
        assert score[0, k] == pytest.approx(slope, rel=1e-5)


def test_scores_have_mean_zero_and_their_information_as_variance_where_nothing_is_missing() -> None:
    rng, phi = np.random.default_rng(6), covariance(B, PSI)
    found = [scores(means(phi, rng), B[None], PAIRS, PLACE) for _ in range(300)]
    z = np.array([(score / np.sqrt(information))[0] for score, information in found])
    np.testing.assert_allclose(z.mean(axis=0), 0.0, atol=4.0 / np.sqrt(300))
    np.testing.assert_allclose(z.std(axis=0), 1.0, atol=0.17)


def test_a_missing_arrow_has_a_large_score() -> None:
    rng, more = np.random.default_rng(8), B.copy()
    more[2, 0] = 0.8
    found = [scores(means(covariance(more, PSI), rng), B[None], PAIRS, PLACE) for _ in range(40)]
    z = np.array([(score / np.sqrt(information))[0] for score, information in found])
    assert z[:, 0].mean() > 3.0


def test_p_values_are_adjusted_for_what_can_be_told_only() -> None:
    np.testing.assert_allclose(adjusted(np.array([0.01, np.nan, 0.04, 0.03])), [0.03, np.nan, 0.06, 0.06])


def test_the_table_is_ranked(case: Case) -> None:
    table = missing_arrows(case.fit).table
    assert {*zip(table["source"], table["target"], strict=True)} == {
        ("leadership", "promises"),
        ("leadership", "benefit"),
    }
    assert table["p"].is_monotonic_increasing
    assert table["information"].between(0.1, 1.0).all()
    assert (table["lower"] < table["size"]).all()
