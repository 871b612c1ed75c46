"""All checks of a fit, and sentences that can be told in another language."""

import pandas as pd
import pytest
from tests.support.fake_fit import fake_fit

from bayeschain.checks import Verdict, overall, verdicts
from bayeschain.checks.verdict import Status
from bayeschain.messages import Message


def verdict(status: Status) -> Verdict:
    return Verdict("any", status, Message(""), Message(""), pd.DataFrame())


@pytest.mark.parametrize(
    ("statuses", "worst", "said"),
    [
        (("pass", "pass"), "pass", "All 2 checks of the fit passed."),
        (("pass", "look"), "look", "1 of 2 checks is worth a look."),
        (
            ("look", "fail", "look"),
            "fail",
            "1 of 3 checks failed. 2 of 3 checks are worth a look.",
        ),
        ((), "look", "No check of the fit was run."),
    ],
)
def test_the_worst_status_counts(statuses: tuple[Status, ...], worst: str, said: str) -> None:
    assert overall([verdict(each) for each in statuses]) == (worst, said)


def test_trust_in_the_draws_comes_first() -> None:
    found = verdicts(fake_fit())
    assert found[0].check == "convergence"
    assert len({each.check for each in found}) == len(found)
    assert all(isinstance(each.sentence, Message) for each in found)
