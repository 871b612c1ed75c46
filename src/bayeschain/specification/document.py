"""YAML text to a tree of plain text, lists and mappings with their places; nothing in it is executed or built."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from bayeschain.errors import InputError, Problem
from bayeschain.specification.source import LINE_BREAK, Source, shown

LONGEST: Final = 200_000
DEEPEST: Final = 10
MOST_PROBLEMS: Final = 100
EMPTY: Final = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True)
class Scalar:
    """One value as it was written; `block` tells a block text (``|``) from others."""

    text: str
    line: int
    column: int
    length: int
    last_line: int
    empty: bool = False
    style: str = ""


@dataclass(frozen=True)
class Listing:
    """A list of nodes."""

    line: int
    column: int
    items: list["Node"] = field(default_factory=list)


@dataclass(frozen=True)
class Mapping:
    """Keys with their values, in the order written."""

    line: int
    column: int
    keys: dict[str, Scalar] = field(default_factory=dict)
    values: dict[str, "Node"] = field(default_factory=dict)


type Node = Scalar | Listing | Mapping
type Plain = str | list["Plain"] | dict[str, "Plain"] | None


def compose(source: Source) -> tuple[Mapping, list[Problem]]:
    """Read YAML.

    Parameters
    ----------
    source : Source
        A whole file.

    Returns
    -------
    root : Mapping
        The top level of the file.
    doubles : list of Problem
        Keys that stand twice; the first one is kept.

    Raises
    ------
    InputError
        The text is no YAML, or uses what a model file has no need of.
    """
    if len(source.text) > LONGEST:
        message = f"The model file is longer than {LONGEST} characters."
        raise InputError([Problem(message, "Is this the right file?", source.name)])
    composer = _Composer(source)
    try:
        root = composer.document()
    except yaml.YAMLError as error:
        raise InputError([*composer.problems, _not_yaml(error, source)]) from error
    except (ValueError, OverflowError) as error:  # PyYAML on impossible escapes and version numbers
        message = f"The model file is not valid YAML: {error}."
        problem = Problem(message, "Correct the escape or directive.", source.name)
        raise InputError([*composer.problems, problem]) from error
    if composer.problems:
        raise InputError(composer.problems)
    if not isinstance(root, Mapping):
        empty = root is None or (isinstance(root, Scalar) and root.empty)
        message = "The model file is empty." if empty else "The model file does not hold keys with values."
        raise InputError([Problem(message, "It begins, for example, with: title: My chain", source.name)])
    return root, composer.doubles


def plain(node: Node) -> Plain:
    """Return the tree as text, lists and dicts; None where nothing was written."""
    match node:
        case Scalar():
            return None if node.empty else node.text
        case Listing():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(value) for key, value in node.values.items()}


def place(root: Mapping, location: Sequence[str | int], *, key: bool = False) -> tuple[int, int, int]:
    """Find where an option stands.

    Parameters
    ----------
    root : Mapping
        Top level of the file.
    location : sequence of str or int
        Keys and list indices from the top; as far as they exist.
    key : bool
        Point at the key even where the value is one word.

    Returns
    -------
    tuple of int
        Line and column, from 0, and length of the mark.
    """
    node: Node = root
    mark = (root.line, root.column, 1)
    for step in location:
        if isinstance(node, Mapping) and isinstance(step, str) and step in node.values:
            at = node.keys[step]
            node = node.values[step]
            mark = (at.line, at.column, at.length)
        elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
            node = node.items[step]
            mark = (node.line, node.column, 1)
        else:
            return mark
    if isinstance(node, Scalar) and not key and not node.empty and node.style not in ("|", ">"):
        return node.line, node.column, node.length
    return mark


def embedded(node: Scalar, whole: Source) -> Source:
    """Return a text that stands in a file as a source of its own, which knows its place there."""
    if node.style != "|":
        return Source(whole.name, node.text, node.line, node.column + (1 if node.style else 0))
    for offset, line in enumerate(LINE_BREAK.split(node.text)):
        if line.strip() and node.line + 1 + offset < len(whole.lines):
            indent = len(whole.lines[node.line + 1 + offset]) - len(line)
            return Source(whole.name, node.text, node.line + 1, max(0, indent))
    return Source(whole.name, node.text, node.line)


class _Composer:
    """Builds the tree from PyYAML's events, which are read as they come: nothing is expanded or recursed into."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.doubles: list[Problem] = []
        self.events: Iterator[Any] = yaml.parse(source.text, Loader=yaml.SafeLoader)

    def document(self) -> Node | None:
        """Return the first document; a second one is noted."""
        root = None
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._note(event, "A second document begins here.", "Keep one model in one file; remove '---'.")
                    break
            elif isinstance(event, yaml.NodeEvent):
                root = self._node(event, 0)
        return root

    def _note(self, event: Any, message: str, remedy: str) -> None:
        mark = event.start_mark
        self.problems.append(self.source.problem(message, remedy, mark.line, mark.column))
        if len(self.problems) >= MOST_PROBLEMS:
            raise InputError(self.problems)

    def _node(self, event: Any, depth: int) -> Node:
        line, column = event.start_mark.line, event.start_mark.column
        if depth > DEEPEST:
            self._note(event, "Lists and keys are nested too deeply.", "A model file has few levels; is this one?")
            raise InputError(self.problems)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            remedy = "Write the value out; put quotes around a text that begins with & or *."
            self._note(event, "Anchors (&) and aliases (*) are not used in model files.", remedy)
        if getattr(event, "tag", None) is not None:
            self._note(event, f"Tags such as {shown(event.tag)} are not read.", "Write a plain value.")
        match event:
            case yaml.ScalarEvent():
                return self._scalar(event)
            case yaml.SequenceStartEvent():
                items = [self._node(each, depth + 1) for each in self._until(yaml.SequenceEndEvent)]
                return Listing(line, column, items)
            case yaml.MappingStartEvent():
                return self._mapping(event, depth)
        return Scalar("", line, column, 1, line, empty=True)

    def _until(self, end: type[yaml.Event]) -> Iterator[Any]:
        for event in self.events:
            if isinstance(event, end):
                return
            yield event

    def _scalar(self, event: Any) -> Scalar:
        start, end = event.start_mark, event.end_mark
        if any("\ud800" <= each <= "\udfff" for each in event.value):
            self._note(event, "This text holds half a character.", r"Correct the \u escape.")
        empty = event.style is None and event.value in EMPTY
        length = end.column - start.column if end.line == start.line else 1
        return Scalar(event.value, start.line, start.column, length, end.line, empty, event.style or "")

    def _mapping(self, event: Any, depth: int) -> Mapping:
        mapping = Mapping(event.start_mark.line, event.start_mark.column)
        for at in self._until(yaml.MappingEndEvent):
            key = self._node(at, depth + 1)
            value = self._node(next(self.events), depth + 1)
            if not isinstance(key, Scalar) or key.empty:
                self._note(at, "A key must be one word.", "Write key: value; quote a text that begins with { or [.")
            elif key.text in mapping.keys:
                line = mapping.keys[key.text].line + 1
                message = f"The key {shown(key.text)} stands on line {line} already."
                problem = self.source.problem(message, "Keep one of the two.", key.line, key.column, key.length)
                self.doubles.append(problem)
            else:
                mapping.keys[key.text] = key
                mapping.values[key.text] = value
        return mapping


def _not_yaml(error: yaml.YAMLError, source: Source) -> Problem:
    if isinstance(error, yaml.reader.ReaderError):
        line = source.text.count("\n", 0, error.position)
        column = error.position - source.text.rfind("\n", 0, error.position) - 1
        message = f"A character that cannot be printed (code {error.character:#x})."
        return source.problem(message, "Remove it; save the file as UTF-8.", line, column)
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    if mark is None:
        return Problem("The model file is not valid YAML.", "Check colons and indentation.", source.name)
    lines = source.lines[mark.line] if mark.line < len(source.lines) else ""
    if lines[mark.column : mark.column + 1] == "\t" or lines[: mark.column].strip(" ").startswith("\t"):
        return source.problem("A tab character.", "Indent with spaces.", mark.line, mark.column)
    said = str(getattr(error, "problem", None) or "something is wrong here")
    remedy = "Check colons, quotes, brackets and indentation here and on the line above."
    return source.problem(f"This is not valid YAML: {said}.", remedy, mark.line, mark.column)
