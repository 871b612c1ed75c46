"""A process beside this one, which does one thing at a time and is never left behind."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import Final, Self

from threadpoolctl import threadpool_limits

SPAWN: Final = get_context("spawn")


class Worker:
    """One spawned process with one BLAS thread, which ends when it is closed or when this process is no more."""

    def __init__(self) -> None:
        self._open()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def submit[**P, Found](self, function: Callable[P, Found], *args: P.args, **kwargs: P.kwargs) -> Future[Found]:
        """Have it call a function of a module; what is given and returned is pickled.

        Where it died before it was asked, what is returned fails as if it had died afterwards.
        """
        try:
            return self._pool.submit(function, *args, **kwargs)
        except BrokenProcessPool as error:
            failed: Future[Found] = Future()
            failed.set_exception(error)
            return failed

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


def brought[Found](asked: Future[Found] | None, instead: Callable[[], Found]) -> Found:
    """What a worker was asked for; made here where none was asked, or where it died."""
    if asked is None:
        return instead()
    try:
        return asked.result()
    except (BrokenProcessPool, CancelledError):
        return instead()


@contextmanager
def one_beside(prepare: Callable[[], None]) -> Iterator[Worker | None]:
    """A process that makes itself ready for what it will be asked for; none where there is one core."""
    if open_cores() < 2:
        yield None
        return
    with Worker() as worker:
        worker.submit(prepare)
        yield worker


def open_cores() -> int:
    """Cores that are open to this process."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _begin(lifeline: Connection) -> None:
    """Begin a worker: one BLAS thread, deaf to Ctrl-C, which the parent answers, and gone with the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threadpool_limits(limits=1)
    Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    """Wait until the other end of the lifeline is closed: by the parent, or with it."""
    lifeline.poll(None)
    os._exit(1)
