"""The studies as functions: calibrate, recover, power."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pandas as pd

from bayeschain.errors import RunError
from bayeschain.experiments.calibrate import Calibrating, mean_lag, ranks_table
from bayeschain.experiments.coverage import Rows, coverage, first_shares, rows_of
from bayeschain.experiments.design import Design
from bayeschain.experiments.execute import Watcher, execute, unwatched
from bayeschain.experiments.plans import Plan
from bayeschain.experiments.posterior import CalibratingGiven, at_hand
from bayeschain.experiments.power import chances, precision
from bayeschain.experiments.recover import Recovering
from bayeschain.experiments.tasks import Job, Record, results, tasks_of
from bayeschain.experiments.uniformity import Calibration
from bayeschain.specification.model_file import Specification
from bayeschain.surveys import Surveys

SEED: Final = 2025


@dataclass(frozen=True)
class Recovery:
    """What a recovery study found.

    Parameters
    ----------
    rows : Rows
        One row a data set, method and quantity.
    failed : tuple of str
        Replicates that failed, each with its error.
    """

    rows: Rows
    failed: tuple[str, ...]

    @property
    def table(self) -> pd.DataFrame:
        """Coverage, bias, error and width by condition, kind and method; see `coverage`."""
        return coverage(self.rows)

    @property
    def first(self) -> pd.DataFrame:
        """How often each method's first driver is the true one; see `first_shares`."""
        return first_shares(self.rows)


@dataclass(frozen=True)
class Power:
    """What a design can tell.

    Parameters
    ----------
    chances : DataFrame
        By condition: width of intervals, and chances; see `power.chances`.
    precision : DataFrame
        By condition and quantity; see `power.precision`.
    labels : tuple of str
        Columns that name the condition.
    failed : tuple of str
        Replicates that failed, each with its error.
    """

    chances: pd.DataFrame
    precision: pd.DataFrame
    labels: tuple[str, ...]
    failed: tuple[str, ...]


def calibrate(
    specification: Specification,
    design: Design,
    *,
    given: Surveys | None = None,
    replicates: int = 200,
    seed: int = SEED,
    folder: str | Path | None = None,
    workers: int = 2,
    scheduler: str | None = None,
    again: bool = False,
    progress: Watcher = unwatched,
) -> Calibration:
    """Simulation-based calibration of every parameter and every reported quantity.

    Parameters
    ----------
    specification : Specification
        A model file; its data files are not read.
    design : Design
        Teams and respondents.
    given : Surveys, optional
        Answers at hand, what `read_surveys` returned: truths are drawn from their posterior in place of the priors, the
        design is that of new teams, and both are fitted together (Säilynoja et al. 2025, arXiv:2502.03279). That tells
        whether the fit is right where these answers are. Every worker fits them once.
    replicates : int
        Number of data sets.
    seed : int
        Each data set depends on it and on its number alone.
    folder : str or Path, optional
        Where each data set's result is kept as it finishes; a second call goes on where the first was stopped. Without
        it, results are gone when the function is left by an error.
    workers : int
        Processes on this machine. A script that calls this needs ``if __name__ == "__main__":`` around it.
    scheduler : str, optional
        Address of a Dask scheduler whose workers do it instead.
    again : bool
        Do those once more that failed.
    progress : callable
        Told after each data set.

    Returns
    -------
    Calibration
        Ranks, a table of p-values, and a verdict.

    Raises
    ------
    InputError
        The folder holds something else, or there is no such scheduler; or the answers at hand are ordinal, have
        covariates or units, or skipped items of scale means.
    RunError
        No data set was done, or the workers cannot be started.
    """
    job: Calibrating | CalibratingGiven = Calibrating(specification.text, design)
    if given is not None:
        job = CalibratingGiven(specification.text, at_hand(specification, given), design, seed)
    records = _executed(specification, job, 1, replicates, seed, folder, workers, scheduler, again, progress)
    done = results(records)
    ranks, divergences = ranks_table(done)
    divergent = int((divergences > 0).sum())
    return Calibration(ranks, job.ranked, mean_lag(done), divergent, _failed(records), given=given is not None)


def recover(
    specification: Specification,
    plan: Plan,
    *,
    lavaan: bool = False,
    replicates: int = 100,
    seed: int = SEED,
    folder: str | Path | None = None,
    workers: int = 2,
    scheduler: str | None = None,
    again: bool = False,
    progress: Watcher = unwatched,
) -> Recovery:
    """Hold what is reported against what is true, beside regression on team averages and its correction.

    Parameters
    ----------
    specification : Specification
        A model file; its data files are not read.
    plan : Plan
        Conditions: teams, respondents, and what is true.
    lavaan : bool
        Maximum likelihood by lavaan as well, where R has it; slow.
    replicates : int
        Data sets of each condition.
    seed, folder, workers, scheduler, again, progress
        As in `calibrate`.

    Returns
    -------
    Recovery

    Raises
    ------
    InputError, RunError
        As in `calibrate`.
    """
    job = Recovering(specification.text, plan.cells(), lavaan=lavaan)
    records = _executed(
        specification, job, len(job.cells), replicates, seed, folder, workers, scheduler, again, progress
    )
    return Recovery(rows_of(job, records), _failed(records))


def power(
    specification: Specification,
    plan: Plan,
    *,
    replicates: int = 100,
    seed: int = SEED,
    folder: str | Path | None = None,
    workers: int = 2,
    scheduler: str | None = None,
    again: bool = False,
    progress: Watcher = unwatched,
) -> Power:
    """Width of intervals, and chances that the true first driver ranks first and that tiers separate, by design.

    Parameters
    ----------
    specification : Specification
        A model file; its data files are not read.
    plan : Plan
        Conditions: teams, respondents, and what is true.
    replicates : int
        Data sets of each condition.
    seed, folder, workers, scheduler, again, progress
        As in `calibrate`.

    Returns
    -------
    Power

    Raises
    ------
    InputError, RunError
        As in `calibrate`.
    """
    job = Recovering(specification.text, plan.cells())
    records = _executed(
        specification, job, len(job.cells), replicates, seed, folder, workers, scheduler, again, progress
    )
    rows = rows_of(job, records)
    return Power(chances(rows, specification.outcome), precision(rows), rows.labels, _failed(records))


def _executed(
    specification: Specification,
    job: Job,
    cells: int,
    replicates: int,
    seed: int,
    folder: str | Path | None,
    workers: int,
    scheduler: str | None,
    again: bool,
    progress: Watcher,
) -> list[Record]:
    tasks = tasks_of(cells, replicates, seed)

    def into(place: Path) -> list[Record]:
        return execute(job, tasks, place, workers=workers, scheduler=scheduler, again=again, progress=progress)

    if folder is None:
        with TemporaryDirectory() as passing:
            records = into(Path(passing) / "study")
    else:
        records = into(Path(folder))
    if not results(records):
        raise RunError(f"Every replicate failed; the first: {records[0].error}")
    return records


def _failed(records: Sequence[Record]) -> tuple[str, ...]:
    return tuple(f"{record.task.name}: {record.error}" for record in records if record.status == "failed")
