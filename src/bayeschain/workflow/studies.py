"""What studies write into their folders: tables, a figure, a page; and fake surveys as files."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pandas as pd
from matplotlib.figure import Figure

from bayeschain.errors import InputError, Problem, RunError
from bayeschain.experiments import sample
from bayeschain.experiments.figures import calibration_figure, power_figure
from bayeschain.experiments.files import sample_texts
from bayeschain.experiments.pages import calibration_page, study_page
from bayeschain.experiments.plans import Cell
from bayeschain.experiments.studies import SEED, Power, Recovery
from bayeschain.experiments.true_values import true_quantities
from bayeschain.experiments.uniformity import Calibration
from bayeschain.specification import Specification
from bayeschain.workflow.folder import write_file

PAGE: Final = "README.md"
DECIMALS: Final = "%.4g"

OPENING: Final = (
    "Fake surveys with known truth were drawn person by person and fitted. Intervals hold 90 % by the model. `averages`"
    " is regression on team averages, `corrected` the same with sampling error and item error taken off (Croon & van"
    " Veldhoven 2007), `likelihood` maximum likelihood of the same model with Wald intervals, `lavaan` that of lavaan,"
    " which lets variances be negative. Errors of paths and standardised totals are in team-level standard"
    " deviations, of tier ratios in percent, of ranks in places."
)
POWER_OPENING: Final = (
    "Fake surveys with known truth were drawn person by person and fitted, several for each design. Widths are medians"
    " of 90 % intervals. The first driver is the one with the largest total effect on the outcome among those of its"
    " stage; it is sure where its probability to be first is at least 90 %. Tiers separate where the intervals of the"
    " outcome in the highest and the lowest third of the teams do not overlap. From 100 data sets a share is known to"
    " within some 5 to 10 percentage points, from fewer less."
)


def simulate_files(
    specification: Specification, cell: Cell, folder: str | Path, *, seed: int = SEED, overwrite: bool = False
) -> list[Path]:
    """Write fake surveys under the names of the model file, and ``truth.csv`` with the true value of every quantity.

    Parameters
    ----------
    specification : Specification
        A model file.
    cell : Cell
        One condition of a plan: teams, respondents, and what is true.
    folder : str or Path
        Where the file names of the model file are relative to.
    seed : int
        Seed of truth and answers.
    overwrite : bool
        Replace files.

    Returns
    -------
    list of Path
        The files written.

    Raises
    ------
    InputError
        A file is there already, or lies outside the folder, or is to be no CSV file.
    RunError
        A file cannot be written.
    """
    folder, truth = Path(folder), cell.truth(specification, seed)
    drawn = sample(specification, cell.design, truth, seed)
    true = (
        pd.Series(true_quantities(truth, drawn.latents, drawn.levels), name="value")
        .rename_axis("quantity")
        .reset_index()
    )
    texts = sample_texts(specification, drawn) | {"truth.csv": true.to_csv(index=False)}
    problems = []
    for name in texts:
        place = folder / name
        if not place.resolve().is_relative_to(folder.resolve()) or place.suffix.lower() != ".csv":
            problems.append(Problem("Fake surveys are CSV files below the folder.", "Rename it.", f"file {name}"))
        elif place.exists() and not overwrite:
            problems.append(Problem("The file exists.", "Choose another folder, or --overwrite.", str(place)))
    if problems:
        raise InputError(problems)
    for name, text in texts.items():
        write_file(folder / name, text)
    return [folder / name for name in texts]


def write_study(found: Calibration | Recovery | Power, folder: str | Path, command: str = "") -> None:
    """Write the tables, the figure and the page of a study into its folder.

    Parameters
    ----------
    found : Calibration, Recovery or Power
        What `calibrate`, `recover` or `power` returned.
    folder : str or Path
        Where to; files of the same names are replaced.
    command : str
        What repeats the study, for the page.

    Raises
    ------
    RunError
        The folder cannot be written.
    """
    match found:
        case Calibration():
            write_calibration(found, Path(folder), command)
        case Recovery():
            write_recovery(found, Path(folder), command)
        case Power():
            write_power(found, Path(folder), command)


def write_calibration(found: Calibration, folder: Path, command: str) -> None:
    """Table, figure and page of a calibration."""
    write_file(folder / "quantities.csv", found.table.to_csv(index=False, float_format=DECIMALS))
    _draw(folder, "ranks", lambda: calibration_figure(found))
    write_file(folder / PAGE, calibration_page(found, command))


def write_recovery(found: Recovery, folder: Path, command: str) -> None:
    """Tables and page of a recovery study."""
    write_file(folder / "coverage.csv", found.table.to_csv(index=False, float_format=DECIMALS))
    tables = [("Coverage, bias and error by condition, quantity and method:", found.table)]
    if len(found.rows.first):
        write_file(folder / "first.csv", found.first.to_csv(index=False, float_format=DECIMALS))
        tables.append(("Share of data sets in which the first driver of a method is the true one:", found.first))
    opening = f"{OPENING}{_failures(found.failed)}"
    write_file(folder / PAGE, study_page("Recovery of known truths", opening, tables, command))


def write_power(found: Power, folder: Path, command: str) -> None:
    """Tables, figure and page of a power study."""
    write_file(folder / "power.csv", found.chances.to_csv(index=False, float_format=DECIMALS))
    write_file(folder / "precision.csv", found.precision.to_csv(index=False, float_format=DECIMALS))
    _draw(folder, "power", lambda: power_figure(found.chances, found.labels))
    tables = [("By design:", found.chances), ("By quantity:", found.precision)]
    opening = f"{POWER_OPENING}{_failures(found.failed)}"
    write_file(folder / PAGE, study_page("What a design can tell", opening, tables, command, "power.svg"))


def _failures(failed: tuple[str, ...]) -> str:
    return f" {len(failed)} data sets failed and are missing here: {'; '.join(failed[:5])}." if failed else ""


def _draw(folder: Path, name: str, make: Callable[[], Figure]) -> None:
    figure = make()
    try:
        figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
        figure.savefig(folder / f"{name}.png", dpi=150)
    except OSError as error:
        raise RunError(f"{folder / name} cannot be written: {error.strerror}.") from error
