"""Loadings, intercepts and variances of the items."""

import math

from bayeschain.model.kernel.inlining import inlined

ERROR_FLOOR = 1e-4
"""Added to the error variance of every reflective item, POMP squared: a hundredth of a percent of the response scale.

No questionnaire resolves that; without it float64 cannot: terms of the size S / theta cancel, and a chain that warms up
with large steps can come to rest in a region of rounding errors where theta is near 0.
"""


@inlined
def measure(s, p, x):
    """Loadings, intercept deviations, error and bias variances of the items."""
    reflective = 0
    for c in range(s.CR):
        k0 = s.first[c]
        K = s.first[c + 1] - k0
        free = k0 - c
        left = 1.0
        for k in range(K - 1):
            v = p.stick[free + k]
            x.lam[k0 + k] = K * v * left
            left *= 1.0 - v
        x.lam[k0 + K - 1] = K * left
        for m in range(1, K):
            unit = p.contrast[free + m - 1] / math.sqrt(m * (m + 1.0))
            for k in range(m):
                x.iota[k0 + k] += unit
            x.iota[k0 + m] -= m * unit
        if K > 1:
            for k in range(K):
                x.theta[k0 + k] = p.item_sd[reflective + k] ** 2 + ERROR_FLOOR
                x.theta_b[k0 + k] = p.bias_sd[reflective + k] ** 2
            reflective += K


@inlined
def measure_back(s, p, x, g, d):
    """From the gradient g to the items' quantities to the gradient d of their parameters."""
    reflective = 0
    for c in range(s.CR):
        k0 = s.first[c]
        K = s.first[c + 1] - k0
        free = k0 - c
        left = x.lam[k0 + K - 1] / K
        left_grad = K * g.lam[k0 + K - 1]
        for k in range(K - 2, -1, -1):
            v = p.stick[free + k]
            left /= 1.0 - v
            entry = K * g.lam[k0 + k]
            d.stick[free + k] += (entry - left_grad) * left
            left_grad = entry * v + left_grad * (1.0 - v)
        for m in range(1, K):
            total = -m * g.iota[k0 + m]
            for k in range(m):
                total += g.iota[k0 + k]
            d.contrast[free + m - 1] += total / math.sqrt(m * (m + 1.0))
        if K > 1:
            for k in range(K):
                d.item_sd[reflective + k] += 2.0 * p.item_sd[reflective + k] * g.theta[k0 + k]
                d.bias_sd[reflective + k] += 2.0 * p.bias_sd[reflective + k] * g.theta_b[k0 + k]
            reflective += K
