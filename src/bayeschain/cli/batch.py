"""``bayeschain batch``: every model file of a folder, each into a run folder of its own."""

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import options
from bayeschain.cli.ending import conclude
from bayeschain.cli.output import make_output
from bayeschain.workflow.events import Finished, Listener, Started

Models = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of model files (.yaml).", show_default=False)]
Out = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="Folder that gets the run folders.", show_default=False)
]
Workers = Annotated[int, typer.Option("--workers", min=1, help="Runs at a time on this machine.")]
Scheduler = Annotated[
    str | None,
    typer.Option("--scheduler", metavar="ADDRESS", help="Dask scheduler that does the runs.", show_default=False),
]
Again = Annotated[bool, typer.Option("--again", help="Run those once more that are up to date.")]


def batch(
    models: Models,
    out: Out,
    draws: options.Draws = None,
    tune: options.Tune = None,
    chains: options.Chains = None,
    seed: options.Seed = None,
    sampler: options.Sampler = "nutpie",
    preview: options.Preview = False,
    safe: options.Safe = False,
    workers: Workers = 1,
    scheduler: Scheduler = None,
    again: Again = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Run every model file of a folder; what is up to date is left alone, and a summary page links the reports.

    Exit codes, the worst of all runs: 1 one failed; 2 an input is wrong; 3 a posterior cannot be trusted; 0 all well.
    """

    def work(progress: Listener) -> int:
        start = perf_counter()
        progress(Started("batch", models))
        outcome = bc.run_all(
            models,
            out,
            draws=draws,
            tune=tune,
            chains=chains,
            seed=seed,
            sampler=sampler,
            approximate=preview,
            safe=safe,
            workers=workers,
            scheduler=scheduler,
            again=again,
            progress=progress,
        )
        progress(Finished(out / "index.html", "", "", outcome.exit_code, round(perf_counter() - start, 2)))
        return outcome.exit_code

    conclude(make_output(as_json=as_json, quiet=quiet), work)
