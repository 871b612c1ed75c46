"""``bayeschain report``: the report again, without sampling."""

from pathlib import Path
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import options
from bayeschain.cli.ending import conclude
from bayeschain.cli.output import make_output
from bayeschain.workflow.events import Listener, Started

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Run folder.", show_default=False)]


def report(
    folder: Folder, safe: options.Safe = False, as_json: options.Json = False, quiet: options.Quiet = False
) -> None:
    """Write the report of a stored run again, without sampling; with --safe beside it, into DIR-safe.

    Exit codes: 0 done; 1 it failed; 2 this is no run folder; 3 done, but the posterior cannot be trusted.
    """

    def work(progress: Listener) -> int:
        progress(Started("report", folder))
        if safe:
            return bc.report_safe(folder, progress=progress).exit_code
        return bc.report_again(folder, progress=progress).exit_code

    conclude(make_output(as_json=as_json, quiet=quiet), work)
