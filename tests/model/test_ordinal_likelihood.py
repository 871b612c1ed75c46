"""The compiled density of ordinal chains against dense normals and scipy's Φ, and against finite differences."""

from collections.abc import Callable

import numpy as np
import pytest
from tests.support.designs import Floats
from tests.support.ordinal_designs import brute_force, random_ordinal_design

from bayeschain.model.build import is_partial
from bayeschain.model.ordinal_data import pack_ordinal, plan_of
from bayeschain.model.ordinal_likelihood import evaluate_ordinal

CELLS = [
    (("ordinal", "ordinal"), "reflective", "plain", ""),
    (("ordinal", "gaussian"), "reflective", "plain", ""),
    (("gaussian", "ordinal"), "reflective", "plain", ""),
    (("ordinal", "gaussian"), "finite", "plain", ""),
    (("ordinal", "ordinal"), "reflective", "one covariate", ""),
    (("gaussian", "ordinal"), "reflective", "covariates", ""),
    (("ordinal", "ordinal"), "reflective", "units", ""),
    (("gaussian", "ordinal"), "finite", "units", ""),
    (("ordinal", "ordinal"), "reflective", "respondents", ", adjust: [age]"),
    (("gaussian", "ordinal"), "reflective", "respondents", ", adjust: [age]"),
    (("ordinal", "gaussian"), "finite", "all", ", adjust: [age, role]"),
    (("gaussian", "ordinal"), "reflective", "all", ""),
    (("ordinal", "ordinal"), "reflective", "all", ", adjust: [age, role]"),
]


@pytest.mark.parametrize(("likelihoods", "aggregation", "structure", "adjust"), CELLS)
@pytest.mark.parametrize("seed", [1, 2])
def test_equals_brute_force(
    seed: int, likelihoods: tuple[str, str], aggregation: str, structure: str, adjust: str
) -> None:
    design = random_ordinal_design(
        seed, likelihoods, aggregation=aggregation, structure=structure, adjust_customers=adjust
    )
    layout = design.layout
    value, _ = evaluate_ordinal(
        design.params, pack_ordinal(layout, design.surveys), np.array(plan_of(layout), dtype=np.int64)
    )
    assert value == pytest.approx(brute_force(design), rel=1e-10, abs=1e-8)


@pytest.mark.parametrize(("likelihoods", "aggregation", "structure", "adjust"), CELLS)
@pytest.mark.parametrize("seed", [3, 4])
def test_gradient_equals_finite_differences(
    seed: int, likelihoods: tuple[str, str], aggregation: str, structure: str, adjust: str
) -> None:
    design = random_ordinal_design(
        seed, likelihoods, aggregation=aggregation, structure=structure, adjust_customers=adjust
    )
    layout = design.layout
    data, plan = pack_ordinal(layout, design.surveys), np.array(plan_of(layout), dtype=np.int64)
    check_gradient(design.params, lambda params: evaluate_ordinal(params, data, plan))


def check_gradient(params: Floats, function: Callable[[Floats], tuple[float, Floats]]) -> None:
    """Hold a gradient to five-point differences."""
    gradient, numeric = function(params)[1], np.empty(len(params))
    for i, x in enumerate(params):
        step, at = 1e-5 * max(1.0, abs(x)), []
        for k in (2, 1, -1, -2):
            moved = params.copy()
            moved[i] += k * step
            at.append(function(moved)[0])
        numeric[i] = (-at[0] + 8.0 * at[1] - 8.0 * at[2] + at[3]) / (12.0 * step)
    scale = 1.0 + np.abs(gradient)
    np.testing.assert_allclose(gradient / scale, numeric / scale, atol=1e-6)


SKIPPED = [
    (("gaussian", "ordinal"), "reflective", "plain"),
    (("gaussian", "ordinal"), "finite", "plain"),
    (("ordinal", "gaussian"), "finite", "all"),
    (("gaussian", "ordinal"), "reflective", "all"),
]


@pytest.mark.parametrize(("likelihoods", "aggregation", "structure"), SKIPPED)
@pytest.mark.parametrize("seed", [5, 6])
def test_beside_skipped_items_of_a_gaussian_survey(
    seed: int, likelihoods: tuple[str, str], aggregation: str, structure: str
) -> None:
    design = random_ordinal_design(seed, likelihoods, aggregation=aggregation, structure=structure, skipped=0.3)
    layout = design.layout
    assert is_partial(layout, design.surveys)
    data, plan = pack_ordinal(layout, design.surveys), np.array(plan_of(layout), dtype=np.int64)
    value, _ = evaluate_ordinal(design.params, data, plan, with_partial=True)
    assert value == pytest.approx(brute_force(design), rel=1e-10, abs=1e-8)
    check_gradient(design.params, lambda params: evaluate_ordinal(params, data, plan, with_partial=True))
    assert evaluate_ordinal(design.params, data, plan)[0] == -np.inf


def test_the_part_for_skipped_items_gives_complete_answers_the_same_density() -> None:
    design = random_ordinal_design(1, ("gaussian", "ordinal"), structure="all")
    data, plan = pack_ordinal(design.layout, design.surveys), np.array(plan_of(design.layout), dtype=np.int64)
    both = [evaluate_ordinal(design.params, data, plan, with_partial=each) for each in (False, True)]
    assert both[0][0] == pytest.approx(both[1][0], rel=1e-12)
    np.testing.assert_allclose(both[0][1], both[1][1], rtol=1e-9, atol=1e-9)
