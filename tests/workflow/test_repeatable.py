"""One seed makes one run folder, and a report that is written again is the report."""

import json
import re
import shutil
from pathlib import Path

import pytest
from tests.conftest import Case

from bayeschain.workflow.running import report_again, run


def short_run(case: Case, folder: Path) -> Path:
    """A run of few draws, always the same."""
    return run(case.path, folder, draws=60, tune=60, chains=2, seed=11).folder


@pytest.fixture(scope="module")
def first(case: Case, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return short_run(case, tmp_path_factory.mktemp("first") / "run")


def reported(folder: Path) -> dict[str, bytes]:
    """Everything but the posterior, which netCDF dates, and the manifest, which tells when."""
    files = (each for each in folder.rglob("*") if each.is_file() and each.suffix not in (".nc", ".json"))
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in files}


def without_dates(html: bytes) -> str:
    return re.sub(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?)?", "DATE", html.decode())


def same(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """Files that differ."""
    assert one.keys() == other.keys()
    return [name for name in one if one[name] != other[name]]


def test_two_runs_with_one_seed_are_equal(case: Case, first: Path, tmp_path: Path) -> None:
    second = short_run(case, tmp_path / "run")
    one, other = reported(first), reported(second)
    assert len([name for name in one if name.startswith("tables/")]) > 10
    assert without_dates(one.pop("report.html")) == without_dates(other.pop("report.html"))
    assert same(one, other) == []
    facts = [json.loads((folder / "manifest.json").read_text()) for folder in (first, second)]
    for each in facts:
        del each["created"], each["seconds"]
    assert facts[0] == facts[1]


def test_a_report_written_again_is_the_same(first: Path, tmp_path: Path) -> None:
    again = tmp_path / "run"
    shutil.copytree(first, again)
    before = reported(again)
    report_again(again)
    after = reported(again)
    assert without_dates(before.pop("report.html")) == without_dates(after.pop("report.html"))
    assert same(before, after) == []
    assert (again / "posterior.nc").read_bytes() == (first / "posterior.nc").read_bytes()
