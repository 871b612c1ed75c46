"""One model file, run by a worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from bayeschain.errors import InputError, RunError
from bayeschain.experiments.tasks import Job, Task
from bayeschain.messages import Message
from bayeschain.workflow.manifest import read_manifest
from bayeschain.workflow.running import run

DONE: Final = 0
FAILED: Final = 1
WRONG_INPUT: Final = 2


@dataclass(frozen=True, eq=False)
class Runs(Job):
    """Runs of model files; replicate i of a batch is its file i.

    Parameters
    ----------
    models : tuple of str
        The model files.
    out : str
        Folder that each run gets a folder of its own in.
    cores : int
        Chains at a time in one run.
    settings : mapping
        draws, tune, chains, seed, sampler, approximate, safe, as `run` takes them.
    """

    models: tuple[str, ...]
    out: str
    cores: int
    settings: Mapping[str, Any] = field(default_factory=dict)

    def description(self) -> dict[str, Any]:
        """What is run, and how."""
        texts = [Path(each).read_bytes() for each in self.models]
        return {
            "models": list(self.models),
            "sha256": [sha256(text).hexdigest() for text in texts],
            "out": self.out,
            "settings": dict(self.settings),
        }

    def prepare(self) -> None:
        """Nothing is shared by runs of different models."""

    def replicate(self, ready: None, task: Task) -> dict[str, Any]:
        """Run one model file; whatever goes wrong is said in the result."""
        model = Path(self.models[task.replicate])
        place = Path(self.out) / model.stem
        try:
            run(model, place, cores=self.cores, overwrite=True, resume=True, **self.settings)
        except InputError as error:
            problems = [{"where": p.where, "message": p.message, "remedy": p.remedy} for p in error.problems]
            return told(WRONG_INPUT, "", in_short(len(problems)), problems=problems)
        except RunError as error:
            return told(FAILED, "", str(error))
        return told_of(read_manifest(place))


def in_short(problems: int) -> Message:
    """How many problems an input has."""
    return Message.counted("{n} problem in the input.", "{n} problems in the input.", problems)


def told_of(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What the run of a manifest came to, as plain values."""
    verdict, changes = manifest["verdict"], manifest.get("changes")
    said = verdict.get("said", "")
    return told(verdict["exit_code"], verdict["status"], verdict["sentence"], said=said, changes=changes)


def told(
    exit_code: int,
    verdict: str,
    sentence: str,
    *,
    said: str = "",
    problems: list[dict[str, str]] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What a run came to, as plain values; `said` is the sentence in the language of its model file, where known."""
    return {
        "exit_code": exit_code,
        "verdict": verdict,
        "sentence": str(sentence),
        "said": said,
        "problems": problems or [],
        "changes": dict(changes or {}),
    }
