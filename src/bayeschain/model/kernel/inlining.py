"""How every function of the kernel is compiled.

Inlined into the one entry: cold and warm caches then run the same machine code, equal to the last bit. There is no
fastmath: equal seeds must give equal draws.
"""

from numba import njit

inlined = njit(forceinline=True, error_model="numpy")

# Spliced in before anything is optimised: saves large functions that are called once from being optimised on their own.
spliced = njit(inline="always", error_model="numpy")
