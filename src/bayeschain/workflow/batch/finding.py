"""Which model files a folder holds, and which runs of them are up to date."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from bayeschain.errors import BayeschainError, InputError, Problem
from bayeschain.inference.schema import versions
from bayeschain.languages import SOURCE
from bayeschain.specification import load_model
from bayeschain.workflow.inputs import data_hashes
from bayeschain.workflow.manifest import NAME, read_manifest

ENDINGS: Final = (".yaml", ".yml")


def model_files(folder: Path) -> tuple[Path, ...]:
    """Model files of a folder, by name.

    Raises
    ------
    InputError
        There is no such folder, it holds no model file, or two runs would get one name.
    """
    where = str(folder)
    if not folder.is_dir():
        raise InputError([Problem("There is no such folder.", "Give a folder that holds model files.", where)])
    found = sorted(each for each in folder.iterdir() if each.suffix.lower() in ENDINGS and each.is_file())
    if not found:
        raise InputError([Problem("The folder holds no model files.", "Model files end in .yaml.", where)])
    names = [each.stem for each in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        remedy = "Rename one of each pair: a run is named after its model file."
        raise InputError([Problem(f"Two model files are named {', '.join(twice)}.", remedy, where)])
    return tuple(found)


def language_of(models: Sequence[Path]) -> str:
    """Language that all model files share which can be read; English where they share none."""
    found = set()
    for each in models:
        try:
            found.add(load_model(each).report.language)
        except InputError:
            continue  # its run says what is wrong
    return found.pop() if len(found) == 1 else SOURCE


def is_up_to_date(model: Path, run: Path, settings: Mapping[str, Any]) -> bool:
    """Whether a run folder holds what running the model now would give.

    Parameters
    ----------
    model : Path
        The model file.
    run : Path
        The run folder.
    settings : mapping
        draws, tune, chains, seed where they are not those of the model file; sampler; safe.

    Returns
    -------
    bool
        The same model, data, settings and version, whatever the verdict was.
    """
    try:
        facts = read_manifest(run) if (run / NAME).is_file() else None
        if facts is None:
            return False
        specification = load_model(model)
        data = {name: each.sha256 for name, each in data_hashes(specification, {}).items()}
        given = specification.sampling
        wanted = {
            name: getattr(given, name) if settings.get(name) is None else settings[name]
            for name in ("draws", "tune", "chains", "seed")
        }
        return bool(
            facts["model"]["sha256"] == specification.sha256
            and {name: each["sha256"] for name, each in facts["data"].items()} == data
            and {name: facts[name] for name in wanted} == wanted
            and facts["sampler"] == settings["sampler"]
            and facts["disclosure"]["safe"] == settings["safe"]
            and facts["versions"]["bayeschain"] == json.loads(versions())["bayeschain"]
        )
    except (BayeschainError, KeyError, TypeError, AttributeError):
        return False  # running it will say what is wrong
