"""One replicate of a study, what a worker does with it, and what is kept of it."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from json import dumps
from threading import Lock
from typing import Any, Final, Literal

import numpy as np

type Json = Mapping[str, Any]

ONE_AT_A_TIME: Final = Lock()
"""Held while a worker gets ready: its threads would compile the same chain side by side."""


@dataclass(frozen=True, order=True)
class Task:
    """One replicate of a study.

    Parameters
    ----------
    cell : int
        Number of the condition.
    replicate : int
        Number within the condition.
    seed : int
        Seed of the study.
    """

    cell: int
    replicate: int
    seed: int

    @property
    def name(self) -> str:
        """A name that no other replicate of the study has."""
        return f"{self.cell:03d}-{self.replicate:06d}"

    def stream(self) -> np.random.SeedSequence:
        """Source of all randomness of the replicate.

        It is what ``SeedSequence(seed).spawn(…)[cell].spawn(…)[replicate]`` returns, so it depends on nothing else: not
        on the number of replicates, not on who computes it, not on when.
        """
        return np.random.SeedSequence(self.seed, spawn_key=(self.cell, self.replicate))

    def seeds(self, count: int) -> tuple[int, ...]:
        """Whole numbers below 2³¹ for whoever wants a seed as a number."""
        return tuple(int(each) for each in self.stream().generate_state(count) >> 1)


def tasks_of(cells: int, replicates: int, seed: int) -> tuple[Task, ...]:
    """All replicates of a study, first ones first: a study that is stopped has about as many of each condition."""
    return tuple(Task(cell, number, seed) for number in range(replicates) for cell in range(cells))


class Job(ABC):
    """What is done in each replicate of a study; pickles, since workers are processes of their own.

    Two jobs are equal when their descriptions are.
    """

    @abstractmethod
    def description(self) -> Json:
        """Everything that the results depend on, as plain values."""

    @abstractmethod
    def prepare(self) -> Any:
        """Do what a worker does once, such as compiling the chain."""

    @abstractmethod
    def replicate(self, ready: Any, task: Task) -> Json:
        """Do one replicate; `ready` is what `prepare` returned. Plain values."""

    @property
    def fingerprint(self) -> str:
        """Hash of the description."""
        return sha256(dumps(self.description(), sort_keys=True).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Job) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)


@dataclass(frozen=True)
class Record:
    """What is kept of a replicate.

    Parameters
    ----------
    task : Task
        The replicate; its seed repeats it.
    status : {"done", "failed"}
        A replicate that failed is kept as well, or results would be those of the well-behaved data sets only.
    result : mapping
        What the job returned; empty where it failed.
    error : str
        What went wrong; empty where nothing did.
    """

    task: Task
    status: Literal["done", "failed"]
    result: Json
    error: str = ""

    def as_json(self) -> str:
        """Text of the record; equal replicates have equal texts."""
        task = {"cell": self.task.cell, "replicate": self.task.replicate, "seed": self.task.seed}
        return dumps(task | {"status": self.status, "error": self.error, "result": self.result}) + "\n"


def record_of(content: Json) -> Record:
    """Record from the values of its text."""
    task = Task(content["cell"], content["replicate"], content["seed"])
    return Record(task, content["status"], content["result"], content["error"])


def failure(task: Task, error: BaseException) -> Record:
    """Record of a replicate that failed."""
    return Record(task, "failed", {}, f"{type(error).__name__}: {error}")


def results(records: Sequence[Record]) -> list[tuple[Task, Json]]:
    """Results of the replicates that were done."""
    return [(record.task, record.result) for record in records if record.status == "done"]


@lru_cache(maxsize=1)
def _prepared(job: Job) -> Any:
    return job.prepare()


def perform(job: Job, task: Task) -> Record:
    """Do one replicate in this process, which gets ready at the first one of a job."""
    with ONE_AT_A_TIME:
        ready = _prepared(job)
    return Record(task, "done", job.replicate(ready, task))
