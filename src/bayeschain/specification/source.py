"""Places in a text: line and column for people, and the line itself with a mark under the word."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from bayeschain.errors import Problem, visible

LINE_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
WIDEST: Final = 100
CONTROLS: Final = frozenset({"Cc", "Cs", "Zl", "Zp"})
"""Unicode categories of line breaks, control characters and halves of characters."""


@dataclass(frozen=True)
class Source:
    """A text that a user wrote, perhaps as part of a larger file.

    Parameters
    ----------
    name : str
        Name of the file, as shown in messages.
    text : str
        The text.
    first_line : int
        Line of the file on which the text begins, counted from 0.
    indent : int
        Columns of the file to the left of the text.
    """

    name: str
    text: str
    first_line: int = 0
    indent: int = 0

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines of the text, without their line breaks."""
        return tuple(LINE_BREAK.split(self.text))

    def where(self, line: int, column: int) -> str:
        """Place in words; `line` and `column` are counted from 0 inside the text."""
        return f"{self.name}, line {self.first_line + line + 1}, column {self.indent + column + 1}"

    def problem(self, message: str, remedy: str, line: int, column: int, length: int = 1) -> Problem:
        """Return a problem that shows its line, with a mark under the place (from 0) that it concerns."""
        told = visible(message) + self._excerpt(line, column, length)
        return Problem(told, visible(remedy), self.where(line, column))

    def _excerpt(self, line: int, column: int, length: int) -> str:
        if line >= len(self.lines) or not self.lines[line].strip():
            return ""
        text = self.lines[line]
        start = max(0, min(column - WIDEST // 2, len(text) - WIDEST))
        shown = "".join(each if each.isprintable() else " " for each in text[start : start + WIDEST])
        marks = "^" * max(1, min(length, WIDEST - (column - start), len(text) - column))
        return f"\n    {shown.rstrip()}\n    {' ' * (column - start)}{marks}"


def has_controls(text: str) -> bool:
    """Tell whether `text` holds a line break, a control character or half a character."""
    return any(unicodedata.category(each) in CONTROLS for each in text)


def shown(text: str, longest: int = 60) -> str:
    """Return `text` in quotes, shortened, with characters that cannot be printed written as escapes."""
    return f"'{visible(text if len(text) <= longest else text[: longest - 1] + '…')}'"
