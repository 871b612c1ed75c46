"""Answers with gaps at the estimates of lavaan 0.6-14 with missing = "ml"; scripts/compare_missing.py made the fixture.

The answers of the fixture are simulated.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scripts.compare_missing import log_likelihood

FIXTURE = Path(__file__).parents[1] / "data" / "lavaan_missing.npz"


def test_log_likelihood_at_lavaan_s_estimates_is_lavaan_s() -> None:
    with np.load(FIXTURE) as held:
        case = dict(held)
    found = pd.DataFrame({name: case[name] for name in ("lhs", "op", "rhs", "level", "est")})
    value, gradient = log_likelihood(case["team"], case["answers"], found)
    assert 0.1 < np.isnan(case["answers"]).mean() < 0.25
    assert value == pytest.approx(float(found.est[found.lhs == "logl"].iloc[0]), abs=1e-5)
    # The bias of items has its derivative by the SD, which is 0 at 0; all else is stationary at the maximum.
    assert np.abs(gradient).max() < 0.05
