"""The demonstration: its files, its run, and the run that holds nothing about single teams; nothing is sampled."""

import json
from pathlib import Path

import pytest
import xarray as xr
from tests.cli.conftest import Command
from tests.support.fake_fit import fake_fit

from bayeschain.checks import convergence
from bayeschain.disclosure import Released
from bayeschain.model import ChainModel
from bayeschain.report.tables import write_tables
from bayeschain.workflow import reporting, running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fit appears at once, and its report is its tables."""

    def fit(model: ChainModel, **_: object) -> xr.DataTree:
        return fake_fit(model.specification, teams=12, draws=50)

    def write(released: Released, folder: Path, *, beside: object = None) -> None:
        (folder / "tables").mkdir()
        (folder / "figures").mkdir()
        (folder / "report.html").write_text(released.specification.title, encoding="utf-8")
        write_tables(released, folder / "tables")

    monkeypatch.setattr(running, "fit", fit)
    monkeypatch.setattr(reporting, "write", write)


def naming_teams(folder: Path) -> list[str]:
    """Files that hold the name of a team, as text or as netCDF has it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return sorted(path.relative_to(folder).as_posix() for path in files if b"Team " in path.read_bytes())


def test_a_safe_demonstration_holds_nothing_about_teams(
    bayeschain: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(running, "verdicts", lambda fit, judged, teams: (convergence(fit),))
        ended = bayeschain("demo", "--out", "open", "--json")
    assert ended.returncode == 3, ended.stderr
    assert {"posterior.nc", "tables/teams.csv"} <= set(naming_teams(tmp_path / "open" / "run"))
    ended = bayeschain("demo", "--out", "closed", "--safe")
    assert ended.returncode == 3, ended.stderr
    assert "closed/run/report.html" in ended.stdout
    assert "Team " not in ended.stdout
    run = tmp_path / "closed" / "run"
    assert naming_teams(run) == []
    assert not (run / "tables" / "teams.csv").exists()
    assert json.loads((run / "manifest.json").read_text(encoding="utf-8"))["disclosure"]["safe"] is True
    beside = {path.name for path in (tmp_path / "closed").iterdir()}
    assert beside == {"customer_benefit.yaml", "data", "run"}
