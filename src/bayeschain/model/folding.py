"""Standard deviations on a scale without a boundary: their sign is free, and means nothing.

On a logarithmic scale a standard deviation that may be 0 has a long flat tail. Chains seldom find it and, once there,
stay: calibration showed it for an item of a construct with two items. A half-normal prior and a likelihood of variances
have no slope at 0; the sign can then be left free, and 0 is a place like any other. Not so the SD of a construct: it is
a factor of covariances, which have a kink at 0.
"""

import math
from typing import Any

import pytensor.tensor as pt
from pymc.logprob.transforms import Transform


class Folded(Transform):
    """A positive variable as the absolute value of an unconstrained one, times a scale.

    Parameters
    ----------
    scale : float
        Of the variable's prior, so that a step means as much as on other unconstrained scales.
    """

    name = "folded"

    def __init__(self, scale: float) -> None:
        self.scale = scale

    def forward(self, value: Any, *inputs: Any) -> Any:
        """Of the two signs, the positive one."""
        return value / self.scale

    def backward(self, value: Any, *inputs: Any) -> Any:
        """Without its sign."""
        return self.scale * pt.abs(value)

    def log_jac_det(self, value: Any, *inputs: Any) -> Any:
        """Constant: the slope is the scale, up or down."""
        return pt.full_like(value, math.log(self.scale))
