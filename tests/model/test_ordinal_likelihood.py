"""The compiled density of ordinal chains against dense normals and scipy's Φ, and against finite differences."""

import numpy as np
import pytest
from tests.support.ordinal_designs import brute_force, random_ordinal_design

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
    _, gradient = evaluate_ordinal(design.params, data, plan)
    numeric = np.empty(len(design.params))
    for i, x in enumerate(design.params):
        step = 1e-5 * max(1.0, abs(x))
        at = []
        for k in (2, 1, -1, -2):
            moved = design.params.copy()
            moved[i] += k * step
            at.append(evaluate_ordinal(moved, data, plan)[0])
        numeric[i] = (-at[0] + 8.0 * at[1] - 8.0 * at[2] + at[3]) / (12.0 * step)
    scale = 1.0 + np.abs(gradient)
    np.testing.assert_allclose(gradient / scale, numeric / scale, atol=1e-6)
