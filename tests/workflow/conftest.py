"""A small study on disk, and runs that do not sample."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray
from tests.support.fake_fit import fake_fit

from bayeschain.checks import Verdict, verdicts
from bayeschain.disclosure import Released
from bayeschain.inference import Progress, store
from bayeschain.model import ChainModel
from bayeschain.report.tables import write_tables
from bayeschain.workflow import beside, reporting, running
from bayeschain.workflow.starting import new_study


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Model file of a small study."""
    new_study(tmp_path / "study")
    return tmp_path / "study" / "model.yaml"


@pytest.fixture
def no_sampling(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fit appears at once: draws around a true value, as if sampled."""

    def fit(
        model: ChainModel, *, seed: int | None = None, progress: Callable[[Progress], None], **options: object
    ) -> xr.DataTree:
        progress(Progress("compiling"))
        progress(Progress("sampling", 50, 100, 0))
        return fake_fit(model.specification, teams=12, seed=1 if seed is None else seed)

    monkeypatch.setattr(running, "fit", fit)
    monkeypatch.setattr(running, "verdicts", known_verdicts)
    monkeypatch.setattr(beside, "store", stored)


STORED: dict[tuple[str, tuple[tuple[str, ...], ...]], bytes] = {}


def stored(fit: xr.DataTree, path: Path) -> Path:
    """Store a fit that appeared at once; one of the same attributes and variables is the same, and is written once."""
    key = (repr(sorted(fit.attrs.items())), tuple((name, *group.data_vars) for name, group in fit.children.items()))
    if key not in STORED:
        STORED[key] = store(fit, path).read_bytes()
    path.write_bytes(STORED[key])
    return path


KNOWN: dict[tuple[str, int, tuple[str, ...]], tuple[Verdict, ...]] = {}


def known_verdicts(
    fit: xr.DataTree, judged: Callable[[], Verdict] | None = None, teams: NDArray[np.bool_] | None = None
) -> tuple[Verdict, ...]:
    """What the checks say of a fit that appeared at once, found out once: model and seed make it."""
    key = (str(fit.attrs["model_text"]), int(fit.attrs["seed"]), tuple(fit.children))
    if key not in KNOWN:
        KNOWN[key] = verdicts(fit, teams=teams)
    return KNOWN[key]


@pytest.fixture
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a report of one line and one table."""

    def write(released: Released, folder: Path, *, beside: object = None) -> None:
        (folder / "tables").mkdir()
        (folder / "figures").mkdir()
        (folder / "report.html").write_text(released.specification.title)
        released.sample.to_csv(folder / "tables" / "sample.csv")

    monkeypatch.setattr(reporting, "write", write)


@pytest.fixture
def only_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Write a report of one line and all tables."""

    def write(released: Released, folder: Path, *, beside: object = None) -> None:
        (folder / "tables").mkdir()
        (folder / "figures").mkdir()
        (folder / "report.html").write_text(released.specification.title)
        write_tables(released, folder / "tables")

    monkeypatch.setattr(reporting, "write", write)
