"""The kernel as a C callback: compiled once, cached on disk, called by address or symbol from anywhere."""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import llvmlite.binding
from numba import carray, cfunc, types
from numba.core.types import ExternalFunction

from bayeschain.model.kernel.evaluation import evaluate_complete, evaluate_partial
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


def make_entry(source: int, with_partial: bool) -> Callable[..., None]:
    """`evaluate` on pointers.

    Numba's cache sees edits of the file in which a function stands, and the values that it closes over. `source`, a
    number made from all files of the kernel, stands there for the other files. Of the two branches on `with_partial`
    numba compiles the one that is taken.
    """

    def entry(params, n_params, moments, n_moments, structure, n_structure, out, d_rows, n_rows):
        if source >= 0:  # always; it keeps the number among the function's values
            if with_partial:
                evaluate_partial(
                    carray(params, (n_params,)),
                    carray(moments, (n_moments,)),
                    carray(structure, (n_structure,)),
                    carray(out, (n_params + 1,)),
                    carray(d_rows, (n_rows,)),
                )
            else:
                evaluate_complete(
                    carray(params, (n_params,)),
                    carray(moments, (n_moments,)),
                    carray(structure, (n_structure,)),
                    carray(out, (n_params + 1,)),
                    carray(d_rows, (n_rows,)),
                )

    return entry


def _compiled(with_partial: bool) -> Any:
    source = int(SOURCE_HASH[:15], 16)
    return cfunc(_SIGNATURE, cache=True, error_model="numpy")(make_entry(source, with_partial))


def _by_symbol(symbol: str, compiled: Any) -> Any:
    # Numba resolves the symbol when it loads code that calls it, from its cache too: callers compile a call only.
    llvmlite.binding.add_symbol(symbol, compiled.address)
    word, size = types.uintp, types.intp
    return ExternalFunction(symbol, types.void(word, size, word, size, word, size, word, word, size))


entry: Any = _compiled(False)
SYMBOL: Final = f"bayeschain_marginal_{SOURCE_HASH}"
call: Any = _by_symbol(SYMBOL, entry)
"""The entry for compiled callers: addresses in place of pointers. No gradient by the rows where n_rows is 0."""


@cache
def partial_entry() -> Any:
    """Entry with the part for skipped items; compiled when first asked for, since most data have no use for it."""
    return _compiled(True)


@cache
def partial_call() -> Any:
    """The same for compiled callers."""
    return _by_symbol(f"bayeschain_partial_{SOURCE_HASH}", partial_entry())
