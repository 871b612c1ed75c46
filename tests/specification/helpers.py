"""A small model file, and how tests change it."""

from pathlib import Path

import pytest
from hypothesis import settings

from bayeschain.errors import InputError
from bayeschain.specification import Specification, parse_model

MODELS = Path(__file__).parents[2] / "models"

REPEATABLE = settings(deadline=None, derandomize=True)
"""Properties are tried on the same examples in every run, however busy the machine is."""

MODEL = """\
title: A small chain
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: customers.csv, team: team, scale: [0, 10]}
teams: {file: teams.csv, team: team, size: headcount}
constructs:
  leadership: {survey: staff, items: [le1, le2, le3], reverse: [le3]}
  trust: {survey: staff, label: Trust in the direction, items: [tr1, tr2]}
  promises_kept: {survey: customers, items: [pk1]}
  margin: {column: margin}
chain: |
  trust ~ a*leadership
  promises_kept ~ b*trust
  margin ~ promises_kept
  indirect := a * b
outcome: margin
tiers: {by: trust, show: [leadership, margin]}
"""


def changed(old: str, new: str, text: str = MODEL) -> str:
    """Return `text` with `old` replaced; it must be there."""
    assert old in text
    return text.replace(old, new)


def problems(text: str) -> list[str]:
    """Return the problems of a model file, as a user reads them."""
    with pytest.raises(InputError) as caught:
        parse_model(text)
    return [str(problem) for problem in caught.value.problems]


def only_problem(text: str) -> str:
    """Return the problem of a model file that has just one."""
    found = problems(text)
    assert len(found) == 1, "\n".join(found)
    return found[0]


def small() -> Specification:
    """Return the small model as it is."""
    return parse_model(MODEL)
