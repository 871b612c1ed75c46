"""What a process beside does for a run is what this one would do."""

import math
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.conftest import Case

from bayeschain.checks import Verdict
from bayeschain.checks.overall import trust, verdicts
from bayeschain.cli.run import import_all
from bayeschain.inference import load, store
from bayeschain.inference.compiling import compile_model
from bayeschain.messages import Message
from bayeschain.model import build_model
from bayeschain.processes import Worker, one_beside
from bayeschain.specification import Specification
from bayeschain.surveys import Surveys
from bayeschain.workflow import beside
from bayeschain.workflow.beside import Judging, Storing, compile_callers, compile_kernel
from bayeschain.workflow.events import Note, silent


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    with one_beside(import_all) as found:
        if found is None:  # one core is open: what asks for a process has one all the same
            with Worker() as own:
                yield own
        else:
            yield found


def value_at_the_start(specification: Specification, surveys: Surveys, stand_in: bool) -> float:
    """Log-density at the start, of the model with its kernel or with what stands in for it."""
    model = build_model(specification, surveys)
    model.likelihood.is_stand_in = stand_in
    compiled = compile_model(model)
    return float(compiled.densities()(compiled.start()[None])[0][0])


def test_callers_are_compiled_without_the_kernel(case: Case, worker: Worker) -> None:
    here = value_at_the_start(case.specification, case.surveys, False)
    assert math.isfinite(here)
    assert worker.submit(value_at_the_start, case.specification, case.surveys, True).result() == -np.inf
    # what was compiled there is in the cache on disk, and has the kernel wherever there is one
    assert value_at_the_start(case.specification, case.surveys, False) == here


class Asked:
    """Takes note of what it is asked for."""

    def __init__(self) -> None:
        self.calls: list[Callable[..., object]] = []

    def submit(self, function: Callable[..., object], *arguments: object) -> Future[object]:
        self.calls.append(function)
        done: Future[object] = Future()
        done.set_result(None)
        return done


def test_a_kernel_that_is_loaded_asks_for_nothing(case: Case) -> None:
    case.model.likelihood.entry()
    asked = Asked()
    told: list[object] = []
    compile_kernel(case.model, asked, told.append)  # type: ignore[arg-type]
    assert (asked.calls, told) == ([], [])


def test_a_kernel_that_is_compiled_has_its_callers_compiled_beside(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Asked()
    started: list[Callable[[], None]] = []

    class Timer:
        def __init__(self, seconds: float, ask: Callable[[], None]) -> None:
            assert seconds == beside.PATIENCE
            self.ask = ask

        def start(self) -> None:
            self.ask()
            started.append(self.ask)

        def cancel(self) -> None:
            started.clear()

        def join(self) -> None:
            assert not started

    monkeypatch.setattr(beside, "Timer", Timer)
    told: list[object] = []
    compile_kernel(case.model, asked, told.append)  # type: ignore[arg-type]
    assert (asked.calls, told) == ([compile_callers], [Note(beside.COMPILING)])


def test_ordinal_answers_and_one_process_wait_for_nobody(ordinal_case: Case, case: Case) -> None:
    asked = Asked()
    compile_kernel(ordinal_case.model, asked, silent)  # type: ignore[arg-type]
    compile_kernel(case.model, None, silent)
    assert asked.calls == []


def test_the_draws_are_judged_the_same_elsewhere(case: Case, worker: Worker) -> None:
    here = trust(case.fit)
    assert_same(Judging(case.fit, worker).verdict(), here)
    assert_same(Judging(case.fit, None).verdict(), here)
    with Worker() as own:
        judging = Judging(case.fit, own)
        own.close()
        assert_same(judging.verdict(), here)


@pytest.mark.parametrize("dies", [False, True])
def test_the_draws_are_stored_the_same_elsewhere(case: Case, tmp_path: Path, worker: Worker, dies: bool) -> None:
    here, there = store(case.fit, tmp_path / "here.nc"), tmp_path / "there.nc"
    if dies:
        with Worker() as own:
            storing = Storing(case.fit, there, own)
    else:
        storing = Storing(case.fit, there, worker)
    with storing:
        storing.finish()
    xr.testing.assert_identical(load(there), load(here))


def test_who_stores_is_ended_where_the_run_fails(case: Case, tmp_path: Path) -> None:
    with Worker() as own:
        first = own.submit(os.getpid).result()
        with pytest.raises(KeyboardInterrupt), Storing(case.fit, tmp_path / "fit.nc", own):
            raise KeyboardInterrupt
        with pytest.raises(ProcessLookupError):
            os.kill(first, 0)
        assert own.submit(os.getpid).result() != first


def test_a_process_that_died_before_it_was_asked_is_done_without(case: Case) -> None:
    with Worker() as own:
        assert isinstance(own.submit(os._exit, 1).exception(), BrokenProcessPool)
        judging = Judging(case.fit, own)
        assert_same(judging.verdict(), trust(case.fit))


def assert_same(found: object, expected: object) -> None:
    assert vars(found).keys() == vars(expected).keys()
    for name, value in vars(expected).items():
        if isinstance(value, pd.DataFrame):
            pd.testing.assert_frame_equal(vars(found)[name], value)
        else:
            assert vars(found)[name] == value


def test_a_verdict_from_elsewhere_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[verdicts.__module__], "_others", lambda fit, teams: ("rest",))
    found = Verdict("first", "pass", Message("Yes."), Message(""), pd.DataFrame())
    first, *others = verdicts(xr.DataTree(), lambda: found)
    assert first is found
    assert list(map(str, others)) == ["rest"]
