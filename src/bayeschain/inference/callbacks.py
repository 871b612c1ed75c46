"""C callbacks that nutpie calls: log-density with gradient, and what a draw keeps."""

from typing import Any, Final

import llvmlite.binding
import numpy as np
from numba import carray, cfunc, types
from numba.core import cgutils
from numba.extending import intrinsic

from bayeschain.model.kernel.inlining import inlined

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


def _called_by_symbol(function: Any) -> Any:
    """Call of a compiled log-density by its symbol: LLVM would optimise anew what it can see of a function.

    PyTensor's function takes its arguments, point and moments, as one tuple.
    """
    vector = types.Array(types.double, 1, "C")
    function.get_call_template((vector, vector), {})
    (compiled,) = function.overloads.values()
    known, symbol = compiled.fndesc, compiled.fndesc.llvm_func_name
    llvmlite.binding.add_symbol(symbol, compiled.library.get_pointer_to_function(symbol))

    @intrinsic
    def call(context: Any, arguments: Any) -> Any:
        def generate(target: Any, builder: Any, signature: Any, given: Any) -> Any:
            entry = target.declare_function(builder.module, known)
            status, found = target.call_conv.call_function(builder, entry, known.restype, known.argtypes, given)
            with cgutils.if_unlikely(builder, status.is_error):
                target.call_conv.return_status_propagate(builder, status)
            return found

        return known.restype(arguments), generate

    return call


def logp_callback(function: Any, size: int) -> Any:
    """C callback around a compiled log-density and gradient, in standard coordinates.

    User data are the addresses of moments, centre (n,) and the entries, columns and starts of rows of the symmetric
    root (n, n), and then their sizes. A point z of nutpie is the point centre + root z of the unconstrained scale.
    Without a root z is that point itself.
    """
    evaluate = _called_by_symbol(function)

    @cfunc(_LOGP, error_model="numpy")
    def callback(n, z, gradient, value, user):
        moments = carray(_doubles(user[0]), (np.intp(user[5]),))
        point, seen, back = np.empty(size), carray(z, (size,)), carray(gradient, (size,))
        if user[6] == 0:
            _fill(point, seen)
            found, slope = evaluate((point, moments))
            _fill(back, slope)
        else:
            entries = carray(_doubles(user[2]), (np.intp(user[7]),))
            columns = carray(_integers(user[3]), (np.intp(user[8]),))
            starts = carray(_integers(user[4]), (np.intp(user[9]),))
            _fill(point, carray(_doubles(user[1]), (size,)))
            _add_product(entries, columns, starts, seen, point)
            found, slope = evaluate((point, moments))
            back[:] = 0.0
            _add_product(entries, columns, starts, slope, back)
        value[0] = found[()]
        finite = np.isfinite(value[0])
        for i in range(size):
            finite = finite and np.isfinite(back[i])
        return 0 if finite else NOT_FINITE

    return callback


@cfunc(_EXPAND, error_model="numpy", cache=True)
def copy(n, n_expanded, point, out, user):
    """Keep the first n_expanded coordinates of draws, on the unconstrained scale."""
    for i in range(n_expanded):
        out[i] = point[i]
    return 0
