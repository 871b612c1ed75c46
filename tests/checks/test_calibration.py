"""Teams among the predictions from the others: uniform probabilities pass, others do not."""

import numpy as np
import pytest
from scipy.stats import norm
from tests.conftest import Case

from bayeschain.checks import calibration
from bayeschain.checks.calibration import uniformity


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
