"""How every function of the kernel is compiled.

Inlined into the one entry: cold and warm caches then run the same machine code, equal to the last bit. There is no
fastmath: equal seeds must give equal draws.
"""

from typing import Any, Final

from numba import njit

# Nothing but compiled code calls them: the wrappers for Python and C, which numba makes of each by default, would be a
# quarter of compiling.
INSIDE: Final[dict[str, Any]] = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

inlined = njit(forceinline=True, **INSIDE)

# Spliced in before anything is optimised: saves large functions that are called once from being optimised on their own.
spliced = njit(inline="always", **INSIDE)
