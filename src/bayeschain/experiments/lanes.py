"""Replicates on this machine: spawned processes with one BLAS thread each, one replicate at a time in each."""

from collections import Counter, deque
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Final

from bayeschain.errors import RunError
from bayeschain.experiments.keeping import keep, kept
from bayeschain.experiments.tasks import Job, Record, Task, failure, perform
from bayeschain.processes import Worker

PATIENCE: Final = 3
"""Workers that one replicate may take down before it counts as failed, and that may die before any has done a thing."""


def run_locally(job: Job, tasks: Sequence[Task], folder: Path, workers: int) -> Generator[Record]:
    """Do replicates in processes of this machine.

    Parameters
    ----------
    job : Job
    tasks : sequence of Task
        What is to be done.
    folder : Path
        Where each worker writes what it has finished.
    workers : int
        Number of processes.

    Yields
    ------
    Record
        In the order in which they finish. A replicate whose worker was killed is done again by a new worker; one that
        takes down `PATIENCE` workers has failed.

    Raises
    ------
    RunError
        Workers cannot be started.
    """
    waiting, deaths = deque(tasks), Counter[Task]()
    lanes = [Worker() for _ in range(min(workers, len(tasks)))]
    running: dict[Future[Record], tuple[Worker, Task]] = {}
    done = False

    def next_one(lane: Worker) -> None:
        if waiting:
            task = waiting.popleft()
            running[lane.submit(_perform_and_keep, job, task, folder)] = lane, task

    try:
        for lane in lanes:
            next_one(lane)
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                lane, task = running.pop(future)
                record = _outcome(future, folder, task)
                if record is None:
                    lane.renew()
                    deaths[task] += 1
                    if not done and deaths.total() >= PATIENCE * len(lanes):
                        raise RunError("The workers die before they have done anything; is there memory enough?")
                    if deaths[task] < PATIENCE:
                        waiting.appendleft(task)
                    else:
                        record = failure(task, RunError(f"{PATIENCE} workers died of this replicate"))
                if record is not None:
                    done = True
                    if record.status == "failed":
                        keep(folder, record)
                    yield record
                next_one(lane)
    finally:
        for lane in lanes:
            lane.close()


def _perform_and_keep(job: Job, task: Task, folder: Path) -> Record:
    record = perform(job, task)
    keep(folder, record)
    return record


def _outcome(future: Future[Record], folder: Path, task: Task) -> Record | None:
    """Record of a replicate; None where its worker died before it had finished."""
    error = future.exception()
    if isinstance(error, BrokenProcessPool):
        return kept(folder, task)
    if isinstance(error, RunError):
        raise error
    return failure(task, error) if error else future.result()
