"""Names of teams."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.surveys.helpers import REPEATABLE

from bayeschain.surveys.team_names import TeamIndex, naturally, near_matches, team_name


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (7, "7"),
        (7.0, "7"),
        ("7", "7"),
        ("7.0", "7"),
        ("7,00", "7"),
        ("-7.0", "-7"),
        (7.5, "7.5"),
        ("7.50", "7.50"),
        (" Sales ", "Sales"),
        ("\u00a0Sales", "Sales"),
        ("A\u0308", "Ä"),
        ("007", "007"),
        ("=2+2", "=2+2"),
        ("<b>Sales</b>", "<b>Sales</b>"),
        ("", None),
        (" ", None),
        ("NA", None),
        (None, None),
        (float("nan"), None),
    ],
)
def test_team_name(cell: object, name: str | None) -> None:
    assert team_name(cell) == name


def test_numbers_and_text_of_one_column_are_one_team() -> None:
    index = TeamIndex()
    first = np.array([7, "7.0", 7.0, None, "x"], dtype=object)
    assert index.numbers(first).tolist() == [0, 0, 0, -1, 1]
    assert index.numbers(np.array(["y", "x", "7"], dtype=object)).tolist() == [2, 1, 0]
    assert index.names == ("7", "x", "y")


def test_natural_order() -> None:
    assert naturally(["team 10", "Team 2", "team 1", "10", "9", "a", "team 1"]) == (
        "9",
        "10",
        "a",
        "team 1",
        "Team 2",
        "team 10",
    )


@REPEATABLE
@given(st.lists(st.text(max_size=8)))
def test_any_names_can_be_sorted(texts: list[str]) -> None:
    ordered = naturally(texts)
    assert set(ordered) == set(texts)
    assert naturally(reversed(ordered)) == ordered


def test_near_matches() -> None:
    pairs = near_matches(["Sales", "Team 7", "North", "both"], ["sales ", "team-07", "South", "both", "BOTH"])
    assert pairs == (("Sales", "sales "), ("Team 7", "team-07"))


def test_numbers_in_names_stay_apart() -> None:
    assert near_matches(["1-12", "2.10", "A-1"], ["11-2", "21.0", "A 01"]) == (("A-1", "A 01"),)
