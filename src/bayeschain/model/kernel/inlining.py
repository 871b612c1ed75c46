"""How every function of the kernel is compiled.

Inlined into the one entry: cold and warm caches then run the same machine code, equal to the last bit. There is no
fastmath: equal seeds must give equal draws.
"""

from typing import Any, Final

from numba import njit

# Only compiled code may call them: from Python, the process would end. The wrappers for Python and C that numba makes
# of each function by default take long to compile.
INSIDE: Final[dict[str, Any]] = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

inlined = njit(forceinline=True, **INSIDE)

# Spliced in before anything is optimised: saves large functions that are called once from being optimised on their own.
spliced = njit(inline="always", **INSIDE)
