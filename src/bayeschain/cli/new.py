"""``bayeschain new``: a study to begin with."""

from pathlib import Path
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import options
from bayeschain.cli.ending import DONE, conclude
from bayeschain.cli.output import make_output
from bayeschain.conventions import MODEL_FILE
from bayeschain.workflow.events import Finished, Listener, Started

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.", show_default=False)]
Waves = Annotated[bool, typer.Option("--waves", help="Surveys that were taken twice.")]


def new(folder: Folder, waves: Waves = False, as_json: options.Json = False, quiet: options.Quiet = False) -> None:
    """Make a folder with a commented model file and tiny surveys to edit."""
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        progress(Started("new", folder))
        seconds = bc.new_study(folder, waves=waves)
        progress(Finished(folder, "", "", DONE, seconds))
        output.say(f"Next: bayeschain check {folder / MODEL_FILE}")
        return DONE

    conclude(output, work)
