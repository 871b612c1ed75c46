"""New ordinal answers: as many as asked, and distributed as expected scores say."""

import numpy as np
from tests.support.designs import Floats
from tests.support.ordinal_designs import OrdinalDesign, random_ordinal_design

from bayeschain.model.expected import expected_levels
from bayeschain.model.levels import covariances
from bayeschain.model.moments import covariate_values, known_partials
from bayeschain.model.ordinal_data import pack_ordinal
from bayeschain.model.ordinal_forward import draw_ordinal
from bayeschain.model.structure import natural


def test_new_answers_have_the_expected_scores_of_new_teams() -> None:
    design = random_ordinal_design(1, teams=60)
    layout = design.layout
    data = pack_ordinal(layout, design.surveys)
    named = layout.unpack(design.params[: layout.size])
    draws = {name: value[None] for name, value in (named | natural(layout, named)).items()}
    level = expected_levels(layout, draws, draws["construct_mean"][:, None, :], spread=draws["team_sd"] ** 2)[0, 0]
    rng, found = np.random.default_rng(2), []
    for _ in range(60):
        drawn = draw_ordinal(layout, design.params, data, rng)
        assert drawn.shape == data.shape
        found.append(_scores(design, drawn))
    mean, error = np.mean(found, axis=0), np.std(found, axis=0) / np.sqrt(len(found))
    expected = [level[layout.constructs.index(name)] for name in ("trust", "flow", "goals", "benefit", "promises")]
    np.testing.assert_array_less(np.abs(mean - expected), 4.0 * error)


def test_new_answers_know_covariates_and_units() -> None:
    """Expected scores of the very people, at their own covariates, averaged over new teams and units."""
    design = random_ordinal_design(
        2, ("ordinal", "gaussian"), teams=60, structure="all", adjust_customers=", adjust: [age]"
    )
    layout, known = design.layout, known_partials(design.layout, design.surveys)
    data = pack_ordinal(layout, design.surveys)
    named = {name: value[None] for name, value in layout.unpack(design.params[: layout.size]).items()}
    draws = named | natural(layout, named, known)
    found = covariances(layout, named, known)
    team = np.repeat(np.arange(60), design.surveys.sources[0].n)
    mean = named["construct_mean"] + covariate_values(layout, design.surveys)[team] @ found.slopes[0].T
    x, q = np.concatenate(design.x["staff"]), len(layout.sources[0])
    for c, construct in enumerate(layout.sources[0]):
        mean[:, layout.constructs.index(construct.name)] += (
            named["within_sd"][0, c] * x[:, 0] * named["respondent_slope"][0, c]
        )
    spread = np.diagonal(found.given_covariates + found.units, axis1=1, axis2=2)
    level = expected_levels(layout, draws, mean[None], spread=spread)[0]
    answers = design.surveys.sources[0].ordinal
    assert answers is not None
    assert q == 3
    rng = np.random.default_rng(3)
    means = np.array([_scores(design, draw_ordinal(layout, design.params, data, rng)) for _ in range(60)])
    error = means.std(axis=0) / np.sqrt(len(means))
    there = np.isfinite(answers.scores).all(axis=1)
    assert there.mean() > 0.4
    expected = [level[:, layout.constructs.index(name)].mean() for name in ("trust", "flow", "goals")]
    np.testing.assert_array_less(np.abs(means.mean(axis=0) - expected), 4.0 * error)


def test_gaps_stay_gaps() -> None:
    design = random_ordinal_design(3)
    data = pack_ordinal(design.layout, design.surveys)
    drawn = draw_ordinal(design.layout, design.params, data, np.random.default_rng(1))
    np.testing.assert_array_equal(drawn == -1.0, data == -1.0)
    assert (data == -1.0).any()


def test_new_answers_beside_skipped_items_of_a_gaussian_survey() -> None:
    """Teams with gaps stand apart in the data; people's levels are about the new levels of their own team."""
    design = random_ordinal_design(2, ("ordinal", "gaussian"), teams=60, structure="covariates", skipped=0.2)
    layout, data = design.layout, pack_ordinal(design.layout, design.surveys)
    named = {name: value[None] for name, value in layout.unpack(design.params[: layout.size]).items()}
    known = known_partials(layout, design.surveys)
    found, draws = covariances(layout, named, known), named | natural(layout, named, known)
    team = np.repeat(np.arange(60), design.surveys.sources[0].n)
    mean = named["construct_mean"] + covariate_values(layout, design.surveys)[team] @ found.slopes[0].T
    spread = np.diagonal(found.given_covariates + found.units, axis1=1, axis2=2)
    level = expected_levels(layout, draws, mean[None], spread=spread)[0].mean(axis=0)
    rng = np.random.default_rng(3)
    means = np.array([_scores(design, draw_ordinal(layout, design.params, data, rng)) for _ in range(60)])
    expected = [level[layout.constructs.index(name)] for name in ("trust", "flow", "goals")]
    np.testing.assert_array_less(np.abs(means.mean(axis=0) - expected), 4.0 * means.std(axis=0) / np.sqrt(60))


def _scores(design: OrdinalDesign, data: Floats) -> list[float]:
    """Mean score of each construct over the people and its items."""
    layout, at, number, found = design.layout, 2 + int(data[1]), 0, []
    for i in layout.ordinal_sources:
        counts = [len(layout.indicators(construct)) for construct in layout.sources[i]]
        N, J, K, q = int(data[at]), int(data[at + 1]), sum(counts), len(counts)
        at += 3 + 3 * K + 2 * q + 3 * J + N * len(layout.adjusted[i])
        codes = data[at : at + N * K].reshape(N, K).astype(int)
        at += N * K
        scores = [np.array(layout.categories[number + k])[codes[codes[:, k] >= 0, k]].mean() for k in range(K)]
        number += K
        found += [float(np.mean(part)) for part in np.split(np.array(scores), np.cumsum(counts)[:-1])]
    return found
