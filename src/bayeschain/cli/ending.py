"""From a finished or failed command to its exit code."""

from collections.abc import Callable
from typing import Final, NoReturn

import typer

from bayeschain.cli.output import Output
from bayeschain.cli.stopping import Stopped, stoppable
from bayeschain.errors import InputError, RunError
from bayeschain.workflow.events import Event, Listener

DONE: Final = 0
FAILED: Final = 1
WRONG_INPUT: Final = 2
CODE_OF_CTRL_C: Final = 130


def conclude(output: Output, work: Callable[[Listener], int]) -> NoReturn:
    """Do the work of a command and exit.

    Parameters
    ----------
    output : Output
        Where to say what happens.
    work : callable
        The command; it is given a listener of events and returns the exit code.

    Raises
    ------
    typer.Exit
        0 done; 1 failed; 2 the input is wrong; 3 done, but the posterior cannot be trusted; 130 or 143 stopped.
    """
    try:
        with stoppable() as stop, output:

            def listen(event: Event) -> None:
                stop.check()
                output(event)

            code = work(listen)
    except InputError as error:
        output.problems(error.problems)
        code = WRONG_INPUT
    except RunError as error:
        output.failed(f"Error: {error}")
        code = FAILED
    except KeyboardInterrupt as stopped:
        output.failed("Stopped. No half-written folder is left.")
        code = stopped.code if isinstance(stopped, Stopped) else CODE_OF_CTRL_C
    raise typer.Exit(code)
