"""One family of errors: what is wrong, where, and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with what the user gave.

    Parameters
    ----------
    message : str
        What is wrong, in plain words.
    remedy : str
        What the user can do about it.
    where : str
        File, line or column that it concerns; empty when it concerns the whole.
    """

    message: str
    remedy: str
    where: str = ""

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message} {self.remedy}".rstrip()


def visible(text: str) -> str:
    """Return `text` with characters that cannot be printed written as escapes."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


class BayeschainError(Exception):
    """Base of every error that bayeschain raises on purpose."""


class InputError(BayeschainError):
    """The input is wrong; carries every problem found, not only the first.

    Parameters
    ----------
    problems : iterable of Problem
        At least one problem.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class RunError(BayeschainError):
    """The input is right but the run could not be completed (a full disk, a sampler that cannot start)."""


class Problems:
    """Collects problems so that all of them are reported at once."""

    def __init__(self) -> None:
        self._found: list[Problem] = []

    def add(self, message: str, remedy: str, where: str = "") -> None:
        """Note one problem."""
        self._found.append(Problem(message, remedy, where))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note the problems that another step found."""
        self._found.extend(problems)

    def __bool__(self) -> bool:
        return bool(self._found)

    def raise_if_any(self) -> None:
        """Raise `InputError` with all problems noted so far, if there are any."""
        if self._found:
            raise InputError(self._found)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Sentence that names the nearest known name, or lists the known ones.

    Parameters
    ----------
    name : str
        What was written.
    known : iterable of str
        What could have been meant.

    Returns
    -------
    str
        ``Did you mean 'x'?`` or ``Known: a, b, c.``; empty when nothing is known.
    """
    names = list(dict.fromkeys(known))
    folded = {each.casefold(): each for each in reversed(names)}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{visible(folded[near[0]])}'?"
    if not names:
        return ""
    shown = visible(", ".join(names[:12])) + (", …" if len(names) > 12 else "")
    return f"Known: {shown}."
