"""``bayeschain check``: everything but sampling."""

import bayeschain as bc
from bayeschain.cli import options
from bayeschain.cli.ending import DONE, conclude
from bayeschain.cli.output import make_output
from bayeschain.workflow.events import Listener, Started
from bayeschain.workflow.inputs import read_inputs


def check(
    model: options.Model, data: options.Data = None, as_json: options.Json = False, quiet: options.Quiet = False
) -> None:
    """Read and check a model and its surveys, without sampling.

    Exit codes: 0 the input is right; 2 it is wrong, and every problem is listed.
    """
    output = make_output(as_json=as_json, quiet=quiet)

    def work(progress: Listener) -> int:
        progress(Started("check", model))
        inputs = read_inputs(model, data or (), progress=progress)
        checked = bc.check(inputs, progress=progress)
        output.tables("checked", checked.tables())
        output.say(f"\n{checked.sentence}")
        return DONE

    conclude(output, work)
