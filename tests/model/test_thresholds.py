"""Thresholds and their prior."""

import numpy as np
import pytest
from tests.support.ordinal_designs import random_ordinal_design

from bayeschain.model.structure import natural
from bayeschain.model.thresholds import fixed_error_sd, gap_shapes


def test_thresholds_are_ordered_between_fixed_ends() -> None:
    design = random_ordinal_design(1)
    layout = design.layout
    found = natural(layout, layout.unpack(design.params[: layout.size]))["threshold"]
    at = 0
    for scores in layout.categories:
        own = found[at : at + len(scores) - 1]
        at += len(own)
        assert own[0] == 0.5 * (scores[0] + scores[1])
        assert own[-1] == 0.5 * (scores[-2] + scores[-1])
        assert (np.diff(own) > 0.0).all()
    assert at == len(found) == len(layout.thresholds)


def test_the_prior_of_gaps_is_centred_on_the_scores_and_a_dirichlet() -> None:
    scores = (0.0, 10.0, 40.0, 70.0, 80.0, 100.0)  # midpoints 5, 25, 55, 75, 90: gaps 20, 30, 20, 15 of 85
    a, b = gap_shapes((scores,), 3.0)
    rng = np.random.default_rng(1)
    sticks = rng.beta(a, b, (40_000, len(a)))
    left = np.cumprod(1.0 - sticks, axis=1)
    shares = np.diff(np.hstack([np.zeros((len(left), 1)), 1.0 - left, np.ones((len(left), 1))]), axis=1)
    mean = np.array([20.0, 30.0, 20.0, 15.0]) / 85.0
    np.testing.assert_allclose(shares.mean(axis=0), mean, atol=0.004)
    np.testing.assert_allclose(shares.var(axis=0), mean * (1.0 - mean) / 13.0, rtol=0.05)


def test_two_categories_have_a_fixed_error() -> None:
    """At the threshold a point of the latent is worth a point of the expected answer."""
    sd = fixed_error_sd((25.0, 75.0))
    assert 50.0 / (sd * np.sqrt(2.0 * np.pi)) == pytest.approx(1.0)
    assert fixed_error_sd((0.0, 50.0, 100.0)) == 0.0
