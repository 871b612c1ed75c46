"""Expressions against Python's own arithmetic."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.specification.helpers import REPEATABLE

from bayeschain.errors import InputError
from bayeschain.specification import Expression

VALUES = {"a": np.array([0.5, -2.0, 3.0]), "b": np.array([1.5, 0.25, -1.0]), "c": np.array([2.0, 4.0, 0.5])}

leaves = st.one_of(st.sampled_from(["a", "b", "c"]), st.integers(0, 9).map(str), st.just("1.5"), st.just("2e-1"))
texts = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map(" ".join),
        st.tuples(inner, st.sampled_from(["+", "-", "*", "/"]), inner).map("".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        inner.map("({}) ** 2".format),
        inner.map("2**-({})".format),
    ),
    max_leaves=12,
)


@REPEATABLE
@given(texts)
def test_evaluation_is_that_of_python(text: str) -> None:
    with np.errstate(all="ignore"):
        floats = {name: value.copy() for name, value in VALUES.items()}
        numbers = {f"n{n}": np.float64(n) for n in range(10)}
        expected = eval(_with_floats(text), {"f": np.float64}, {**floats, **numbers})
    np.testing.assert_allclose(
        np.broadcast_to(Expression(text).evaluate(VALUES), 3), np.broadcast_to(expected, 3), rtol=1e-12
    )


def _with_floats(text: str) -> str:
    """Write every number as a numpy float, so that a division by zero does not raise."""
    words = Expression(text).postfix
    numbers = sorted({each.text for each in words if each.kind == "number"}, key=len, reverse=True)
    out, at = "", 0
    while at < len(text):
        number = next((each for each in numbers if text.startswith(each, at)), None)
        out += f"f({number})" if number else text[at]
        at += len(number) if number else 1
    return out


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("-a ** 2", [-0.25, -4.0, -9.0]),
        ("2 ^ 3 ^ 2", 512.0),
        ("2 ** -1", 0.5),
        ("8 / 4 / 2", 1.0),
        ("1 - 2 - 3", -4.0),
        ("--2", 2.0),
        ("a*b", [0.75, -0.5, -3.0]),
        (".5", 0.5),
        ("2 * (1 + (3))", 8.0),
    ],
)
def test_rules_of_arithmetic(text: str, value: float | list[float]) -> None:
    np.testing.assert_allclose(Expression(text).evaluate(VALUES), value)


def test_names_are_listed_once_in_the_order_written() -> None:
    assert Expression("b * a + b / 2").names == ("b", "a")


def test_without_a_finite_answer_the_value_is_not_finite() -> None:
    assert np.isinf(Expression("a / 0").evaluate({"a": np.array(1.0)}))
    assert np.isinf(Expression("9 ** 9 ** 9 ** 9").evaluate({}))


def test_draws_keep_their_shape() -> None:
    draws = {"a": np.ones((4, 10)), "b": np.full((4, 10), 2.0)}
    assert Expression("a * b - 1").evaluate(draws).shape == (4, 10)


@pytest.mark.parametrize("text", ["", "a +", "(a", "a)", "a b", "a ~ b", "* a", "()", "a; b", "a\nb", "2a", "é$"])
def test_what_is_no_expression_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        Expression(text)


def test_deep_brackets_do_not_exhaust_the_stack() -> None:
    depth = 20_000
    assert Expression("(" * depth + "a" + ")" * depth).evaluate({"a": np.array(3.0)}) == 3.0
