"""A run that was stopped after sampling goes on from its posterior, and leaves nothing behind when it is done."""

from pathlib import Path

import pytest
import xarray as xr

from bayeschain.errors import RunError
from bayeschain.workflow import running
from bayeschain.workflow.running import run

pytestmark = pytest.mark.usefixtures("no_sampling", "no_figures")


def stopped(study: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run until the report fails."""

    def fail(*given: object) -> None:
        raise RunError("stopped")

    with monkeypatch.context() as patch:
        patch.setattr(running, "verdicts", fail)
        with pytest.raises(RunError, match="stopped"):
            run(study, out, resume=True)


def test_it_goes_on_without_sampling(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "run"
    stopped(study, out, monkeypatch)
    assert not out.exists()
    assert [each.suffix for each in (tmp_path / ".run.resume").iterdir()] == [".nc"]

    def never(*given: object, **options: object) -> None:
        raise AssertionError("sampled again")

    monkeypatch.setattr(running, "fit", never)
    outcome = run(study, out, resume=True)
    assert outcome.folder == out
    assert sorted(each.name for each in tmp_path.iterdir()) == ["run", "study"]


def test_other_settings_are_sampled_anew(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "run"
    stopped(study, out, monkeypatch)
    seeds: list[int | None] = []
    before = vars(running)["fit"]

    def fit(*given: object, **options: object) -> xr.DataTree:
        seeds.append(options["seed"])  # type: ignore[arg-type]
        fitted: xr.DataTree = before(*given, **options)
        return fitted

    monkeypatch.setattr(running, "fit", fit)
    run(study, out, resume=True, seed=99)
    assert seeds == [99]


def test_a_kept_file_that_is_no_posterior_is_sampled_anew(
    study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "run"
    stopped(study, out, monkeypatch)
    for each in (tmp_path / ".run.resume").iterdir():
        each.write_bytes(b"half a file")
    assert run(study, out, resume=True).folder == out


def test_without_resume_nothing_is_kept(study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*given: object) -> None:
        raise RunError("stopped")

    monkeypatch.setattr(running, "verdicts", fail)
    with pytest.raises(RunError):
        run(study, tmp_path / "run")
    assert [each.name for each in tmp_path.iterdir()] == ["study"]
