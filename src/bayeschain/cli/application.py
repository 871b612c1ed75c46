"""All commands under one name."""

import gc
import sys
from typing import Annotated, Final

import typer

import bayeschain as bc
from bayeschain.cli.batch import batch
from bayeschain.cli.calibrate import calibrate
from bayeschain.cli.check import check
from bayeschain.cli.compare import compare
from bayeschain.cli.demo import demo
from bayeschain.cli.ending import CODE_OF_CTRL_C
from bayeschain.cli.lavaan import lavaan
from bayeschain.cli.new import new
from bayeschain.cli.power import power
from bayeschain.cli.recover import recover
from bayeschain.cli.report import report
from bayeschain.cli.run import run
from bayeschain.cli.schema import schema
from bayeschain.cli.simulate import simulate

app = typer.Typer(
    name="bayeschain",
    help="Chains of effects from several surveys, joined team by team, with honest uncertainty.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they would print answers that a failing function holds
    rich_markup_mode=None,
)


def _show_version(asked: bool) -> None:
    if asked:
        typer.echo(f"bayeschain {bc.__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that come before a command."""


for command in (new, check, run, compare, lavaan, batch, report, demo, simulate, recover, calibrate, power, schema):
    app.command()(command)


FEWER_COLLECTIONS: Final = 20_000
"""Objects made between two looks for cyclic garbage: a command makes a million that stay until it ends."""


def main() -> None:
    """Command line: parse, call, exit."""
    gc.set_threshold(FEWER_COLLECTIONS, 20, 50)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that lacks a character shows another in its place
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(CODE_OF_CTRL_C)
    finally:
        gc.freeze()  # the system takes all memory back: to collect it first would take seconds
