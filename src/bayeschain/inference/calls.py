"""Many calls of a log-density by its address, without Python between them and without its lock."""

from typing import Any, Final

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

_POINTS: Final = types.Array(types.double, 2, "C")
_VALUES: Final = types.Array(types.double, 1, "C")


@intrinsic
def _call(context: Any, callback: Any, size: Any, point: Any, gradient: Any, value: Any, user: Any) -> Any:
    """Call of nutpie's log-density; all arguments are addresses, but for the size."""

    def generate(target: Any, builder: Any, signature: Any, given: Any) -> Any:
        word = ir.IntType(64)
        entry = builder.inttoptr(given[0], ir.FunctionType(word, [word] * 5).as_pointer())
        return builder.call(entry, given[1:])

    return types.int64(*[types.uintp] * 6), generate


@njit(types.void(types.uintp, types.uintp, _POINTS, _VALUES, _POINTS), nogil=True, cache=True, error_model="numpy")
def fill(callback, user, points, values, gradients):
    """Log-density (K,) and gradient (K, n) at points (K, n); -inf and 0 where it is not finite."""
    size = np.uintp(points.shape[1])
    for i in range(len(points)):
        point, gradient, value = points[i], gradients[i], values[i : i + 1]
        at, slope, found = np.uintp(point.ctypes.data), np.uintp(gradient.ctypes.data), np.uintp(value.ctypes.data)
        if _call(callback, size, at, slope, found, user) != 0:
            value[0] = -np.inf
            gradient[:] = 0.0
