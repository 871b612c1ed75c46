"""Synthetic fits that the summaries are tested on."""

from pathlib import Path

import pytest
import xarray as xr
from tests.support.fake_fit import fake_fit

from bayeschain.summaries.fitted import Fitted, open_fit

MODELS = Path(__file__).parents[2] / "models"


@pytest.fixture(scope="session")
def fit() -> xr.DataTree:
    """Two surveys, a team column, an own scale, low is better, a definition: 2 x 40 draws, 23 teams."""
    return fake_fit(teams=23, draws=40, prior_draws=60, seed=3)


@pytest.fixture(scope="session")
def fitted(fit: xr.DataTree) -> Fitted:
    return open_fit(fit)


@pytest.fixture(scope="session")
def company() -> xr.DataTree:
    """The case company: 13 constructs, 42 teams."""
    return fake_fit((MODELS / "customer_benefit.yaml").read_text(encoding="utf-8"), teams=42, draws=50, prior_draws=60)


@pytest.fixture(scope="session")
def army() -> xr.DataTree:
    """The army companies: hostility, where low is better, on its own scale."""
    return fake_fit((MODELS / "army_leadership.yaml").read_text(encoding="utf-8"), teams=49, draws=50, prior_draws=60)
