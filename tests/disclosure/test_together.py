"""Several fits of the same answers: their tiers together."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.checks import Verdict
from bayeschain.disclosure.together import differing, protect_together
from bayeschain.messages import Message

PASSED = Verdict("convergence", "pass", Message("The draws can be trusted."), Message(""), pd.DataFrame())


@pytest.fixture(scope="module")
def fits() -> list[xr.DataTree]:
    """Two fits whose teams stand in other thirds."""
    return [fake_fit(people=(8, 14), seed=seed, draws=40, prior_draws=50) for seed in (1, 2)]


def test_groups_are_thirds_and_what_they_differ_by() -> None:
    one = np.array([[True, True, False, False], [False, False, True, False], [False, False, False, True]])
    other = np.array([[True, True, False, False], [False, False, False, True], [False, False, True, False]])
    found = {tuple(group) for group in differing([one, other]).tolist()}
    assert (True,) * 4 in found
    assert (False, False, True, True) in found
    assert (False,) * 4 not in found
    assert {tuple(group) for group in one.tolist()} <= found


def test_tiers_of_large_teams_are_shown_side_by_side(fits: list[xr.DataTree]) -> None:
    released, withheld = protect_together(fits, [PASSED, PASSED])
    assert not withheld
    assert all(each.tiers is not None and "team" not in each.tiers.dims for each in released)


def test_tiers_are_shown_for_all_or_for_none(fits: list[xr.DataTree]) -> None:
    small = fake_fit(people=(1, 1), seed=3, draws=40, prior_draws=50, teams=6)
    released, withheld = protect_together([small, small], [PASSED, PASSED])
    assert withheld
    assert all(each.tiers is None and each.withheld_tiers for each in released)


def test_without_tiers_nothing_is_withheld() -> None:
    text = MODEL.replace("tiers: {by: trust, show: [leadership, stress, benefit, margin]}\n", "")
    fit = fake_fit(text, draws=20, prior_draws=20)
    released, withheld = protect_together([fit, fit], [PASSED, PASSED])
    assert not withheld
    assert all(each.tiers is None and not each.withheld_tiers for each in released)
