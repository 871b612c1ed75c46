"""Options of a design, for the commands that simulate."""

from pathlib import Path
from typing import Annotated, Any

import typer

import bayeschain as bc
from bayeschain.conventions import FIXED, PRIORS
from bayeschain.errors import InputError, Problem

DesignFile = Annotated[
    Path | None,
    typer.Option(
        "--design", metavar="FILE", help="Design file (YAML) instead of the options below.", show_default=False
    ),
]
Teams = Annotated[
    str | None, typer.Option(metavar="N,…", help="Numbers of teams, such as 20,40,80.", show_default="40")
]
Respondents = Annotated[
    list[str] | None,
    typer.Option(
        metavar="N,…",
        help="Respondents of a team in every survey, such as 8 or 4-12; 4,8,15 for three designs; or by survey, "
        "staff=6,customers=4-12, once a design.",
        show_default="8",
    ),
]
Icc = Annotated[str | None, typer.Option(metavar="X,…", help="True ICC of every construct.", show_default=".15 to .25")]
Paths = Annotated[
    str | None, typer.Option(metavar="X,…", help="True standardised path of every arrow.", show_default=".4 to .6")
]
Skipped = Annotated[
    float | None,
    typer.Option(metavar="X", help="Share of the answers that people skip, completely at random.", show_default="0"),
]
Truth = Annotated[str, typer.Option(help=f"{FIXED}, or {PRIORS}: a new truth from the priors for each data set.")]
Replicates = Annotated[int, typer.Option(min=1, help="Data sets of each design.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes on this machine.")]
Scheduler = Annotated[
    str | None,
    typer.Option(metavar="ADDRESS", help="Dask scheduler, tcp://…, whose workers do it instead.", show_default=False),
]
Again = Annotated[bool, typer.Option("--again", help="Do those data sets once more that failed.")]
Seed = Annotated[int, typer.Option(min=0, max=2**32 - 1, help="Seed of all random numbers.")]
Out = Annotated[
    Path,
    typer.Option("--out", metavar="DIR", help="Folder to write; a study goes on where it was.", show_default=False),
]


def read_plan(
    specification: "bc.Specification",
    design: Path | None,
    teams: str | None = None,
    respondents: list[str] | None = None,
    icc: str | None = None,
    paths: str | None = None,
    truth: str = FIXED,
    skipped: float | None = None,
) -> "bc.Plan":  # a string: the name would load a sampler
    """Plan from a design file or from options.

    Raises
    ------
    InputError
        Something in it is wrong, or both are given.
    """
    values: dict[str, Any] = {}
    if teams is not None:
        values["teams"] = [_number(part) for part in teams.split(",")]
    if respondents:
        values["respondents"] = [each for text in respondents for each in _sizes(text)]
    if icc is not None:
        values["icc"] = [_number(part) for part in icc.split(",")]
    if paths is not None:
        values["paths"] = [_number(part) for part in paths.split(",")]
    if truth != FIXED:
        values["truth"] = truth
    if skipped is not None:
        values["skipped"] = skipped
    if design is None:
        return bc.plan_of(specification, values, "options")
    if values:
        problem = Problem("A design file and options of a design are given.", "Give one of them.", "--design")
        raise InputError([problem])
    return bc.load_plan(specification, design)


def _sizes(text: str) -> list[Any]:
    """Alternatives, ``4,8,15``, or one size by survey, ``staff=6,customers=4-12``."""
    parts = [part.partition("=") for part in text.split(",")]
    if any(sign for _, sign, _ in parts):
        return [{name.strip(): size.strip() for name, _, size in parts}]
    return [name.strip() for name, _, _ in parts]


def _number(text: str) -> int | float | str:
    """Number that a text holds; the text where it holds none, for the message."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
