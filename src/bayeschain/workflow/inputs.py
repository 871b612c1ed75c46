"""Model file and surveys, read and checked: everything that can be wrong before a sampler is needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Final

from bayeschain.errors import InputError, Problem, did_you_mean
from bayeschain.specification import Specification, load_model
from bayeschain.surveys import Surveys, read_surveys
from bayeschain.surveys.minimum import survey_problems
from bayeschain.workflow.events import Listener, Step, silent
from bayeschain.workflow.folder import folder_problems

TEAMS: Final = "teams"
"""Name of the team table among the data files."""


@dataclass(frozen=True)
class DataFile:
    """One data file: its name as given, and the hash of its content."""

    file: str
    sha256: str


@dataclass(frozen=True)
class Inputs:
    """What a run begins with.

    Parameters
    ----------
    specification : Specification
        The model file.
    surveys : Surveys
        Moments of the answers.
    model : Path
        The model file, as given.
    data : mapping of str to DataFile
        Data files by survey; ``teams`` for the team table.
    seconds : float
        How long reading took.
    """

    specification: Specification
    surveys: Surveys
    model: Path
    data: Mapping[str, DataFile]
    seconds: float


def read_inputs(
    model: str | Path,
    data: Mapping[str, str | Path] | Sequence[str] = (),
    *,
    out: str | Path | None = None,
    overwrite: bool = False,
    progress: Listener = silent,
) -> Inputs:
    """Read a model file and its surveys.

    Parameters
    ----------
    model : str or Path
        The model file.
    data : mapping of str to path, or sequence of str
        Files that replace those of the model file, by survey; or as text, ``SURVEY=FILE``, or ``FILE`` where there is
        one survey.
    out : str or Path, optional
        Folder that will be written.
    overwrite : bool
        Whether it may be replaced.
    progress : callable
        Told of every step.

    Returns
    -------
    Inputs
        The specification and what the respondents answered.

    Raises
    ------
    InputError
        With every problem of the model file, or of all data files and the folder.
    """
    start = perf_counter()
    progress(Step("read", f"Reading {model}"))
    specification = load_model(model)
    problems = [] if out is None else folder_problems(Path(out), overwrite=overwrite)
    try:
        files = data if isinstance(data, Mapping) else data_files(specification, data)
        hashes = data_hashes(specification, files)
        surveys = read_surveys(specification, {name: Path(file) for name, file in files.items()})
    except InputError as error:
        raise InputError([*error.problems, *problems]) from error
    counts = {source.survey: int(source.n.sum()) for source in surveys.sources}
    if problems := [*survey_problems(counts, specification.disclosure.minimum_group), *problems]:
        raise InputError(problems)
    return Inputs(specification, surveys, Path(model), hashes, perf_counter() - start)


def data_files(specification: Specification, given: Sequence[str]) -> dict[str, Path]:
    """Files by survey from ``SURVEY=FILE`` or ``FILE``.

    Raises
    ------
    InputError
        A survey is unknown, named twice, or left out where there are several.
    """
    known = [*specification.surveys, *([TEAMS] if specification.teams else [])]
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    for text in given:
        name, sign, file = text.partition("=")
        if not sign or (name not in known and Path(text).exists()):
            name, file = _only(specification), text
        where = f"--data {text}"
        if not name:
            names = ", ".join(specification.surveys)
            remedy = f"Write --data SURVEY={text}; the surveys are {names}."
            problems.append(Problem("The model has several surveys; this file could be any of them.", remedy, where))
        elif name not in known:
            problems.append(Problem(f"The model has no survey '{name}'.", did_you_mean(name, known), where))
        elif name in found:
            problems.append(Problem(f"A second file for '{name}'.", "Give each survey one file.", where))
        elif not file:
            problems.append(Problem("The name of the file is missing.", f"Write --data {name}=FILE.", where))
        else:
            found[name] = Path(file)
    if problems:
        raise InputError(problems)
    return found


def _only(specification: Specification) -> str:
    names = list(specification.surveys)
    return names[0] if len(names) == 1 else ""


def data_hashes(specification: Specification, files: Mapping[str, str | Path]) -> dict[str, DataFile]:
    """Hash of every data file that is there; `read_surveys` says what is wrong with the others.

    Raises
    ------
    InputError
        A file cannot be read.
    """
    named = {name: survey.file for name, survey in specification.surveys.items()}
    if specification.teams is not None:
        named[TEAMS] = specification.teams.file
    found = {}
    for name, file in named.items():
        path = Path(files[name]) if name in files else specification.folder / file
        if path.is_file():
            found[name] = DataFile(str(files.get(name, file)), _hash(path))
    return found


def _hash(path: Path) -> str:
    digest = sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
    except OSError as error:
        problem = Problem(f"The file cannot be read: {error.strerror}.", "Check its permissions.", str(path))
        raise InputError([problem]) from error
    return digest.hexdigest()
