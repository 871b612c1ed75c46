"""Replicates that take no time, and some that go wrong, for workers in processes of their own."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Any

import numpy as np

from bayeschain.experiments.tasks import Job, Json, Task


@dataclass(frozen=True, eq=False)
class Toy(Job):
    """A mean of ten normals; `trouble` says what goes wrong in which replicate.

    Every replicate leaves a line in the file `log`: how often it was computed, and by which process.
    """

    log: str
    trouble: tuple[tuple[int, str], ...] = ()
    pause: float = 0.0

    def description(self) -> Json:
        return {"study": "toy"}

    def prepare(self) -> Any:
        return 10

    def replicate(self, ready: Any, task: Task) -> Json:
        with Path(self.log).open("a") as file:
            file.write(f"{task.name} {os.getpid()}\n")
        sleep(self.pause)
        match dict(self.trouble).get(task.replicate):
            case "raises":
                raise ValueError("this data set is bad")
            case "kills always":
                os.kill(os.getpid(), signal.SIGKILL)
            case "kills once":
                if Path(self.log).read_text().count(task.name) == 1:
                    os.kill(os.getpid(), signal.SIGKILL)
            case "waits":
                sleep(600)
        return {"mean": float(np.random.default_rng(task.stream()).normal(size=ready).mean())}

    def computed(self) -> list[str]:
        """Names of the replicates that were begun, as often as they were."""
        return [line.split()[0] for line in Path(self.log).read_text().splitlines()]

    def processes(self) -> set[int]:
        """Processes that worked."""
        return {int(line.split()[1]) for line in Path(self.log).read_text().splitlines()}
