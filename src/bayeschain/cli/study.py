"""What the commands that study fake surveys share: how a study is carried out, and the command that repeats it."""

import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bayeschain.workflow.events import Listener, Replicated


@dataclass(frozen=True)
class Study:
    """A study as it was asked for.

    Parameters
    ----------
    command : str
        Name of the command.
    model : Path
        Model file.
    out : Path
        Folder of the study.
    asked : mapping of str to object
        Other options by name, as given; None, False and empty ones were not.
    replicates, seed, workers, scheduler, again
        As `bayeschain.calibrate` takes them.
    """

    command: str
    model: Path
    out: Path
    asked: Mapping[str, object]
    replicates: int
    seed: int
    workers: int
    scheduler: str | None
    again: bool

    def how(self, progress: Listener) -> dict[str, Any]:
        """Arguments of `bayeschain.calibrate`, `recover` and `power` that say how the work is done."""
        return {
            "replicates": self.replicates,
            "seed": self.seed,
            "folder": self.out,
            "workers": self.workers,
            "scheduler": self.scheduler,
            "again": self.again,
            "progress": watching(progress),
        }

    @property
    def repeated(self) -> str:
        """Command line that gives the same results; who does the work has no say in them."""
        words = ["bayeschain", self.command, str(self.model), "--out", str(self.out)]
        for name, value in {**self.asked, "replicates": self.replicates, "seed": self.seed}.items():
            values = value if isinstance(value, list) else [value]
            for each in values:
                if each is True:
                    words.append(f"--{name}")
                elif each is not None and each is not False:
                    words += [f"--{name}", str(each)]
        return shlex.join(words)


def watching(progress: Listener) -> Callable[[Any], None]:
    """Watcher of a study that tells a listener; it is given `experiments.execute.Advance`, which is loaded later."""

    def watch(advance: Any) -> None:
        progress(Replicated(advance.done, advance.total, advance.failed, advance.seconds_left))

    return watch
