"""Replicates on a real Dask scheduler with workers in processes of their own, one of which is killed."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from distributed import LocalCluster
from tests.support.jobs import Toy
from tests.support.starting import light_path

from bayeschain.errors import InputError
from bayeschain.experiments import cluster
from bayeschain.experiments.execute import execute
from bayeschain.experiments.tasks import tasks_of


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", light_path())
        with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as running:
            yield str(running.scheduler_address)


def test_a_killed_worker_loses_nothing_and_failures_are_kept(scheduler: str, tmp_path: Path) -> None:
    job, tasks = Toy(str(tmp_path / "log"), ((1, "raises"), (3, "kills once"))), tasks_of(1, 8, 3)
    records = execute(job, tasks, tmp_path / "study", scheduler=scheduler)
    assert [record.status for record in records] == ["done", "failed", *["done"] * 6]
    assert records[1].error == "ValueError: this data set is bad"
    wanted = [float(np.random.default_rng(task.stream()).normal(size=10).mean()) for task in tasks]
    assert [r.result["mean"] for r in records if r.result] == [wanted[i] for i in (0, 2, 3, 4, 5, 6, 7)]
    begun = Counter(job.computed())
    assert begun["000-000003"] == 2

    # What one client kept, local workers go on from; the records are the same whoever made them.
    again = execute(Toy(job.log), tasks_of(1, 9, 3), tmp_path / "study", workers=1)
    assert [record.as_json() for record in again[:8]] == [record.as_json() for record in records]
    assert Counter(job.computed()) - begun == {"000-000008": 1}


def test_workers_that_do_not_see_the_folder_send_what_they_found(scheduler: str, tmp_path: Path) -> None:
    task = tasks_of(1, 1, 3)[0]
    record = cluster.perform_anywhere(Toy(str(tmp_path / "log")), task, str(tmp_path / "elsewhere"))
    assert record.status == "done"
    assert not (tmp_path / "elsewhere").exists()


def test_no_scheduler_is_wrong_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "CONNECTING", 0.2)
    with pytest.raises(InputError, match="No scheduler answers"):
        execute(Toy(str(tmp_path / "log")), tasks_of(1, 1, 1), tmp_path / "study", scheduler="tcp://127.0.0.1:9")
    monkeypatch.setattr(cluster, "INSTALLED", False)
    with pytest.raises(InputError, match="distributed"):
        execute(Toy(str(tmp_path / "log")), tasks_of(1, 1, 1), tmp_path / "study", scheduler="tcp://127.0.0.1:9")
