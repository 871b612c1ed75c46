"""A folder appears whole or not at all."""

import errno
import os
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bayeschain.errors import InputError, RunError
from bayeschain.workflow.folder import folder_problems, undisturbed, write_file, write_whole


def filled(text: str = "new") -> Callable[[Path], str]:
    def fill(folder: Path) -> str:
        (folder / "tables").mkdir()
        (folder / "tables" / "a.csv").write_text(text)
        (folder / "manifest.json").write_text("{}")
        return text

    return fill


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_the_folder_stands_with_everything_and_nothing_beside_it(tmp_path: Path) -> None:
    out = tmp_path / "runs" / "2025"
    assert write_whole(out, filled()) == "new"
    assert (out / "tables" / "a.csv").read_text() == "new"
    assert names(out.parent) == ["2025"]


def test_while_it_is_filled_nothing_stands_in_its_place(tmp_path: Path) -> None:
    out = tmp_path / "run"

    def fill(folder: Path) -> None:
        assert folder.parent == out.parent
        assert not out.exists()

    write_whole(out, fill)
    assert out.is_dir()


def test_permissions_are_those_of_an_ordinary_folder(tmp_path: Path) -> None:
    (tmp_path / "ordinary").mkdir()
    write_whole(tmp_path / "run", filled())
    assert stat.S_IMODE((tmp_path / "run").stat().st_mode) == stat.S_IMODE((tmp_path / "ordinary").stat().st_mode)


@pytest.mark.parametrize("failure", [ValueError("x"), KeyboardInterrupt(), SystemExit(3), RunError("x")])
def test_a_failure_leaves_nothing_not_even_the_parents_it_made(tmp_path: Path, failure: BaseException) -> None:
    def fill(folder: Path) -> None:
        (folder / "half").write_text("half")
        raise failure

    with pytest.raises(type(failure)):
        write_whole(tmp_path / "a" / "b" / "run", fill)
    assert names(tmp_path) == []


