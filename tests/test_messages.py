"""Sentences that remember how they were made."""

import copy
import pickle

import pytest

from bayeschain.messages import Message


def test_is_the_english_text() -> None:
    message = Message("R-hat at most {rhat:.3f} of {name}", rhat=1.00349, name="{x}")
    assert message == "R-hat at most 1.003 of {x}"
    assert message.template == "R-hat at most {rhat:.3f} of {name}"
    assert message.facts == {"rhat": 1.00349, "name": "{x}"}


@pytest.mark.parametrize(("n", "text"), [(1, "1 arrow is open"), (0, "0 arrows are open"), (3, "3 arrows are open")])
def test_counted(n: int, text: str) -> None:
    assert Message.counted("{n} arrow is open", "{n} arrows are open", n) == text


@pytest.mark.parametrize(
    ("parts", "spec", "text"),
    [
        ((), "; ", ""),
        (("a",), "; ", "a"),
        (("a", "b"), "; ", "a; b"),
        (("a", "b", "c"), "and", "a, b and c"),
        (("a",), "and", "a"),
    ],
)
def test_tuples_are_joined(parts: tuple[str, ...], spec: str, text: str) -> None:
    assert Message("{parts:" + spec + "}", parts=tuple(map(Message, parts))) == text


def test_sentences_are_joined_and_empty_ones_left_out() -> None:
    assert Message.joined(Message("One."), Message(""), "Two.") == "One. Two."
    assert Message.joined() == ""


@pytest.mark.parametrize("again", [copy.deepcopy, copy.copy, lambda message: pickle.loads(pickle.dumps(message))])
def test_a_copy_keeps_the_facts(again: object) -> None:
    message = Message.counted("{n} of {all}", "{n} of {all}", 2, all=7)
    other = again(message)  # type: ignore[operator]
    assert (other, other.template, other.plural, other.facts) == (
        message,
        message.template,
        message.plural,
        message.facts,
    )
