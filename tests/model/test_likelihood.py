"""The compiled likelihood against a stacked normal, finite differences and values of lavaan."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytensor
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit
from tests.support.designs import STRUCTURES, Design, Floats, random_design, stacked_log_likelihood, stacked_teams

from bayeschain.model.kernel.block import COLLIDING, STEP, WIDEST, lanes_of
from bayeschain.model.kernel.callback import entry_of
from bayeschain.model.likelihood import MarginalLikelihood, evaluate, on_arrays
from bayeschain.model.moments import pack
from bayeschain.surveys.leaving_out import without

LANES: Callable[[int], int] = njit(lambda groups: lanes_of(groups))

CELLS = [
    (("reflective", "reflective"), ("latent", "latent")),
    (("reflective", "finite"), ("latent", "latent")),
    (("finite", "reflective"), ("latent", "manifest")),
    (("manifest", "reflective"), ("manifest", "latent")),
    (("manifest", "manifest"), ("manifest", "manifest")),
    (("manifest", "finite"), ("latent", "latent")),
]


def central_difference(function: Callable[[Floats], float], x: Floats, i: int) -> float:
    """Five-point derivative of function by x[i]."""
    step = 1e-5 * max(1.0, abs(x[i]))
    at = [function(x + k * step * np.eye(len(x))[i]) for k in (2, 1, -1, -2)]
    return (-at[0] + 8.0 * at[1] - 8.0 * at[2] + at[3]) / (12.0 * step)


CHAINS = [
    "goals ~~ promises",
    "goals ~~ promises + margin",
    "margin ~~ benefit + flow\n  promises ~~ goals + flow",
    "trust ~~ promises + benefit\n  margin ~~ goals + benefit + flow",
]


@pytest.mark.parametrize(("aggregation", "measurement"), CELLS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_equals_the_stacked_normal_of_all_answers(
    seed: int, aggregation: tuple[str, str], measurement: tuple[str, str]
) -> None:
    check_against_the_stacked_normal(random_design(seed, aggregation, measurement))


def check_against_the_stacked_normal(design: Design) -> None:
    value, _ = evaluate(
        design.params, pack(design.layout, design.surveys), np.array(design.layout.structure, dtype=np.int64)
    )
    brute = stacked_log_likelihood(design)
    assert value == pytest.approx(brute, rel=1e-11, abs=1e-9)


@pytest.mark.parametrize(("teams", "seed"), [(7, 1), (32, 2), (130, 3), (400, 4)])
def test_groups_side_by_side_equal_one_group_at_a_time(teams: int, seed: int) -> None:
    design = random_design(seed, teams=teams)
    moments, structure = pack(design.layout, design.surveys), np.array(design.layout.structure, dtype=np.int64)
    value, gradient = on_arrays(entry_of(False, False), design.params, moments, structure)
    other, expected = on_arrays(entry_of(False, True), design.params, moments, structure)
    assert value == pytest.approx(other, rel=1e-13)
    np.testing.assert_allclose(gradient, expected, rtol=1e-9, atol=1e-9 * np.abs(expected).max())


def test_lanes_hold_all_groups_and_few_more() -> None:
    for groups in range(1, 200):
        check_lanes(groups)


def check_lanes(groups: int) -> None:
    lanes = LANES(groups)
    blocks = -(-groups // lanes)
    assert lanes % STEP == 0
    assert lanes <= WIDEST
    assert lanes != COLLIDING
    assert blocks == -(-groups // WIDEST)
    assert blocks * lanes - groups < 2 * STEP * blocks


@pytest.mark.parametrize("more", CHAINS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_residual_covariances_equal_the_stacked_normal(seed: int, more: str) -> None:
    check_against_the_stacked_normal(random_design(seed, more=more))


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("cell", [CELLS[0], CELLS[2], CELLS[4]])
def test_covariates_and_units_equal_the_stacked_normal(
    structure: str, cell: tuple[tuple[str, str], tuple[str, str]]
) -> None:
    check_against_the_stacked_normal(random_design(7, *cell, structure=structure))


@pytest.mark.parametrize(
    "structure", [name for name, parts in STRUCTURES.items() if "unit" not in parts.get("table", "")]
)
def test_without_a_team_its_density_is_missing(structure: str) -> None:
    design = random_design(8, structure=structure)
    shape = np.array(design.layout.structure, dtype=np.int64)
    for j in (1, 4):
        some = without(design.surveys, design.surveys.teams[j])
        value, _ = evaluate(design.params, pack(design.layout, some), shape)
        assert value + stacked_teams(design)[j].log_likelihood == pytest.approx(
            stacked_log_likelihood(design), abs=1e-9
        )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), structure=st.sampled_from(list(STRUCTURES)), cell=st.sampled_from(CELLS))
def test_gradient_with_covariates_and_units(
    seed: int, structure: str, cell: tuple[tuple[str, str], tuple[str, str]]
) -> None:
    check_gradient(random_design(seed, *cell, structure=structure))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), more=st.sampled_from(CHAINS))
def test_gradient_with_residual_covariances(seed: int, more: str) -> None:
    check_gradient(random_design(seed, more=more))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**31), cell=st.sampled_from(CELLS))
def test_gradient_equals_finite_differences(seed: int, cell: tuple[tuple[str, str], tuple[str, str]]) -> None:
    check_gradient(random_design(seed, *cell))


def check_gradient(design: Design) -> None:
    moments, structure = pack(design.layout, design.surveys), np.array(design.layout.structure, dtype=np.int64)
    _, gradient = evaluate(design.params, moments, structure)
    numeric = [
        central_difference(lambda x: evaluate(x, moments, structure)[0], design.params, i)
        for i in range(len(design.params))
    ]
    scale = 1.0 + np.abs(gradient)
    np.testing.assert_allclose(gradient / scale, np.array(numeric) / scale, atol=1e-6)


def test_the_order_of_teams_does_not_matter() -> None:
    design = random_design(5)
    moments = pack(design.layout, design.surveys)
    structure = np.array(design.layout.structure, dtype=np.int64)
    reordered = random_design(5)
    order = np.array([3, 5, 0, 2, 4, 1])
    sources = tuple(
        type(s)(s.survey, s.items, s.n[order], s.means[order], s.scatter[order], None)
        for s in reordered.surveys.sources
    )
    surveys = type(reordered.surveys)(
        tuple(reordered.surveys.teams[j] for j in order),
        sources,
        reordered.surveys.columns[order],
        reordered.surveys.column_names,
        reordered.surveys.column_mean,
        reordered.surveys.column_sd,
        reordered.surveys.account,
    )
    one = evaluate(design.params, moments, structure)[0]
    other = evaluate(design.params, pack(design.layout, surveys), structure)[0]
    assert other == pytest.approx(one, rel=1e-13)


def test_a_covariance_that_is_not_positive_definite_has_no_density() -> None:
    design = random_design(4, ("manifest", "manifest"), ("manifest", "manifest"))
    layout = design.layout
    params = design.params.copy()
    params[layout.slices["path_z_raw"]] = np.inf
    value, gradient = evaluate(params, pack(layout, design.surveys), np.array(layout.structure, dtype=np.int64))
    assert value == -np.inf
    assert np.array_equal(gradient, np.zeros(layout.size))


def test_the_op_agrees_with_itself_in_python_and_compiled() -> None:
    design = random_design(6)
    moments, structure = pack(design.layout, design.surveys), design.layout.structure
    x, m = pytensor.tensor.dvector("x"), pytensor.tensor.dvector("m")
    value: Any = MarginalLikelihood(structure).make_node(x, m).outputs[0]
    gradient: Any = pytensor.grad(2.0 * value, x)
    plain = evaluate(design.params, moments, np.array(structure, dtype=np.int64))
    for mode in ("FAST_COMPILE", "NUMBA"):
        with pytensor.config.change_flags(numba__fastmath=False):
            out = pytensor.function([x, m], [value, gradient], mode=mode)(design.params, moments)
        assert float(out[0]) == plain[0]
        np.testing.assert_array_equal(out[1], 2.0 * plain[1])
