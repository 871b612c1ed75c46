"""The kernel as a C callback: compiled once, cached on disk, called by address or symbol from anywhere.

It is compiled when the first ordinal model asks for it: others need not wait.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, Final

import llvmlite.binding
from numba import carray, cfunc

from bayeschain.model.kernel.callback import SIGNATURE, by_symbol, call_of
from bayeschain.model.ordinal_kernel.evaluation import evaluate_ordinal
from bayeschain.model.ordinal_kernel.source import SOURCE_HASH


def make_entry(source: int) -> Callable[..., None]:
    """`evaluate_ordinal` on pointers; `source` makes numba's cache see edits of other files. It has no rows."""

    def entry(params, n_params, data, n_data, plan, n_plan, out, d_rows, n_rows):
        if source >= 0:  # always; it keeps the number among the function's values
            evaluate_ordinal(
                carray(params, (n_params,)),
                carray(data, (n_data,)),
                carray(plan, (n_plan,)),
                carray(out, (n_params + 1,)),
            )

    return entry


SYMBOL: Final = f"bayeschain_ordinal_{SOURCE_HASH}"


@cache
def ordinal_entry() -> Any:
    """The compiled callback; from now on `SYMBOL` leads to it."""
    call_of(False, True)
    entry = cfunc(SIGNATURE, cache=True, error_model="numpy")(make_entry(int(SOURCE_HASH[:15], 16)))
    llvmlite.binding.add_symbol(SYMBOL, entry.address)
    return entry


def ordinal_call() -> Any:
    """The same for compiled callers: addresses in place of pointers."""
    ordinal_entry()
    return by_symbol(SYMBOL)
