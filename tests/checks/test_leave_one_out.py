"""Leave-one-team-out: what the others say against the exact posterior without a team."""

import numpy as np
import pytest
from scipy.stats import norm
from tests.conftest import Case
from tests.support.fake_fit import fake_fit

from bayeschain.checks import leave_one_out
from bayeschain.checks.left_out import LeftOut, left_out, log_predictive
from bayeschain.disclosure import protect


def test_weights_give_the_posterior_without_a_team() -> None:
    """A normal mean with known variance: leaving out one value has a closed form."""
    rng = np.random.default_rng(2)
    y = rng.normal(0.0, 1.0, 20)
    draws = rng.normal(y.mean(), 20**-0.5, 20_000)
    found = left_out(norm.logpdf(y, draws[:, None], 1.0))
    assert found.is_trusted.all()
    exact = (y.sum() - y) / 19
    np.testing.assert_allclose([found.mean(draws, j) for j in range(20)], exact, atol=0.015)
    elpd = np.log((found.weights * norm.pdf(y[:, None], draws)).sum(axis=1))
    np.testing.assert_allclose(elpd, norm.logpdf(y, exact, (1 + 1 / 19) ** 0.5), atol=0.01)


def test_the_first_order_is_the_slope_in_the_weight_of_a_team() -> None:
    """Of a normal mean it is (y_j - mean) / J, and the whole move (y_j - mean) / (J - 1)."""
    rng = np.random.default_rng(4)
    y = rng.normal(0.0, 1.0, 20)
    draws = rng.normal(y.mean(), 20**-0.5, 50_000)
    known = left_out(norm.logpdf(y, draws[:, None], 1.0))
    rough = LeftOut(known.log_likelihood, known.weights, np.full(20, 2.0))
    assert rough.methods({3: None}) == ["refit" if j == 3 else "first order" for j in range(20)]
    moved = np.array([rough.mean(np.column_stack([draws, -draws]), j) for j in range(20)]) - [y.mean(), -y.mean()]
    np.testing.assert_allclose(moved[:, 0], (y.mean() - y) / 20, atol=0.004)
    np.testing.assert_allclose(moved[:, 1], -moved[:, 0], atol=1e-12)


def test_draws_without_a_team_give_its_predictive_density() -> None:
    """Of a normal mean with known variance the predictive distribution is normal."""
    rng = np.random.default_rng(5)
    y = rng.normal(0.0, 1.0, 20)
    mean = y[1:].mean()
    draws = rng.normal(mean, 19**-0.5, 20_000)
    exact = norm.logpdf(y[0], mean, (1 + 1 / 19) ** 0.5)
    assert log_predictive(norm.logpdf(y[0], draws, 1.0)) == pytest.approx(exact, abs=0.005)


def test_every_team_is_told_of_and_how(case: Case) -> None:
    table = leave_one_out(case.fit).table
    assert set(table["team"]) == set(case.surveys.teams)
    assert table["shift"].notna().all()
    assert ((table["method"] == "weights") == (table["pareto_k"] <= 0.7)).all()


def test_only_teams_that_may_be_shown_are_named() -> None:
    fit = fake_fit(people=(2, 12))
    released = protect(fit, [leave_one_out(fit)])
    named = set(released.verdict("leave_one_out").table["team"])
    withheld = set(released.teams["team"].to_numpy()[released.teams["withheld"].to_numpy()])
    assert withheld
    assert named
    assert not named & withheld
    assert not any(team in str(released.verdict("leave_one_out").sentence) for team in withheld)
