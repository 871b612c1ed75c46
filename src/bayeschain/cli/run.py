"""``bayeschain run``: check, fit, summarise, report."""

from pathlib import Path
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import options
from bayeschain.cli.ending import conclude
from bayeschain.cli.output import make_output
from bayeschain.processes import one_beside
from bayeschain.workflow.events import Listener, Started

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Run folder to write.", show_default=False)]


def import_all() -> None:
    """Import all that a run takes: asked for by a process that has nothing else to do."""
    _ = bc.run


def run(
    model: options.Model,
    out: Out,
    data: options.Data = None,
    draws: options.Draws = None,
    tune: options.Tune = None,
    chains: options.Chains = None,
    seed: options.Seed = None,
    sampler: options.Sampler = "nutpie",
    preview: options.Preview = False,
    start: options.Start = None,
    overwrite: options.Overwrite = False,
    resume: options.Resume = False,
    safe: options.Safe = False,
    exact: options.Exact = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Fit a model and write its report into a run folder.

    Exit codes: 0 done; 1 the run failed; 2 the input is wrong; 3 done, but the posterior cannot be trusted.
    """

    def work(progress: Listener) -> int:
        progress(Started("run", model))
        with one_beside(import_all) as beside:
            inputs = bc.read_inputs(model, data or (), out=out, overwrite=overwrite, progress=progress)
            outcome = bc.run(
                inputs,
                out,
                draws=draws,
                tune=tune,
                chains=chains,
                seed=seed,
                sampler=sampler,
                approximate=preview,
                start=start,
                overwrite=overwrite,
                resume=resume,
                safe=safe,
                exact=exact,
                beside=beside,
                progress=progress,
            )
        return outcome.exit_code

    conclude(make_output(as_json=as_json, quiet=quiet), work)
