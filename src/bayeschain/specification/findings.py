"""What is wrong with a model file, gathered with its places; pydantic's findings put in plain words."""

from collections.abc import Mapping as AbstractMapping
from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bayeschain.errors import InputError, Problem, did_you_mean
from bayeschain.specification.document import Mapping, place
from bayeschain.specification.source import Source, shown

type Location = tuple[str | int, ...]

MOST_PROBLEMS: Final = 100
WHOLE: Final = "'{key}' must be a whole number, not {input}."
NUMBER: Final = "'{key}' must be a number, not {input}."
A_NUMBER: Final = "Write a number with a decimal point, for example 0.9."
SAYINGS: Final[AbstractMapping[str, tuple[str, str]]] = {
    "too_long": ("'{key}' has more than {max_length} entries.", "Is this the right list?"),
    "missing": ("'{key}' is missing.", "Add the line {key}: …"),
    "string_type": ("'{key}' must be one text.", "Write one value, without brackets or keys of its own."),
    "tuple_type": ("'{key}' must be a list.", "Write it in square brackets: {key}: [a, b]."),
    "dataclass_type": ("'{key}' must hold options.", "Write {key}: {{option: value}}."),
    "dataclass_exact_type": ("'{key}' must hold options.", "Write {key}: {{option: value}}."),
    "int_type": (WHOLE, "Write a number without a decimal point."),
    "int_parsing": (WHOLE, "Write a number without a decimal point."),
    "int_parsing_size": (WHOLE, "Write a smaller number."),
    "int_from_float": (WHOLE, "Write a number without a decimal point."),
    "float_type": (NUMBER, A_NUMBER),
    "float_parsing": (NUMBER, A_NUMBER),
    "finite_number": (NUMBER, A_NUMBER),
    "greater_than": ("'{key}' must be more than {gt:g}, not {input}.", "Correct the number."),
    "greater_than_equal": ("'{key}' must be at least {ge:g}, not {input}.", "Correct the number."),
    "less_than": ("'{key}' must be less than {lt:g}, not {input}.", "Correct the number."),
    "less_than_equal": ("'{key}' must be at most {le:g}, not {input}.", "Correct the number."),
}

OTHERWISE: Final = ("'{key}' is wrong: {said}.", "Correct it.")


class Findings:
    """Collects the problems of one model file.

    Parameters
    ----------
    root : Mapping
        Top level of the file.
    source : Source
        Its text.
    """

    def __init__(self, root: Mapping, source: Source) -> None:
        self.root = root
        self.source = source
        self.problems: list[Problem] = []

    def add(self, location: Location, message: str, remedy: str, *, key: bool = False) -> None:
        """Note a problem with the option at `location`; `key` points at its key and not at its value.

        Raises
        ------
        InputError
            So much is wrong that more would not help.
        """
        self.problems.append(self.source.problem(message, remedy, *place(self.root, location, key=key)))
        if len(self.problems) >= MOST_PROBLEMS:
            raise InputError(self.problems)

    def read[T](self, kind: type[T], location: Location, given: Any, known: Sequence[str] | None = None) -> T | None:
        """Validate one group of options.

        Parameters
        ----------
        kind : type
            A pydantic dataclass.
        location : tuple of str or int
            Where the options stand.
        given : object
            The options as plain text, lists and dicts.
        known : sequence of str or None
            Options that a user may write; None for all fields of the class.

        Returns
        -------
        kind or None
            The options; None when something is wrong with them, which has then been noted.
        """
        try:
            return TypeAdapter(kind).validate_python(given)
        except ValidationError as error:
            for each in error.errors(include_url=False):
                self._say(each, location, kind, known)
            return None

    def _say(self, error: ErrorDetails, location: Location, kind: type, known: Sequence[str] | None) -> None:
        at = location + tuple(error["loc"])
        key = next((str(step) for step in reversed(at) if isinstance(step, str)), "the file")
        context = error.get("ctx", {})
        given = error["input"]
        if error["type"] == "unexpected_keyword_argument":
            options = _options(kind, error["loc"][:-1], known)
            group = str(at[-2]) if len(at) > 1 else "the model file"
            self.add(at, f"{shown(key)} is not an option of '{group}'.", did_you_mean(key, options), key=True)
        elif error["type"] == "rule":
            self.add(at, context["message"].replace("{key}", key), context["remedy"])
        elif given is None:
            self.add(at, f"'{key}' is empty.", "Give it a value or remove the line.")
        elif error["type"] == "literal_error":
            options = [word.strip("'") for word in context["expected"].replace(" or ", ", ").split(", ")]
            self.add(at, f"'{key}' cannot be {_input(given)}.", f"It is one of: {', '.join(options)}.")
        else:
            message, remedy = SAYINGS.get(error["type"], OTHERWISE)
            words = {**context, "key": key, "input": _input(given), "said": error["msg"]}
            self.add(at, message.format_map(words), remedy.format_map(words))


def _options(kind: type, location: Sequence[str | int], known: Sequence[str] | None) -> list[str]:
    """Options that may stand in the group at `location` inside a class of options."""
    for step in location:
        kind = type(next(each.default for each in fields(kind) if each.name == step))
        known = None
    return list(known) if known is not None else [each.name for each in fields(kind)]


def _input(given: Any) -> str:
    if isinstance(given, str):
        return shown(given)
    return "a list" if isinstance(given, list) else "keys with values" if isinstance(given, dict) else str(given)
