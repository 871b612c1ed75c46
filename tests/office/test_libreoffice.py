"""LibreOffice opens report.xlsx as it is: every cell, every chart, every formula-like name comes back the same.

These tests need LibreOffice and are not in the default suite: `make office` runs them, and without it they fail.
"""

import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any, Final

import openpyxl
import pytest
from tests.report.conftest import mean_model
from tests.support.fake_fit import fake_fit

from bayeschain.checks import verdicts
from bayeschain.disclosure import Released, protect
from bayeschain.report import contents
from bayeschain.report.workbook import workbook

pytestmark = pytest.mark.office

SECONDS: Final = 180


def convert(path: Path, kind: str, out: Path) -> Path:
    """Have LibreOffice open a file and save it as another kind, with a profile of its own."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office is not None, "LibreOffice is not installed; these tests are about it"
    profile = (path.parent / "profile").as_uri()
    command = [office, "--headless", f"-env:UserInstallation={profile}", "--convert-to", kind, "--outdir", str(out)]
    done = subprocess.run(
        [*command, str(path)], capture_output=True, text=True, timeout=SECONDS, check=False, env={**os.environ}
    )
    assert done.returncode == 0, done.stderr
    return out / f"{path.stem}.{kind}"


@pytest.fixture(scope="module")
def mean_released() -> Released:
    """A report whose names try to break things."""
    fit = fake_fit(mean_model())
    return protect(fit, verdicts(fit))


@pytest.fixture(scope="module")
def both(mean_released: Released, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The workbook as written, and as LibreOffice saved it again; names in it try to break things."""
    folder = tmp_path_factory.mktemp("office")
    path = folder / "report.xlsx"
    path.write_bytes(workbook(mean_released, contents(mean_released)))
    (folder / "again").mkdir()
    return path, convert(path, "xlsx", folder / "again")


def opened(path: Path) -> Any:
    return openpyxl.load_workbook(path)


def cells(path: Path) -> dict[tuple[str, str], Any]:
    """Content of every cell that is not empty."""
    book = opened(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "")
    }


def test_every_cell_comes_back(both: tuple[Path, Path]) -> None:
    before, after = (cells(path) for path in both)
    assert list(after) == list(before)
    for place, value in before.items():
        if isinstance(value, str):
            assert after[place] == value, place
        else:
            assert after[place] == pytest.approx(value, rel=1e-12), place


def test_no_text_became_a_formula(both: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(both[1]) as file:
        sheets = [file.read(name).decode() for name in file.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any("<f" in sheet for sheet in sheets)


def test_charts_come_back_with_their_error_bars(both: tuple[Path, Path]) -> None:
    found = []
    for path in both:
        charts = [chart for sheet in opened(path) for chart in sheet._charts]
        found.append(
            [
                (one.val.numRef.f, one.errBars.plus.numRef.f, one.errBars.minus.numRef.f)
                for chart in charts
                for one in chart.series
            ]
        )
    before, after = ([tuple(ref.replace("'", "") for ref in refs) for refs in each] for each in found)
    assert len(before) == 4
    assert after == before


def test_it_prints(both: tuple[Path, Path]) -> None:
    printed = convert(both[0], "pdf", both[0].parent)
    assert printed.read_bytes().startswith(b"%PDF")
    assert printed.stat().st_size > 20_000
