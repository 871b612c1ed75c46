"""C callbacks that nutpie calls: log-density with gradient, and what a draw keeps."""

from typing import Any, Final

import numpy as np
from numba import carray, cfunc, types
from numba.extending import intrinsic

NOT_FINITE: Final = 4
"""Code by which a callback tells nutpie of a density that is not finite: a divergence, not an error."""

_LOGP: Final = types.int64(
    types.uint64,
    types.CPointer(types.double),
    types.CPointer(types.double),
    types.CPointer(types.double),
    types.CPointer(types.uintp),
)
_EXPAND: Final = types.int64(
    types.uint64, types.uint64, types.CPointer(types.double), types.CPointer(types.double), types.voidptr
)


@intrinsic
def _doubles(context: Any, address: Any) -> Any:
    """Pointer to doubles from an address."""

    def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], target.get_value_type(types.CPointer(types.double)))

    return types.CPointer(types.double)(address), generate


def logp_callback(function: Any, size: int) -> Any:
    """C callback around a compiled log-density and gradient; user data are address, size and shape of the moments."""

    @cfunc(_LOGP, error_model="numpy")
    def callback(n, point, gradient, value, user):
        moments = carray(_doubles(user[0]), (np.intp(user[1]),))
        found, slope = function(carray(point, (size,)), moments)
        value[0] = found[()]
        finite = np.isfinite(value[0])
        for i in range(size):
            gradient[i] = slope[i]
            finite = finite and np.isfinite(slope[i])
        return 0 if finite else NOT_FINITE

    return callback


@cfunc(_EXPAND, error_model="numpy", cache=True)
def copy(n, n_expanded, point, out, user):
    """Keep draws on the unconstrained scale."""
    for i in range(n):
        out[i] = point[i]
    return 0
