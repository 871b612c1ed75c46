"""manifest.json: what made a run folder."""

import json
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import xarray as xr

from bayeschain.checks.verdict import Verdict
from bayeschain.disclosure.safe import INTERNAL, SAFE
from bayeschain.errors import InputError, Problem
from bayeschain.inference.schema import specification_of
from bayeschain.report.wording import Wording
from bayeschain.workflow.inputs import Inputs

NAME: Final = "manifest.json"
FORMAT: Final = 1
"""Raised when a key changes its meaning or goes."""


def manifest(
    inputs: Inputs,
    fit: xr.DataTree,
    verdicts: Sequence[Verdict],
    exit_code: int,
    seconds: Mapping[str, float],
    *,
    safe: bool = False,
) -> dict[str, Any]:
    """Manifest of a run.

    Parameters
    ----------
    inputs : Inputs
        What the run began with.
    fit : xarray.DataTree
        What it sampled.
    verdicts : sequence of Verdict
        What the checks say of it; first whether it can be trusted.
    exit_code : int
        Exit code of the command line.
    seconds : mapping of str to float
        How long each step took.
    safe : bool
        Whether the run holds nothing about single teams.

    Returns
    -------
    dict
        ``format``, ``created`` (UTC), ``versions``, ``model`` and ``data`` (file, sha256), ``sampling``, ``seconds``,
        ``verdict``, and ``checks`` with the status of each.
    """
    sizes, attrs = fit["posterior"].sizes, fit.attrs
    return {
        "format": FORMAT,
        "created": _now(),
        "versions": {**json.loads(attrs["created_with"]), "python": platform.python_version()},
        "model": {"file": str(inputs.model), "sha256": inputs.specification.sha256},
        "data": {name: {"file": each.file, "sha256": each.sha256} for name, each in inputs.data.items()},
        "seed": int(attrs["seed"]),
        "sampler": str(attrs["sampler"]),
        "draws": int(sizes["draw"]),
        "chains": int(sizes["chain"]),
        "tune": int(attrs["tune"]),
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "disclosure": {
            "minimum_group": inputs.specification.disclosure.minimum_group,
            "safe": safe,
            "posterior": SAFE if safe else INTERNAL,
        },
        "verdict": told(verdicts[0], exit_code, inputs.specification.report.language),
        "checks": statuses(verdicts),
    }


def statuses(verdicts: Sequence[Verdict]) -> dict[str, str]:
    """Status of each check."""
    return {each.check: each.status for each in verdicts}


def told(verdict: Verdict, exit_code: int, language: str) -> dict[str, Any]:
    """Verdict as plain values, its sentence in English and as the report says it."""
    return {
        "status": verdict.status,
        "sentence": verdict.sentence,
        "said": Wording(language).told(verdict.sentence),
        "remedy": verdict.remedy,
        "exit_code": exit_code,
    }


def reported_again(
    old: Mapping[str, Any], fit: xr.DataTree, verdicts: Sequence[Verdict], exit_code: int, versions: Mapping[str, str]
) -> dict[str, Any]:
    """Manifest of a run whose report was written again: its verdict now, when, and by which versions."""
    again = {"created": _now(), "versions": dict(versions)}
    verdict = told(verdicts[0], exit_code, specification_of(fit).report.language)
    return {**old, "reported_again": again, "verdict": verdict, "checks": statuses(verdicts)}


def write_manifest(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write manifest.json."""
    text = json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read manifest.json.

    Raises
    ------
    InputError
        The folder has none: it is no run folder.
    """
    where = str(folder / NAME)
    try:
        facts = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except OSError as error:
        problem = Problem("This is not a run folder: it has no manifest.", "Name a folder that 'run' wrote.", where)
        raise InputError([problem]) from error
    except ValueError as error:
        raise InputError([Problem("The manifest cannot be read.", "Run the model again.", where)]) from error
    if not isinstance(facts, dict):
        raise InputError([Problem("The manifest cannot be read.", "Run the model again.", where)])
    return facts


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
