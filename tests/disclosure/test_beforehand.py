"""What logs may tell before there is a fit is what the report withholds, or less."""

import numpy as np
import pytest
from tests.support.fake_fit import MODEL, fake_fit, fake_surveys

from bayeschain.disclosure import protect
from bayeschain.disclosure.beforehand import size_in_words, withheld_beforehand
from bayeschain.disclosure.exposed import exposed_in, exposed_teams
from bayeschain.specification import parse_model

UNITS = MODEL.replace("team: team}\nconstructs", "team: team, unit: area}\nconstructs")


@pytest.mark.parametrize("text", [MODEL, UNITS], ids=["teams", "units"])
def test_what_is_withheld_beforehand_is_withheld_in_the_report(text: str) -> None:
    """Sizes before the fit and shown teams of the report must not be subtracted: every small team is in both."""
    specification = parse_model(text)
    surveys = fake_surveys(text, people=(3, 14), teams=40)
    released = protect(fake_fit(text, people=(3, 14), teams=40, draws=20, prior_draws=20))
    held = withheld_beforehand(specification, surveys)
    later = released.teams["withheld"].to_numpy()
    small = ((surveys.n > 0) & (surveys.n < 5)).any(axis=0)
    assert small.any()
    assert held.teams[small].all()
    assert later[small].all()
    for counts in surveys.n:
        only_one_hides = np.flatnonzero((held.teams ^ later) & (counts > 0))
        assert not small[only_one_hides].any()


def test_unanimous_teams_are_found_in_surveys_as_in_a_fit() -> None:
    fit, surveys = fake_fit(people=(2, 3), draws=20, prior_draws=20), fake_surveys(people=(2, 3))
    specification = parse_model(MODEL)
    before = exposed_in(specification, surveys, 5)
    assert before.any()
    np.testing.assert_array_equal(before, exposed_teams(specification, fit["constant_data"].dataset, 5))


def test_numbers_of_respondents_in_words() -> None:
    specification = parse_model(MODEL)
    assert size_in_words(specification, fake_surveys(people=(8, 8), teams=12)) == (
        "12 teams; staff 88 respondents, customers 88 respondents"
    )
    assert "customers at least 5 respondents" in size_in_words(specification, fake_surveys(people=(1, 1), teams=12))
