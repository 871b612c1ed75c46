"""Sentences and numbers in the language of the report: every one that a reader sees passes here."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from gettext import NullTranslations
from math import isfinite
from typing import Any, Final
from unicodedata import bidirectional

from bayeschain.disclosure import Released

MINUS: Final = "−"
EN_DASH: Final = "–"
RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
ISOLATE: Final = "\u2068"
END_ISOLATE: Final = "\u2069"
NOTHING: Final = "–"
"""What a cell without a number shows."""


@dataclass(frozen=True)
class Wording:
    """Speaks one language.

    Parameters
    ----------
    translations : gettext.NullTranslations
        Catalogue of the language; the English sentences are the keys.
    """

    translations: NullTranslations = field(default_factory=NullTranslations)

    def say(self, message: str, /, **facts: Any) -> str:
        """Translate a sentence, then fill its braces."""
        return self.translations.gettext(message).format(**{key: isolated(fact) for key, fact in facts.items()})

    def count(self, one: str, many: str, n: int, /, **facts: Any) -> str:
        """Translate a sentence that depends on a number, then fill its braces, ``{n}`` among them."""
        kept = {key: isolated(fact) for key, fact in facts.items()}
        return self.translations.ngettext(one, many, n).format(n=self.number(n, 0), **kept)

    def number(self, value: float, digits: int = 2) -> str:
        """Number with a true minus sign and thin spaces between thousands; a dash where there is none."""
        if not isfinite(value):
            return NOTHING
        text = f"{value:,.{digits}f}".replace(",", "\u202f")
        if float(f"{value:.{digits}f}") == 0.0:
            return text.removeprefix("-")
        return text.replace("-", MINUS)

    def signed(self, value: float, digits: int = 2) -> str:
        """Return a number that shows its sign."""
        text = self.number(value, digits)
        return text if text.startswith(MINUS) or not isfinite(value) or not float(f"{value:.{digits}f}") else f"+{text}"

    def interval(self, lower: float, upper: float, digits: int = 2) -> str:
        """Two limits."""
        if not (isfinite(lower) and isfinite(upper)):
            return NOTHING
        return self.say("{lower} to {upper}", lower=self.number(lower, digits), upper=self.number(upper, digits))

    def percent(self, value: float, digits: int = 0) -> str:
        """Format a value that is in percent already."""
        return self.say("{value}%", value=self.number(value, digits)) if isfinite(value) else NOTHING

    def probability(self, p: float) -> str:
        """Probability in percent; never all or nothing, which draws cannot show."""
        if not isfinite(p):
            return NOTHING
        if p > 0.995:
            return self.say("over 99%")
        if p < 0.005:
            return self.say("under 1%")
        return self.percent(100.0 * p)

    def join(self, parts: Sequence[str]) -> str:
        """Join as in a sentence: a, b and c."""
        if len(parts) < 2:
            return "".join(parts)
        return self.say("{several} and {last}", several=", ".join(parts[:-1]), last=parts[-1])


def isolated[T](fact: T) -> T | str:
    """Text that runs from right to left, marked so that it does not turn the sentence around it."""
    if isinstance(fact, str) and any(bidirectional(each) in RIGHT_TO_LEFT for each in fact):
        return f"{ISOLATE}{fact}{END_ISOLATE}"
    return fact


ENGLISH: Final = Wording()


def wording(released: Released) -> Wording:
    """Wording in the language that the model file asks for."""
    return {"en": ENGLISH}[released.specification.report.language]
