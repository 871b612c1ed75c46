"""Numbers and sentences."""

import gettext

import pytest

from bayeschain.report.wording import ENGLISH, Wording


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.125, 1, "0.1"),
        (-0.5, 2, "−0.50"),
        (-0.001, 2, "0.00"),
        (1234567.0, 0, "1\u202f234\u202f567"),
        (float("nan"), 2, "–"),
    ],
)
def test_number(value: float, digits: int, text: str) -> None:
    assert ENGLISH.number(value, digits) == text


@pytest.mark.parametrize(("value", "text"), [(0.5, "+0.50"), (-0.5, "−0.50"), (0.001, "0.00"), (float("nan"), "–")])
def test_signed(value: float, text: str) -> None:
    assert ENGLISH.signed(value) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [(1.0, "over 99%"), (0.996, "over 99%"), (0.994, "99%"), (0.5, "50%"), (0.004, "under 1%"), (0.0, "under 1%")],
)
def test_probability_is_never_all_or_nothing(p: float, text: str) -> None:
    assert ENGLISH.probability(p) == text


def test_interval() -> None:
    assert ENGLISH.interval(-0.1, 0.2) == "−0.10 to 0.20"
    assert ENGLISH.interval(float("nan"), 0.2) == "–"


@pytest.mark.parametrize(
    ("parts", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_join(parts: list[str], text: str) -> None:
    assert ENGLISH.join(parts) == text


def test_braces_in_names_are_left_alone() -> None:
    assert ENGLISH.say("{label}: {n}", label="{n} {0}", n=3) == "{n} {0}: 3"


def test_a_catalogue_is_used() -> None:
    class Finnish(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"{several} and {last}": "{several} ja {last}"}.get(message, message)

    assert Wording(Finnish()).join(["a", "b"]) == "a ja b"


def test_names_from_right_to_left_do_not_turn_the_sentence() -> None:
    assert ENGLISH.say("0 to 4 for {label}; {n}", label="ضغط", n="x") == "0 to 4 for \u2068ضغط\u2069; x"
