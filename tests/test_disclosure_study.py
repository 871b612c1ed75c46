"""What readers guess of withheld teams, and the numbers that the documents tell of it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scripts.disclosure_guesses import ALL_BUT_ONE, NOTHING, OTHER_SURVEY, REPORT, guesses, pooled

ROOT = Path(__file__).parents[1]


def test_guesses_follow_from_totals_and_from_the_regression_between_teams() -> None:
    """Levels that lie on the regression are found from the other survey; by subtraction the last team always is."""
    rng = np.random.default_rng(1)
    x = rng.normal(50.0, 5.0, 12)
    level = np.column_stack([x, 20.0 + 0.5 * x])
    covariance = np.array([[4.0, 2.0], [2.0, 1.0]])
    hidden = np.arange(12) < 4
    found = guesses(level, hidden, covariance, 1, np.array([True, False]))
    np.testing.assert_allclose(found[NOTHING], level[:, 1].mean())
    np.testing.assert_allclose(found[REPORT], level[:4, 1].mean())
    np.testing.assert_allclose(found[OTHER_SURVEY], level[:4, 1])
    np.testing.assert_allclose(found[ALL_BUT_ONE], level[:4, 1])


def test_errors_are_shares_of_the_spread_between_teams() -> None:
    rows = pd.DataFrame({"construct": ["a", "b"], "guess": NOTHING, "error": [3.0, -4.0], "raw_error": [0.0, 8.0]})
    found = pooled(rows.assign(sd=[1.0, 4.0], raw_sd=4.0)).set_index("construct")
    assert found["level"].to_dict() == {"a": 3.0, "b": 1.0, "all": pytest.approx(5.0**0.5)}
    assert found["raw_average"].to_dict() == {"a": 0.0, "b": 2.0, "all": pytest.approx(2.0**0.5)}
    assert found["teams"].to_dict() == {"a": 1, "b": 1, "all": 2}


def test_the_documents_tell_the_numbers_of_the_tables() -> None:
    text = (ROOT / "docs" / "disclosure.md").read_text(encoding="utf-8")
    tables = ROOT / "docs" / "studies" / "disclosure"
    table = pd.read_csv(tables / "guesses.csv")
    table = table[table["construct"] == "all"]
    assert len(table) == 4
    for guess, level, raw in zip(table["guess"], table["level"].tolist(), table["raw_average"].tolist(), strict=True):
        assert f"| {guess} | {level:.2f} | {raw:.2f} |" in text
    pairs = pd.read_csv(tables / "pairs.csv")
    for other, share in zip(pairs["other"], pairs["share"].tolist(), strict=True):
        assert f"| {other} | {100 * share:.0f} % |" in text
