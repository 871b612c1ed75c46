"""Checks of team means hold covariates and units at what they are."""

from dataclasses import replace

import numpy as np
import pytest
from tests.checks.conftest import known_fit, known_means
from tests.support.designs import STRUCTURES, adjusted_answers, dense_structure, random_design

from bayeschain.checks.conditions import conditions
from bayeschain.checks.predictive import new_scatter
from bayeschain.model.moments import covariate_values
from bayeschain.summaries.fitted import open_fit

KEPT = np.array([0])


@pytest.mark.parametrize("structure", STRUCTURES)
def test_teams_given_covariates_and_units(structure: str) -> None:
    design = random_design(5, structure=structure)
    fit = known_fit(design)
    found, layout = conditions(open_fit(fit), KEPT), design.layout
    slopes, phi, _ = dense_structure(design)
    expected = layout.unpack(design.params)["construct_mean"] + covariate_values(layout, design.surveys) @ slopes.T
    units = design.surveys.units
    if units is not None:
        expected = expected + fit["posterior"]["unit_effect"].to_numpy()[0, 0][units.of_team]
    explained = np.zeros(len(layout.constructs))
    for s, source in enumerate(layout.sources):
        first = 0
        for construct in source:
            own = slice(first, first + len(construct.items))
            first, place = own.stop, layout.place[construct.name]
            for j, y in enumerate(design.answers[s]):
                if len(y):
                    by_people = (y - adjusted_answers(design, s, j))[:, own].mean(axis=1)
                    expected[j, place] += by_people.mean()
                    explained[place] += ((by_people - by_people.mean()) ** 2).sum()
    np.testing.assert_allclose(found.mean[0], expected, atol=1e-10)
    np.testing.assert_allclose(found.phi[0], phi, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(found.explained[0], explained, rtol=1e-10, atol=1e-10)


def test_new_people_differ_by_their_covariates_too() -> None:
    means = known_means(np.random.default_rng(1))
    more = replace(means, explained=np.full((1, 3), 9_000.0))
    rng = np.random.default_rng(2)
    without, with_them = new_scatter(means, rng, 4000), new_scatter(more, rng, 4000)
    spread = with_them.std(axis=0) / np.sqrt(2000.0)
    assert np.all(np.abs(with_them.mean(axis=0) - without.mean(axis=0) - 9_000.0) < 4.5 * spread)
