"""``bayeschain demo``: the case, end to end."""

from pathlib import Path
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import options
from bayeschain.cli.ending import conclude
from bayeschain.cli.output import make_output
from bayeschain.workflow.events import Listener, Started

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder for data, model file and run.")]


def demo(
    out: Out = Path("bayeschain-demo"),
    draws: options.Draws = None,
    tune: options.Tune = None,
    chains: options.Chains = None,
    seed: options.Seed = None,
    sampler: options.Sampler = "nutpie",
    overwrite: options.Overwrite = False,
    safe: options.Safe = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Simulate the surveys of a company, fit its chain and write the report.

    Exit codes: 0 done; 1 the run failed; 2 the folder holds other files; 3 done, but the posterior cannot be trusted.
    """
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        progress(Started("demo", out))
        model = bc.demo_files(out, overwrite=overwrite, progress=progress)
        run_folder = out / "run"
        inputs = bc.read_inputs(model, out=run_folder, overwrite=True, progress=progress)
        outcome = bc.run(
            inputs,
            run_folder,
            draws=draws,
            tune=tune,
            chains=chains,
            seed=seed,
            sampler=sampler,
            overwrite=True,
            safe=safe,
            progress=progress,
        )
        output.say(f"The report: {outcome.folder / 'report.html'}")
        return outcome.exit_code

    conclude(output, work)
