"""Leave-one-team-out: weights against the exact posterior without a team, and uniform probabilities of teams."""

import numpy as np
import pytest
from scipy.stats import norm
from tests.conftest import Case
from tests.support.fake_fit import fake_fit

from bayeschain.checks import calibration, leave_one_out
from bayeschain.checks.leave_one_out import left_out, uniformity
from bayeschain.disclosure import protect


def test_weights_give_the_posterior_without_a_team() -> None:
    """A normal mean with known variance: leaving out one value has a closed form."""
    rng = np.random.default_rng(2)
    y = rng.normal(0.0, 1.0, 20)
    draws = rng.normal(y.mean(), 20**-0.5, 20_000)
    found = left_out(norm.logpdf(y, draws[:, None], 1.0))
    assert found.is_trusted.all()
    exact = (y.sum() - y) / 19
    np.testing.assert_allclose(found.weights @ draws, exact, atol=0.015)
    elpd = np.log((found.weights * norm.pdf(y[:, None], draws)).sum(axis=1))
    np.testing.assert_allclose(elpd, norm.logpdf(y, exact, (1 + 1 / 19) ** 0.5), atol=0.01)


def test_uniform_values_pass_and_others_do_not() -> None:
    rng = np.random.default_rng(3)
    p = np.array([uniformity(rng.random(30), rng)["p"].iloc[0] for _ in range(100)])
    assert (p < 0.05).mean() < 0.13
    assert p.mean() == pytest.approx(0.5, abs=0.12)
    narrow = uniformity(norm.cdf(3.0 * rng.standard_normal(40)), rng)
    assert narrow["p"].iloc[0] < 0.01
    assert ((narrow["below"] < narrow["lower"]) | (narrow["below"] > narrow["upper"])).any()


def test_a_right_model_predicts_its_teams(case: Case) -> None:
    verdict = calibration(case.fit)
    assert verdict.status == "pass"
    assert verdict.table["below"].between(0.0, 1.0).all()
    table = leave_one_out(case.fit).table
    assert set(table["team"]) == set(case.surveys.teams)
    assert (table["shift"].isna() == (table["pareto_k"] > 0.7)).all()


def test_only_teams_that_may_be_shown_are_named() -> None:
    fit = fake_fit(people=(2, 12))
    released = protect(fit, [leave_one_out(fit)])
    named = set(released.verdict("leave_one_out").table["team"])
    withheld = set(released.teams["team"].to_numpy()[released.teams["withheld"].to_numpy()])
    assert withheld
    assert named
    assert not named & withheld
    assert not any(team in str(released.verdict("leave_one_out").sentence) for team in withheld)
