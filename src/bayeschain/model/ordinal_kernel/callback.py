"""The kernel as a C callback: compiled once, cached on disk, called by address or symbol from anywhere.

It is compiled when the first ordinal model asks for it: others need not wait.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import llvmlite.binding
from numba import carray, cfunc

from bayeschain.model.kernel.callback import SIGNATURE, by_symbol, call_of
from bayeschain.model.ordinal_kernel.evaluation import evaluate_complete, evaluate_partial
from bayeschain.model.ordinal_kernel.source import SOURCE_HASH


def make_entry(source: int, with_partial: bool) -> Callable[..., None]:
    """`evaluate_ordinal` on pointers; `source` makes numba's cache see edits of other files. It has no rows."""

    def entry(params, n_params, data, n_data, plan, n_plan, out, d_rows, n_rows):
        if source >= 0:  # always; it keeps the number among the function's values
            given = carray(params, (n_params,))
            answers = carray(data, (n_data,))
            shape = carray(plan, (n_plan,))
            result = carray(out, (n_params + 1,))
            if with_partial:
                evaluate_partial(given, answers, shape, result)
            else:
                evaluate_complete(given, answers, shape, result)

    return entry


@cache
def ordinal_entry(with_partial: bool) -> Any:
    """The compiled callback; from now on its symbol leads to it.

    Parameters
    ----------
    with_partial : bool
        Whether people may have skipped items of a Gaussian survey.
    """
    call_of(with_partial, True)
    entry = cfunc(SIGNATURE, cache=True, error_model="numpy")(make_entry(int(SOURCE_HASH[:15], 16), with_partial))
    llvmlite.binding.add_symbol(_symbol(with_partial), entry.address)
    return entry


def ordinal_call(with_partial: bool) -> Any:
    """The same for compiled callers: addresses in place of pointers."""
    ordinal_entry(with_partial)
    return by_symbol(_symbol(with_partial))


def _symbol(with_partial: bool) -> str:
    return f"bayeschain_ordinal_{int(with_partial)}_{SOURCE_HASH}"
