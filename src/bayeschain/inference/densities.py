"""A compiled log-density at many points at once, in threads that wait for nobody."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np

from bayeschain.inference.calls import fill
from bayeschain.inference.compiling import Compiled
from bayeschain.model.parameters import Floats

CHUNK: Final = 100
"""Points that are handled together. Fixed, so that results do not depend on the number of cores."""


ManyDensities = Callable[[Floats], tuple[Floats, Floats]]


@dataclass(frozen=True)
class Densities:
    """Log-density of a compiled model at many points: the numbers of `Compiled.density`, in less time.

    Parameters
    ----------
    compiled : Compiled
    """

    compiled: Compiled

    def __call__(self, points: Floats) -> tuple[Floats, Floats]:
        """Values (K,) and gradients (K, n) at points (K, n) that nutpie sees; -inf and 0 where it is not finite."""
        seen = np.ascontiguousarray(points, dtype=np.float64)
        values, gradients = np.empty(len(seen)), np.empty_like(seen)
        nutpie = self.compiled.nutpie  # user data are addresses: their arrays must live until this is done
        fill(nutpie.compiled_logp_func.address, nutpie.user_data.ctypes.data, seen, values, gradients)
        return values, gradients


def in_chunks(
    function: Callable[..., tuple[Floats, ...]], pool: ThreadPoolExecutor, *arrays: Floats
) -> tuple[Floats, ...]:
    """What a function makes of arrays with K rows each, chunk by chunk in threads, put together again."""
    cuts = range(CHUNK, len(arrays[0]), CHUNK)
    found = pool.map(function, *[np.split(array, cuts) for array in arrays])
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))
