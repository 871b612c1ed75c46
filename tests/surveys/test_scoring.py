"""POMP units, reverse scoring and T scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.surveys.helpers import REPEATABLE

from bayeschain.specification import Construct
from bayeschain.surveys.scoring import Scorer, pomp, t_scores


@pytest.mark.parametrize(
    ("answer", "low", "high", "reverse", "score"),
    [
        (1, 1, 5, False, 0),
        (5, 1, 5, False, 100),
        (2, 1, 5, False, 25),
        (2, 1, 5, True, 75),
        (7, 0, 10, False, 70),
        (7, 0, 10, True, 30),
        (0, -3, 3, False, 50),
    ],
)
def test_pomp(answer: float, low: float, high: float, reverse: bool, score: float) -> None:
    assert pomp(np.array([[answer]], dtype=float), low, high, reverse)[0, 0] == pytest.approx(score)


@REPEATABLE
@given(st.floats(-50, 50), st.floats(0.5, 100), st.floats(0, 1))
def test_reverse_scores_mirror_at_fifty(low: float, width: float, share: float) -> None:
    answer = np.array([low + share * width])
    total = pomp(answer, low, low + width, False) + pomp(answer, low, low + width, True)
    assert total[0] == pytest.approx(100)


def test_scorer_goes_construct_by_construct_with_each_scale() -> None:
    scorer = Scorer(
        [
            Construct("a", "A", "s", ("x1", "x2"), frozenset({"x2"}), scale=(1, 5)),
            Construct("b", "B", "s", ("y",), scale=(0, 10)),
        ]
    )
    assert scorer.items == ("x1", "x2", "y")
    np.testing.assert_allclose(scorer(np.array([[2.0, 2.0, 2.0]])), [[25, 75, 20]])


def test_t_scores_leave_out_teams_without_a_value() -> None:
    values = np.array([[1.0], [np.nan], [3.0], [5.0]])
    scores, mean, sd = t_scores(values)
    np.testing.assert_allclose(scores[:, 0], [40, np.nan, 50, 60])
    assert (mean[0], sd[0]) == (3, 2)


def test_no_team_columns() -> None:
    scores, mean, sd = t_scores(np.zeros((4, 0)))
    assert (scores.shape, mean.shape, sd.shape) == ((4, 0), (0,), (0,))
