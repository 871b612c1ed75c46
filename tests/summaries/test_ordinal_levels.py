"""Thirds of new teams with ordinal answers: by quadrature, against draws of teams."""

import numpy as np
from scipy.stats import norm

from bayeschain.summaries.thirds import TOP_THIRD, third_nodes


def test_nodes_integrate_over_thirds_of_a_normal() -> None:
    nodes, weights = third_nodes()
    z = nodes.reshape(weights.shape)
    np.testing.assert_allclose((weights * z).sum(axis=1), [-TOP_THIRD, 0.0, TOP_THIRD], atol=2e-3)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0)
    bounded = norm.cdf(1.3 * z + 0.4)
    draws = np.sort(np.random.default_rng(1).standard_normal(300_000)).reshape(3, -1)
    expected = norm.cdf(1.3 * draws + 0.4).mean(axis=1)
    np.testing.assert_allclose((weights * bounded).sum(axis=1), expected, atol=2e-3)
