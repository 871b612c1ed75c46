"""``bayeschain lavaan``: the model as lavaan's text."""

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import options
from bayeschain.cli.ending import DONE, conclude
from bayeschain.cli.output import make_output
from bayeschain.workflow.events import Finished, Listener, Started

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write.", show_default=False)]
Survey = Annotated[
    str | None, typer.Option("--survey", help="Survey to write, where there are several.", show_default=False)
]


def lavaan(
    model: options.Model,
    out: Out,
    survey: Survey = None,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Write the model as a two-level text of lavaan, with an R script that fits it to the survey's file.

    Exit codes: 0 done; 1 it failed; 2 the input is wrong, or lavaan cannot express the model.
    """

    def work(progress: Listener) -> int:
        start = perf_counter()
        progress(Started("lavaan", model))
        bc.write_lavaan(bc.load_model(model), out, survey=survey, overwrite=overwrite)
        progress(Finished(out, "", "", DONE, perf_counter() - start))
        return DONE

    conclude(make_output(as_json=as_json, quiet=quiet), work)
