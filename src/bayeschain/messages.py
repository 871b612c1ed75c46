"""Sentences that can be said in another language: an English text that knows its facts."""

from collections.abc import Mapping
from string import Formatter
from typing import Any, Self


class Message(str):
    """A sentence in English that remembers how it was made, so that the report can say it in its own language.

    A layer below the report knows no language: it writes ``Message("R-hat at most {rhat:.3f}", rhat=worst)`` and may
    use it as the plain English text that it is. The template is the key of the catalogues, so it is a literal, never an
    f-string. A fact may be a number, a name, another message, or a tuple of messages; the format of a tuple is what
    joins it, a space where none is given, and ``and`` joins as a sentence does.

    Parameters
    ----------
    template : str
        English text with facts in braces.
    **facts
        What fills the braces.
    """

    template: str
    plural: tuple[str, int] | None
    facts: Mapping[str, Any]

    def __new__(cls, template: str, /, **facts: Any) -> Self:
        """Fill the template in English."""
        return cls._made(template, None, facts)

    @classmethod
    def counted(cls, one: str, many: str, n: int, /, **facts: Any) -> Self:
        """Sentence that depends on a number, which fills ``{n}``."""
        return cls._made(one, (many, n), {"n": n, **facts})

    @classmethod
    def joined(cls, *messages: str) -> Self:
        """Sentences one after the other; empty ones are left out."""
        return cls._made("{sentences}", None, {"sentences": tuple(each for each in messages if each)})

    @classmethod
    def _made(cls, template: str, plural: tuple[str, int] | None, facts: Mapping[str, Any]) -> Self:
        chosen = template if plural is None or plural[1] == 1 else plural[0]
        message = super().__new__(cls, ENGLISH.vformat(chosen, (), facts))
        message.template, message.plural, message.facts = template, plural, facts
        return message

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the facts in a copy."""
        return type(self)._made, (self.template, self.plural, self.facts)


class Filler(Formatter):
    """Fills the braces of a template; joins tuples."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """Text of one fact."""
        if isinstance(value, tuple):
            return self.join([self.format_field(each, "") for each in value], format_spec or " ")
        return format(value, format_spec)

    def join(self, parts: list[str], how: str) -> str:
        """Parts joined by a separator, or as in a sentence: a, b and c."""
        if how != "and":
            return how.join(parts)
        return " and ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


ENGLISH = Filler()
