"""Chain text to statements of tokens, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from bayeschain.specification.names import normalised
from bayeschain.specification.source import LINE_BREAK

type Kind = Literal["name", "number", "operator", "other"]

NUMBER: Final = re.compile(r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
OPERATOR: Final = re.compile(r"~\*~|~~|=~|<~|:=|==|<=|>=|\*\*|[-~+*/^()<>|=:,]")
OPENS_NO_LINE: Final = frozenset({"(", ")"})
CLOSES_NO_LINE: Final = frozenset({")"})


@dataclass(frozen=True)
class Token:
    """One word, number or sign of a chain text; line and column count from 0."""

    kind: Kind
    text: str
    line: int = 0
    column: int = 0
    length: int = 1

    def is_operator(self, *texts: str) -> bool:
        """Tell whether this is one of the signs given."""
        return self.kind == "operator" and self.text in texts


class ChainSyntaxError(Exception):
    """One statement cannot be understood; it carries the token to point at."""

    def __init__(self, token: Token, message: str, remedy: str) -> None:
        self.token, self.message, self.remedy = token, message, remedy
        super().__init__(message)


def line_tokens(text: str, line: int = 0) -> Iterator[Token]:
    """Tokens of one line, a comment left out; ``;`` comes as a token of kind other."""
    at = 0
    while at < len(text) and text[at] not in "#!":
        end, kind = _next(text, at)
        if kind is not None:
            word = text[at:end]
            yield Token(kind, normalised(word) if kind == "name" else word, line, at, end - at)
        at = end


def _next(text: str, at: int) -> tuple[int, Kind | None]:
    if text[at].isspace() or text[at] == "\ufeff":
        return at + 1, None
    if found := NUMBER.match(text, at):
        return found.end(), "number"
    if found := OPERATOR.match(text, at):
        return found.end(), "operator"
    end = at
    while end < len(text) and ("a" + text[end]).isidentifier():
        end += 1
    return (end, "name") if end > at else (at + 1, "other")


def statements(text: str) -> Iterator[list[Token]]:
    """Split a chain text into statements.

    A statement ends at ``;`` or at the end of a line, unless the line ends in an operator or the next one begins
    with one, as in lavaan.
    """
    current: list[Token] = []
    for number, line in enumerate(LINE_BREAK.split(text)):
        tokens = list(line_tokens(line, number))
        if current and tokens and not _continues(current[-1], tokens[0]):
            yield current
            current = []
        for token in tokens:
            if token.kind == "other" and token.text == ";":
                if current:
                    yield current
                current = []
            else:
                current.append(token)
    if current:
        yield current


def _continues(last: Token, first: Token) -> bool:
    ends_open = last.kind == "operator" and last.text not in CLOSES_NO_LINE
    begins_open = first.kind == "operator" and first.text not in OPENS_NO_LINE
    return ends_open or begins_open
