"""``bayeschain schema``: the interface that scripts rely on."""

import json

import typer

from bayeschain.workflow.schema import schema as interface


def schema() -> None:
    """Print the interface as JSON: model file, run folder, tables, manifest, events, exit codes."""
    typer.echo(json.dumps(interface(), indent=2, ensure_ascii=False))
