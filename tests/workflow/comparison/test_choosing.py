"""Which analyses of the same answers make sense."""

import pytest

from bayeschain.errors import InputError
from bayeschain.report.comparison import Analysis
from bayeschain.specification import Specification, parse_model
from bayeschain.workflow.comparison.choosing import Choice, choose

MODEL = """\
title: Choices
surveys:
  staff: {file: s.csv, team: team, scale: [1, 5]}
  customers: {file: c.csv, team: team, scale: [0, 10]}
teams: {file: t.csv, team: team, size: headcount}
constructs:
  trust: {survey: staff, items: [t1, t2]}
  benefit: {survey: customers, items: [b1, b2]}
chain: benefit ~ trust
outcome: benefit
"""


def changed(old: str = "", new: str = "") -> Specification:
    assert old in MODEL
    return parse_model(MODEL.replace(old, new))


def names(choice: Choice) -> list[str]:
    return [each.name for each in choice.specifications]


def aggregations(choice: Choice, analysis: Analysis) -> list[str]:
    return [each.aggregation for each in choice.specifications[analysis].surveys.values()]


def test_all_six_where_it_is_said_who_the_members_are() -> None:
    choice = choose(changed(), members=["staff"])
    assert len(choice.specifications) == 6
    assert choice.left_out == ()
    assert choice.own == Analysis("latent", "reflective")
    assert aggregations(choice, Analysis("latent", "finite")) == ["finite", "reflective"]
    assert aggregations(choice, Analysis("manifest", "manifest")) == ["manifest", "manifest"]
    manifest = choice.specifications[Analysis("manifest", "manifest")]
    assert {each.measurement for each in manifest.surveys.values()} == {"manifest"}


def test_of_several_surveys_nobody_guesses_whose_people_are_members() -> None:
    choice = choose(changed())
    assert len(choice.specifications) == 4
    assert {each.analysis.aggregation for each in choice.left_out} == {"finite"}
    assert all("--members" in each.reason for each in choice.left_out)


def test_a_finite_survey_of_the_model_file_says_it() -> None:
    choice = choose(changed("scale: [1, 5]}", "scale: [1, 5], aggregation: finite}"))
    assert choice.finite == ("staff",)
    assert choice.own == Analysis("latent", "finite")
    assert len(choice.specifications) == 6


def test_finite_teams_need_their_size() -> None:
    choice = choose(changed(", size: headcount"), members=["staff"])
    assert all("number of members" in each.reason for each in choice.left_out)
    assert len(choice.left_out) == 2


def test_one_item_a_construct_leaves_manifest_measurement_out() -> None:
    text = MODEL.replace("[t1, t2]", "[t1]").replace("[b1, b2]", "[b1]")
    choice = choose(parse_model(text), members=["staff"])
    assert names(choice) == ["latent × reflective", "latent × finite", "latent × manifest"]
    assert all("one item" in each.reason for each in choice.left_out)


def test_ordinal_answers_have_no_manifest_measurement() -> None:
    choice = choose(changed("scale: [1, 5]}", "scale: [1, 5], likelihood: ordinal}"), members=["staff"])
    assert names(choice) == ["latent × reflective", "latent × finite", "latent × manifest"]
    assert all("no ordinal answer" in each.reason and "\n" not in each.reason for each in choice.left_out)


def test_a_mixture_of_the_model_file_comes_first() -> None:
    specification = changed("scale: [0, 10]}", "scale: [0, 10], measurement: manifest}")
    choice = choose(specification, members=["staff"])
    assert names(choice)[0] == "as written"
    assert len(choice.specifications) == 7
    assert choice.specifications[choice.own] is specification


def test_an_unknown_survey_is_named() -> None:
    with pytest.raises(InputError, match="Did you mean 'staff'"):
        choose(changed(), members=["stuff"])
