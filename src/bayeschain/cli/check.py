"""``bayeschain check``: everything but sampling."""

from pathlib import Path
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import options
from bayeschain.cli.ending import DONE, conclude
from bayeschain.cli.output import make_output
from bayeschain.errors import InputError
from bayeschain.workflow.events import Listener, Started
from bayeschain.workflow.pictures import picture_problems

Priors = Annotated[
    Path | None,
    typer.Option(
        "--priors", metavar="FILE", help="Draw what the priors imply into this file, .svg or .png.", show_default=False
    ),
]


def check(
    model: options.Model,
    data: options.Data = None,
    priors: Priors = None,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Read and check a model and its surveys, without sampling.

    Exit codes: 0 the input is right; 2 it is wrong, and every problem is listed.
    """
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        progress(Started("check", model))
        if priors is not None and (problems := picture_problems(priors)):
            raise InputError(problems)
        inputs = bc.read_inputs(model, data or (), progress=progress)
        checked = bc.check(inputs, progress=progress)
        output.tables("checked", checked.tables())
        output.say(f"\n{checked.sentence}")
        if priors is not None:
            bc.save_prior(inputs.specification, priors)
            output.say(f"Picture of the priors: {priors}")
        return DONE

    conclude(output, work)
