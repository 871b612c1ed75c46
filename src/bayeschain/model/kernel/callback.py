"""The kernel as a C callback: compiled once, cached on disk, called by address or symbol from anywhere."""

from collections.abc import Callable
from typing import Any

from numba import carray, cfunc, types

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
)


def make_entry(source: int) -> Callable[..., None]:
    """`evaluate` on pointers.

    Numba's cache sees edits of the file in which a function stands, and the values that it closes over. `source`, a
    number made from all files of the kernel, stands there for the other files.
    """

    def entry(params, n_params, moments, n_moments, structure, n_structure, out):
        if source >= 0:  # always; it keeps the number among the function's values
            evaluate(
                carray(params, (n_params,)),
                carray(moments, (n_moments,)),
                carray(structure, (n_structure,)),
                carray(out, (n_params + 1,)),
            )

    return entry


entry: Any = cfunc(_SIGNATURE, cache=True, error_model="numpy")(make_entry(int(SOURCE_HASH[:15], 16)))
