"""Parts of a report: plain text and numbers, no markup."""

from collections.abc import Callable
from dataclasses import dataclass

from matplotlib.figure import Figure

from bayeschain.checks.verdict import Status


@dataclass(frozen=True)
class Table:
    """A table of text.

    Parameters
    ----------
    caption : str
        What it shows.
    header : tuple of str
        One for each column.
    rows : tuple of tuple of str
        Cells; the first of a row names it.
    numeric : tuple of bool
        Which columns hold numbers.
    note : str
        Printed below it.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: tuple[bool, ...]
    note: str = ""


@dataclass(frozen=True)
class Plot:
    """A figure, to be drawn at a width.

    Parameters
    ----------
    name : str
        Name of its files.
    title : str
        What it shows.
    alt : str
        The same for those who cannot see it, with the main values.
    caption : str
        How to read it.
    make : callable
        Function of a module that draws it, so that another process can be asked to.
    of : object
        What it is drawn of.
    scrolls : bool
        Has a width of its own and keeps it on a phone, where it scrolls sideways.
    """

    name: str
    title: str
    alt: str
    caption: str
    make: Callable[..., Figure]
    of: object
    scrolls: bool = False

    def draw(self, width: float) -> Figure:
        """Draw it, at a width in inches where it has none of its own."""
        return self.make(self.of) if self.scrolls else self.make(self.of, width=width)


@dataclass(frozen=True)
class Fold:
    """Detail that is folded away."""

    summary: str
    parts: "tuple[Plot | Table | Listing | str, ...]"


@dataclass(frozen=True)
class Listing:
    """Short sentences, one below the other."""

    items: tuple[str, ...]


type Part = str | Listing | Table | Plot | Fold
"""A paragraph, a list, a table, a figure or folded detail."""


@dataclass(frozen=True)
class Section:
    """A section.

    Parameters
    ----------
    name : str
        Anchor of the section.
    heading : str
        Its heading.
    parts : tuple of Part
        What it says and shows.
    caution : str
        What a reader must not conclude; every section that speaks of effects has one.
    """

    name: str
    heading: str
    parts: tuple[Part, ...]
    caution: str = ""


@dataclass(frozen=True)
class Banner:
    """Verdict that stands above everything when the posterior cannot be trusted, or needs a look."""

    status: Status
    sentence: str
    remedy: str


@dataclass(frozen=True)
class Assessment:
    """What all checks come to.

    Parameters
    ----------
    status : {"pass", "look", "fail"}
        The worst of them.
    sentence : str
        In plain words.
    link, anchor : str
        Text of the link to the section of the checks, and its anchor.
    """

    status: Status
    sentence: str
    link: str
    anchor: str


@dataclass(frozen=True)
class Contents:
    """Everything that a report says.

    Parameters
    ----------
    language : str
        Language code.
    direction : {"ltr", "rtl"}
        Which way the language is written.
    title : str
        Title of the report.
    summary : str
        Who answered, in one line.
    banners : tuple of Banner
        What stands on top.
    assessment : Assessment
        What the checks come to.
    opening : tuple of (str, str)
        Three headings and sentences: the answer, how sure, what would change it.
    caution : str
        What the data cannot show.
    sections : tuple of Section
        The sections.
    closing : (str, str)
        A short question and its answer.
    footer : tuple of str
        Where it comes from.
    words : dict of str to str
        Short words that the page itself needs.
    """

    language: str
    direction: str
    title: str
    summary: str
    banners: tuple[Banner, ...]
    assessment: Assessment
    opening: tuple[tuple[str, str], ...]
    caution: str
    sections: tuple[Section, ...]
    closing: tuple[str, str]
    footer: tuple[str, ...]
    words: dict[str, str]

    @property
    def plots(self) -> tuple[Plot, ...]:
        """All figures, folded ones too."""
        parts = [part for section in self.sections for part in section.parts]
        unfolded = [each for part in parts for each in (part.parts if isinstance(part, Fold) else (part,))]
        return tuple(part for part in unfolded if isinstance(part, Plot))