def test_parents_that_others_use_by_then_stay(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (tmp_path / "a" / "theirs").write_text("x")
        raise RunError("x")

    with pytest.raises(RunError):
        write_whole(tmp_path / "a" / "run", fill)
    assert names(tmp_path / "a") == ["theirs"]


def test_a_full_disk_is_said_in_plain_words(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(RunError, match="No space is left"):
        write_whole(tmp_path / "run", fill)
    assert names(tmp_path) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_really_full_device(tmp_path: Path) -> None:
    def fill(folder: Path) -> None:
        (folder / "posterior.nc").symlink_to("/dev/full")
        (folder / "posterior.nc").write_text("x" * 100_000)

    with pytest.raises(RunError, match="No space is left"):
        write_whole(tmp_path / "run", fill)
    assert names(tmp_path) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="a superuser may write anywhere")
def test_a_read_only_parent_is_said_in_plain_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    try:
        with pytest.raises(RunError, match="may write"):
            write_whole(tmp_path / "run", filled())
    finally:
        tmp_path.chmod(0o755)


def test_a_parent_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(RunError, match="may write"):
        write_whole(tmp_path / "run", filled())


def test_a_parent_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises((RunError, InputError)):
        write_whole(tmp_path / "file" / "run", filled())
    assert names(tmp_path) == ["file"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    write_whole(tmp_path / "run", filled())
    assert names(tmp_path / "run") == ["manifest.json", "tables"]


def test_an_existing_run_is_kept_unless_told_otherwise(tmp_path: Path) -> None:
    write_whole(tmp_path / "run", filled("old"))
    with pytest.raises(InputError, match="--overwrite"):
        write_whole(tmp_path / "run", filled("new"))
    assert (tmp_path / "run" / "tables" / "a.csv").read_text() == "old"
    write_whole(tmp_path / "run", filled("new"), overwrite=True)
    assert (tmp_path / "run" / "tables" / "a.csv").read_text() == "new"
    assert names(tmp_path) == ["run"]


def test_the_old_run_stays_when_its_successor_fails(tmp_path: Path) -> None:
    write_whole(tmp_path / "run", filled("old"))

    def fill(folder: Path) -> None:
        assert (tmp_path / "run" / "tables" / "a.csv").read_text() == "old"
        raise RunError("x")

    with pytest.raises(RunError):
        write_whole(tmp_path / "run", fill, overwrite=True)
    assert (tmp_path / "run" / "tables" / "a.csv").read_text() == "old"
    assert names(tmp_path) == ["run"]


def test_the_old_run_comes_back_when_the_last_rename_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bayeschain.workflow.folder.exchange", lambda one, other: False)
    write_whole(tmp_path / "run", filled("old"))
    rename, calls = Path.rename, []

    def failing(self: Path, target: Path) -> Path:
        calls.append(self.name)
        if len(calls) == 3:  # taken, set aside, then this
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(RunError):
        write_whole(tmp_path / "run", filled("new"), overwrite=True)
    assert (tmp_path / "run" / "tables" / "a.csv").read_text() == "old"
    assert names(tmp_path) == ["run"]


def test_a_folder_that_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_text("cat")
    with pytest.raises(InputError, match="other files"):
        write_whole(tmp_path / "photos", filled(), overwrite=True)
    assert names(tmp_path / "photos") == ["cat.jpg"]


def test_a_file_in_the_place_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "run").write_text("mine")
    (problem,) = folder_problems(tmp_path / "run", overwrite=True)
    assert "file" in problem.message
    assert problem.where == str(tmp_path / "run")


def test_of_two_runs_into_one_folder_the_second_is_refused_and_they_do_not_mix(tmp_path: Path) -> None:
    def slow(folder: Path) -> None:
        write_whole(tmp_path / "run", filled("first"))
        (folder / "second").write_text("second")

    with pytest.raises(RunError, match="Another run"):
        write_whole(tmp_path / "run", slow)
    assert names(tmp_path / "run") == ["manifest.json", "tables"]
    assert names(tmp_path) == ["run"]


def test_many_runs_that_replace_one_folder_leave_one_whole_folder(tmp_path: Path) -> None:
    def many(number: int) -> None:
        def fill(folder: Path) -> None:
            for part in range(5):
                (folder / f"{part}").write_text(f"{number}")
            (folder / "manifest.json").write_text(f"{number}")

        for _ in range(10):
            with suppress(RunError, InputError):  # a clean refusal is right as well
                write_whole(tmp_path / "run", fill, overwrite=True)

    threads = [threading.Thread(target=many, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(tmp_path) == ["run"]
    assert len({each.read_text() for each in (tmp_path / "run").iterdir()}) == 1


def test_undisturbed_gives_the_handlers_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with undisturbed():
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
        os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    write_file(tmp_path / "data" / "a.csv", "one\n")
    write_file(tmp_path / "data" / "a.csv", "two\n")
    assert (tmp_path / "data" / "a.csv").read_bytes() == b"two\n"
    with pytest.raises(RunError):
        write_file(tmp_path / "data" / "a.csv" / "b.csv", "x")
    assert names(tmp_path / "data") == ["a.csv"]


SLOW = """
import sys, time
from pathlib import Path
from bayeschain.workflow.folder import write_whole
def fill(folder):
    for k in range(400):
        (folder / f"file{k}").write_text("x" * 1000)
        if k == 0: print("go", flush=True)
        time.sleep(0.002)
    (folder / "manifest.json").write_text("{}")
write_whole(Path(sys.argv[1]), fill, overwrite=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
@pytest.mark.parametrize("delay", [0.0, 0.05, 0.2, 0.45, 0.8, 0.85, 0.9])
def test_an_interrupted_process_leaves_all_or_nothing(tmp_path: Path, delay: float) -> None:
    out = tmp_path / "run"
    command = [sys.executable, "-c", SLOW, str(out)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "go\n"
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    if out.exists():
        assert len(names(out)) == 401
    assert names(tmp_path) in ([], ["run"])
