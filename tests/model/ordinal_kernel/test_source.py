"""The hash of the ordinal kernel covers its own files and those of the Gaussian kernel."""

from pathlib import Path

from bayeschain.model.kernel import SOURCE_HASH as GAUSSIAN_HASH
from bayeschain.model.kernel.source import hash_of
from bayeschain.model.ordinal_kernel import SOURCE_HASH, callback, source


def test_the_hash_is_that_of_both_packages() -> None:
    own = hash_of(Path(source.__file__).parent)
    assert int(own, 16) ^ int(GAUSSIAN_HASH, 16) == int(SOURCE_HASH, 16)
    assert callback.ordinal_entry(False)._pyfunc.__closure__[0].cell_contents == int(SOURCE_HASH[:15], 16)
