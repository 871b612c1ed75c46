"""All model files of a folder, run by local processes or on a Dask cluster; what is up to date is left alone."""

import os
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, Final

from bayeschain.errors import RunError
from bayeschain.experiments.execute import arriving
from bayeschain.experiments.keeping import open_folder
from bayeschain.experiments.tasks import Record, Task
from bayeschain.workflow.batch.finding import is_up_to_date, language_of, model_files
from bayeschain.workflow.batch.summary import write_summary
from bayeschain.workflow.batch.work import DONE, FAILED, WRONG_INPUT, Runs, told, told_of
from bayeschain.workflow.events import Listener, Note, Ran, Step, silent
from bayeschain.workflow.manifest import read_manifest
from bayeschain.workflow.running import NOT_TRUSTED

WORST_FIRST: Final = (FAILED, WRONG_INPUT, NOT_TRUSTED, DONE)


@dataclass(frozen=True)
class BatchOutcome:
    """What a batch came to.

    Parameters
    ----------
    folder : Path
        Holds a run folder for each model file, index.html and summary.csv.
    runs : mapping of str to mapping
        By the name of the model file: exit_code, verdict, sentence, said (the sentence in the language of the model
        file, where known), problems, changes, done_now.
    exit_code : int
        The worst: 1 a run failed; 2 an input is wrong; 3 a posterior cannot be trusted; 0 all is well.
    """

    folder: Path
    runs: dict[str, dict[str, Any]]
    exit_code: int


def run_all(
    models: str | Path,
    out: str | Path,
    *,
    draws: int | None = None,
    tune: int | None = None,
    chains: int | None = None,
    seed: int | None = None,
    sampler: str = "nutpie",
    approximate: bool = False,
    safe: bool = False,
    workers: int = 1,
    scheduler: str | None = None,
    again: bool = False,
    progress: Listener = silent,
) -> BatchOutcome:
    """Run every model file of a folder, each into a run folder of its own.

    Parameters
    ----------
    models : str or Path
        Folder of model files (.yaml).
    out : str or Path
        Folder to write; run folders that are up to date in it are left alone, so a stopped batch goes on where it was.
    draws, tune, chains, seed, sampler, approximate, safe
        As `run` takes them, for all.
    workers : int
        Runs at a time on this machine.
    scheduler : str, optional
        Address of a Dask scheduler whose workers do the runs instead; they must see the same files.
    again : bool
        Run those once more that are up to date.
    progress : callable
        Told of every run.

    Returns
    -------
    BatchOutcome
        What each run came to, and the worst exit code.

    Raises
    ------
    InputError
        There is no folder of model files, or no such scheduler.
    RunError
        The folder cannot be written, or workers cannot be started.
    """
    start, out = perf_counter(), Path(out)
    files = model_files(Path(models))
    settings = {"draws": draws, "tune": tune, "chains": chains, "seed": seed, "sampler": sampler, "safe": safe}
    current = {} if again or approximate else _current(files, out, settings)
    todo = [each for each in files if each.stem not in current]
    progress(Step("batch", f"{len(todo)} of {len(files)} model files to run"))
    if current:
        progress(Note(f"Up to date: {', '.join(sorted(current))}"))
    runs = dict(current)
    cores = max(1, (os.cpu_count() or 1) // max(1, workers))
    job = Runs(tuple(map(str, todo)), str(out), cores, {**settings, "approximate": approximate})
    for record in _records(job, workers, scheduler) if todo else ():
        model = todo[record.task.replicate]
        result = dict(record.result) if record.status == "done" else told(FAILED, "", record.error)
        runs[model.stem] = {**result, "done_now": True}
        progress(Ran(model, out / model.stem, result["verdict"], result["sentence"], result["exit_code"]))
    ordered = {each.stem: runs[each.stem] for each in files}
    codes = {each["exit_code"] for each in ordered.values()}
    code = next(code for code in WORST_FIRST if code in codes)
    write_summary(out, ordered, perf_counter() - start, language_of(files))
    return BatchOutcome(out, ordered, code)


def _current(files: Sequence[Path], out: Path, settings: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found = {}
    for each in files:
        place = out / each.stem
        if is_up_to_date(each, place, settings):
            found[each.stem] = {**told_of(read_manifest(place)), "done_now": False}
    return found


def _records(job: Runs, workers: int, scheduler: str | None) -> Generator[Record]:
    """Records of the runs as they finish. Their own folder is a passing one: the run folders are what is kept."""
    tasks = [Task(0, number, 0) for number in range(len(job.models))]
    try:
        Path(job.out).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"{job.out} cannot be written: {error.strerror}.") from error
    with TemporaryDirectory(prefix="bayeschain-batch-") as name:
        folder = Path(name) / "records"
        open_folder(folder, job)
        with closing(arriving(job, tasks, folder, workers, scheduler)) as records:
            yield from records
