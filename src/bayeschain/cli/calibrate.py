"""``bayeschain calibrate``: simulation-based calibration."""

from time import perf_counter
from typing import Annotated

import typer

import bayeschain as bc
from bayeschain.cli import design as designs
from bayeschain.cli import options
from bayeschain.cli.ending import DONE, FAILED, conclude
from bayeschain.cli.output import make_output
from bayeschain.cli.study import Study
from bayeschain.errors import InputError, Problem
from bayeschain.workflow.events import Finished, Listener, Started

Given = Annotated[
    bool,
    typer.Option(
        "--given",
        help="Draw truths from the posterior of the surveys at hand, and fit these and simulated new teams together.",
    ),
]


def calibrate(
    model: options.Model,
    out: designs.Out,
    given: Given = False,
    data: options.Data = None,
    design: designs.DesignFile = None,
    teams: designs.Teams = None,
    respondents: designs.Respondents = None,
    skipped: designs.Skipped = None,
    replicates: designs.Replicates = 200,
    seed: designs.Seed = 2025,
    workers: designs.Workers = 2,
    scheduler: designs.Scheduler = None,
    again: designs.Again = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Draw truths from the priors, simulate, fit, and see whether the truths rank uniformly among posterior draws.

    With --given, truths come from the posterior of the model file's own surveys, and the design is that of new teams.
    Exit codes: 0 calibrated; 1 not calibrated, or it failed; 2 the input is wrong.
    """
    asked: dict[str, object] = {
        "given": given,
        "data": data,
        "design": design,
        "teams": teams,
        "respondents": respondents,
        "skipped": skipped,
    }
    study = Study("calibrate", model, out, asked, replicates, seed, workers, scheduler, again)
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        start = perf_counter()
        progress(Started("calibrate", model))
        specification, surveys = bc.load_model(model), None
        if given:
            surveys = bc.read_inputs(model, data or (), progress=progress).surveys
        elif data:
            raise InputError([Problem("Surveys are read with --given alone.", "Add --given, or leave out --data.")])
        plan = designs.read_plan(specification, design, teams, respondents, skipped=skipped)
        found = bc.calibrate(specification, plan.only_cell.design, given=surveys, **study.how(progress))
        bc.write_study(found, out, study.repeated)
        output.tables("calibrate", {"smallest p-values": found.table.sort_values("p_value").head(10)})
        code = DONE if found.is_calibrated else FAILED
        verdict = "pass" if found.is_calibrated else "fail"
        progress(Finished(out, verdict, found.sentence, code, perf_counter() - start))
        return code

    conclude(output, work)
