"""The interface that scripts rely on: model file, run folder, tables, manifest, events and exit codes, as JSON."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, Final

from pydantic import TypeAdapter

from bayeschain.report.columns import WHAT
from bayeschain.report.comparison.tables import COLUMNS as COMPARISON_COLUMNS
from bayeschain.report.tables import COLUMNS
from bayeschain.specification import options
from bayeschain.specification.priors import Priors
from bayeschain.specification.sections import REQUIRED
from bayeschain.specification.waves import FEWEST, MOST
from bayeschain.workflow.changes import COLUMNS as CHANGE_COLUMNS
from bayeschain.workflow.events import NAMES
from bayeschain.workflow.manifest import FORMAT

FILES: Final = {
    "report.html": "The report: one file, works offline and printed.",
    "report.xlsx": "The workbook: every table on a sheet, and charts of thirds and drivers to change.",
    "tables/*.csv": "Tables; see tables. With --safe without teams and leave_one_out.",
    "figures/*.svg, figures/*.png": "Each figure of the report.",
    "posterior.nc": "Posterior, an xarray DataTree in ArviZ groups. Internal: has draws of teams, not with --safe.",
    "model.yaml": "The model file of the run.",
    "manifest.json": "What made the run; see manifest.",
}
MANIFEST: Final = {
    "format": "Format of the manifest; raised when a key changes its meaning or goes.",
    "created": "When the run was written, UTC.",
    "versions": "Versions of what makes the numbers.",
    "model": "The model file: file, sha256.",
    "data": "Data files by survey: file, sha256.",
    "seed": "Seed of all random numbers.",
    "sampler": "nutpie, pymc or preview.",
    "draws": "Draws of each chain.",
    "chains": "Number of chains.",
    "tune": "Warm-up draws of each chain.",
    "seconds": "How long each step took.",
    "disclosure": "minimum_group; safe: whether it says nothing about single teams; posterior: who may have it.",
    "verdict": "Whether the posterior can be trusted: status (pass, look, fail), sentence, remedy, exit_code; "
    "said: the sentence in the language of the report.",
    "checks": "Status of each check: pass, look or fail.",
    "changes": "Where a run was replaced: since, same_data, withheld (nothing, thirds, everything), "
    "tells_with_last (whether both reports together tell of few people), compared, beyond_uncertainty.",
    "reported_again": "Where the report was written again: created, versions.",
}
EXIT_CODES: Final = {
    "0": "Done.",
    "1": "The run failed.",
    "2": "The input is wrong; nothing was written.",
    "3": "Done, but the posterior cannot be trusted; the report says so on top.",
    "130": "Stopped by Ctrl-C; nothing was written.",
    "143": "Stopped by a kill; nothing was written.",
}
SECTIONS: Final[Mapping[str, Any]] = {
    "surveys": dict[str, options.SurveyOptions],
    "teams": options.TeamTableOptions,
    "constructs": dict[str, options.ConstructOptions],
    "tiers": options.TierOptions,
    "priors": Priors,
    "sampling": options.SamplingOptions,
    "disclosure": options.DisclosureOptions,
    "report": options.ReportOptions,
}
WAVES: Final = {"type": "array", "minItems": FEWEST, "maxItems": MOST, "items": {"type": ["string", "number"]}}


def schema() -> dict[str, Any]:
    """The interface as plain values: ``model_file`` is a JSON Schema, the rest names and meanings.

    Returns
    -------
    dict
        ``format``, ``model_file``, ``run_folder``, ``tables``, ``manifest``, ``events``, ``exit_codes``.
    """
    return {
        "format": FORMAT,
        "model_file": model_file(),
        "run_folder": dict(FILES),
        "tables": {
            name: described(columns)
            for name, columns in {**COLUMNS, **COMPARISON_COLUMNS, "changes": CHANGE_COLUMNS}.items()
        },
        "manifest": dict(MANIFEST),
        "events": {name: [each.name for each in fields(kind)] for kind, name in NAMES.items()}
        | {"problem": ["where", "message", "remedy"], "failed": ["message"]},
        "exit_codes": dict(EXIT_CODES),
    }


def model_file() -> dict[str, Any]:
    """JSON Schema of the model file, for editors. `check` knows more: what must fit together."""
    parts = {name: TypeAdapter(kind).json_schema(mode="validation") for name, kind in SECTIONS.items()}
    definitions = {key: value for part in parts.values() for key, value in part.pop("$defs", {}).items()}
    for each in definitions.values():  # the key of a survey or construct is its name
        each.get("properties", {}).pop("name", None)
        each["required"] = [key for key in each.get("required", []) if key != "name"]
    text = {"type": "string", "minLength": 1}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "additionalProperties": False,
        "required": list(REQUIRED),
        "properties": {"title": text, "chain": text, "outcome": text, "waves": WAVES} | parts,
        "$defs": definitions,
    }


def described(columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Name, kind and meaning of columns, in order."""
    return [{"name": name, "kind": WHAT[name].kind, "meaning": WHAT[name].meaning} for name in columns]
