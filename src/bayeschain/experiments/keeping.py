"""A study's folder: one small file a replicate, each there whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecodeError, dumps, loads
from pathlib import Path
from typing import Final

from bayeschain.errors import InputError, Problem, RunError
from bayeschain.experiments.tasks import Job, Record, Task, record_of

STUDY: Final = "study.json"
REPLICATES: Final = "replicates"


def open_folder(folder: Path, job: Job) -> None:
    """Make the folder of a study, or go on in it.

    Parameters
    ----------
    folder : Path
        A new or empty folder, or that of the same study.
    job : Job
        What the study does.

    Raises
    ------
    InputError
        Another study, or something else, stands there.
    RunError
        The folder cannot be written.
    """
    place = folder / STUDY
    if place.exists():
        if _fingerprint(place) != job.fingerprint:
            problem = Problem(
                "Another study was begun in this folder: with another model, design, seed, or other settings.",
                "Choose another folder, or repeat the options of that study to go on with it.",
                str(folder),
            )
            raise InputError([problem])
        return
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        problem = Problem("This is no folder of a study.", "Choose a folder that is new or empty.", str(folder))
        raise InputError([problem])
    with _in_words(folder):
        (folder / REPLICATES).mkdir(parents=True, exist_ok=True)
    _write(place, dumps({"fingerprint": job.fingerprint, **job.description()}, indent=2) + "\n")


def is_open(folder: Path, fingerprint: str) -> bool:
    """Whether the folder of the study can be seen from here; a worker on another machine may not see it."""
    return _fingerprint(folder / STUDY) == fingerprint


def keep(folder: Path, record: Record) -> None:
    """Write the record of a replicate to disk.

    Raises
    ------
    RunError
        It cannot be written.
    """
    _write(_place(folder, record.task), record.as_json())


def kept(folder: Path, task: Task) -> Record | None:
    """Record of a replicate, None where there is none."""
    try:
        return record_of(loads(_place(folder, task).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


def _place(folder: Path, task: Task) -> Path:
    return folder / REPLICATES / f"{task.name}.json"


def _fingerprint(place: Path) -> str:
    try:
        return str(loads(place.read_text(encoding="utf-8")).get("fingerprint"))
    except (OSError, JSONDecodeError, AttributeError):
        return ""


def _write(place: Path, text: str) -> None:
    beside = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    with _in_words(place):
        try:
            with beside.open("w", encoding="utf-8", newline="") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)


@contextmanager
def _in_words(place: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RunError(f"{place} cannot be written: {error.strerror}. What was finished before is kept.") from error
