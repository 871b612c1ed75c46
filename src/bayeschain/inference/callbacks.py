"""C callbacks that nutpie calls: log-density with gradient, and what a draw keeps."""

from typing import Any, Final

import numpy as np
from numba import carray, cfunc, types
from numba.core import cgutils
from numba.extending import intrinsic

from bayeschain.model.kernel.inlining import inlined

VECTOR: Final = types.Array(types.double, 1, "C")
TAKES: Final = (types.StarArgUniTuple(VECTOR, 2),)
"""What PyTensor's function takes: point and moments, as one tuple."""
GIVES: Final = types.Tuple((types.Array(types.double, 0, "C"), VECTOR))
"""What it gives: log-density and gradient."""
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


def _pointer_maker(kind: Any) -> Any:
    """Intrinsic that makes a pointer to numbers of a kind from an address."""

    @intrinsic
    def pointer(context: Any, address: Any) -> Any:
        def generate(target: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], target.get_value_type(types.CPointer(kind)))

        return types.CPointer(kind)(address), generate

    return pointer


_doubles: Final = _pointer_maker(types.double)
_integers: Final = _pointer_maker(types.int64)


@inlined
def _add_product(entries, columns, starts, x, out):
    """Add to out the product of a sparse symmetric matrix, in compressed rows, with x."""
    for i in range(x.size):
        each = x[i]
        for k in range(starts[i], starts[i + 1]):
            out[columns[k]] += entries[k] * each


@inlined
def _fill(out, x):
    """Copy x to out. A loop: assigning an array to a slice compiles a check of shapes for seconds."""
    for i in range(out.size):
        out[i] = x[i]


def _call_by_address(context: Any, address: Any, arguments: Any) -> Any:
    """Call a compiled log-density by its address.

    What is known of it are its types, so this callback is the same code for all models and comes from the cache.
    """

    def generate(target: Any, builder: Any, signature: Any, given: Any) -> Any:
        kind = target.call_conv.get_function_type(GIVES, TAKES)
        entry = builder.inttoptr(given[0], kind.as_pointer())
        status, found = target.call_conv.call_function(builder, entry, GIVES, TAKES, given[1:])
        with cgutils.if_unlikely(builder, status.is_error):
            target.call_conv.return_status_propagate(builder, status)
        return found

    return GIVES(address, arguments), generate


_call: Final[Any] = intrinsic(_call_by_address)


def address_of(function: Any) -> int | None:
    """Address of the machine code of PyTensor's function, which must outlive its use; None if its types are others."""
    function.get_call_template((VECTOR, VECTOR), {})
    (compiled,) = function.overloads.values()
    known = compiled.fndesc
    if known.restype != GIVES or tuple(known.argtypes) != TAKES:
        return None
    address: int = compiled.library.get_pointer_to_function(known.llvm_func_name)
    return address


@cfunc(_LOGP, error_model="numpy", cache=True)
def logp(n, z, gradient, value, user):
    """Log-density and gradient in standard coordinates.

    User data are the addresses of moments, centre (n,), the entries, columns and starts of rows of the symmetric root
    (n, n), and of the address of the log-density, and then their sizes. A point z of nutpie is the point centre + root
    z of the unconstrained scale. Without a root z is that point itself.
    """
    size = np.intp(n)
    moments = carray(_doubles(user[0]), (np.intp(user[6]),))
    (function,) = carray(_integers(user[5]), (1,))
    point, seen, back = np.empty(size), carray(z, (size,)), carray(gradient, (size,))
    if user[7] == 0:
        _fill(point, seen)
        found, slope = _call(function, (point, moments))
        _fill(back, slope)
    else:
        entries = carray(_doubles(user[2]), (np.intp(user[8]),))
        columns = carray(_integers(user[3]), (np.intp(user[9]),))
        starts = carray(_integers(user[4]), (np.intp(user[10]),))
        _fill(point, carray(_doubles(user[1]), (size,)))
        _add_product(entries, columns, starts, seen, point)
        found, slope = _call(function, (point, moments))
        back[:] = 0.0
        _add_product(entries, columns, starts, slope, back)
    value[0] = found[()]
    finite = np.isfinite(value[0])
    for i in range(size):
        finite = finite and np.isfinite(back[i])  # type: ignore[call-overload]
    return 0 if finite else NOT_FINITE


@cfunc(_EXPAND, error_model="numpy", cache=True)
def copy(n, n_expanded, point, out, user):
    """Keep the first n_expanded coordinates of draws, on the unconstrained scale."""
    for i in range(n_expanded):
        out[i] = point[i]
    return 0
