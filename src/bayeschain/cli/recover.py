"""``bayeschain recover``: hold what is reported against what is true."""

from time import perf_counter
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import design as designs
from bayeschain.cli import options
from bayeschain.cli.ending import DONE, conclude
from bayeschain.cli.output import make_output
from bayeschain.cli.study import Study
from bayeschain.conventions import FIXED
from bayeschain.workflow.events import Finished, Listener, Started

Lavaan = Annotated[
    bool, typer.Option("--lavaan", help="Estimate by maximum likelihood in lavaan as well, where R has it; slow.")
]


def recover(
    model: options.Model,
    out: designs.Out,
    design: designs.DesignFile = None,
    teams: designs.Teams = None,
    respondents: designs.Respondents = None,
    icc: designs.Icc = None,
    paths: designs.Paths = None,
    truth: designs.Truth = FIXED,
    skipped: designs.Skipped = None,
    lavaan: Lavaan = False,
    replicates: designs.Replicates = 100,
    seed: designs.Seed = 2025,
    workers: designs.Workers = 2,
    scheduler: designs.Scheduler = None,
    again: designs.Again = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Simulate surveys with known truth, fit them, and hold reported intervals against the truth.

    Beside the model: regression on team averages, the same corrected for unreliability, maximum likelihood, and
    lavaan where asked for.
    Exit codes: 0 done; 1 it failed; 2 the input is wrong.
    """
    asked: dict[str, object] = {
        "design": design,
        "teams": teams,
        "respondents": respondents,
        "icc": icc,
        "paths": paths,
        "truth": truth,
        "skipped": skipped,
        "lavaan": lavaan,
    }
    study = Study("recover", model, out, asked, replicates, seed, workers, scheduler, again)
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        start = perf_counter()
        progress(Started("recover", model))
        specification = bc.load_model(model)
        plan = designs.read_plan(specification, design, teams, respondents, icc, paths, truth, skipped)
        found = bc.recover(specification, plan, lavaan=lavaan, **study.how(progress))
        bc.write_study(found, out, study.repeated)
        tables = {"coverage": found.table, "first drivers": found.first}
        output.tables("recover", {title: each for title, each in tables.items() if len(each)})
        progress(Finished(out, "", "", DONE, perf_counter() - start))
        return DONE

    conclude(output, work)
