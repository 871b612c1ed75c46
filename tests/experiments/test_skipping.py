"""Answers taken out of fake surveys."""

import numpy as np
import pandas as pd
import pytest
from tests.surveys.helpers import TWO_SURVEYS

from bayeschain.experiments.skipping import skip_items
from bayeschain.specification import parse_model

SPECIFICATION = parse_model(TWO_SURVEYS)


def complete(people: int = 4000) -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(1)
    staff = {item: rng.integers(1, 6, people) for item in ("le1", "le2", "tr1")}
    return {
        "staff": pd.DataFrame({"team": "T1", **staff}),
        "customers": pd.DataFrame({"unit": "T1", "be1": rng.integers(0, 11, people)}),
    }


def test_answers_are_skipped_completely_at_random_and_equally_for_equal_seeds() -> None:
    found = skip_items(SPECIFICATION, complete(), 0.2, seed=3)
    items = found["staff"][["le1", "le2", "tr1"]]
    assert items.isna().to_numpy().mean() == pytest.approx(0.2, abs=0.01)  # although each keeps one
    assert items.isna().mean().to_numpy() == pytest.approx(0.2, abs=0.02)
    assert items.notna().any(axis=1).all()
    assert not found["customers"]["be1"].isna().any()
    pd.testing.assert_frame_equal(found["staff"], skip_items(SPECIFICATION, complete(), 0.2, seed=3)["staff"])


def test_at_random_low_answers_to_the_first_item_make_gaps() -> None:
    found = skip_items(SPECIFICATION, complete(), 0.2, seed=3, mechanism="mar")["staff"]
    assert found["le1"].notna().all()
    assert found[["le1", "le2", "tr1"]].isna().to_numpy().mean() == pytest.approx(0.2, abs=0.03)
    by_first = found.groupby("le1")["le2"].apply(lambda answers: answers.isna().mean())
    assert by_first.loc[1] > 3 * by_first.loc[5]


def test_a_share_of_one_is_refused() -> None:
    with pytest.raises(ValueError, match="below 1"):
        skip_items(SPECIFICATION, complete(), 1.0, seed=1)
