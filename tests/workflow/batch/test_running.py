"""A folder of model files: each run, each failure told, what is up to date left alone, the worst exit code."""

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest

from bayeschain.errors import InputError
from bayeschain.experiments.tasks import Job, Record, Task, failure, perform
from bayeschain.workflow.batch import run_all
from bayeschain.workflow.batch import running as batch_running
from bayeschain.workflow.batch.finding import model_files
from bayeschain.workflow.batch.work import Runs
from bayeschain.workflow.events import Event, Ran
from bayeschain.workflow.manifest import read_manifest
from bayeschain.workflow.starting import new_study

pytestmark = pytest.mark.usefixtures("no_sampling", "no_figures", "here")

AS_IF: Final[Mapping[str, Any]] = {"draws": 100, "tune": 0, "chains": 2, "seed": 1, "sampler": "none"}
"""Settings that a fit without sampling tells of itself; its draws are too few to be trusted."""


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs are done in this process, where sampling is replaced."""

    def run_here(
        job: Job, tasks: Sequence[Task], folder: Path, workers: int, scheduler: str | None
    ) -> Generator[Record]:
        for task in tasks:
            try:
                yield perform(job, task)
            except ZeroDivisionError as error:
                yield failure(task, error)

    monkeypatch.setattr(batch_running, "arriving", run_here)


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """Two good model files and one with a wrong name in its chain."""
    folder = tmp_path / "models"
    new_study(folder)
    text = (folder / "model.yaml").read_text(encoding="utf-8")
    for name in ("north", "south"):
        (folder / f"{name}.yaml").write_text(text.replace("title:", f"title: {name},"), encoding="utf-8")
    (folder / "model.yaml").unlink()
    (folder / "wrong.yaml").write_text(text.replace("outcome:", "outcom:"), encoding="utf-8")
    return folder


def test_each_is_run_and_the_worst_exit_code_returned(models: Path, tmp_path: Path) -> None:
    told: list[Event] = []
    outcome = run_all(models, tmp_path / "out", progress=told.append)
    assert {name: each["exit_code"] for name, each in outcome.runs.items()} == {"north": 3, "south": 3, "wrong": 2}
    assert outcome.exit_code == 2
    assert [each.model.stem for each in told if isinstance(each, Ran)] == ["north", "south", "wrong"]
    assert (tmp_path / "out" / "north" / "manifest.json").is_file()
    assert not (tmp_path / "out" / "wrong").exists()
    table = pd.read_csv(tmp_path / "out" / "summary.csv")
    assert list(table["status"]) == ["not to be trusted", "not to be trusted", "wrong input"]
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert 'href="north/report.html"' in page
    assert "outcom" in page


def test_what_is_up_to_date_is_left_alone(models: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (models / "wrong.yaml").unlink()
    run_all(models, out, **AS_IF)
    before = (out / "north" / "manifest.json").read_bytes()
    (models / "south.yaml").write_text((models / "south.yaml").read_text(encoding="utf-8") + "\n# later\n")
    outcome = run_all(models, out, **AS_IF)
    assert outcome.exit_code == 3
    assert {name: each["done_now"] for name, each in outcome.runs.items()} == {"north": False, "south": True}
    assert (out / "north" / "manifest.json").read_bytes() == before
    (models / "south.yaml").unlink()
    assert run_all(models, out, **{**AS_IF, "seed": 5}).runs["north"]["done_now"]
    assert run_all(models, out, again=True, **AS_IF).runs["north"]["done_now"]


def safe(run: Path) -> bool:
    return bool(read_manifest(run)["disclosure"]["safe"])


def test_a_safe_batch_makes_safe_runs_and_runs_again_what_was_not_safe(models: Path, tmp_path: Path) -> None:
    for name in ("south", "wrong"):
        (models / f"{name}.yaml").unlink()
    out = tmp_path / "out"
    run_all(models, out, **AS_IF)
    assert not safe(out / "north")
    assert run_all(models, out, safe=True, **AS_IF).runs["north"]["done_now"]
    assert safe(out / "north")
    assert not run_all(models, out, safe=True, **AS_IF).runs["north"]["done_now"]


def test_a_failure_spares_the_others(models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (models / "wrong.yaml").unlink()
    run = Runs.replicate

    def fail(self: Runs, ready: None, task: Task) -> dict[str, object]:
        return {} if 1 // task.replicate == 0 else run(self, ready, task)

    monkeypatch.setattr(Runs, "replicate", fail)
    outcome = run_all(models, tmp_path / "out")
    assert outcome.runs["north"]["exit_code"] == 1
    assert "ZeroDivisionError" in outcome.runs["north"]["sentence"]
    assert outcome.runs["south"]["exit_code"] == 3
    assert outcome.exit_code == 1


def test_markup_in_a_name_stays_text(models: Path, tmp_path: Path) -> None:
    (models / "wrong.yaml").rename(models / "<b>x.yaml")
    for name in ("north", "south"):
        (models / f"{name}.yaml").unlink()
    run_all(models, tmp_path / "out")
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert "<b>x" not in page
    assert "&lt;b&gt;x" in page


def test_finnish_model_files_have_a_finnish_page(models: Path, tmp_path: Path) -> None:
    (models / "south.yaml").unlink()
    (models / "data" / "staff.csv").unlink()
    north = models / "north.yaml"
    north.write_text(north.read_text(encoding="utf-8").replace("language: en", "language: fi"), encoding="utf-8")
    assert run_all(models, tmp_path / "out").exit_code == 2
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert '<html lang="fi"' in page
    assert "Syötteessä on 1 ongelma." in page
    assert "Syötteessä on 2 ongelmaa." in page


def test_no_model_files_is_wrong_input(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        model_files(tmp_path / "none")
    with pytest.raises(InputError, match="no model files"):
        model_files(tmp_path)
    (tmp_path / "a.yaml").touch()
    (tmp_path / "a.yml").touch()
    with pytest.raises(InputError, match="Two model files are named a"):
        model_files(tmp_path)
