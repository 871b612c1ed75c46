"""Numbers and sentences."""

from datetime import date

import pytest

from bayeschain.messages import Message
from bayeschain.report.wording import ENGLISH, Wording


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.125, 1, "0.1"),
        (-0.5, 2, "−0.50"),
        (-0.001, 2, "0.00"),
        (1234567.0, 0, "1,234,567"),
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


def test_finnish() -> None:
    say = Wording("fi")
    assert say.number(-1234.5) == "−1\u00a0234,50"
    assert say.number(-0.001) == "0,00"
    assert say.signed(0.5) == "+0,50"
    assert say.percent(12.34, 1) == "12,3\u00a0%"
    assert say.interval(-0.1, 0.2) == "−0,10…0,20"
    assert say.probability(1.0) == "yli 99\u00a0%"
    assert say.plain(0.05) == "0,05"
    assert say.date(date(2026, 11, 24)) == "24. marraskuuta 2026"
    assert say.join(["a", "b", "c"]) == "a, b ja c"


def test_english_dates_and_plain_numbers() -> None:
    assert ENGLISH.date(date(2026, 11, 24)) == "24 November 2026"
    assert [ENGLISH.plain(value) for value in (5.0, -0.25, 1e6, 0.1 + 0.2)] == ["5", "−0.25", "1,000,000", "0.3"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "12% of 1,000 and 1.003: no team and Run −0.5"),
        ("fi", "12\u00a0% / 1\u00a0000 / 1,003: tiimi puuttuu / −0,5"),
    ],
)
def test_facts_are_formatted_in_the_language(language: str, text: str) -> None:
    facts = {"p": 0.123, "n": 1000, "r": 1.00349, "why": (Message("no team"),), "x": -0.5}
    pattern = {
        "en": "{p:.0%} of {n} and {r:.3f}: {why:and} and Run {x:g}",
        "fi": "{p:.0%} / {n} / {r:.3f}: {why:and} / {x:g}",
    }
    assert Wording(language).say(pattern[language], **facts) == text


def test_messages_are_told_in_the_language() -> None:
    say = Wording("fi")
    assert say.told(Message.counted("{n} transition diverged", "{n} transitions diverged", 2)) == "2 siirtymää divergoi"
    assert (
        say.told(Message.joined(Message("This is a preview."), Message("no team")))
        == "Tämä on ennakkotulos. tiimi puuttuu"
    )
    assert say.told(str(Message("no team"))) == "tiimi puuttuu"
    assert say.told(Message("")) == say.told("") == ""
    assert say.told("{not} a sentence of ours") == "{not} a sentence of ours"


def test_names_from_right_to_left_do_not_turn_the_sentence() -> None:
    assert ENGLISH.say("0 to 4 for {label}; {n}", label="ضغط", n="x") == "0 to 4 for \u2068ضغط\u2069; x"
    inner = ENGLISH.say("“{label}”", label="ضغط")
    assert ENGLISH.say("it is {inner}", inner=inner) == "it is “\u2068ضغط\u2069”"
