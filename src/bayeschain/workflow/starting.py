"""A study to begin with, and the case to look at: a model file and simulated surveys."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Final

from bayeschain.conventions import MODEL_FILE, at_wave
from bayeschain.errors import InputError, Problem
from bayeschain.experiments import Design, case_truth, sample
from bayeschain.experiments.files import sample_texts
from bayeschain.specification import parse_model
from bayeschain.workflow.events import Listener, Step, silent
from bayeschain.workflow.folder import write_file, write_whole

CASE_FILE: Final = "customer_benefit.yaml"
SEED: Final = 2025
SIZES: Final = {"staff": (5, 9), "customers": (6, 12)}
STARTER: Final = Design(teams=12, respondents=SIZES, seed=SEED)
WAVES: Final = ("2024", "2025")
STARTER_WAVES: Final = Design(
    teams=12, respondents={at_wave(name, wave): size for wave in WAVES for name, size in SIZES.items()}, seed=SEED
)
CASE: Final = Design(teams=42, respondents={"staff": (4, 15), "customers": (5, 25)}, seed=SEED)


def new_study(folder: str | Path, *, waves: bool = False) -> float:
    """Write a commented model file and tiny surveys to edit, whole or not at all.

    Parameters
    ----------
    folder : str or Path
        A folder that does not exist yet, or is empty.
    waves : bool
        Of surveys that were taken twice.

    Returns
    -------
    float
        Seconds that it took.

    Raises
    ------
    InputError
        The folder holds files.
    RunError
        It cannot be written.
    """
    start = perf_counter()
    name, design = ("starter_waves.yaml", STARTER_WAVES) if waves else ("starter.yaml", STARTER)
    text = (files("bayeschain") / "workflow" / name).read_text(encoding="utf-8")
    texts = study_texts(text, MODEL_FILE, design)

    def fill(beside: Path) -> None:
        for name, content in texts.items():
            write_file(beside / name, content)

    write_whole(folder, fill)
    return perf_counter() - start


def demo_files(folder: str | Path, *, overwrite: bool = False, progress: Listener = silent) -> Path:
    """Write the case: its model file and its two simulated surveys.

    Parameters
    ----------
    folder : str or Path
        Where to; files of other names in it are left alone.
    overwrite : bool
        Replace files that were changed since they were written.
    progress : callable
        Told of the step.

    Returns
    -------
    Path
        The model file.

    Raises
    ------
    InputError
        A file was changed, and may not be replaced.
    RunError
        A file cannot be written.
    """
    folder = Path(folder)
    progress(Step("simulate", f"Simulating two surveys of {CASE.teams} teams into {folder / 'data'}"))
    text = (files("bayeschain") / "models" / CASE_FILE).read_text(encoding="utf-8")
    texts = {folder / name: content for name, content in study_texts(text, CASE_FILE, CASE).items()}
    if not overwrite and (changed := [path for path, content in texts.items() if _differs(path, content)]):
        remedy = "Choose another folder, or replace the file with --overwrite."
        raise InputError(Problem("The file was changed.", remedy, str(each)) for each in changed)
    for path, content in texts.items():
        if not path.exists() or _differs(path, content):
            write_file(path, content)
    return folder / CASE_FILE


def study_texts(text: str, name: str, design: Design) -> Mapping[str, str]:
    """Text of a model file and of its simulated surveys, by file name."""
    specification = parse_model(text, name=name)
    drawn = sample(specification, design, case_truth(specification), SEED)
    return {name: text, **sample_texts(specification, drawn)}


def _differs(path: Path, content: str) -> bool:
    """Whether something else than `content` stands at `path`."""
    try:
        return path.read_bytes() != content.encode()
    except FileNotFoundError:
        return False
    except OSError:
        return True
