"""Log-densities at many points at once, chunk by chunk in threads."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import numpy as np

from bayeschain.model.parameters import Floats

CHUNK: Final = 125
"""Points that are handled together. Fixed, so that results do not depend on the number of cores."""

ManyDensities = Callable[[Floats], tuple[Floats, Floats]]
"""Log-densities (K,) and gradients (K, n) at points (K, n)."""


def in_chunks(
    function: Callable[..., tuple[Floats, ...]], pool: ThreadPoolExecutor, *arrays: Floats
) -> tuple[Floats, ...]:
    """What a function makes of arrays with K rows each, chunk by chunk in threads, put together again."""
    cuts = range(CHUNK, len(arrays[0]), CHUNK)
    found = pool.map(function, *[np.split(array, cuts) for array in arrays])
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))
