"""The script that finds an interpreter: under any usual name, by pyenv, or a clear word that there is none."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[1]
SCRIPT: Final = ROOT / "scripts" / "find_python.sh"
BASE: Final = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"

pytestmark = pytest.mark.skipif(not BASE.exists(), reason="the interpreter does not stand in a bin folder")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder that is the whole PATH: the script's few tools and no Python."""
    for tool in ("sh", "dirname", "cat"):
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    return tmp_path


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


def find(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": str(folder), **variables}
    return subprocess.run(["sh", SCRIPT], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["python3.14", "python3.13", "python3.12", "python3", "python"])
def test_found_under_any_usual_name(folder: Path, name: str) -> None:
    program(folder / name, f'exec "{BASE}" "$@"')
    found = find(folder)
    assert found.returncode == 0
    assert os.path.samefile(found.stdout.strip(), BASE)


def test_an_unusable_one_is_passed_over(folder: Path) -> None:
    program(folder / "python3.13", "echo 'python3.13: command not found' >&2; exit 127")
    program(folder / "python3", f'exec "{BASE}" "$@"')
    found = find(folder)
    assert (found.returncode, found.stderr) == (0, "")


def test_found_by_pyenv(folder: Path) -> None:
    wanted = (ROOT / ".python-version").read_text(encoding="utf-8").split()[0]
    (folder / "home" / "bin").mkdir(parents=True)
    program(folder / "home" / "bin" / "python", f'exec "{BASE}" "$@"')
    program(folder / "pyenv", f'[ "$1 $2" = "prefix {wanted}" ] && echo "{folder / "home"}"')
    assert os.path.samefile(find(folder).stdout.strip(), BASE)


def test_none_is_said_clearly(folder: Path) -> None:
    program(folder / "python3", '[ "${2#*platform}" = "$2" ] && echo || echo CPython 3.9.2')
    found = find(folder)
    assert (found.returncode, found.stdout) == (1, "")
    assert "needs CPython 3.12, 3.13 or 3.14" in found.stderr
    assert "python3: CPython 3.9.2" in found.stderr


def test_a_named_interpreter_is_used_or_refused(folder: Path) -> None:
    assert os.path.samefile(find(folder, PYTHON=str(BASE)).stdout.strip(), BASE)
    program(folder / "old", "echo")
    refused = find(folder, PYTHON="old")
    assert refused.returncode == 1
    assert "PYTHON=old is not" in refused.stderr
