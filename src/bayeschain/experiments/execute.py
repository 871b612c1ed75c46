"""A study's replicates, done by workers, each kept as it finishes; a study that was stopped goes on where it was."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from bayeschain.experiments.cluster import run_on_cluster
from bayeschain.experiments.keeping import kept, open_folder
from bayeschain.experiments.lanes import run_locally
from bayeschain.experiments.tasks import Job, Record, Task


@dataclass(frozen=True)
class Advance:
    """Where a study stands.

    Parameters
    ----------
    done, total : int
        Replicates finished, failed ones included, and to do.
    failed : int
        Replicates that failed.
    seconds_left : float
        Remaining time at the present pace; NaN before there is one.
    """

    done: int
    total: int
    failed: int
    seconds_left: float


type Watcher = Callable[[Advance], None]


def unwatched(advance: Advance) -> None:
    """Nobody watches."""


def execute(
    job: Job,
    tasks: Sequence[Task],
    folder: str | Path,
    *,
    workers: int = 2,
    scheduler: str | None = None,
    again: bool = False,
    progress: Watcher = unwatched,
) -> list[Record]:
    """Do the replicates of a study that are not done yet.

    Parameters
    ----------
    job : Job
        What is done in each.
    tasks : sequence of Task
        All replicates of the study.
    folder : str or Path
        Where their records are kept: new, empty, or that of the same study.
    workers : int
        Processes on this machine.
    scheduler : str, optional
        Address of a Dask scheduler, whose workers do the replicates instead.
    again : bool
        Do those once more that failed.
    progress : callable
        Told after each replicate.

    Returns
    -------
    list of Record
        One a task, in their order. It depends on the job and the tasks alone, not on who computed them.

    Raises
    ------
    InputError
        The folder holds something else, or there is no such scheduler.
    RunError
        The folder cannot be written, the workers cannot be started, or the scheduler was lost. What was finished is
        kept.
    """
    folder = Path(folder)
    open_folder(folder, job)
    found = {task: record for task in tasks if (record := kept(folder, task)) is not None}
    if again:
        found = {task: record for task, record in found.items() if record.status == "done"}
    missing = [task for task in tasks if task not in found]
    pace = Pace(len(found), len(tasks))
    if missing:
        with closing(arriving(job, missing, folder, workers, scheduler)) as records:
            for record in records:
                found[record.task] = record
                failed = sum(each.status == "failed" for each in found.values())
                progress(Advance(len(found), len(tasks), failed, pace.left(len(found))))
    return [found[task] for task in tasks]


def arriving(job: Job, tasks: Sequence[Task], folder: Path, workers: int, scheduler: str | None) -> Generator[Record]:
    """Records of replicates as they finish, from processes of this machine or from a cluster; to be closed."""
    if scheduler is None:
        return run_locally(job, tasks, folder, workers)
    return run_on_cluster(job, tasks, folder, scheduler)


class Pace:
    """Remaining time from the pace since the start."""

    def __init__(self, before: int, total: int) -> None:
        self._before, self._total, self._start = before, total, perf_counter()

    def left(self, done: int) -> float:
        """Seconds left when this many are done; NaN before there is a pace."""
        new = done - self._before
        return (perf_counter() - self._start) / new * (self._total - done) if new else float("nan")
