"""Categories of ordinal answers read from files."""

from pathlib import Path

import numpy as np
import pytest

from bayeschain.errors import InputError
from bayeschain.specification import parse_model
from bayeschain.surveys import Surveys, read_surveys
from bayeschain.surveys.moments import Floats

MODEL = """
title: Ordinal
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], likelihood: ordinal}
constructs:
  trust: {survey: staff, items: [a, b], reverse: [b]}
  goals: {survey: staff, items: [c]}
chain: goals ~ trust
outcome: goals
"""


def surveys(folder: Path, answers: Floats) -> Surveys:
    rows = ["team,a,b,c"]
    rows += [f"T{i % 12},{','.join(f'{each:g}' for each in row)}" for i, row in enumerate(answers)]
    (folder / "staff.csv").write_text("\n".join(rows), encoding="utf-8")
    return read_surveys(parse_model(MODEL, folder))


def answers() -> Floats:
    return np.random.default_rng(1).integers(1, 6, (48, 3)).astype(float)


def test_answers_are_kept_person_by_person(tmp_path: Path) -> None:
    given = answers()
    source = surveys(tmp_path, given).sources[0]
    assert source.ordinal is not None
    np.testing.assert_array_equal(np.bincount(source.ordinal.team), source.n)
    first = given[::12]
    np.testing.assert_allclose(
        source.ordinal.scores[:4], np.column_stack([first[:, 0] - 1, 5 - first[:, 1], first[:, 2] - 1]) * 25.0
    )


def test_an_unused_category_is_merged_with_a_note(tmp_path: Path) -> None:
    given = answers()
    given[given[:, 0] == 3, 0] = 4
    given[given[:, 1] == 1, 1] = 2
    found = surveys(tmp_path, given)
    assert found.sources[0].ordinal is not None
    assert found.sources[0].ordinal.categories[0] == (0.0, 25.0, 75.0, 100.0)
    assert found.account.notes[0] == (
        "staff: 2 items have categories that nobody used (a: 3; b: 5; after reverse scoring). They are merged with "
        "their neighbours."
    )


def test_a_category_used_once_is_fine(tmp_path: Path) -> None:
    given = answers()
    given[:, 0] = np.where(given[:, 0] == 1, 2, given[:, 0])
    given[7, 0] = 1
    found = surveys(tmp_path, given)
    assert found.sources[0].ordinal is not None
    assert len(found.sources[0].ordinal.categories[0]) == 5
    assert not any("nobody used" in note for note in found.account.notes)


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        (0, [2.5, 3.0], "no whole numbers"),
        (2, [2.0, 3.0], "one item with two used categories has no scale"),
        (0, [4.0, 4.0], "gave the same answer"),
    ],
)
def test_answers_that_cannot_be_used(tmp_path: Path, column: int, values: list[float], message: str) -> None:
    given = answers()
    given[:, column] = np.array(values)[np.arange(len(given)) // 12 % 2]
    with pytest.raises(InputError, match=message):
        surveys(tmp_path, given)
