"""Waves in a model file: what comes of them, and what is refused."""

from pathlib import Path

import pytest

from bayeschain.errors import InputError
from bayeschain.specification import parse_model
from bayeschain.specification.lavaan import to_lavaan
from bayeschain.specification.variants import with_survey_options
from bayeschain.specification.waves import bases

MODEL = """\
title: A small company
waves: [2024, 2025-H1]
surveys:
  staff: {file: staff.csv, wave: year, team: team, scale: [1, 5]}
  customers: {file: customers_<wave>.csv, team: team, scale: [0, 10]}
teams: {file: teams.csv, team: team, covariates: [age]}
constructs:
  leadership: {survey: staff, label: Good leadership, items: [le1, le2], reverse: [le2]}
  trust: {survey: staff, items: [tr1]}
  benefit: {survey: customers, items: [be1, be2]}
  margin: {column: margin_<wave>}
chain: |
  trust ~ a*leadership + age
  benefit ~ b*trust
  margin ~ benefit
  leadership ~~ benefit
  through := a * b
outcome: margin
tiers: {by: trust, show: [leadership, margin]}
"""


def problems(old: str, new: str, text: str = MODEL) -> list[str]:
    assert old in text
    with pytest.raises(InputError) as caught:
        parse_model(text.replace(old, new))
    return [str(problem).split("\n")[0] for problem in caught.value.problems]


def test_everything_stands_once_a_wave() -> None:
    spec = parse_model(MODEL)
    assert spec.waves == ("2024", "2025-H1")
    assert bases(spec) == ("leadership", "trust", "benefit", "margin")
    assert spec.chain.constructs == tuple(f"{name}@{wave}" for wave in spec.waves for name in bases(spec))
    assert [path.name for path in spec.chain.paths][3:] == [
        "trust@2025-H1 ~ leadership@2025-H1",
        "benefit@2025-H1 ~ trust@2025-H1",
        "margin@2025-H1 ~ benefit@2025-H1",
    ]
    assert [path.label for path in spec.chain.paths] == ["a@2024", "b@2024", None, "a@2025-H1", "b@2025-H1", None]
    assert [(path.target, path.source) for path in spec.chain.covariate_paths] == [
        ("trust@2024", "age"),
        ("trust@2025-H1", "age"),
    ]
    assert [each.name for each in spec.chain.definitions] == ["through@2024", "through@2025-H1"]
    assert spec.chain.definitions[1].expression.names == ("a@2025-H1", "b@2025-H1")


def test_outcome_and_tiers_are_of_the_last_wave() -> None:
    spec = parse_model(MODEL)
    assert spec.outcome == "margin@2025-H1"
    assert spec.tiers is not None
    assert (spec.tiers.by, spec.tiers.show) == ("trust@2025-H1", ("leadership@2025-H1", "margin@2025-H1"))


def test_surveys_columns_and_labels_are_of_their_wave() -> None:
    spec = parse_model(MODEL)
    assert {name: (each.file, each.wave) for name, each in spec.surveys.items()} == {
        "staff@2024": ("staff.csv", "year"),
        "customers@2024": ("customers_2024.csv", None),
        "staff@2025-H1": ("staff.csv", "year"),
        "customers@2025-H1": ("customers_2025-H1.csv", None),
    }
    assert spec.construct("margin@2024").column == "margin_2024"
    assert spec.construct("trust@2024").survey == "staff@2024"
    assert spec.label("leadership@2025-H1") == "Good leadership (2025-H1)"
    assert spec.label("leadership") == "Good leadership"


def test_residuals_of_a_construct_covary_over_all_waves() -> None:
    """Also of waves that are no neighbours: a team that is stable is so over more than one step."""
    spec = parse_model(MODEL.replace("2025-H1]", "2025, 2026]"))
    mine = [pair for pair in spec.chain.residual_covariances if pair[0].startswith("trust")]
    assert mine == [("trust@2025", "trust@2024"), ("trust@2026", "trust@2024"), ("trust@2026", "trust@2025")]
    assert ("leadership@2025", "benefit@2025") in spec.chain.residual_covariances
    assert not [pair for pair in spec.chain.residual_covariances if pair[0] == pair[1].replace("2024", "2025")][4:]
    assert "leadership@2024" in spec.chain.exogenous, "which covary freely"


def test_the_text_makes_an_equal_specification() -> None:
    spec = parse_model(MODEL)
    assert parse_model(spec.text) == spec
    other = with_survey_options(spec, {"staff@2024": {"aggregation": "manifest"}})
    assert {name for name, each in other.surveys.items() if each.aggregation == "manifest"} == {
        "staff@2024",
        "staff@2025-H1",
    }


REFUSED = [
    ("[2024, 2025-H1]", "[2024, 2024]", "The wave '2024' is named twice"),
    ("[2024, 2025-H1]", "[a, A]", "The wave 'A' is named twice"),
    ("[2024, 2025-H1]", "[2024]", "'waves' must name two waves or more"),
    ("[2024, 2025-H1]", "2024", "'waves' must be a list"),
    ("[2024, 2025-H1]", "{2024: a.csv}", "'waves' must be a list"),
    ("[2024, 2025-H1]", "[2024, [2025]]", "A wave has no name"),
    ("[2024, 2025-H1]", "[2024, '']", "A wave has no name"),
    ("[2024, 2025-H1]", "[2024, a/b]", "A wave cannot be called 'a/b'"),
    ("[2024, 2025-H1]", "[2024, 2025@1]", "A wave cannot be called '2025@1'"),
    ("[2024, 2025-H1]", "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]", "'waves' names more than 12 waves"),
    ("wave: year, ", "", "The survey 'staff' would give the same answers in every wave"),
    ("wave: year", "wave: team", "The column 'team' names the team already"),
    ("wave: year", "wave: le1", "The column 'le1' is an item or a covariate already"),
    ("margin_<wave>", "margin", "'margin' would have the same values in every wave"),
    ("waves: [2024, 2025-H1]\n", "", "'customers_<wave>.csv' asks for a wave, and the model file names none"),
    ("waves: [2024, 2025-H1]\n", "", "The model file names no waves"),
    ("waves: [2024, 2025-H1]\n", "", "'margin_<wave>' asks for a wave, and the model file names none"),
    ("benefit ~ b*trust", "benefit ~ b*trust@2024", "'@'"),
]


@pytest.mark.parametrize(("old", "new", "said"), REFUSED)
def test_refused(old: str, new: str, said: str) -> None:
    assert any(said in each for each in problems(old, new))


def test_what_this_version_cannot_do_is_said_once() -> None:
    text = MODEL.replace("team: team, scale: [1, 5]", "team: team, scale: [1, 50], likelihood: ordinal")
    found = problems("title", "title", text)
    assert len(found) == 1
    assert "has 50 categories; an ordinal likelihood takes 2 to 11" in found[0]


def test_lavaan_has_no_waves() -> None:
    with pytest.raises(InputError, match="waves"):
        to_lavaan(parse_model(MODEL, Path()), "staff@2024")
