"""Covariates and units in a model file, and what is refused."""

import pytest

from bayeschain.errors import InputError
from bayeschain.specification import parse_model

MODEL = """\
title: A small chain
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5], adjust: [tenure, role]}
teams: {file: teams.csv, team: team, unit: area, covariates: [age, size]}
constructs:
  trust: {survey: staff, items: [tr1, tr2]}
  goals: {survey: staff, items: [go1]}
  margin: {column: margin}
chain: |
  goals ~ a*trust + age
  margin ~ goals + age + size
outcome: margin
"""


def problems(old: str, new: str) -> list[str]:
    assert old in MODEL
    with pytest.raises(InputError) as caught:
        parse_model(MODEL.replace(old, new))
    return [str(problem).split("\n")[0] for problem in caught.value.problems]


def test_covariates_stand_apart_from_constructs() -> None:
    chain = parse_model(MODEL).chain
    assert chain.covariates == ("age", "size")
    assert chain.adjusted_for("margin") == ("age", "size")
    assert chain.parents("margin") == ("goals",)
    assert "age" not in chain.constructs
    assert parse_model(MODEL).surveys["staff"].adjust == ("tenure", "role")


def test_a_construct_with_covariates_only_is_exogenous() -> None:
    chain = parse_model(
        MODEL.replace("a*trust + age", "trust").replace("chain: |\n", "chain: |\n  trust ~ age\n")
    ).chain
    assert chain.exogenous == ("trust",)
    assert chain.adjusted_for("trust") == ("age",)


REFUSED = [
    ("margin ~ goals + age + size", "margin ~ goals", "'size' stands in no equation"),
    ("goals ~ a*trust + age", "age ~ trust\n  goals ~ age", "'age' is a team covariate, which explains"),
    ("goals ~ a*trust + age", "goals ~ trust + b*age", "'age' bears no label"),
    ("goals ~ a*trust + age", "goals ~ trust + age + age", "'age' stands twice on this side"),
    ("goals ~ a*trust + age", "goals ~ trust + age\n  goals ~ age", "age stands in the equation of goals already"),
    ("[age, size]", "[age, size, margin]", "'margin' is the construct 'margin' already"),
    ("[age, size]", "[age, size, trust]", "'trust' is the name of a construct already"),
    ("[age, size]", "[age, size, area]", "'area' names the team or unit"),
    ("[age, size]", "[age, size, head count]", "'head count'"),
    ("[tenure, role]", "[tr1]", "'tr1' is an item of 'trust' already"),
    ("[tenure, role]", "[team]", "'team' names the team"),
]


@pytest.mark.parametrize(("old", "new", "message"), REFUSED, ids=[each[2] for each in REFUSED])
def test_refused(old: str, new: str, message: str) -> None:
    assert any(message in each for each in problems(old, new))


def test_ordinal_answers_go_with_covariates_and_units() -> None:
    found = parse_model(MODEL.replace("adjust: [tenure, role]}", "adjust: [tenure, role], likelihood: ordinal}"))
    assert found.surveys["staff"].adjust == ("tenure", "role")
