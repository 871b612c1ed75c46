"""Probability of one answer: log(Φ(b) - Φ(a)) and its derivatives, precise in both tails.

The probability comes as exp(exponent) × factor, so that factors can be multiplied and one logarithm taken of many.
"""

import math

from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.ordinal_kernel.mills import mills

ROOT = 1.0 / math.sqrt(2.0 * math.pi)
LOG_ROOT = math.log(ROOT)
TINY = 1e-300
"""Least factor: thresholds that have run into each other give a probability near 0 and not below it."""


@inlined
def below(b):
    """Φ(b): exponent, factor, and φ(b) / Φ(b)."""
    if b <= 0.0:
        m = mills(-b)
        return LOG_ROOT - 0.5 * b * b, m, 1.0 / m
    density = ROOT * math.exp(-0.5 * b * b)
    p = 1.0 - density * mills(b)
    return 0.0, p, density / p


@inlined
def between(a, b):
    """Φ(b) - Φ(a), a < b: exponent, factor, φ(a) / p and φ(b) / p."""
    if b <= 0.0:
        ratio = math.exp(0.5 * (b - a) * (b + a))
        p = max(mills(-b) - mills(-a) * ratio, TINY)
        return LOG_ROOT - 0.5 * b * b, p, ratio / p, 1.0 / p
    if a >= 0.0:
        ratio = math.exp(0.5 * (a - b) * (a + b))
        p = max(mills(a) - mills(b) * ratio, TINY)
        return LOG_ROOT - 0.5 * a * a, p, 1.0 / p, ratio / p
    at_a, at_b = ROOT * math.exp(-0.5 * a * a), ROOT * math.exp(-0.5 * b * b)
    p = max(1.0 - at_a * mills(-a) - at_b * mills(b), TINY)
    return 0.0, p, at_a / p, at_b / p
