"""Quantities that the user defines from labelled paths: ``indirect := a * b``."""

from collections.abc import Collection, Sequence
from typing import Final

from bayeschain.errors import Problem, did_you_mean
from bayeschain.specification.chain import Definition
from bayeschain.specification.expressions import Expression, written
from bayeschain.specification.names import objection
from bayeschain.specification.source import Source, shown
from bayeschain.specification.syntax import Quantity
from bayeschain.specification.tokens import Token

LONGEST: Final = 2_000


def read_definitions(
    quantities: Sequence[Quantity],
    labels: Sequence[str],
    constructs: Collection[str],
    source: Source,
    *,
    complete: bool,
) -> tuple[tuple[Definition, ...], list[Problem]]:
    """Check definitions and write each one out in path labels.

    Parameters
    ----------
    quantities : sequence of Quantity
        The statements with ``:=``, in the order written; one may use those before it.
    labels : sequence of str
        Labels of the paths.
    constructs : collection of str
        Names that a quantity cannot bear.
    source : Source
        Where they stand.
    complete : bool
        Whether all labels are known; if not, unknown ones are not noted.

    Returns
    -------
    definitions : tuple of Definition
        Their expressions use path labels only.
    problems : list of Problem
        What is wrong.
    """
    texts: dict[str, str] = {}
    met: dict[str, None] = {}
    problems: list[Problem] = []

    def note(at: Token, message: str, remedy: str) -> None:
        problems.append(source.problem(message, remedy, at.line, at.column, at.length))

    for quantity in quantities:
        name = quantity.name.text
        if reason := _name_taken(name, met, labels, constructs):
            note(quantity.name, *reason)
            continue
        unknown = _unknown(quantity.expression, {*met, *labels})
        met[name] = None
        for token in unknown if complete else ():
            hint = did_you_mean(token.text, [*labels, *texts])
            known = hint or "No path has a label yet: write target ~ a*source."
            note(token, f"No path has the label {shown(token.text)}.", known)
        text = _in_labels(quantity.expression, texts)
        if not any(token.kind == "name" for token in quantity.expression):
            note(quantity.name, f"{shown(name)} uses no path.", "Use at least one label of a path.")
        elif len(text) > LONGEST:
            note(quantity.name, f"{shown(name)} is too long when written out in labels.", "Define something shorter.")
        elif not unknown:
            texts[name] = text
    return tuple(Definition(name, Expression(text)) for name, text in texts.items()), problems


def _name_taken(
    name: str, defined: Collection[str], labels: Collection[str], constructs: Collection[str]
) -> tuple[str, str] | None:
    if reason := objection(name):
        return f"The name {shown(name)} {reason[0]}", "Choose a name such as indirect."
    for taken, what in ((defined, "defined already"), (labels, "a label"), (constructs, "a construct")):
        if name in taken:
            return f"{shown(name)} is {what}.", "Choose another name for the quantity."
    return None


def _unknown(expression: Sequence[Token], known: Collection[str]) -> list[Token]:
    names = {token.text: token for token in reversed(expression) if token.kind == "name"}
    return [token for name, token in reversed(names.items()) if name not in known]


def _in_labels(expression: Sequence[Token], texts: dict[str, str]) -> str:
    """Write the expression with earlier quantities put in, in brackets."""
    parts = []
    for token in expression:
        if token.kind == "name" and token.text in texts:
            parts.append(Token("name", f"({texts[token.text]})"))
        else:
            parts.append(token)
    return written(parts)
