"""Ctrl-C and a polite kill: the command unwinds, removes what it has half written, and ends with the usual code."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

CODES: Final = {signal.SIGINT: 130, signal.SIGTERM: 143}


class Stopped(KeyboardInterrupt):
    """The user or the system asked to stop.

    Parameters
    ----------
    code : int
        Exit code, 128 plus the number of the signal.
    """

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Stop:
    """Remembers that somebody asked to stop: an exception that rises inside a callback of a library can get lost."""

    def __init__(self) -> None:
        self._asked: int | None = None

    def ask(self, number: int, frame: FrameType | None) -> None:
        """Handle a signal."""
        self._asked = CODES[signal.Signals(number)]
        raise Stopped(self._asked)

    def check(self) -> None:
        """Stop now if somebody asked before."""
        if self._asked is not None and threading.current_thread() is threading.main_thread():
            raise Stopped(self._asked)


@contextmanager
def stoppable() -> Iterator[Stop]:
    """Turn signals into `Stopped` inside the block."""
    stop = Stop()
    before = {number: signal.signal(number, stop.ask) for number in CODES}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler if handler is not None else signal.SIG_DFL)
