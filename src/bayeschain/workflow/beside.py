"""What a process beside does for a run meanwhile: it compiles, judges and stores the draws; it draws figures, too."""

from concurrent.futures import Future
from pathlib import Path
from threading import Timer
from typing import Final, Self

import xarray as xr

from bayeschain.checks import Verdict
from bayeschain.checks.overall import trust
from bayeschain.inference import store
from bayeschain.inference.compiling import compile_model
from bayeschain.model import ChainModel, build_model
from bayeschain.processes import Worker, brought
from bayeschain.specification import Specification
from bayeschain.surveys import Surveys
from bayeschain.workflow.events import Listener, Note

PATIENCE: Final = 2.0
"""Seconds that loading a kernel from the cache takes at most; one that takes longer is being compiled."""
COMPILING: Final = "Compiling for this computer, which takes a minute or two, the first time only"


def compile_kernel(model: ChainModel, beside: Worker | None, progress: Listener) -> None:
    """Compile or load the kernel of a model; where it is compiled, another process compiles what calls it meanwhile.

    What that process has compiled comes from the cache on disk afterwards. Whoever waits is told that it takes long.
    """
    asked: list[Future[None]] = []

    def ask() -> None:
        progress(Note(COMPILING))
        if beside is not None:
            asked.append(beside.submit(compile_callers, model.specification, model.surveys))

    if model.layout.categories:  # the density of ordinal answers has more than one kernel
        return
    timer = Timer(PATIENCE, ask)
    timer.start()
    try:
        model.likelihood.entry()
    finally:
        timer.cancel()
        timer.join()
    for each in asked:
        brought(each, lambda: None)  # without it, all is compiled here


def compile_callers(specification: Specification, surveys: Surveys) -> None:
    """Compile what calls the kernel of a model, in a process that never evaluates it."""
    model = build_model(specification, surveys)
    model.likelihood.is_stand_in = True
    compile_model(model)


class Judging:
    """Whether the draws of a fit can be trusted, found by a process beside."""

    def __init__(self, fitted: xr.DataTree, beside: Worker | None) -> None:
        self._fitted = fitted
        self._asked = None if beside is None else beside.submit(trust, fitted)

    def verdict(self) -> Verdict:
        """Wait for the verdict; if the process beside died, or there is none, it is found here."""
        return brought(self._asked, lambda: trust(self._fitted))


class Storing:
    """A fit on its way to a file, written by a process beside; the file is there after `finish`.

    Where what is done meanwhile fails, that process is ended: it must not write into a folder that is being removed.
    """

    def __init__(self, fitted: xr.DataTree, path: Path, beside: Worker | None) -> None:
        self._fitted, self._path, self._beside = fitted, path, beside
        self._asked = None if beside is None else beside.submit(store, fitted, path)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, failure: type[BaseException] | None, *_: object) -> None:
        if failure is not None and self._beside is not None:
            self._beside.renew()

    def finish(self) -> None:
        """Wait for the file; if the process beside died, or there is none, it is written here."""
        brought(self._asked, lambda: store(self._fitted, self._path))
