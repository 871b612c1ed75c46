"""The likelihood of skipped items against a stacked normal of the answers given, finite differences and itself."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.model.test_likelihood import CELLS, central_difference
from tests.support.designs import Design, Floats, random_design, stacked_log_likelihood, stacked_team

from bayeschain.model import gaps, moments
from bayeschain.model.likelihood import evaluate
from bayeschain.model.sources import statistics
from bayeschain.surveys.data import Units

STRUCTURED = ("covariates", "one covariate", "respondents", "units", "all")


def value_of(design: Design, params: Floats, packed: Floats) -> tuple[float, Floats]:
    return evaluate(params, packed, np.array(design.layout.structure, dtype=np.int64), with_partial=True)


@pytest.mark.parametrize(("aggregation", "measurement"), CELLS)
@pytest.mark.parametrize("skipped", [0.05, 0.3, 0.8])
def test_equals_the_stacked_normal_of_the_answers_given(
    skipped: float, aggregation: tuple[str, str], measurement: tuple[str, str]
) -> None:
    design = random_design(21, aggregation, measurement, skipped=skipped)
    packed = moments.pack(design.layout, design.surveys)
    assert moments.has_gaps(design.layout, design.surveys) or measurement == ("manifest", "manifest")
    brute = sum(stacked_team(design, j) for j in range(len(design.surveys.teams)))
    assert value_of(design, design.params, packed)[0] == pytest.approx(brute, rel=1e-11, abs=1e-9)


@pytest.mark.parametrize("structure", STRUCTURED)
@pytest.mark.parametrize("skipped", [0.05, 0.3, 0.8])
def test_equals_the_stacked_normal_with_covariates_and_units(skipped: float, structure: str) -> None:
    design = random_design(26, ("finite", "reflective"), skipped=skipped, structure=structure)
    packed = moments.pack(design.layout, design.surveys)
    assert moments.has_gaps(design.layout, design.surveys)
    value = value_of(design, design.params, packed)[0]
    assert value == pytest.approx(stacked_log_likelihood(design), rel=1e-11, abs=1e-9)


def test_equals_the_stacked_normal_where_cross_products_are_reduced() -> None:
    cells = ("manifest", "finite"), ("manifest", "latent")
    design = random_design(28, *cells, teams=40, skipped=0.2, structure="respondents")
    roots = gaps.pooled_roots(statistics(design.layout, design.surveys))
    assert max(len(root) - len(items) for (s, items), root in roots.items() if s == 0) == 2  # both covariates
    value = value_of(design, design.params, moments.pack(design.layout, design.surveys))[0]
    assert value == pytest.approx(stacked_log_likelihood(design), rel=1e-11, abs=1e-9)


def test_units_all_of_whose_teams_have_gaps_and_units_of_one_team() -> None:
    design = random_design(27, teams=5, skipped=0.8, structure="all")
    surveys = replace(design.surveys, units=Units(("north", "south", "west"), np.array([0, 0, 1, 2, 2])))
    design = replace(design, surveys=surveys)
    value = value_of(design, design.params, moments.pack(design.layout, surveys))[0]
    assert value == pytest.approx(stacked_log_likelihood(design), rel=1e-11, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**31),
    cell=st.sampled_from(CELLS),
    skipped=st.sampled_from([0.1, 0.4, 0.8]),
    structure=st.sampled_from(["plain", *STRUCTURED]),
)
def test_gradient_equals_finite_differences(
    seed: int, cell: tuple[tuple[str, str], tuple[str, str]], skipped: float, structure: str
) -> None:
    design = random_design(seed, *cell, skipped=skipped, structure=structure)
    packed = moments.pack(design.layout, design.surveys)
    _, gradient = value_of(design, design.params, packed)
    numeric = [
        central_difference(lambda x: value_of(design, x, packed)[0], design.params, i)
        for i in range(len(design.params))
    ]
    scale = 1.0 + np.abs(gradient)
    np.testing.assert_allclose(gradient / scale, np.array(numeric) / scale, atol=1e-6)


@pytest.mark.parametrize("structure", ["plain", *STRUCTURED])
@pytest.mark.parametrize(("aggregation", "measurement"), CELLS)
def test_the_information_form_equals_the_usual_one_where_nothing_is_missing(
    aggregation: tuple[str, str], measurement: tuple[str, str], structure: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Complete answers sent through the part for skipped items, as if every team had a gap."""
    design = random_design(22, aggregation, measurement, structure=structure)
    flat = np.array(design.layout.structure, dtype=np.int64)
    usual = evaluate(design.params, moments.pack(design.layout, design.surveys), flat)
    monkeypatch.setattr(type(statistics(design.layout, design.surveys)[0]), "gaps", property(lambda s: s.n >= 0))
    value, gradient = value_of(design, design.params, moments.pack(design.layout, design.surveys))
    assert value == pytest.approx(usual[0], rel=1e-12, abs=1e-9)
    scale = 1.0 + np.abs(usual[1])
    np.testing.assert_allclose(gradient / scale, usual[1] / scale, atol=1e-9)


def test_complete_answers_give_the_same_numbers() -> None:
    design = random_design(23)
    packed = moments.pack(design.layout, design.surveys)
    complete = evaluate(design.params, packed, np.array(design.layout.structure, dtype=np.int64))
    value, gradient = value_of(design, design.params, packed)
    assert value == pytest.approx(complete[0], rel=1e-14)
    np.testing.assert_allclose(gradient, complete[1], rtol=1e-10, atol=1e-10)


def test_code_for_complete_answers_refuses_gaps_instead_of_ignoring_them() -> None:
    design = random_design(24, skipped=0.3)
    packed = moments.pack(design.layout, design.surveys)
    value, gradient = evaluate(design.params, packed, np.array(design.layout.structure, dtype=np.int64))
    assert value == -np.inf
    assert not gradient.any()


def test_a_pattern_s_cross_products_take_no_more_rows_than_items() -> None:
    design = random_design(25, teams=40, skipped=0.2)
    for (_, items), root in gaps.pooled_roots(statistics(design.layout, design.surveys)).items():
        assert len(root) <= len(items)
