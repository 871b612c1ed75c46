"""The same model with other options of its surveys: the text changes where they stand, and nowhere else."""

from collections.abc import Mapping as AbstractMapping

from bayeschain.conventions import without_wave
from bayeschain.specification.document import Mapping, Scalar, compose
from bayeschain.specification.files import parse_model
from bayeschain.specification.model_file import Specification
from bayeschain.specification.names import normalised
from bayeschain.specification.source import LINE_BREAK, Source

type Edit = tuple[int, int, str]
"""Where in a text, characters to replace, and what to write there."""


def with_survey_options(
    specification: Specification, changes: AbstractMapping[str, AbstractMapping[str, str]]
) -> Specification:
    """Change options of surveys, in the text of the model file as well.

    Parameters
    ----------
    specification : Specification
        What the user wrote.
    changes : mapping of str to mapping of str to str
        New values by survey and option; single words.

    Returns
    -------
    Specification
        `parse_model` makes it of its text, in which comments and order are as they were.

    Raises
    ------
    InputError
        The options do not go together, or this version cannot do what they ask for.
    """
    source = Source("model file", specification.text)
    root, _ = compose(source)
    surveys = root.values["surveys"]
    assert isinstance(surveys, Mapping)  # the text was read before
    edits: list[Edit] = []
    for key, survey in surveys.values.items():
        assert isinstance(survey, Mapping)
        edits += [_edit(survey, *change, source) for change in _of(changes, normalised(key)).items()]
    text = specification.text
    for start, length, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[start + length :]
    return parse_model(text, specification.folder)


def _of(changes: AbstractMapping[str, AbstractMapping[str, str]], survey: str) -> AbstractMapping[str, str]:
    """Changes of a survey; those of its first wave where there are several."""
    return next((change for name, change in changes.items() if without_wave(name) == survey), {})


def _edit(survey: Mapping, option: str, value: str, source: Source) -> Edit:
    node = survey.values.get(option)
    if isinstance(node, Scalar):
        return _offset(source, node.line, node.column), node.length, value
    start = _offset(source, survey.line, survey.column)
    if source.text[start] == "{":
        return start + 1, 0, f"{option}: {value}, "
    return start, 0, f"{option}: {value}\n{' ' * survey.column}"


def _offset(source: Source, line: int, column: int) -> int:
    starts = [0, *(match.end() for match in LINE_BREAK.finditer(source.text))]
    return starts[line] + column
