"""Ctrl-C and a polite kill leave nothing half-written."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from tests.cli.conftest import environment, tree

from bayeschain.cli.stopping import Stop, Stopped, stoppable
from bayeschain.inference import load

pytestmark = pytest.mark.skipif(os.name != "posix", reason="sends signals")

SLOW_FIT = """
import os, sys, time
if sys.argv[3] == "alone" and hasattr(os, "sched_setaffinity"):  # one core, and so no process beside
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
from bayeschain.workflow import running
def fit(model, **options):
    print("fitting", flush=True)
    time.sleep(60)
running.fit = fit
sys.argv = ["bayeschain", "run", sys.argv[1], "--out", sys.argv[2], "--quiet"]
from bayeschain.cli import main
main()
"""


@pytest.mark.parametrize(
    ("number", "code", "delay", "where"),
    [(signal.SIGINT, 130, 0.0, "beside another"), (signal.SIGTERM, 143, 0.3, "alone")],
)
def test_a_run_that_is_stopped_leaves_nothing(
    study: Path, tmp_path: Path, number: signal.Signals, code: int, delay: float, where: str
) -> None:
    before = tree(tmp_path)
    command = [sys.executable, "-c", SLOW_FIT, str(study), str(tmp_path / "runs" / "out"), where]
    with subprocess.Popen(
        command, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "fitting\n"
        time.sleep(delay)
        assert tree(tmp_path) != before  # it is being written
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code
    assert "Traceback" not in said
    assert "Stopped" in said
    assert tree(tmp_path) == before


MOMENTS = [random.Random(seed).uniform(0.0, 3.0) for seed in (8, 9)]
QUICK_FIT = """
import os, sys
if hasattr(os, "sched_setaffinity"):  # one core, and so no process beside
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])
from tests.support.fake_fit import fake_fit
from bayeschain.workflow import running
def fit(model, **options):
    print("fitting", flush=True)
    return fake_fit(model.specification, teams=12, seed=2)
running.fit = fit
sys.argv = ["bayeschain", "run", sys.argv[1], "--out", sys.argv[2], "--quiet", "--overwrite"]
from bayeschain.cli import main
main()
"""


@pytest.mark.parametrize("delay", MOMENTS)
def test_a_run_that_is_killed_leaves_the_old_folder_or_a_whole_new_one(
    study: Path, tmp_path: Path, delay: float
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "manifest.json").write_text("{}")
    paths = os.pathsep.join([str(Path(__file__).parents[2]), environment()["PYTHONPATH"]])
    command = [sys.executable, "-c", QUICK_FIT, str(study), str(out)]
    with subprocess.Popen(command, env={**environment(), "PYTHONPATH": paths}, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"fitting\n"
        with suppress(subprocess.TimeoutExpired):
            process.wait(delay)
        process.kill()
    names = set(tree(out))
    if names != {"manifest.json"}:
        assert {"report.html", "posterior.nc", "model.yaml", "tables/effects.csv", "figures/tiers.svg"} <= names
        assert json.loads((out / "manifest.json").read_text())["seed"] == 2
        assert load(out).attrs["seed"] == 2
    else:
        assert (out / "manifest.json").read_text() == "{}"


def test_signals_become_an_exception_and_the_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stoppable(), pytest.raises(Stopped) as caught:
        signal.raise_signal(signal.SIGTERM)
    assert caught.value.code == 143
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_stop_that_a_library_swallowed_is_not_forgotten() -> None:
    stop = Stop()
    stop.check()
    with pytest.raises(Stopped):
        stop.ask(signal.SIGINT, None)
    with pytest.raises(Stopped):
        stop.check()
