"""A folder appears whole or not at all.

It is filled beside its place under a name of its own, flushed to disk, and renamed. So neither a failure nor Ctrl-C
leaves a half-written folder, and two runs into one folder never mix.
"""

import errno
import os
import secrets
import shutil
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from bayeschain.errors import InputError, Problem, RunError
from bayeschain.workflow.exchange import exchange

MARKS: Final = ("manifest.json", "report.html")
"""A folder that holds one of these is ours, and may be replaced when the user says so."""

TAKEN: Final = frozenset({errno.EEXIST, errno.ENOTEMPTY})
SIGNALS: Final = (signal.SIGINT, signal.SIGTERM)


def folder_problems(out: Path, *, overwrite: bool) -> list[Problem]:
    """What forbids to write a folder.

    Parameters
    ----------
    out : Path
        The folder to be.
    overwrite : bool
        Whether a folder that we wrote before may be replaced.

    Returns
    -------
    list of Problem
        At most one.
    """
    where = str(out)
    try:
        if not os.path.lexists(out):
            return []
        if not out.is_dir():
            return [Problem("This is a file; a folder is to be written here.", "Choose another name.", where)]
        held = {each.name for each in out.iterdir()}
    except FileNotFoundError:
        return []
    except OSError as error:
        return [Problem(f"The folder cannot be read: {error.strerror}.", "Choose another folder.", where)]
    if not held:
        return []
    if held.isdisjoint(MARKS):
        remedy = "Choose a folder that does not exist yet."
        return [Problem("The folder exists and holds other files.", remedy, where)]
    if not overwrite:
        return [Problem("The folder exists.", "Choose another folder, or replace it with --overwrite.", where)]
    return []


def write_whole[T](out: str | Path, fill: Callable[[Path], T], *, overwrite: bool = False) -> T:
    """Write a folder whole or not at all.

    Parameters
    ----------
    out : str or Path
        The folder to be; missing folders above it are made.
    fill : callable
        Given an empty folder beside `out`, writes everything into it.
    overwrite : bool
        Replace a folder that we wrote before. It is removed only after the new one stands.

    Returns
    -------
    object
        What `fill` returned.

    Raises
    ------
    InputError
        `out` exists, and may not or should not be replaced.
    RunError
        The folder cannot be written: no right to, no space left, or another run was first.
    """
    place = Path(out).resolve()
    if problems := folder_problems(place, overwrite=overwrite):
        raise InputError(problems)
    made: list[Path] = []
    beside = _beside(place, "partial")
    try:
        _make_parents(place, made)
        beside.mkdir()
        result = fill(beside)
        _flush(beside)
        with undisturbed():
            _put(beside, place, overwrite=overwrite)
            made.clear()
        return result
    except OSError as error:
        raise RunError(_in_words(place, error)) from error
    finally:
        with undisturbed():
            shutil.rmtree(beside, ignore_errors=True)
            _remove_empty(made)


def write_file(path: Path, text: str) -> None:
    """Write a text file whole or not at all.

    Raises
    ------
    RunError
        It cannot be written.
    """
    beside = _beside(path, "partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="")
        beside.replace(path)
    except OSError as error:
        raise RunError(_in_words(path, error)) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Ignore Ctrl-C and a polite kill for the moment that a rename or a removal takes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {each: signal.signal(each, signal.SIG_IGN) for each in SIGNALS}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler if handler is not None else signal.SIG_DFL)


def _beside(place: Path, kind: str) -> Path:
    return place.with_name(f".{place.name}.{secrets.token_hex(6)}.{kind}")


def _make_parents(place: Path, made: list[Path]) -> None:
    missing = [each for each in place.parents if not each.exists()]
    for each in reversed(missing):
        each.mkdir(exist_ok=True)
        made.append(each)


def _remove_empty(made: list[Path]) -> None:
    """Remove the folders that we made, unless somebody uses them by now."""
    with suppress(OSError):
        for each in reversed(made):
            each.rmdir()


def _flush(folder: Path) -> None:
    """Have everything on disk before the folder gets its name."""
    if os.name != "posix":
        return
    for each in [*folder.rglob("*"), folder]:
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _put(beside: Path, place: Path, *, overwrite: bool) -> None:
    """Give the new folder its name; one that stands there changes places with it, or is set aside, and goes last."""
    aside: list[Path] = []
    try:
        while not _renamed(beside, place):
            if not overwrite or folder_problems(place, overwrite=True):
                raise RunError(f"Another run has written {place} in the meantime; it was left as it is.")
            if exchange(beside, place):  # the old folder is now beside, from where it is removed
                return
            aside.append(_beside(place, "replaced"))
            place.rename(aside[-1])
    finally:
        if aside and not place.exists():
            aside.pop().rename(place)
        for each in aside:
            shutil.rmtree(each, ignore_errors=True)


def _renamed(beside: Path, place: Path) -> bool:
    """Rename; False when a folder with content stands there."""
    try:
        beside.rename(place)
    except OSError as error:
        if error.errno in TAKEN:
            return False
        raise
    return True


def _in_words(place: Path, error: OSError) -> str:
    reason = error.strerror or str(error)
    if error.errno == errno.ENOSPC:
        return f"No space is left on the disk of {place}; nothing was written. Make space, or choose another folder."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{place} cannot be written ({reason}); nothing was written. Choose a folder that you may write to."
    blamed = f": {error.filename}" if error.filename and not str(error.filename).startswith(str(place.parent)) else ""
    return f"{place} could not be written ({reason}{blamed}); nothing was written."
