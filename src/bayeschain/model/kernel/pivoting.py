"""Inverse and determinant of a small matrix that need not be symmetric."""

import math

from bayeschain.model.kernel.inlining import inlined


@inlined
def invert_pivoting(W, n, row, order):
    """Overwrite the leading block of W by its inverse (Gauss-Jordan, rows exchanged); log det W, nan if det W <= 0."""
    logdet, product = 0.0, 1.0
    for k in range(n):
        best = k
        for i in range(k + 1, n):
            if abs(W[i, k]) > abs(W[best, k]):
                best = i
        order[k] = best
        if best != k:
            product = -product
            for j in range(n):
                row[j] = W[k, j]
                W[k, j] = W[best, j]
                W[best, j] = row[j]
        pivot = W[k, k]
        if pivot == 0.0:
            return math.nan
        product *= pivot
        if abs(product) > 1e200 or abs(product) < 1e-200:
            logdet += math.log(abs(product))
            product = 1.0 if product > 0.0 else -1.0
        unit = 1.0 / pivot
        W[k, k] = 1.0
        for j in range(n):
            row[j] = W[k, j] * unit
            W[k, j] = row[j]
        for i in range(n):
            if i != k:
                factor = W[i, k]
                W[i, k] = 0.0
                for j in range(n):
                    W[i, j] -= factor * row[j]
    for k in range(n - 1, -1, -1):
        best = order[k]
        if best != k:
            for i in range(n):
                held = W[i, k]
                W[i, k] = W[i, best]
                W[i, best] = held
    if not product > 0.0:
        return math.nan
    return logdet + math.log(product)
