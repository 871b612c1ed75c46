"""From `new` to `report` with a real, short fit: too short to be trusted, so the exit code is 3.

One seed makes one run folder, and a report that is written again is the report.
"""

import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.conftest import Command, tree
from tests.support.written import write_numbers

import bayeschain as bc
from bayeschain.disclosure import Released
from bayeschain.workflow import reporting

SHORT = ["--draws", "60", "--tune", "100", "--chains", "2", "--seed", "3"]


def reported(folder: Path) -> dict[str, bytes]:
    """Everything but the posterior, which netCDF dates, and the manifest, which tells when; the page without dates."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.suffix not in (".nc", ".json"))
    found = {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}
    return {name: re.sub(rb"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?", b"DATE", held) for name, held in found.items()}


def differing(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Files that differ."""
    assert one.keys() == other.keys()
    return [name for name in one if one[name] != other[name]]


def numbers(found: dict[str, bytes]) -> dict[str, bytes]:
    """What a report holds but for its figures, which draw the same numbers."""
    return {name: held for name, held in found.items() if not name.startswith("figures/") and name != "report.html"}


@contextmanager
def nobody_beside(prepare: Callable[[], None]) -> Iterator[None]:
    """As on one core."""
    yield None


def write_no_figures(released: Released, folder: Path, *, beside: object = None) -> None:
    assert beside is None
    write_numbers(released, folder)


def facts(folder: Path) -> dict[str, object]:
    """Manifest without times."""
    held: dict[str, object] = json.loads((folder / "manifest.json").read_text())
    return {name: value for name, value in held.items() if name not in ("created", "seconds")}


def test_a_short_run_is_reported_but_not_trusted(
    bayeschain: Command, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = bayeschain("run", study, "--out", "runs/march", *SHORT, "--json")
    assert ended.returncode == 3, ended.stderr
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    names = [event["event"] for event in events]
    assert names[0] == "started"
    assert "progress" in names
    assert names[-1] == "finished"
    assert (events[-1]["verdict"], events[-1]["exit_code"]) == ("fail", 3)
    assert Path(events[-1]["folder"]) == Path("runs/march")
    folder = tmp_path / "runs" / "march"
    assert tree(tmp_path / "runs")[0] == "march"
    assert events[-1]["sentence"].split(":")[0] in (folder / "report.html").read_text(encoding="utf-8")

    fit = bc.load(folder)
    assert (fit["posterior"].sizes["draw"], fit["posterior"].sizes["chain"], fit.attrs["seed"]) == (60, 2, 3)
    effects = pd.read_csv(folder / "tables" / "effects.csv")
    assert list(effects.columns[:5]) == ["target", "source", "kind", "route", "scale"]

    first, stored, made = reported(folder), (folder / "posterior.nc").read_bytes(), facts(folder)
    assert len([name for name in first if name.startswith("tables/")]) > 10
    again = bayeschain("report", folder)
    assert again.returncode == 3
    assert "cannot be trusted" in again.stdout
    assert differing(first, reported(folder)) == []
    assert (folder / "posterior.nc").read_bytes() == stored

    # the same numbers without a process beside, and with figures that nobody draws once more
    monkeypatch.setattr(sys.modules["bayeschain.cli.run"], "one_beside", nobody_beside)
    monkeypatch.setattr(reporting, "write", write_no_figures)
    bayeschain("run", study, "--out", "runs/april", *SHORT)
    assert differing(numbers(first), numbers(reported(tmp_path / "runs" / "april"))) == []
    assert facts(tmp_path / "runs" / "april") == made

    refused = bayeschain("run", study, "--out", "runs/march", *SHORT)
    assert refused.returncode == 2
    assert "--overwrite" in refused.stderr


def test_an_unknown_sampler_is_wrong_input(bayeschain: Command, study: Path, tmp_path: Path) -> None:
    before = tree(tmp_path)
    ended = bayeschain("run", study, "--out", "out", "--sampler", "nutpy")
    assert ended.returncode == 2
    assert "nutpie" in ended.stderr
    assert tree(tmp_path) == before


def test_a_preview_answers_and_sampling_goes_on_from_it(
    bayeschain: Command, study: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules["bayeschain.cli.run"], "one_beside", nobody_beside)
    ended = bayeschain("run", study, "--out", "quick", "--preview")
    assert ended.returncode == 0, ended.stderr
    assert "This is a preview." in ended.stdout
    assert "This is a preview." in (tmp_path / "quick" / "report.html").read_text(encoding="utf-8")

    monkeypatch.setattr(reporting, "write", write_no_figures)
    on = bayeschain("run", study, "--out", "full", "--start", "quick", *SHORT)
    assert on.returncode == 3, on.stderr
    nothing = bayeschain("run", study, "--out", "other", "--start", "nowhere", *SHORT)
    assert nothing.returncode == 2
    assert "no stored fit" in nothing.stderr
    assert not (tmp_path / "other").exists()
