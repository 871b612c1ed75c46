"""The kernel as a C callback: compiled once, cached on disk, called by address or symbol from anywhere."""

from collections.abc import Callable
from typing import Any, Final

import llvmlite.binding
from numba import carray, cfunc, types
from numba.core.types import ExternalFunction

from bayeschain.model.kernel.evaluation import evaluate
from bayeschain.model.kernel.source import SOURCE_HASH

_SIGNATURE = types.void(
    types.CPointer(types.float64),
    types.intp,
    types.CPointer(types.float64),
    types.intp,
    types.CPointer(types.int64),
    types.intp,
    types.CPointer(types.float64),
    types.CPointer(types.float64),
    types.intp,
)


def make_entry(source: int) -> Callable[..., None]:
    """`evaluate` on pointers.

    Numba's cache sees edits of the file in which a function stands, and the values that it closes over. `source`, a
    number made from all files of the kernel, stands there for the other files.
    """

    def entry(params, n_params, moments, n_moments, structure, n_structure, out, d_rows, n_rows):
        if source >= 0:  # always; it keeps the number among the function's values
            evaluate(
                carray(params, (n_params,)),
                carray(moments, (n_moments,)),
                carray(structure, (n_structure,)),
                carray(out, (n_params + 1,)),
                carray(d_rows, (n_rows,)),
            )

    return entry


entry: Any = cfunc(_SIGNATURE, cache=True, error_model="numpy")(make_entry(int(SOURCE_HASH[:15], 16)))

SYMBOL: Final = f"bayeschain_marginal_{SOURCE_HASH}"
# Numba resolves the symbol when it loads code that calls it, from its cache too: a call is all that callers compile.
llvmlite.binding.add_symbol(SYMBOL, entry.address)
call: Any = ExternalFunction(
    SYMBOL,
    types.void(
        types.uintp,
        types.intp,
        types.uintp,
        types.intp,
        types.uintp,
        types.intp,
        types.uintp,
        types.uintp,
        types.intp,
    ),
)
"""The entry for compiled callers: addresses in place of pointers. No gradient by the rows where n_rows is 0."""
