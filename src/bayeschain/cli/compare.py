"""``bayeschain compare``: analyses of the same answers side by side."""

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import options
from bayeschain.cli.ending import conclude
from bayeschain.cli.output import make_output
from bayeschain.workflow.events import Finished, Listener, Started, Step

Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="Folder to write.", show_default=False)]
Members = Annotated[
    list[str] | None,
    typer.Option(
        "--members",
        metavar="SURVEY",
        help="Survey whose respondents are the members that the team table counts; may be given several times.",
        show_default=False,
    ),
]


def compare(
    model: options.Model,
    out: Out,
    data: options.Data = None,
    members: Members = None,
    draws: options.Draws = None,
    tune: options.Tune = None,
    chains: options.Chains = None,
    seed: options.Seed = None,
    preview: options.Preview = False,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Fit latent and manifest measurement with reflective, finite and manifest teams, and lay the results side by side.

    Exit codes: 0 done; 1 it failed; 2 the input is wrong; 3 done, but a posterior cannot be trusted.
    """
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        start = perf_counter()
        progress(Started("compare", model))
        inputs = bc.read_inputs(model, data or (), out=out, overwrite=overwrite, progress=progress)
        found = bc.compare(
            inputs,
            data or (),
            members=members or (),
            draws=draws,
            tune=tune,
            chains=chains,
            seed=seed,
            approximate=preview,
            progress=progress,
        )
        progress(Step("report", "Writing the comparison"))
        bc.write_comparison(found, out, overwrite=overwrite)
        output.tables("compared", {"analyses": found.analyses})
        progress(Finished(out, "", "", found.exit_code, perf_counter() - start))
        return found.exit_code

    conclude(output, work)
