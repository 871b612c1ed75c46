"""Arguments and options that commands share."""

from pathlib import Path
from typing import Annotated

import typer

Model = Annotated[Path, typer.Argument(metavar="MODEL", help="Model file (YAML).", show_default=False)]
Data = Annotated[
    list[str] | None,
    typer.Option(
        "--data",
        metavar="[SURVEY=]FILE",
        help="Read this file instead of the one that the model file names; may be given once a survey.",
        show_default=False,
    ),
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a folder that was written before.")]
Resume = Annotated[
    bool,
    typer.Option("--resume", help="Keep the posterior until the report is written; go on from one that was kept."),
]
Exact = Annotated[
    bool,
    typer.Option(
        "--exact", help="Fit again without each team of which weights do not tell; a second or more for each of them."
    ),
]
Safe = Annotated[bool, typer.Option("--safe", help="Write nothing at all about single teams.")]
Json = Annotated[bool, typer.Option("--json", help="Write one JSON object a line, for scripts.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
Draws = Annotated[int | None, typer.Option(min=1, help="Draws of each chain.", show_default="model file")]
Tune = Annotated[int | None, typer.Option(min=1, help="Warm-up draws of each chain.", show_default="model file")]
Chains = Annotated[int | None, typer.Option(min=1, help="Number of chains.", show_default="model file")]
Seed = Annotated[
    int | None, typer.Option(min=0, max=2**32 - 1, help="Seed of all random numbers.", show_default="model file")
]
Preview = Annotated[
    bool, typer.Option("--preview", help="Answer in seconds, approximately; the report says how far to trust it.")
]
Start = Annotated[
    Path | None,
    typer.Option(
        "--start", metavar="DIR", help="Start sampling from the draws of this run or preview.", show_default=False
    ),
]
Sampler = Annotated[str, typer.Option(help="nutpie or pymc.")]
