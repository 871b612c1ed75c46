"""``bayeschain simulate``: fake surveys with known truth."""

import bayeschain as bc
from bayeschain.cli import design as designs
from bayeschain.cli import options
from bayeschain.cli.ending import DONE, conclude
from bayeschain.cli.output import make_output
from bayeschain.conventions import FIXED
from bayeschain.workflow.events import Listener, Started


def simulate(
    model: options.Model,
    out: designs.Out,
    design: designs.DesignFile = None,
    teams: designs.Teams = None,
    respondents: designs.Respondents = None,
    icc: designs.Icc = None,
    paths: designs.Paths = None,
    truth: designs.Truth = FIXED,
    skipped: designs.Skipped = None,
    seed: designs.Seed = 2025,
    overwrite: options.Overwrite = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Write fake surveys for a model file, under the file names in it, and their true values as truth.csv.

    Exit codes: 0 done; 1 it failed; 2 the input is wrong.
    """
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        progress(Started("simulate", model))
        specification = bc.load_model(model)
        plan = designs.read_plan(specification, design, teams, respondents, icc, paths, truth, skipped)
        written = bc.simulate_files(specification, plan.only_cell, out, seed=seed, overwrite=overwrite)
        output.say("Written: " + ", ".join(str(path) for path in written))
        return DONE

    conclude(output, work)
