"""``bayeschain calibrate``: simulation-based calibration."""

from time import perf_counter

import bayeschain as bc
from bayeschain.cli import design as designs
from bayeschain.cli import options
from bayeschain.cli.ending import DONE, FAILED, conclude
from bayeschain.cli.output import make_output
from bayeschain.cli.study import Study
from bayeschain.specification import load_model
from bayeschain.workflow.events import Finished, Listener, Started


def calibrate(
    model: options.Model,
    out: designs.Out,
    design: designs.DesignFile = None,
    teams: designs.Teams = None,
    respondents: designs.Respondents = None,
    replicates: designs.Replicates = 200,
    seed: designs.Seed = 2025,
    workers: designs.Workers = 2,
    scheduler: designs.Scheduler = None,
    again: designs.Again = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Draw truths from the priors, simulate, fit, and see whether the truths rank uniformly among posterior draws.

    Exit codes: 0 calibrated; 1 not calibrated, or it failed; 2 the input is wrong.
    """
    asked: dict[str, object] = {"design": design, "teams": teams, "respondents": respondents}
    study = Study("calibrate", model, out, asked, replicates, seed, workers, scheduler, again)
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        start = perf_counter()
        progress(Started("calibrate", model))
        specification = load_model(model)
        plan = designs.read_plan(specification, design, teams, respondents)
        found = bc.calibrate(specification, plan.only_cell.design, **study.how(progress))
        bc.write_study(found, out, study.repeated)
        output.tables("calibrate", {"smallest p-values": found.table.sort_values("p_value").head(10)})
        code = DONE if found.is_calibrated else FAILED
        verdict = "pass" if found.is_calibrated else "fail"
        progress(Finished(out, verdict, found.sentence, code, perf_counter() - start))
        return code

    conclude(output, work)
