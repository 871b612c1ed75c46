"""A run writes its whole folder, and the report can be written again without sampling."""

import errno
import json
import os
from hashlib import sha256
from pathlib import Path
from types import ModuleType

import pytest
import xarray as xr

from bayeschain.checks import convergence
from bayeschain.errors import InputError, RunError
from bayeschain.inference import load
from bayeschain.model import ChainModel
from bayeschain.specification import load_model, parse_model
from bayeschain.workflow import beside, running
from bayeschain.workflow.events import Event, Finished, Sampling, Step, record
from bayeschain.workflow.inputs import read_inputs
from bayeschain.workflow.running import report_again, report_safe, run

pytestmark = pytest.mark.usefixtures("no_sampling")
light = pytest.mark.usefixtures("no_figures")

TABLES = {"tiers", "drivers", "effects", "comparisons", "teams", "agreement", "diagnostics", "sample"}


def everything(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


def test_a_run_folder_holds_what_is_promised(study: Path, tmp_path: Path) -> None:
    outcome = run(study, tmp_path / "run")
    names = set(everything(outcome.folder))
    assert {"report.html", "report.xlsx", "posterior.nc", "manifest.json", "model.yaml"} <= names
    assert {f"tables/{name}.csv" for name in TABLES} <= names
    assert any(name.startswith("figures/") and name.endswith(".svg") for name in names)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["run", "study"]


@light
def test_the_manifest_says_what_made_the_run(study: Path, tmp_path: Path) -> None:
    outcome = run(study, tmp_path / "run", seed=7)
    told = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert told["seed"] == 7
    assert {"bayeschain", "pymc", "pytensor", "nutpie", "arviz", "numpy", "python"} <= set(told["versions"])
    assert told["model"]["sha256"] == load_model(study).sha256
    staff = study.parent / "data" / "staff.csv"
    assert told["data"]["staff"] == {"file": "data/staff.csv", "sha256": sha256(staff.read_bytes()).hexdigest()}
    assert set(told["data"]) == {"staff", "customers"}
    assert told["verdict"]["exit_code"] == outcome.exit_code
    assert told["verdict"]["status"] == outcome.verdict.status
    assert told["verdict"]["said"] == told["verdict"]["sentence"] == outcome.verdict.sentence
    assert {"read", "build", "fit", "report"} <= set(told["seconds"])
    assert all(seconds >= 0 for seconds in told["seconds"].values())


@light
def test_the_stored_model_file_makes_an_equal_specification(study: Path, tmp_path: Path) -> None:
    run(study, tmp_path / "run")
    assert parse_model((tmp_path / "run" / "model.yaml").read_text()) == load_model(study)


@light
def test_the_run_says_every_step(study: Path, tmp_path: Path) -> None:
    told: list[Event] = []
    outcome = run(study, tmp_path / "run", progress=told.append)
    steps = [event.name for event in told if isinstance(event, Step)]
    assert steps == ["read", "build", "fit", "check", "report"]
    assert Sampling("sampling", 50, 100, 0) in told
    last = told[-1]
    assert isinstance(last, Finished)
    assert (last.folder, last.exit_code, last.verdict) == (tmp_path / "run", outcome.exit_code, outcome.verdict.status)
    assert json.loads(json.dumps([record(event) for event in told]))[-1]["event"] == "finished"


@light
def test_inputs_that_were_read_before_are_not_read_again(study: Path, tmp_path: Path) -> None:
    inputs = read_inputs(study)
    study.unlink()
    assert run(inputs, tmp_path / "run").folder == tmp_path / "run"


@light
def test_a_replaced_file_is_recorded(study: Path, tmp_path: Path) -> None:
    moved = tmp_path / "march.csv"
    (study.parent / "data" / "staff.csv").rename(moved)
    run(study, tmp_path / "run", data={"staff": moved})
    told = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert told["data"]["staff"]["file"] == str(moved)


@light
def test_an_existing_run_is_refused_before_anything_is_read(study: Path, tmp_path: Path) -> None:
    run(study, tmp_path / "run")
    before = everything(tmp_path / "run")
    with pytest.raises(InputError, match="--overwrite"):
        run(study, tmp_path / "run", seed=2)
    assert everything(tmp_path / "run") == before


@light
def test_overwrite_replaces_the_run(study: Path, tmp_path: Path) -> None:
    run(study, tmp_path / "run", seed=1)
    (tmp_path / "run" / "tables" / "stale.csv").write_text("old")
    run(study, tmp_path / "run", seed=2, overwrite=True)
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["seed"] == 2
    assert not (tmp_path / "run" / "tables" / "stale.csv").exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["run", "study"]


@light
def test_exact_has_the_fit_carry_refits(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refit(model: ChainModel, fit: xr.DataTree, **_: object) -> xr.DataTree:
        found = xr.Dataset({"elpd": ("team", [1.0])}, coords={"team": [model.surveys.teams[0]]})
        return fit.assign(without_team=xr.DataTree(found))

    monkeypatch.setattr(running, "refit_teams", refit)
    monkeypatch.setattr(running, "verdicts", lambda fit, judged, teams: (convergence(fit),))
    run(study, tmp_path / "run", exact=True)
    assert float(load(tmp_path / "run")["without_team"].dataset["elpd"][0]) == 1.0
    assert "refit" in json.loads((tmp_path / "run" / "manifest.json").read_text())["seconds"]


def test_exact_is_refused_of_a_preview(study: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Leave out --preview or --exact"):
        run(study, tmp_path / "run", exact=True, approximate=True)
    assert not (tmp_path / "run").exists()


@light
def test_wrong_data_and_a_taken_folder_are_told_together(study: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "photo.jpg").write_text("x")
    (study.parent / "data" / "staff.csv").unlink()
    with pytest.raises(InputError) as caught:
        run(study, tmp_path / "taken")
    text = str(caught.value)
    assert "staff.csv" in text
    assert "taken" in text


@light
@pytest.mark.parametrize(
    "failure", [RunError("no"), KeyboardInterrupt(), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))]
)
@pytest.mark.parametrize(("module", "where"), [(running, "fit"), (beside, "store"), (running, "write_report")])
def test_a_run_that_fails_leaves_nothing(
    study: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failure: BaseException,
    module: ModuleType,
    where: str,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise failure

    monkeypatch.setattr(module, where, fail)
    with pytest.raises((RunError, KeyboardInterrupt)):
        run(study, tmp_path / "runs" / "march")
    assert sorted(each.name for each in tmp_path.iterdir()) == ["study"]


def names_of_teams(folder: Path) -> set[str]:
    with xr.open_datatree(folder / "posterior.nc", engine="h5netcdf") as fit:
        return {str(each) for each in fit["constant_data"]["team"].to_numpy()}


def files_that_name(teams: set[str], folder: Path) -> list[str]:
    told = {name: content.decode("utf-8", "replace") for name, content in everything(folder).items()}
    return [name for name, text in told.items() if any(team in text for team in teams)]


@pytest.mark.usefixtures("only_tables")
def test_a_safe_run_names_no_team_and_cannot_be_reported_again(study: Path, tmp_path: Path) -> None:
    run(study, tmp_path / "open")
    teams = names_of_teams(tmp_path / "open")
    assert "tables/teams.csv" in files_that_name(teams, tmp_path / "open")
    run(study, tmp_path / "run", safe=True)
    assert files_that_name(teams, tmp_path / "run") == []
    assert json.loads((tmp_path / "run" / "manifest.json").read_text())["disclosure"]["safe"] is True
    before = everything(tmp_path / "run")
    for report in (report_again, report_safe):
        with pytest.raises(InputError, match="keeps no teams"):
            report(tmp_path / "run")
    assert everything(tmp_path / "run") == before
    assert not (tmp_path / "run-safe").exists()


@pytest.mark.usefixtures("only_tables")
def test_a_safe_report_stands_beside_the_run_and_names_no_team(study: Path, tmp_path: Path) -> None:
    run(study, tmp_path / "run")
    before = everything(tmp_path / "run")
    outcome = report_safe(tmp_path / "run")
    assert outcome.folder == tmp_path / "run-safe"
    names = set(everything(outcome.folder))
    assert {"report.html", "tables/effects.csv"} <= names
    assert names.isdisjoint({"posterior.nc", "tables/teams.csv", "tables/leave_one_out.csv"})
    assert files_that_name(names_of_teams(tmp_path / "run"), outcome.folder) == []
    assert everything(tmp_path / "run") == before
    report_safe(tmp_path / "run")
    (outcome.folder / "report.html").rename(outcome.folder / "mine.html")
    with pytest.raises(InputError, match="other files"):
        report_safe(tmp_path / "run")


@light
def test_the_report_again_is_the_same_report(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(study, tmp_path / "run")
    before = everything(tmp_path / "run")
    (tmp_path / "run" / "tables" / "sample.csv").unlink()
    (tmp_path / "run" / "notes.txt").write_text("mine")

    def never(*_: object, **__: object) -> xr.DataTree:
        raise AssertionError("sampled again")

    monkeypatch.setattr(running, "fit", never)
    again = report_again(tmp_path / "run")
    after = everything(tmp_path / "run")
    assert after.pop("notes.txt") == b"mine"
    assert set(after) == set(before)
    same = [name for name in before if name.startswith("tables/") or name in ("posterior.nc", "model.yaml")]
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert again.exit_code == first.exit_code
    told = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert "reported_again" in told
    assert told["data"] == json.loads(before["manifest.json"])["data"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["run", "study"]


@light
def test_a_report_that_fails_leaves_the_folder_as_it_was(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(study, tmp_path / "run")
    before = everything(tmp_path / "run")

    def fail(*_: object, **__: object) -> None:
        raise RunError("no")

    monkeypatch.setattr(running, "write_report", fail)
    with pytest.raises(RunError):
        report_again(tmp_path / "run")
    assert everything(tmp_path / "run") == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["run", "study"]


@light
@pytest.mark.parametrize("missing", ["manifest.json", "posterior.nc"])
def test_a_folder_without_a_run_is_wrong_input(study: Path, tmp_path: Path, missing: str) -> None:
    run(study, tmp_path / "run")
    (tmp_path / "run" / missing).unlink()
    with pytest.raises(InputError):
        report_again(tmp_path / "run")


@light
@pytest.mark.parametrize("text", ["", "[]", "{", "\x00"])
def test_a_spoilt_manifest_is_wrong_input(study: Path, tmp_path: Path, text: str) -> None:
    run(study, tmp_path / "run")
    (tmp_path / "run" / "manifest.json").write_text(text)
    with pytest.raises(InputError, match="manifest"):
        report_again(tmp_path / "run")


@light
def test_the_stored_posterior_carries_its_model(study: Path, tmp_path: Path) -> None:
    run(study, tmp_path / "run")
    assert load(tmp_path / "run").attrs["model_sha256"] == load_model(study).sha256
