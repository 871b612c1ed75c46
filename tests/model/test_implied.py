"""Residual correlations: always positive definite, 0 but for their pairs, with the prior that the model file states."""

import numpy as np
import pytest
from scipy.stats import beta, kstest
from tests.model.test_likelihood import CHAINS
from tests.support.designs import Design, Floats, random_design

from bayeschain.model.implied import ball_shapes, implied, residual_correlations
from bayeschain.model.structure import correlations, partials


def drawn(design: Design, draws: int, eta: float = 2.0, seed: int = 1) -> Floats:
    """(draws, C, C) residual correlations from their prior, exogenous ones given."""
    rng, shapes = np.random.default_rng(seed), ball_shapes(design.layout, eta)
    exogenous = correlations(rng.beta(2.0, 2.0, (draws, 1)), 2)
    return residual_correlations(design.layout, exogenous, rng.beta(shapes, shapes, (draws, len(shapes))))


@pytest.mark.parametrize("more", CHAINS)
def test_residual_correlations_are_positive_definite_and_zero_elsewhere(more: str) -> None:
    design = random_design(1, more=more)
    P = drawn(design, 2000)
    assert np.linalg.eigvalsh(P).min() > 0.0
    free = {frozenset(pair) for pair in design.layout.pair_places} | {frozenset((0, 1))}
    for i in range(P.shape[1]):
        for j in range(i):
            assert (np.abs(P[:, i, j]).max() > 0.1) == (frozenset((i, j)) in free)


def test_a_single_pair_has_the_prior_that_the_report_states() -> None:
    P = drawn(random_design(1, more="goals ~~ promises"), 4000, eta=3.0)
    (i, j), *_ = random_design(1, more="goals ~~ promises").layout.pair_places
    assert kstest(P[:, i, j], beta(3.0, 3.0, loc=-1.0, scale=2.0).cdf).pvalue > 1e-4


def test_all_partners_free_is_the_usual_construction_of_a_correlation_matrix() -> None:
    layout = random_design(1, more="promises ~~ goals + trust + flow\n  goals ~~ margin").layout
    row = layout.members.index("promises")
    assert layout.partners[row - 2] == (0, 1, 2)
    rng = np.random.default_rng(3)
    exogenous = correlations(rng.beta(2.0, 2.0, 1), 2)
    u = rng.beta(2.0, 2.0, len(layout.residual_pairs))
    P = residual_correlations(layout, exogenous, u)
    first = sum(len(each) for each in layout.partners[: row - 2])
    block = np.ix_([0, 1, 2, row], [0, 1, 2, row])
    np.testing.assert_allclose(partials(P[block])[3:], u[first : first + 3])


def test_paths_and_residuals_make_the_correlations() -> None:
    design = random_design(2, more=CHAINS[-1])
    layout, named = design.layout, design.layout.unpack(design.params)
    exogenous = correlations(named["exogenous_partial_raw"], 2)
    P = residual_correlations(layout, exogenous, named["residual_partial_raw"])
    found = implied(layout, named["path_z_raw"], P)
    place = {name: i for i, name in enumerate(layout.constructs)}
    order = [place[name] for name in layout.members]
    B = np.zeros((len(place), len(place)))
    for path, value in zip(design.specification.chain.paths, found.path, strict=True):
        B[place[path.target], place[path.source]] = value
    inverse = np.linalg.inv(np.eye(len(B)) - B)
    psi = np.empty_like(P)
    psi[np.ix_(order, order)] = P
    psi *= np.outer(found.residual, found.residual)
    np.testing.assert_allclose(inverse @ psi @ inverse.T, found.correlation, atol=1e-12)
