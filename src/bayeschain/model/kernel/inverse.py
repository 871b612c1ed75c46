"""Inverse and determinant of a small covariance matrix."""

import math

from bayeschain.model.kernel.inlining import inlined


@inlined
def invert(V, n, row):
    """Overwrite the leading block of V by its inverse (Gauss-Jordan); log det V, nan if V is not positive definite."""
    logdet, product = 0.0, 1.0
    for k in range(n):
        pivot = V[k, k]
        if not pivot > 0.0:
            return math.nan
        product *= pivot
        if product > 1e200 or product < 1e-200:
            logdet += math.log(product)
            product = 1.0
        unit = 1.0 / pivot
        V[k, k] = 1.0
        for j in range(n):
            row[j] = V[k, j] * unit
            V[k, j] = row[j]
        for i in range(n):
            if i != k:
                factor = V[i, k]
                V[i, k] = 0.0
                for j in range(n):
                    V[i, j] -= factor * row[j]
    return logdet + math.log(product)
