"""Replicates on a Dask cluster, wherever its workers are."""

from collections import deque
from collections.abc import Generator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final

from threadpoolctl import threadpool_limits

from bayeschain.errors import InputError, Problem, RunError
from bayeschain.experiments.keeping import is_open, keep, kept
from bayeschain.experiments.tasks import Job, Record, Task, failure, perform

try:
    import distributed
except ImportError:  # an optional library: the extra `cluster`
    INSTALLED = False
else:
    INSTALLED = True

AHEAD: Final = 2
"""Replicates handed out for each thread of the cluster: the next one is there when one is done."""

CONNECTING: Final = 15
"""Seconds to wait for the scheduler."""


def run_on_cluster(job: Job, tasks: Sequence[Task], folder: Path, scheduler: str) -> Generator[Record]:
    """Do replicates on a Dask cluster whose workers have this version of bayeschain.

    Parameters
    ----------
    job : Job
    tasks : sequence of Task
        What is to be done.
    folder : Path
        The study's folder. Workers that see it write what they have finished; else it is written when it arrives here.
    scheduler : str
        Address, such as ``tcp://10.0.0.1:8786``.

    Yields
    ------
    Record
        In the order in which they finish. Dask has a replicate done again whose worker was lost; one that takes down
        several workers has failed.

    Raises
    ------
    InputError
        There is no such scheduler, or the library `distributed` is missing.
    RunError
        The scheduler was lost.
    """
    client = _connect(scheduler)
    waiting = deque(tasks)
    of: dict[Any, Task] = {}

    def hand_out(count: int) -> list[Any]:
        handed = []
        for task in list(islice(waiting, max(count, 0))):
            waiting.popleft()
            key = f"{job.fingerprint[:12]}-{task.name}"
            future = client.submit(perform_anywhere, job, task, str(folder), key=key, pure=False)
            of[future.key] = task
            handed.append(future)
        return handed

    flying: list[Any] = []
    try:
        arriving = distributed.as_completed(loop=client.loop)
        flying = hand_out(_room(client))
        arriving.update(flying)
        for future in arriving:
            flying.remove(future)
            task = of.pop(future.key)
            record = _outcome(future, task)
            if kept(folder, task) != record:
                keep(folder, record)
            yield record
            more = hand_out(_room(client) - len(flying))
            flying += more
            arriving.update(more)
    finally:
        if client.status == "running":
            client.cancel(flying)
        client.close()


def perform_anywhere(job: Job, task: Task, folder: str) -> Record:
    """Do a replicate on whichever machine this is; keep it where the study's folder can be seen."""
    with threadpool_limits(limits=1):
        record = perform(job, task)
    if is_open(Path(folder), job.fingerprint):
        keep(Path(folder), record)
    return record


def _connect(scheduler: str) -> Any:
    if not INSTALLED:
        problem = Problem("A cluster needs the library distributed.", "Install bayeschain[cluster].", "--scheduler")
        raise InputError([problem])
    try:
        return distributed.Client(scheduler, timeout=CONNECTING, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        remedy = "Give the address that dask-scheduler shows, such as tcp://10.0.0.1:8786."
        raise InputError([Problem(f"No scheduler answers at {scheduler}.", remedy, "--scheduler")]) from error


def _room(client: Any) -> int:
    """Replicates that may be with the cluster at a time."""
    return max(1, AHEAD * sum(client.nthreads().values()))


def _outcome(future: Any, task: Task) -> Record:
    if future.status not in ("finished", "error"):
        raise RunError("The scheduler was lost. What was finished is kept: begin again to go on.")
    error = future.exception()
    if isinstance(error, RunError):
        raise error
    return failure(task, error) if error else future.result()
