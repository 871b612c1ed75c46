"""The command line, in this process and in one of its own, and a small study."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bayeschain.cli.application import app
from bayeschain.workflow.starting import new_study


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    returncode: int
    stdout: str
    stderr: str


type Command = Callable[..., Ended]

SOURCE = Path(__file__).parents[2] / "src"


def environment() -> dict[str, str]:
    """Environment in which the package is found whether it is installed or not."""
    paths = [str(SOURCE), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in paths if path), "OPENBLAS_NUM_THREADS": "1"}


@pytest.fixture
def bayeschain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Run a command in an empty folder; an exception that is no exit fails the test."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Ended:
        result = CliRunner(env={"COLUMNS": "120"}).invoke(app, [*map(str, arguments)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Ended(result.exit_code, result.stdout, result.stderr)

    return call


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Model file of a small study."""
    new_study(tmp_path / "study")
    return tmp_path / "study" / "model.yaml"


def tree(folder: Path) -> list[str]:
    """Everything in a folder."""
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*"))
