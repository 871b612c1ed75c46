"""Model files: read from disk or text, and made a Specification."""

from pathlib import Path
from typing import Final

from bayeschain.errors import InputError, Problem
from bayeschain.specification.document import LONGEST, Mapping, Scalar, compose, embedded, place
from bayeschain.specification.findings import Findings
from bayeschain.specification.model_file import Specification
from bayeschain.specification.sections import read_sections
from bayeschain.specification.source import Source
from bayeschain.specification.support import unsupported
from bayeschain.specification.tokens import statements
from bayeschain.specification.waves import in_waves

MOST_BYTES: Final = 4 * LONGEST

__all__ = ["Specification", "load_model", "parse_model"]


def load_model(path: str | Path) -> Specification:
    """Read a model file.

    Parameters
    ----------
    path : str or Path
        A YAML file in UTF-8.

    Returns
    -------
    Specification
        What it says; file names in it are relative to its folder.

    Raises
    ------
    InputError
        The file cannot be read or is wrong; it carries every problem found.
    """
    path = Path(path)
    try:
        if path.exists() and not path.is_file():
            says = "The model file cannot be read: it is a folder, a pipe or a device."
            problem = Problem(says, "Name a model file (.yaml).", str(path))
            raise InputError([problem])
        with path.open("rb") as file:
            held = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        reason = getattr(error, "strerror", None) or "no file can have this name"
        problem = Problem(f"The model file cannot be read: {reason}.", "Check the name and the folder.", str(path))
        raise InputError([problem]) from error
    if len(held) > MOST_BYTES:
        raise InputError([Problem("The model file is too long.", "Is this the right file?", path.name)])
    try:
        text = held.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = held.count(b"\n", 0, error.start) + 1
        problem = Problem("The model file is not in UTF-8.", "Save it as UTF-8.", f"{path.name}, line {line}")
        raise InputError([problem]) from error
    return parse_model(text, path.parent, path.name)


def parse_model(text: str, folder: Path = Path(), name: str = "model file") -> Specification:
    """Read the text of a model file.

    Parameters
    ----------
    text : str
        YAML.
    folder : Path
        Folder that file names are relative to.
    name : str
        What messages call the file.

    Returns
    -------
    Specification
        What it says.

    Raises
    ------
    InputError
        The text is wrong, or asks for what this version cannot do; it carries every problem found.
    """
    spec, root, source = read_specification(text, folder, name)
    if problems := unsupported(spec):
        raise InputError(_placed(problem, root, source) for problem in problems)
    return in_waves(spec)


def read_specification(text: str, folder: Path, name: str) -> tuple[Specification, Mapping, Source]:
    """Read a model file as written, its waves not yet laid out, without asking what this version can do."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    source = Source(name, text)
    root, doubles = compose(source)
    findings = Findings(root, source)
    findings.problems.extend(doubles)
    spec = read_sections(findings, folder)
    if spec is None:
        raise InputError(findings.problems)
    return spec, root, source


def _placed(problem: Problem, root: Mapping, source: Source) -> Problem:
    """Put in the place of an option that is named by its keys, or of a sign in the chain."""
    keys = problem.where.split(".")
    chain = root.values["chain"]
    if keys[0] == "chain" and isinstance(chain, Scalar):
        part = embedded(chain, source)
        tokens = [token for statement in statements(part.text) for token in statement]
        at = next(token for token in tokens if token.is_operator(keys[1]))
        return part.problem(problem.message, problem.remedy, at.line, at.column, at.length)
    return source.problem(problem.message, problem.remedy, *place(root, keys))
