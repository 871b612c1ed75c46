"""Mills' ratio of the normal distribution, to the last few bits and without exponentials.

M(t) = (1 - Φ(t)) / φ(t), t >= 0. With it, the log-probability of a category keeps its precision however far in a tail
the category lies.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import erfcx

from bayeschain.model.kernel.inlining import inlined

STEP = 0.125
"""Distance of the knots. An argument is at most half of it from a knot."""
END = 12.0
ORDER = 9
"""Degree of the Taylor polynomial at each knot: its error is below 1e-17 of the ratio."""
LEVELS = 12
"""Levels of Laplace's continued fraction beyond `END`."""


def taylor_coefficients() -> NDArray[np.float64]:
    """(knots, ORDER + 1) Taylor coefficients of M at the knots.

    M' = t M - 1, and so M⁽ⁿ⁺¹⁾ = t M⁽ⁿ⁾ + n M⁽ⁿ⁻¹⁾.
    """
    t = STEP * np.arange(int(END / STEP) + 1)
    derivatives = [np.sqrt(np.pi / 2.0) * erfcx(t / np.sqrt(2.0))]
    derivatives.append(t * derivatives[0] - 1.0)
    for n in range(1, ORDER):
        derivatives.append(t * derivatives[n] + n * derivatives[n - 1])
    return np.ascontiguousarray(np.column_stack([d / math.factorial(n) for n, d in enumerate(derivatives)]))


COEFFICIENTS = taylor_coefficients()


@inlined
def mills(t):
    """M(t) for t >= 0."""
    if t >= END:
        tail = t
        for level in range(LEVELS, 0, -1):
            tail = t + level / tail
        return 1.0 / tail
    knot = int(t / STEP + 0.5)
    d = t - STEP * knot
    value = COEFFICIENTS[knot, ORDER]
    for n in range(ORDER - 1, -1, -1):
        value = value * d + COEFFICIENTS[knot, n]
    return value
