"""A run that is killed, or whose disk is full or may not be written, leaves the old run folder or a whole new one."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bayeschain.errors import RunError
from bayeschain.workflow.exchange import exchange
from bayeschain.workflow.folder import write_whole

LOOP = """
import sys
from pathlib import Path
from bayeschain.workflow.folder import write_whole

number = 0
def fill(folder):
    for name in ("tables/a.csv", "tables/b.csv", "figures/c.svg", "report.html", "manifest.json"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"{number}\\n" * 2000)

while True:
    number += 1
    write_whole(sys.argv[1], fill, overwrite=True)
    print(number, flush=True)
"""
WHOLE = ["figures/c.svg", "manifest.json", "report.html", "tables/a.csv", "tables/b.csv"]
KILLS = 25


def files(folder: Path) -> dict[str, str]:
    return {each.relative_to(folder).as_posix(): each.read_text() for each in folder.rglob("*") if each.is_file()}


def test_killed_at_random_moments_there_is_always_one_whole_folder(tmp_path: Path) -> None:
    """The writer replaces its folder without a pause, so that most kills meet it in the middle of something."""
    moments, numbers = random.Random(6), set()
    for _ in range(KILLS):
        writer = subprocess.Popen(
            [sys.executable, "-c", LOOP, str(tmp_path / "run")], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stdout.readline()  # one run stands
        time.sleep(moments.uniform(0.0, 0.06))
        writer.kill()
        assert writer.wait() == -signal.SIGKILL
        writer.stdout.close()
        held = files(tmp_path / "run")
        assert sorted(held) == WHOLE
        assert len(set(held.values())) == 1, "files of two runs are mixed"
        numbers.add(held["report.html"].split()[0])
    assert len(numbers) > 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux swaps names in one step")
def test_two_folders_swap_their_names(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "who").write_text(name)
    assert exchange(tmp_path / "a", tmp_path / "b")
    assert (tmp_path / "a" / "who").read_text() == "b"
    assert not exchange(tmp_path / "a", tmp_path / "nowhere")
    assert (tmp_path / "a" / "who").read_text() == "b"


def test_without_the_swap_the_old_folder_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bayeschain.workflow.folder.exchange", lambda one, other: False)
    for text in ("old", "new"):
        write_whole(tmp_path / "run", lambda f, text=text: (f / "manifest.json").write_text(text), overwrite=True)  # type: ignore[misc]
    assert files(tmp_path / "run") == {"manifest.json": "new"}
    assert [each.name for each in tmp_path.iterdir()] == ["run"]


@pytest.fixture(params=["size=64k", "size=64k,ro"])
def small_disk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Path]:
    """A disk of 64 kB, and one that may only be read; where nobody may mount one, the test is skipped."""
    place = tmp_path / "disk"
    place.mkdir()
    made = None
    with suppress(FileNotFoundError):
        command = ["mount", "-t", "tmpfs", "-o", str(request.param), "tmpfs", str(place)]
        made = subprocess.run(command, capture_output=True, check=False)
    if made is None or made.returncode:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_small_or_read_only_disk_is_said_and_left_empty(small_disk: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "posterior.nc").write_bytes(bytes(1 << 20))

    with pytest.raises(RunError, match=r"No space is left on the disk|cannot be written"):
        write_whole(small_disk / "runs" / "run", fill)
    assert list(small_disk.iterdir()) == []
