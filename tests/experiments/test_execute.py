"""Replicates by several workers: nothing lost, nothing repeated, whoever is killed."""

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from time import sleep, time

import numpy as np
import pytest
from tests.support.jobs import Toy
from tests.support.starting import light_path

from bayeschain.errors import InputError
from bayeschain.experiments.execute import Advance, execute
from bayeschain.experiments.tasks import Task, tasks_of

ROOT = Path(__file__).parents[2]
PATIENT = 240.0


@pytest.fixture(autouse=True)
def light_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", light_path())


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not (status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z")


def wait_until(condition: "object") -> None:
    assert callable(condition)
    end = time() + PATIENT
    while not condition():
        assert time() < end, "it did not happen"
        sleep(0.05)


def test_seeds_are_those_of_numpy_and_depend_on_nothing_else() -> None:
    spawned = np.random.SeedSequence(9).spawn(3)[2].spawn(5)[4]
    assert Task(2, 4, 9).stream().generate_state(4).tolist() == spawned.generate_state(4).tolist()
    assert set(tasks_of(2, 3, 9)) < set(tasks_of(2, 5, 9))


def test_results_do_not_depend_on_the_workers_and_troubles_are_kept(tmp_path: Path) -> None:
    trouble = ((1, "raises"), (2, "kills once"), (4, "kills always"))
    job, tasks = Toy(str(tmp_path / "log"), trouble), tasks_of(1, 8, 3)
    told: list[Advance] = []
    records = execute(job, tasks, tmp_path / "study", workers=2, progress=told.append)
    assert [record.task for record in records] == list(tasks)
    assert [record.status for record in records] == ["done", "failed", "done", "done", "failed", "done", "done", "done"]
    assert records[1].error == "ValueError: this data set is bad"
    assert "3 workers died" in records[4].error
    wanted = [float(np.random.default_rng(task.stream()).normal(size=10).mean()) for task in tasks]
    assert [r.result["mean"] for r in records if r.result] == [wanted[i] for i in (0, 2, 3, 5, 6, 7)]
    assert Counter(job.computed()) == {task.name: {2: 2, 4: 3}.get(task.replicate, 1) for task in tasks}
    assert (told[-1].done, told[-1].total, told[-1].failed, told[-1].seconds_left) == (8, 8, 2, 0.0)

    # The same again does nothing; more replicates compute the new ones alone; failures are tried again when asked.
    execute(job, tasks, tmp_path / "study", workers=2)
    assert len(job.computed()) == 11
    well = Toy(job.log)
    more = execute(well, tasks_of(1, 9, 3), tmp_path / "study", workers=1)
    assert Counter(job.computed())["000-000008"] == 1
    assert len(job.computed()) == 12
    assert more[1].status == "failed"
    healed = execute(well, tasks_of(1, 9, 3), tmp_path / "study", workers=1, again=True)
    assert all(record.status == "done" for record in healed)
    assert len(job.computed()) == 14
    assert not any(is_alive(process) for process in job.processes())


def test_another_study_is_refused(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text('{"fingerprint": "other"}')
    with pytest.raises(InputError, match="Another study"):
        execute(Toy(str(tmp_path / "log")), tasks_of(1, 1, 1), tmp_path)
    (tmp_path / "study.json").rename(tmp_path / "else.txt")
    with pytest.raises(InputError, match="no folder of a study"):
        execute(Toy(str(tmp_path / "log")), tasks_of(1, 1, 1), tmp_path)


CLIENT = """
import signal
import sys
from tests.support.jobs import Toy
from tests.support.starting import light_path
from bayeschain.experiments.execute import execute
from bayeschain.experiments.tasks import tasks_of
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores Ctrl-C
    execute(Toy(sys.argv[1], ((5, "waits"),)), tasks_of(1, 8, 3), sys.argv[2], workers=2)
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_client_leaves_its_results_and_no_orphan(tmp_path: Path, how: signal.Signals) -> None:
    """Replicate 5 hangs: the other worker does the rest; then the client is killed, and a new one does 5 alone."""
    log, study = tmp_path / "log", tmp_path / "study"
    (tmp_path / "client.py").write_text(CLIENT)
    path = light_path(ROOT, ROOT / "src")
    client = subprocess.Popen(
        [sys.executable, str(tmp_path / "client.py"), str(log), str(study)],
        env=os.environ | {"PYTHONPATH": path},
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: len(list((study / "replicates").glob("*.json"))) == 7)
        os.kill(client.pid, how)
        client.wait(PATIENT)
        job = Toy(str(log))
        wait_until(lambda: not any(is_alive(process) for process in job.processes()))
    finally:
        client.kill()
    assert sorted(job.computed()) == [f"000-{i:06d}" for i in range(8)]
    records = execute(job, tasks_of(1, 8, 3), study, workers=1)
    assert all(record.status == "done" for record in records)
    assert Counter(job.computed()) == {f"000-{i:06d}": 2 if i == 5 else 1 for i in range(8)}
