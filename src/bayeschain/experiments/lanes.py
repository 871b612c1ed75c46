"""Replicates on this machine: spawned processes with one BLAS thread each, one replicate at a time in each."""

import os
import signal
from collections import Counter, deque
from collections.abc import Generator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread
from typing import Final

from threadpoolctl import threadpool_limits

from bayeschain.errors import RunError
from bayeschain.experiments.keeping import keep, kept
from bayeschain.experiments.tasks import Job, Record, Task, failure, perform

PATIENCE: Final = 3
"""Workers that one replicate may take down before it counts as failed, and that may die before any has done a thing."""

SPAWN: Final = get_context("spawn")


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
    lanes = [Lane() for _ in range(min(workers, len(tasks)))]
    running: dict[Future[Record], tuple[Lane, Task]] = {}
    done = False

    def next_one(lane: Lane) -> None:
        if waiting:
            task = waiting.popleft()
            running[lane.submit(job, task, folder)] = lane, task

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


class Lane:
    """One worker process, which ends when it is closed or when this process is no more."""

    def __init__(self) -> None:
        self._open()

    def submit(self, job: Job, task: Task, folder: Path) -> Future[Record]:
        """Have a replicate done and written to the folder."""
        return self._pool.submit(_perform_and_keep, job, task, folder)

    def renew(self) -> None:
        """Take a new process in the place of one that died."""
        self.close()
        self._open()

    def close(self) -> None:
        """End the process at once, whatever it does."""
        self._lifeline.close()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _open(self) -> None:
        other_end, self._lifeline = SPAWN.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(1, mp_context=SPAWN, initializer=_begin, initargs=(other_end,))


def _perform_and_keep(job: Job, task: Task, folder: Path) -> Record:
    record = perform(job, task)
    keep(folder, record)
    return record


def _begin(lifeline: Connection) -> None:
    """Begin a worker: one BLAS thread, deaf to Ctrl-C, which the parent answers, and gone with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(limits=1)
    Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    """Wait until the other end of the lifeline is closed: by the parent, or with it."""
    lifeline.poll(None)
    os._exit(1)


def _outcome(future: Future[Record], folder: Path, task: Task) -> Record | None:
    """Record of a replicate; None where its worker died before it had finished."""
    error = future.exception()
    if isinstance(error, BrokenProcessPool):
        return kept(folder, task)
    if isinstance(error, RunError):
        raise error
    return failure(task, error) if error else future.result()
