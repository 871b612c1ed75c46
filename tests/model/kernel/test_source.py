"""Stale machine code gives wrong numbers: every file of the kernel must stand in the key of its cache."""

import pickle
import shutil
from pathlib import Path

from numba.core.caching import FunctionCache
from numba.core.codegen import JITCPUCodegen

from bayeschain.model.kernel import SOURCE_HASH, callback, source

FOLDER = Path(source.__file__).parent
CODEGEN = JITCPUCodegen("test")


def key(number: int, with_partial: bool = False, with_extras: bool = False) -> bytes:
    """What numba looks up in its cache for the entry made with a number."""
    cache = FunctionCache(callback.make_entry(number, with_partial, with_extras))
    return pickle.dumps(cache._index_key((), CODEGEN))


def test_the_hash_is_that_of_the_files_as_they_are() -> None:
    assert source.hash_of(FOLDER) == SOURCE_HASH


def test_an_edit_of_any_file_changes_the_hash(tmp_path: Path) -> None:
    copy = tmp_path / "kernel"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__"))
    hashes = {source.hash_of(copy)}
    assert hashes == {SOURCE_HASH}
    files = sorted(copy.glob("*.py"))
    for path in files:
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        hashes.add(source.hash_of(copy))
    assert len(hashes) == len(files) + 1


def test_the_cache_sees_the_hash() -> None:
    assert key(1) == key(1)
    assert key(1) != key(2)
    assert key(1) != key(1, with_partial=True)
    assert key(1) != key(1, with_extras=True)
    assert callback.entry_of(False, False)._pyfunc.__closure__[0].cell_contents == int(SOURCE_HASH[:15], 16)
