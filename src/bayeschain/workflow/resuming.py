"""A posterior kept beside a run folder until the folder stands, so that a run that was stopped goes on from it."""

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import xarray as xr

from bayeschain.errors import InputError
from bayeschain.inference import load, store
from bayeschain.inference.schema import versions
from bayeschain.workflow.inputs import Inputs


class Kept:
    """Posterior of one run, kept under a name that model, data, settings and versions make.

    Parameters
    ----------
    out : Path
        The run folder to be. The posterior is kept beside it, in a hidden folder.
    inputs : Inputs
        What the run begins with.
    settings : mapping
        How it samples.
    """

    def __init__(self, out: Path, inputs: Inputs, settings: Mapping[str, Any]) -> None:
        facts = {
            "model": inputs.specification.sha256,
            "data": {name: each.sha256 for name, each in inputs.data.items()},
            "settings": dict(settings),
            "versions": versions(),
        }
        key = sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]
        place = out.resolve()
        self._folder = place.with_name(f".{place.name}.resume")
        self._file = self._folder / f"{key}.nc"

    def get(self) -> xr.DataTree | None:
        """The posterior that a stopped run has left; None where there is none."""
        try:
            return load(self._file) if self._file.is_file() else None
        except InputError:
            return None

    def put(self, fit: xr.DataTree) -> None:
        """Keep a posterior, whole or not at all; a disk that has no place for it is no reason to fail."""
        beside = self._file.with_suffix(".partial")
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            store(fit, beside)
            beside.replace(self._file)

    def drop(self) -> None:
        """Remove what was kept: the run folder stands."""
        shutil.rmtree(self._folder, ignore_errors=True)
