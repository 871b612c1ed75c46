"""``bayeschain schema``: the interface that scripts rely on."""

import json

import typer

import bayeschain as bc


def schema() -> None:
    """Print the interface as JSON: model file, run folder, tables, manifest, events, exit codes."""
    typer.echo(json.dumps(bc.schema(), indent=2, ensure_ascii=False))
