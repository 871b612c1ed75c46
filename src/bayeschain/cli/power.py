"""``bayeschain power``: what a design can tell."""

from time import perf_counter

import bayeschain as bc
from bayeschain.cli import design as designs
from bayeschain.cli import options
from bayeschain.cli.ending import DONE, conclude
from bayeschain.cli.output import make_output
from bayeschain.cli.study import Study
from bayeschain.conventions import FIXED
from bayeschain.workflow.events import Finished, Listener, Started


def power(
    model: options.Model,
    out: designs.Out,
    design: designs.DesignFile = None,
    teams: designs.Teams = None,
    respondents: designs.Respondents = None,
    icc: designs.Icc = None,
    paths: designs.Paths = None,
    truth: designs.Truth = FIXED,
    skipped: designs.Skipped = None,
    replicates: designs.Replicates = 100,
    seed: designs.Seed = 2025,
    workers: designs.Workers = 2,
    scheduler: designs.Scheduler = None,
    again: designs.Again = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """How wide intervals are and how often the right thing stands first, over a grid of designs.

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
    }
    study = Study("power", model, out, asked, replicates, seed, workers, scheduler, again)
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        start = perf_counter()
        progress(Started("power", model))
        specification = bc.load_model(model)
        plan = designs.read_plan(specification, design, teams, respondents, icc, paths, truth, skipped)
        found = bc.power(specification, plan, **study.how(progress))
        bc.write_study(found, out, study.repeated)
        output.tables("power", {"power": found.chances})
        progress(Finished(out, "", "", DONE, perf_counter() - start))
        return DONE

    conclude(output, work)
