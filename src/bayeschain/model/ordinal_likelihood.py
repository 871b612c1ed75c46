"""The density of a chain with ordinal surveys as a PyTensor op: value and closed-form gradient in one call."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayeschain.model.likelihood import MarginalLikelihood, on_arrays
from bayeschain.model.ordinal_kernel import SOURCE_HASH, ordinal_call, ordinal_entry


def evaluate_ordinal(
    params: NDArray[np.float64],
    data: NDArray[np.float64],
    plan: NDArray[np.int64],
    *,
    with_partial: bool = False,
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
    with_partial : bool
        Whether people may have skipped items of a Gaussian survey.

    Returns
    -------
    value : float
        Log-density; -inf where a covariance matrix is not positive definite, or items of a Gaussian survey were skipped
        and `with_partial` is not set.
    gradient : (n,) float64
        Its gradient; 0 where the value is -inf.
    """
    return on_arrays(ordinal_entry(with_partial), params, data, plan)


class OrdinalLikelihood(MarginalLikelihood):
    """Log-density of all surveys given the latents of people, with its gradient as a second output.

    Parameters
    ----------
    structure : tuple of int
        `ordinal_data.plan_of`.
    source_hash : str
        Hash of the kernel's source: PyTensor's cache does not see edits of compiled code.
    with_partial : bool
        Whether people may have skipped items of a Gaussian survey.
    """

    def __init__(self, structure: tuple[int, ...], source_hash: str = SOURCE_HASH, with_partial: bool = False) -> None:
        super().__init__(structure, source_hash, with_partial)
        ordinal_entry(with_partial)  # compiled code from a cache is loaded by the symbol that this makes known

    def entry(self) -> Any:
        """The compiled kernel, for callers in Python."""
        return ordinal_entry(self.with_partial)

    def call(self) -> Any:
        """The same for compiled callers."""
        return ordinal_call(self.with_partial)
