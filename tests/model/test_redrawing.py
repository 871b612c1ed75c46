"""New answers with the same items skipped follow the model: the score has expectation 0 under it."""

import numpy as np
import pytest
from tests.support.designs import random_design

from bayeschain.model.forward import draw_moments
from bayeschain.model.likelihood import evaluate
from bayeschain.model.moments import pack

DRAWS = 800


@pytest.mark.parametrize(
    ("aggregation", "structure", "teams"),
    [("reflective", "plain", 12), ("manifest", "plain", 12), ("finite", "respondents", 12), ("finite", "all", 6)],
)
def test_the_score_has_expectation_zero(aggregation: str, structure: str, teams: int) -> None:
    design = random_design(31, (aggregation, "reflective"), teams=teams, skipped=0.3, structure=structure)
    flat = np.array(design.layout.structure, dtype=np.int64)
    packed, rng = pack(design.layout, design.surveys), np.random.default_rng(1)
    scores = np.array(
        [
            evaluate(design.params, draw_moments(design.layout, design.params, packed, rng), flat, with_partial=True)[1]
            for _ in range(DRAWS)
        ]
    )
    error = scores.std(axis=0) / np.sqrt(DRAWS)
    assert np.all(error > 0.0)
    assert np.abs(scores.mean(axis=0) / error).max() < 4.5


def test_many_respondents_of_one_pattern_have_wishart_cross_products() -> None:
    design = random_design(32, teams=90, skipped=0.04)
    packed = pack(design.layout, design.surveys)
    drawn = draw_moments(design.layout, design.params, packed, np.random.default_rng(2))
    assert drawn.shape == packed.shape
    assert np.isfinite(drawn).all()
    at = 2 + sum(2 + p * p for p in (8, 3)) + int(packed[0]) * 6 + int(packed[1]) * 12
    assert drawn[at] == packed[at]
    assert not np.array_equal(drawn[at:], packed[at:])
