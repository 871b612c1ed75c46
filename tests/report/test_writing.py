"""All files of a report."""

from pathlib import Path

import pytest
from tests.support.fake_fit import fake_fit

from bayeschain.disclosure import Released
from bayeschain.report import write

FIGURES = (
    "chain",
    "tiers",
    "drivers",
    "ranks",
    "importance",
    "what_if",
    "learning",
    "agreement",
    "convergence",
    "predictive",
    "calibration",
    "missing_arrows",
    "leave_one_out",
    "sensitivity",
    "priors",
)
TABLES = (
    "tiers",
    "drivers",
    "effects",
    "comparisons",
    "whatif",
    "teams",
    "covariates",
    "units",
    "agreement",
    "diagnostics",
    "checks",
    "likelihood",
    "predictive",
    "calibration",
    "missing_arrows",
    "leave_one_out",
    "sensitivity",
    "sample",
    "missing",
    "priors",
)


def test_writes_all_files(released: Released, tmp_path: Path) -> None:
    paths = write(released, tmp_path)
    wanted = ["report.html", "report.xlsx", *(f"tables/{name}.csv" for name in TABLES)]
    wanted += [f"figures/{name}.{kind}" for name in FIGURES for kind in ("svg", "png")]
    assert sorted(path.relative_to(tmp_path).as_posix() for path in paths) == sorted(wanted)
    assert sorted(path for path in tmp_path.rglob("*") if path.is_file()) == sorted(paths)
    before = {path: path.read_bytes() for path in paths}
    assert {path: path.read_bytes() for path in write(released, tmp_path)} == before


def test_takes_only_what_was_released(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="protect"):
        write(fake_fit(), tmp_path)  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
