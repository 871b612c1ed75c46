"""Hash of the kernel's source: all files of this package and of the Gaussian kernel that it builds on."""

from pathlib import Path

from bayeschain.model.kernel.source import SOURCE_HASH as GAUSSIAN_HASH
from bayeschain.model.kernel.source import hash_of

SOURCE_HASH = f"{int(GAUSSIAN_HASH, 16) ^ int(hash_of(Path(__file__).parent), 16):016x}"
