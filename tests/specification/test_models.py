"""The model files that come with the package."""

import pytest
from tests.specification.helpers import MODELS

from bayeschain.specification import load_model, parse_model


@pytest.mark.parametrize("name", ["customer_benefit", "army_leadership"])
def test_a_model_file_of_the_package_is_right_and_stored_runs_can_rebuild_it(name: str) -> None:
    spec = load_model(MODELS / f"{name}.yaml")
    assert parse_model(spec.text) == spec


def test_the_case_has_its_whole_chain() -> None:
    spec = load_model(MODELS / "customer_benefit.yaml")
    assert len(spec.constructs) == 13
    assert len(spec.chain.paths) == 19
    assert all(len(each.items) == 3 for each in spec.constructs)
    assert {name: (s.scale, s.file) for name, s in spec.surveys.items()} == {
        "staff": ((1.0, 5.0), "data/staff.csv"),
        "customers": ((0.0, 10.0), "data/customers.csv"),
    }
    assert [each.name for each in spec.survey_constructs("customers")] == [
        "promises_kept",
        "service_development",
        "customer_benefit",
    ]
    assert spec.chain.exogenous == ("leadership",)
    assert spec.chain.ancestors("customer_benefit") == {each.name for each in spec.constructs} - {"customer_benefit"}
    assert [len(stage) for stage in spec.chain.stages("customer_benefit")] == [3, 4, 4, 1]
    assert any(each.reverse for each in spec.constructs)
    assert spec.tiers is not None
    assert (spec.tiers.by, spec.tiers.show) == ("trust", ("leadership", "staff_productivity", "customer_benefit"))


def test_the_army_has_items_on_two_scales_and_an_outcome_that_is_better_low() -> None:
    spec = load_model(MODELS / "army_leadership.yaml")
    assert {each.name: (len(each.items), each.scale) for each in spec.constructs} == {
        "leadership": (11, (1.0, 5.0)),
        "task_significance": (3, (1.0, 5.0)),
        "hostility": (5, (0.0, 4.0)),
    }
    assert spec.construct("hostility").better == "low"
    assert [path.name for path in spec.chain.paths] == [
        "task_significance ~ leadership",
        "hostility ~ task_significance",
        "hostility ~ leadership",
    ]
