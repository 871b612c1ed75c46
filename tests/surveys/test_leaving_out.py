"""Surveys without one team are those of files that never had it."""

import numpy as np
import pytest
from tests.support.designs import random_design
from tests.support.ordinal_designs import random_ordinal_design

from bayeschain.surveys.leaving_out import without


@pytest.mark.parametrize("gaps", [0.0, 0.3])
def test_the_other_teams_are_as_they_were(gaps: float) -> None:
    surveys = random_design(5, skipped=gaps).surveys
    team = surveys.teams[2]
    found = without(surveys, team)
    others = [j for j in range(len(surveys.teams)) if j != 2]
    assert found.teams == tuple(surveys.teams[j] for j in others)
    np.testing.assert_array_equal(found.columns, surveys.columns[others])
    for one, all_ in zip(found.sources, surveys.sources, strict=True):
        np.testing.assert_array_equal(one.n, all_.n[others])
        np.testing.assert_array_equal(one.n_complete, all_.n_complete[others])
        np.testing.assert_array_equal(one.item_means, all_.item_means[others])
        np.testing.assert_array_equal(one.variances, all_.variances[others])
    if gaps:
        assert any(source.partial is not None for source in found.sources)


def test_ordinal_answers_of_the_team_are_gone() -> None:
    surveys = random_ordinal_design(3).surveys
    found = without(surveys, surveys.teams[3])
    for one, all_ in zip(found.sources, surveys.sources, strict=True):
        assert one.ordinal is not None
        assert all_.ordinal is not None
        kept = all_.ordinal.scores[all_.ordinal.team != 3]
        np.testing.assert_array_equal(one.ordinal.scores, kept)
        np.testing.assert_array_equal(np.bincount(one.ordinal.team, minlength=5), one.n)


def test_an_unknown_team_is_an_error() -> None:
    with pytest.raises(ValueError, match="not in tuple"):
        without(random_design(5).surveys, "nobody")
