"""What a run tells while it goes; a listener prints it, for people or for scripts."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True)
class Started:
    """A command begins.

    Parameters
    ----------
    command : str
        Name of the command.
    model : Path
        Model file, or run folder.
    """

    command: str
    model: Path


@dataclass(frozen=True)
class Step:
    """One step begins.

    Parameters
    ----------
    name : {"read", "build", "fit", "check", "report", "batch", …}
    message : str
        What happens, in plain words.
    """

    name: str
    message: str


@dataclass(frozen=True)
class Note:
    """Something that the user should know."""

    message: str


@dataclass(frozen=True)
class Sampling:
    """Where a fit stands.

    Parameters
    ----------
    phase : {"compiling", "sampling", "again", "summarising", "refitting"}
    done, total : int
        Draws finished and to do, over all chains; teams of `refitting`; 0 in other phases.
    divergences : int
        Divergent transitions so far.
    """

    phase: str
    done: int = 0
    total: int = 0
    divergences: int = 0


@dataclass(frozen=True)
class Ran:
    """One run of a batch is done.

    Parameters
    ----------
    model : Path
        Its model file.
    folder : Path
        Its run folder.
    verdict : {"pass", "look", "fail"} or ""
        Whether the posterior can be trusted; empty where there is none.
    sentence : str
        What was found, or what went wrong.
    exit_code : int
        What `bayeschain run` would have ended with.
    """

    model: Path
    folder: Path
    verdict: str
    sentence: str
    exit_code: int


@dataclass(frozen=True)
class Finished:
    """A command is done.

    Parameters
    ----------
    folder : Path
        What was written.
    verdict : {"pass", "look", "fail"} or ""
        Whether the posterior can be trusted; empty where there is none.
    sentence : str
        The verdict in plain words.
    exit_code : int
        Exit code of the command line.
    seconds : float
        How long it took.
    """

    folder: Path
    verdict: str
    sentence: str
    exit_code: int
    seconds: float


@dataclass(frozen=True)
class Replicated:
    """Where a study stands.

    Parameters
    ----------
    done, total : int
        Replicates finished, failed ones included, and to do.
    failed : int
        Replicates that failed.
    seconds_left : float
        Remaining time at the present pace.
    phase : {"replicates"}
        As events of a fit have one.
    """

    done: int
    total: int
    failed: int
    seconds_left: float
    phase: str = "replicates"


type Event = Started | Step | Note | Sampling | Replicated | Ran | Finished
type Listener = Callable[[Event], None]

NAMES: Final = {
    Started: "started",
    Step: "step",
    Note: "note",
    Sampling: "progress",
    Replicated: "progress",
    Ran: "ran",
    Finished: "finished",
}


def record(event: Event) -> dict[str, str | int | float]:
    """Event as plain values: ``event`` holds its name, paths are text."""
    facts = {key: str(value) if isinstance(value, Path) else value for key, value in asdict(event).items()}
    return {"event": NAMES[type(event)], **facts}


def silent(event: Event) -> None:
    """Nobody listens."""
