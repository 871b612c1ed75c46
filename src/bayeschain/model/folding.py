"""Standard deviations on a scale without a boundary: their sign is free, and means nothing.

On a logarithmic scale a standard deviation that may be 0 has a long flat tail. Chains seldom find it and, once there,
stay: calibration showed it for an item of a construct with two items. A half-normal prior and a likelihood of variances
have no slope at 0; the sign can then be left free, and 0 is a place like any other.
"""

from typing import Any, Final

import pytensor.tensor as pt
from pymc.logprob.transforms import Transform


class Folded(Transform):
    """A positive variable as the absolute value of an unconstrained one."""

    name = "folded"

    def forward(self, value: Any, *inputs: Any) -> Any:
        """Of the two signs, the positive one."""
        return value

    def backward(self, value: Any, *inputs: Any) -> Any:
        """Without its sign."""
        return pt.abs(value)

    def log_jac_det(self, value: Any, *inputs: Any) -> Any:
        """0: the slope is 1 or -1."""
        return pt.zeros_like(value)


folded: Final = Folded()
