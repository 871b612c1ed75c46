"""The density of a chain with ordinal surveys as a PyTensor op: value and closed-form gradient in one call."""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
from numba.core import types
from numba.core.types import ExternalFunction
from numpy.typing import NDArray
from pytensor.graph.basic import Apply
from pytensor.link.numba.dispatch.basic import numba_njit, register_funcify_default_op_cache_key

from bayeschain.model.likelihood import MarginalLikelihood
from bayeschain.model.ordinal_kernel import SOURCE_HASH, SYMBOL, ordinal_entry

_call: Any = ExternalFunction(
    SYMBOL,
    types.void(types.uintp, types.intp, types.uintp, types.intp, types.uintp, types.intp, types.uintp),
)
_pointer = ctypes.POINTER(ctypes.c_double)


def evaluate_ordinal(
    params: NDArray[np.float64], data: NDArray[np.float64], plan: NDArray[np.int64]
) -> tuple[float, NDArray[np.float64]]:
    """Log-density and its gradient by all parameters and latents, outside any graph.

    Parameters
    ----------
    params : (n,) float64
        Flat parameters and latents, see `ordinal_kernel.evaluation`.
    data : (m,) float64
        Flat data, see `ordinal_data.pack_ordinal`.
    plan : (k,) int64
        `ordinal_data.plan_of`.

    Returns
    -------
    value : float
        Log-density; -inf where a covariance matrix is not positive definite.
    gradient : (n,) float64
        Its gradient; 0 where the value is -inf.
    """
    params = np.ascontiguousarray(params, dtype=np.float64)
    data = np.ascontiguousarray(data, dtype=np.float64)
    plan = np.ascontiguousarray(plan, dtype=np.int64)
    out = np.empty(params.size + 1)
    ordinal_entry().ctypes(
        params.ctypes.data_as(_pointer),
        params.size,
        data.ctypes.data_as(_pointer),
        data.size,
        plan.ctypes.data_as(ctypes.POINTER(ctypes.c_int64)),
        plan.size,
        out.ctypes.data_as(_pointer),
    )
    return float(out[0]), out[1:]


class OrdinalLikelihood(MarginalLikelihood):
    """Log-density of all surveys given the latents of people, with its gradient as a second output.

    Parameters
    ----------
    structure : tuple of int
        `ordinal_data.plan_of`.
    source_hash : str
        Hash of the kernel's source: PyTensor's cache does not see edits of compiled code.
    """

    __props__ = ("structure", "source_hash")

    def __init__(self, structure: tuple[int, ...], source_hash: str = SOURCE_HASH) -> None:
        super().__init__(structure, source_hash)
        ordinal_entry()

    def perform(self, node: Apply[Any], inputs: Sequence[Any], output_storage: list[list[Any]]) -> None:
        """Evaluate in Python."""
        value, gradient = evaluate_ordinal(inputs[0], inputs[1], np.array(self.structure))
        output_storage[0][0] = np.array(value)
        output_storage[1][0] = gradient


@register_funcify_default_op_cache_key(OrdinalLikelihood)  # type: ignore[untyped-decorator]
def _compile(op: OrdinalLikelihood, node: Apply[Any], **kwargs: Any) -> Any:
    plan = np.array(op.structure, dtype=np.int64)
    size = plan.size

    @numba_njit
    def ordinal_likelihood(params, data):  # type: ignore[no-untyped-def]
        contiguous_params = np.ascontiguousarray(params)
        contiguous_data = np.ascontiguousarray(data)
        out = np.empty(contiguous_params.size + 1)
        _call(
            contiguous_params.ctypes.data,
            contiguous_params.size,
            contiguous_data.ctypes.data,
            contiguous_data.size,
            plan.ctypes.data,
            size,
            out.ctypes.data,
        )
        return np.asarray(out[0]), out[1:]

    return ordinal_likelihood
