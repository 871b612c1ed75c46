"""What the priors imply, against their known shapes."""

import pytest
from scipy.stats import beta
from tests.conftest import MODEL

from bayeschain.specification import parse_model
from bayeschain.workflow.before import prior_predictive


def rows(text: str) -> dict[str, tuple[float, float, float]]:
    """Median and limits by quantity."""
    table = prior_predictive(parse_model(text))
    limits = table[["median", "lower", "upper"]].to_numpy(dtype=float)
    return {str(name): (m, low, high) for name, (m, low, high) in zip(table["quantity"], limits, strict=True)}


def test_rows_are_those_of_the_default_priors() -> None:
    found, icc = rows(MODEL), beta(2.0, 12.0)
    median, _, upper = found["ICC of a construct"]
    assert median == pytest.approx(icc.median(), abs=0.03)
    assert upper == pytest.approx(icc.ppf(0.95), abs=0.04)
    _, least, most = found["R² of an explained construct"]
    assert 0.0 < least < most < 1.0
    assert found["Highest third, percent of all teams"][1] < 100.0


def test_overridden_priors_count() -> None:
    assert rows(MODEL + "priors: {paths: {sd: 0.1}}\n")["Size of a standardised arrow"][2] < 0.25
