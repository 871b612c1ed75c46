"""Arithmetic of labelled paths, ``indirect := a * b``."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from bayeschain.conventions import at_wave
from bayeschain.errors import InputError
from bayeschain.specification.source import Source, shown
from bayeschain.specification.tokens import ChainSyntaxError, Token, statements

type Array = NDArray[np.float64]

OPERATIONS: Final[Mapping[str, Callable[[Array, Array], Array]]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
    "^": np.power,
}
NEGATION: Final = "negative"
STRENGTH: Final[Mapping[str, int]] = {"+": 1, "-": 1, "*": 2, "/": 2, NEGATION: 3, "**": 4, "^": 4}
OPERATORS: Final = "An expression may use labels, numbers, + - * / ** and ( )."


@dataclass(frozen=True)
class Expression:
    """An arithmetic expression over path labels.

    Parameters
    ----------
    text : str
        For example ``a * b + c``; ``**`` and ``^`` both mean a power.
    wave : str
        Wave whose labels are meant; empty where there are none.

    Raises
    ------
    InputError
        The text is not an expression.
    """

    text: str
    wave: str = ""
    postfix: tuple[Token, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        parts = list(statements(self.text))
        tokens = [token for part in parts for token in part]
        try:
            object.__setattr__(self, "postfix", to_postfix(tokens))
        except ChainSyntaxError as error:
            source = Source("expression", self.text)
            at = error.token
            raise InputError([source.problem(error.message, error.remedy, at.line, at.column, at.length)]) from error

    @property
    def names(self) -> tuple[str, ...]:
        """Labels that the expression uses, each once, in the order written."""
        return tuple(dict.fromkeys(at_wave(token.text, self.wave) for token in self.postfix if token.kind == "name"))

    def evaluate(self, values: Mapping[str, Array]) -> Array:
        """Evaluate for given values of the labels.

        Parameters
        ----------
        values : mapping of str to array
            One array for each label of `names`, of shapes that broadcast together.

        Returns
        -------
        array
            The value; not finite where the arithmetic has no finite answer.
        """
        stack: list[Array] = []
        with np.errstate(all="ignore"):
            for token in self.postfix:
                if token.kind == "number":
                    stack.append(np.asarray(float(token.text)))
                elif token.kind == "name":
                    stack.append(np.asarray(values[at_wave(token.text, self.wave)], dtype=np.float64))
                elif token.text == NEGATION:
                    stack.append(np.negative(stack.pop()))
                else:
                    right = stack.pop()
                    stack.append(OPERATIONS[token.text](stack.pop(), right))
        return stack.pop()


def written(tokens: Sequence[Token]) -> str:
    """Return `tokens` as text."""
    return " ".join(token.text for token in tokens).replace("( ", "(").replace(" )", ")")


def to_postfix(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """Order the tokens of an expression for evaluation on a stack (Dijkstra's shunting yard).

    Parameters
    ----------
    tokens : sequence of Token
        The expression as written.

    Returns
    -------
    tuple of Token
        Operands before their operator; unary minus is the operator ``negative``.

    Raises
    ------
    ChainSyntaxError
        The tokens are no expression; it points at the token where that shows.
    """
    if not tokens:
        raise ChainSyntaxError(Token("other", ""), "The expression is empty.", "Write for example: indirect := a * b.")
    output: list[Token] = []
    waiting: list[Token] = []
    wants_operand = True
    for before, token in zip((None, *tokens), tokens, strict=False):
        take = _operand if wants_operand else _operator
        wants_operand = take(token, before, output, waiting)
    if wants_operand:
        raise ChainSyntaxError(tokens[-1], f"Something is missing after {shown(tokens[-1].text)}.", OPERATORS)
    while waiting:
        if waiting[-1].text == "(":
            raise ChainSyntaxError(waiting[-1], "This '(' is not closed.", "Add the ')' that belongs to it.")
        output.append(waiting.pop())
    return tuple(output)


def _operand(token: Token, before: Token | None, output: list[Token], waiting: list[Token]) -> bool:
    """Take a token where a value must begin; True when a value must still follow."""
    if token.kind in ("name", "number"):
        output.append(token)
        return False
    if token.is_operator("("):
        waiting.append(token)
        return True
    if token.is_operator("-"):
        waiting.append(Token("operator", NEGATION, token.line, token.column))
        return True
    after = f" after {shown(before.text)}" if before else ""
    message = f"{shown(token.text)} cannot stand here: a label or number is missing{after}."
    raise ChainSyntaxError(token, message, OPERATORS)


def _operator(token: Token, _: Token | None, output: list[Token], waiting: list[Token]) -> bool:
    """Take a token that follows a value; True when a value must follow."""
    if token.is_operator(")"):
        while waiting and waiting[-1].text != "(":
            output.append(waiting.pop())
        if not waiting:
            raise ChainSyntaxError(token, "This ')' closes nothing.", "Remove it, or add the '(' that belongs to it.")
        waiting.pop()
        return False
    if token.kind != "operator" or token.text not in OPERATIONS:
        raise ChainSyntaxError(token, f"{shown(token.text)} cannot follow a value.", OPERATORS)
    powers = ("**", "^")
    while waiting and waiting[-1].text != "(":
        above, own = STRENGTH[waiting[-1].text], STRENGTH[token.text]
        if above < own or (above == own and token.text in powers):
            break
        output.append(waiting.pop())
    waiting.append(token)
    return True
