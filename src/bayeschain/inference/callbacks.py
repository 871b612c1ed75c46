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
    """C callback around a compiled log-density and gradient, in standard coordinates.

    User data are the addresses of moments, centre (n,) and root (n, n), and then their sizes. A point z of nutpie is
    the point centre + root z of the unconstrained scale; root is symmetric. Without a root z is that point itself.
    """

    @cfunc(_LOGP, error_model="numpy")
    def callback(n, z, gradient, value, user):
        moments = carray(_doubles(user[0]), (np.intp(user[3]),))
        point = np.empty(size)
        if user[5] == 0:
            for i in range(size):
                point[i] = z[i]
            found, slope = function(point, moments)
            for i in range(size):
                gradient[i] = slope[i]
        else:
            centre = carray(_doubles(user[1]), (size,))
            root = carray(_doubles(user[2]), (size, size))
            for i in range(size):
                point[i] = centre[i]
            for j in range(size):
                each = z[j]
                for i in range(size):
                    point[i] += each * root[j, i]
            found, slope = function(point, moments)
            for i in range(size):
                point[i] = 0.0
            for j in range(size):
                each = slope[j]
                for i in range(size):
                    point[i] += each * root[j, i]
            for i in range(size):
                gradient[i] = point[i]
        value[0] = found[()]
        finite = np.isfinite(value[0])
        for i in range(size):
            finite = finite and np.isfinite(gradient[i])
        return 0 if finite else NOT_FINITE

    return callback


@cfunc(_EXPAND, error_model="numpy", cache=True)
def copy(n, n_expanded, point, out, user):
    """Keep the first n_expanded coordinates of draws, on the unconstrained scale."""
    for i in range(n_expanded):
        out[i] = point[i]
    return 0
