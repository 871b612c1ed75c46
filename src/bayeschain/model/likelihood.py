"""The marginal likelihood as a PyTensor op: one call returns the value and its closed-form gradient."""

import ctypes
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytensor.tensor as pt
from numpy.typing import NDArray
from pytensor.gradient import DisconnectedType
from pytensor.graph.basic import Apply, Variable
from pytensor.graph.op import Op
from pytensor.link.numba.dispatch.basic import numba_njit, register_funcify_default_op_cache_key

from bayeschain.model.kernel import SOURCE_HASH, call_of, entry_of, stand_in_of
from bayeschain.model.kernel.shape import EXTRAS

_pointer = ctypes.POINTER(ctypes.c_double)


def evaluate(
    params: NDArray[np.float64],
    moments: NDArray[np.float64],
    structure: NDArray[np.int64],
    *,
    with_partial: bool = False,
) -> tuple[float, NDArray[np.float64]]:
    """Log-likelihood and its gradient by the flat parameters, outside any graph.

    Parameters
    ----------
    params : (n,) float64
        Flat parameters, see `parameters.Layout`.
    moments : (m,) float64
        Flat moments, see `moments.pack`.
    structure : (k,) int64
        `Layout.structure`.
    with_partial : bool
        Whether the moments may hold respondents who skipped an item.

    Returns
    -------
    value : float
        Log-likelihood; -inf where a covariance matrix is not positive definite, or respondents skipped an item and
        `with_partial` is not set.
    gradient : (n,) float64
        Its gradient; 0 where the value is -inf.
    """
    return on_arrays(entry_of(with_partial, bool(structure[EXTRAS].any())), params, moments, structure)


def on_arrays(
    entry: Any, params: NDArray[np.float64], data: NDArray[np.float64], structure: NDArray[np.int64]
) -> tuple[float, NDArray[np.float64]]:
    """Value and gradient of a compiled kernel, called from Python."""
    params = np.ascontiguousarray(params, dtype=np.float64)
    data = np.ascontiguousarray(data, dtype=np.float64)
    structure = np.ascontiguousarray(structure, dtype=np.int64)
    out = np.empty(params.size + 1)
    entry.ctypes(
        params.ctypes.data_as(_pointer),
        params.size,
        data.ctypes.data_as(_pointer),
        data.size,
        structure.ctypes.data_as(ctypes.POINTER(ctypes.c_int64)),
        structure.size,
        out.ctypes.data_as(_pointer),
        None,
        0,
    )
    return float(out[0]), out[1:]


class MarginalLikelihood(Op):
    """Gaussian marginal log-likelihood of all surveys, with its gradient as a second output.

    Parameters
    ----------
    structure : tuple of int
        `Layout.structure`.
    source_hash : str
        Hash of the kernel's source: PyTensor's cache does not see edits of compiled code.
    with_partial : bool
        Whether the moments may hold respondents who skipped an item.

    Attributes
    ----------
    is_stand_in : bool
        Compile callers without the kernel: it is compiled elsewhere meanwhile, and nothing may be evaluated here.
    """

    is_stand_in: bool = False

    __props__: tuple[str, ...] = ("structure", "source_hash", "with_partial")

    def __init__(self, structure: tuple[int, ...], source_hash: str = SOURCE_HASH, with_partial: bool = False) -> None:
        self.structure = structure
        self.with_partial = with_partial
        self.source_hash = source_hash

    @property
    def with_extras(self) -> bool:
        """Whether the chain has covariates, residual covariances or units."""
        return any(self.structure[EXTRAS])

    def entry(self) -> Any:
        """The compiled kernel, for callers in Python."""
        return entry_of(self.with_partial, self.with_extras)

    def call(self) -> Any:
        """The same for compiled callers."""
        return (stand_in_of if self.is_stand_in else call_of)(self.with_partial, self.with_extras)

    def make_node(self, *inputs: Any) -> Apply[Any]:
        """Node with inputs params (n,), moments (m,) and outputs value (), gradient (n,)."""
        params, moments = (pt.as_tensor_variable(each, dtype="float64") for each in inputs)
        return Apply(self, [params, moments], [pt.dscalar(), pt.TensorType("float64", shape=params.type.shape)()])

    def perform(self, node: Apply[Any], inputs: Sequence[Any], output_storage: list[list[Any]]) -> None:
        """Evaluate in Python."""
        value, gradient = on_arrays(self.entry(), inputs[0], inputs[1], np.array(self.structure))
        output_storage[0][0] = np.array(value)
        output_storage[1][0] = gradient

    def connection_pattern(self, node: Apply[Any]) -> list[list[bool]]:
        """Gradients flow from the value to the parameters; moments are data."""
        return [[True, False], [False, False]]

    def pullback(
        self,
        inputs: Sequence[Variable[Any, Any]],
        outputs: Sequence[Variable[Any, Any]],
        cotangents: Sequence[Variable[Any, Any]],
    ) -> list[Variable[Any, Any]]:
        """Scale the gradient that the node has computed already."""
        return [cotangents[0] * outputs[1], DisconnectedType()()]  # type: ignore[operator]

    L_op = pullback  # type: ignore[assignment]


@register_funcify_default_op_cache_key(MarginalLikelihood)  # type: ignore[untyped-decorator]
def _compile(op: MarginalLikelihood, node: Apply[Any], **kwargs: Any) -> Any:
    structure = np.array(op.structure, dtype=np.int64)
    size, kernel = structure.size, op.call()

    @numba_njit
    def marginal_likelihood(params, moments):  # type: ignore[no-untyped-def]
        contiguous_params = np.ascontiguousarray(params)
        contiguous_moments = np.ascontiguousarray(moments)
        out = np.empty(contiguous_params.size + 1)
        kernel(
            contiguous_params.ctypes.data,
            contiguous_params.size,
            contiguous_moments.ctypes.data,
            contiguous_moments.size,
            structure.ctypes.data,
            size,
            out.ctypes.data,
            out.ctypes.data,
            0,
        )
        return np.asarray(out[0]), out[1:]

    return marginal_likelihood
