"""The kernel as a C callback: compiled once, cached on disk, called by address or symbol from anywhere."""

import ctypes
import math
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import llvmlite.binding
from numba import carray, cfunc, types
from numba.core.types import ExternalFunction

from bayeschain.model.kernel.evaluation import evaluate_complete, evaluate_partial, evaluate_plain
from bayeschain.model.kernel.source import SOURCE_HASH

SIGNATURE: Final = types.void(
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
"""Of every kernel: parameters, data and structure, each with its size; value and gradient; gradient by the rows."""


_WORD: Final = ctypes.c_void_p
_SIZE: Final = ctypes.c_ssize_t


@ctypes.CFUNCTYPE(None, _WORD, _SIZE, _WORD, _SIZE, _WORD, _SIZE, ctypes.POINTER(ctypes.c_double), _WORD, _SIZE)
def _NOWHERE(params, n_params, moments, n_moments, structure, n_structure, out, d_rows, n_rows):
    """Write a value that is no density."""
    out[0] = math.nan


def make_entry(source: int, with_partial: bool, with_extras: bool) -> Callable[..., None]:
    """`evaluate` on pointers.

    Numba's cache sees edits of the file in which a function stands, and the values that it closes over. `source`, a
    number made from all files of the kernel, stands there for the other files. Of the branches on the two flags numba
    compiles the one that is taken.
    """

    def entry(params, n_params, moments, n_moments, structure, n_structure, out, d_rows, n_rows):
        if source >= 0:  # always; it keeps the number among the function's values
            given = carray(params, (n_params,))
            data = carray(moments, (n_moments,))
            shape = carray(structure, (n_structure,))
            result = carray(out, (n_params + 1,))
            rows = carray(d_rows, (n_rows,))
            if with_partial:
                evaluate_partial(given, data, shape, result, rows)
            elif with_extras:
                evaluate_complete(given, data, shape, result, rows)
            else:
                evaluate_plain(given, data, shape, result, rows)

    return entry


@cache
def entry_of(with_partial: bool, with_extras: bool) -> Any:
    """The compiled entry; made when first asked for, since few models have use for all parts.

    Parameters
    ----------
    with_partial : bool
        Whether the moments may hold respondents who skipped an item; such an entry has the extras too.
    with_extras : bool
        Whether the chain may have covariates, residual covariances or units.
    """
    source = int(SOURCE_HASH[:15], 16)
    entry = make_entry(source, with_partial, with_partial or with_extras)
    return cfunc(SIGNATURE, cache=True, error_model="numpy")(entry)


@cache
def external(with_partial: bool, with_extras: bool) -> Any:
    """Call of an entry by its symbol, for compiled callers: addresses in place of pointers.

    `call_of` has the entry compiled and the symbol known; callers of this see to that. No gradient by the rows where
    n_rows is 0.
    """
    return by_symbol(_symbol(with_partial, with_extras))


@cache
def call_of(with_partial: bool, with_extras: bool) -> Any:
    """The same, with the entry compiled."""
    # Numba resolves the symbol when it loads code that calls it, from its cache too: callers compile a call only.
    llvmlite.binding.add_symbol(_symbol(with_partial, with_extras), entry_of(with_partial, with_extras).address)
    return external(with_partial, with_extras)


def stand_in_of(with_partial: bool, with_extras: bool) -> Any:
    """The same, with a function in the entry's place that has no density: for a process that compiles callers only.

    What is compiled names the entry by its symbol, so a cache on disk then serves processes that have the entry.
    """
    address = ctypes.cast(_NOWHERE, ctypes.c_void_p).value
    llvmlite.binding.add_symbol(_symbol(with_partial, with_extras), address)
    return external(with_partial, with_extras)


def by_symbol(symbol: str) -> Any:
    """Call of a function of `SIGNATURE` by its symbol, with addresses in place of pointers."""
    word, size = types.uintp, types.intp
    return ExternalFunction(symbol, types.void(word, size, word, size, word, size, word, word, size))


def _symbol(with_partial: bool, with_extras: bool) -> str:
    return f"bayeschain_marginal_{int(with_partial)}{int(with_extras)}_{SOURCE_HASH}"
