"""Chain text to a tree of statements with source positions: lavaan's regression syntax (Rosseel 2012, JSS 48(2))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bayeschain.errors import Problem
from bayeschain.specification.expressions import to_postfix
from bayeschain.specification.names import RESERVED
from bayeschain.specification.source import Source, shown
from bayeschain.specification.tokens import ChainSyntaxError, Token, statements

SHAPE: Final = "Write a statement as target ~ source + source, or name := expression."
REFUSED: Final[Mapping[str, tuple[str, str]]] = {
    "=~": (
        "'=~' does not belong in the chain.",
        "Say under constructs which items measure a construct: trust: {survey: staff, items: [tr1, tr2]}.",
    ),
    "<~": (
        "'<~' (a construct formed by its indicators) is not offered.",
        "Say under constructs which items measure the construct.",
    ),
    "~*~": ("'~*~' (scaling factors) is not offered.", "Remove the statement."),
    "|": ("'|' (thresholds) does not belong in the chain.", "Remove the statement; thresholds are set by the model."),
    "==": ("Constraints are not offered.", "Remove the statement; put knowledge into priors instead."),
    "<": ("Constraints are not offered.", "Remove the statement; put knowledge into priors instead."),
    "=": ("'=' is not a sign of the chain syntax.", "Write target ~ source, or name := expression."),
    ":": ("Interactions are not offered.", "Write ':=' to define a quantity, '+' between sources."),
}
RELATIONS: Final = frozenset({"~", "~~", ":=", "=~", "<~", "~*~", "|", "==", "<", ">", "<=", ">=", "="})


@dataclass(frozen=True)
class Term:
    """One source on the right of a sign, perhaps with a label: ``a*trust``."""

    name: Token
    label: Token | None = None


@dataclass(frozen=True)
class Regression:
    """``target + target ~ term + term``."""

    targets: tuple[Token, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True)
class Covariance:
    """``left ~~ right + right``: residuals that covary."""

    left: tuple[Token, ...]
    right: tuple[Token, ...]


@dataclass(frozen=True)
class Quantity:
    """``name := expression``."""

    name: Token
    expression: tuple[Token, ...]


type Statement = Regression | Covariance | Quantity


def read_statements(source: Source) -> tuple[list[Statement], list[Problem]]:
    """Read a chain text.

    Parameters
    ----------
    source : Source
        The text and where it stands.

    Returns
    -------
    statements : list of Statement
        The statements that could be read, in the order written.
    problems : list of Problem
        One for each statement that could not be read.
    """
    read: list[Statement] = []
    problems: list[Problem] = []
    for tokens in statements(source.text):
        try:
            read.append(_statement(tokens))
        except ChainSyntaxError as error:
            at = error.token
            problems.append(source.problem(error.message, error.remedy, at.line, at.column, at.length))
    return read, problems


def _statement(tokens: Sequence[Token]) -> Statement:
    for token in tokens:
        if token.kind == "other":
            raise ChainSyntaxError(token, f"The character {shown(token.text)} has no meaning here.", SHAPE)
    signs = [place for place, token in enumerate(tokens) if token.is_operator(*RELATIONS)]
    if not signs:
        colon = next((token for token in tokens if token.is_operator(":")), None)
        if colon is not None:
            raise ChainSyntaxError(colon, *REFUSED[":"])
        raise ChainSyntaxError(tokens[0], "This statement has no '~'.", SHAPE)
    place = signs[0]
    sign, left, right = tokens[place], tokens[:place], tokens[place + 1 :]
    if sign.text in REFUSED or sign.text in (">", "<=", ">="):
        raise ChainSyntaxError(sign, *REFUSED.get(sign.text, REFUSED["<"]))
    if len(signs) > 1:
        second = tokens[signs[1]]
        raise ChainSyntaxError(
            second,
            f"A second {shown(second.text)} in one statement.",
            "Begin a new line for the next statement; a line that ends in '+' goes on in the next one.",
        )
    if not left:
        raise ChainSyntaxError(sign, f"Nothing stands on the left of {shown(sign.text)}.", SHAPE)
    if not right:
        raise ChainSyntaxError(sign, f"Nothing stands on the right of {shown(sign.text)}.", SHAPE)
    if sign.text == ":=":
        return _quantity(left, right)
    names = tuple(_single_name(part) for part in _summands(left))
    if sign.text == "~~":
        return Covariance(names, tuple(_single_name(part) for part in _summands(right)))
    return Regression(names, tuple(_term(part) for part in _summands(right)))


def _quantity(left: Sequence[Token], right: Sequence[Token]) -> Quantity:
    if len(left) > 1 or left[0].kind != "name":
        raise ChainSyntaxError(left[0], "One new name must stand on the left of ':='.", "Write name := expression.")
    to_postfix(right)
    return Quantity(left[0], tuple(right))


def _summands(tokens: Sequence[Token]) -> list[Sequence[Token]]:
    """Split at ``+``; each part has at least one token."""
    parts: list[Sequence[Token]] = []
    start = 0
    for place, token in enumerate([*tokens, None]):
        if token is not None and not token.is_operator("+"):
            continue
        if place == start:
            plus = token if token is not None else tokens[-1]
            raise ChainSyntaxError(plus, "A name is missing next to this '+'.", "Add the name, or remove the '+'.")
        parts.append(tokens[start:place])
        start = place + 1
    return parts


def _single_name(part: Sequence[Token]) -> Token:
    if len(part) == 1 and part[0].kind == "name":
        return part[0]
    star = next((token for token in part if token.is_operator("*")), None)
    if star is not None:
        raise ChainSyntaxError(
            star,
            "A label cannot stand here.",
            "Labels stand in front of a source on the right of '~': target ~ a*source.",
        )
    raise _cannot_stand(part)


def _term(part: Sequence[Token]) -> Term:
    match [(token.kind, token.text) for token in part]:
        case [("name", _)]:
            return Term(part[0])
        case [("name", label), ("operator", "*"), ("name", _)]:
            if label in RESERVED:
                remedy = "Write the source alone; its path is always estimated."
                raise ChainSyntaxError(part[0], f"{shown(label)} cannot be a label.", remedy)
            return Term(part[2], part[0])
        case [("number", _), ("operator", "*"), *_] | [("operator", "-"), ("number", _), ("operator", "*"), *_]:
            raise ChainSyntaxError(
                part[0],
                "A path cannot be fixed to a number.",
                "Write the source alone, and say what you know under priors: paths.",
            )
        case [("number", _)]:
            raise ChainSyntaxError(
                part[0],
                "Intercepts are not written in the chain.",
                "Remove it: every construct has a mean of its own, estimated with the prior 'means'.",
            )
        case [("name", _), ("operator", "("), *_]:
            raise ChainSyntaxError(
                part[0], f"The function {shown(part[0].text)} is not offered here.", "Write a label: target ~ a*source."
            )
    raise _cannot_stand(part)


def _cannot_stand(part: Sequence[Token]) -> ChainSyntaxError:
    """Return the error for a part that is not one name, pointing at the token that is too much."""
    first, at = part[0], part[0] if part[0].kind != "name" else part[1]
    if at.is_operator(":") or (at.is_operator("*") and len(part) > 2):
        return ChainSyntaxError(at, "Interactions are not offered.", "Write '+' between sources.")
    if at.is_operator("-"):
        return ChainSyntaxError(at, "'-' has no meaning in a chain.", "Write '+' between names.")
    if at.kind == "name":
        return ChainSyntaxError(at, f"A '+' is missing before {shown(at.text)}.", f"Write {first.text} + {at.text}.")
    return ChainSyntaxError(at, f"{shown(at.text)} cannot stand here; a construct's name is wanted.", SHAPE)
