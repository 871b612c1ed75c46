"""Sentences and numbers in the language of the report: every one that a reader sees passes here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from gettext import NullTranslations
from math import isfinite
from typing import Any, Final
from unicodedata import bidirectional

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from bayeschain.disclosure import Released
from bayeschain.languages import SOURCE
from bayeschain.messages import Filler, Message
from bayeschain.report.catalogues import translations

LOCALES: Final = {"en": "en_GB"}
"""Locale of a language, where the code of the language alone means another one."""

MINUS: Final = "−"
RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})
ISOLATE: Final = "\u2068"
END_ISOLATE: Final = "\u2069"
ISOLATED: Final = re.compile(f"{ISOLATE}[^{END_ISOLATE}]*{END_ISOLATE}")
NOTHING: Final = "–"
"""What a cell without a number shows."""


@dataclass(frozen=True)
class Wording:
    """Speaks one language.

    Parameters
    ----------
    language : str
        Code of the language; its numbers and dates follow the Unicode locale data of the same code.
    """

    language: str = SOURCE

    @cached_property
    def translations(self) -> NullTranslations:
        """Catalogue of the language; the English sentences are the keys."""
        return translations(self.language)

    @cached_property
    def locale(self) -> Locale:
        """How the language writes numbers and dates."""
        return Locale.parse(LOCALES.get(self.language, self.language))

    @property
    def direction(self) -> str:
        """Which way the language is written, as HTML says it."""
        return str(self.locale.text_direction)

    @cached_property
    def filler(self) -> "Localised":
        """Fills the braces of a sentence."""
        return Localised(self)

    def say(self, message: str, /, **facts: Any) -> str:
        """Translate a sentence, then fill its braces."""
        return self.filler.vformat(self.translations.gettext(message), (), facts)

    def count(self, one: str, many: str, n: int, /, **facts: Any) -> str:
        """Translate a sentence that depends on a number, then fill its braces, ``{n}`` among them."""
        return self.filler.vformat(self.translations.ngettext(one, many, n), (), {"n": n, **facts})

    def told(self, text: str) -> str:
        """Say what a layer below says: a message with its facts, or the text of one that had none and was stored."""
        if not isinstance(text, Message):
            return self.translations.gettext(text) if text else text
        if text.plural is not None:
            template = self.translations.ngettext(text.template, *text.plural)
        else:
            template = self.translations.gettext(text.template) if text.template else ""
        return self.filler.vformat(template, (), text.facts)

    def number(self, value: float, digits: int = 2) -> str:
        """Number as the language writes it, with a true minus sign; a dash where there is none."""
        if not isfinite(value):
            return NOTHING
        pattern = f"#,##0.{'0' * digits}" if digits else "#,##0"
        return written_number(f"{value:.{digits}f}", pattern, self.locale)

    def plain(self, value: float) -> str:
        """Number with the digits that it has, to six: the ends of a scale, a setting."""
        return written_number(f"{value:.6g}", "#,##0.######", self.locale)

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
        if not isfinite(value):
            return NOTHING
        pattern = self.locale.percent_formats[None].pattern.replace("0", f"0.{'0' * digits}" if digits else "0")
        return written_percent(f"{value:.{digits}f}", pattern, self.locale)

    def probability(self, p: float) -> str:
        """Probability in percent; never all or nothing, which draws cannot show."""
        if not isfinite(p):
            return NOTHING
        if p > 0.995:
            return self.say("over {percent}", percent=self.percent(99.0))
        if p < 0.005:
            return self.say("under {percent}", percent=self.percent(1.0))
        return self.percent(100.0 * p)

    def date(self, day: date) -> str:
        """Write a date with the name of its month."""
        return str(format_date(day, "long", self.locale))

    def join(self, parts: Sequence[str]) -> str:
        """Join as in a sentence: a, b and c."""
        if len(parts) < 2:
            return "".join(parts)
        return self.say("{several} and {last}", several=", ".join(parts[:-1]), last=parts[-1])


class Localised(Filler):
    """Fills braces with numbers as a language writes them, and with messages in that language."""

    def __init__(self, say: Wording) -> None:
        self.say = say

    def format_field(self, value: Any, format_spec: str) -> str:
        """Text of one fact."""
        if isinstance(value, Message):
            return self.say.told(value)
        if isinstance(value, str | tuple):
            return super().format_field(isolated(value), format_spec)
        if format_spec.endswith("%"):
            return self.say.percent(100.0 * value, int(format_spec[1:-1]))
        if format_spec.endswith("f"):
            return self.say.number(value, int(format_spec[1:-1]))
        return self.say.plain(float(format(value, format_spec)))

    def join(self, parts: list[str], how: str) -> str:
        """Parts joined by a separator, or as in a sentence."""
        return self.say.join(parts) if how == "and" else how.join(parts)


def isolated[T](fact: T) -> T | str:
    """Text that runs from right to left, marked so that it does not turn the sentence around it."""
    if isinstance(fact, str) and any(bidirectional(each) in RIGHT_TO_LEFT for each in ISOLATED.sub("", fact)):
        return f"{ISOLATE}{fact}{END_ISOLATE}"
    return fact


@lru_cache(maxsize=8192)
def written_number(digits: str, pattern: str, locale: Locale) -> str:
    """Number as a locale writes it, of its digits; the same numbers stand in many tables and figures."""
    exact = Decimal(digits)
    return format_decimal(exact if exact else abs(exact), pattern, locale).replace("-", MINUS)


@lru_cache(maxsize=1024)
def written_percent(digits: str, pattern: str, locale: Locale) -> str:
    """Percentage as a locale writes it, of the digits of the percentage."""
    return format_percent(Decimal(digits) / 100, pattern, locale).replace("-", MINUS)


ENGLISH: Final = Wording()


def wording(released: Released) -> Wording:
    """Wording in the language that the model file asks for."""
    return Wording(released.specification.report.language)
