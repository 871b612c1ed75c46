"""Correlation matrices from canonical partial correlations (Lewandowski, Kurowicka & Joe 2009), and back."""

import math

from bayeschain.model.kernel.inlining import inlined


@inlined
def correlate(u, n, L, R):
    """Cholesky factor L and correlations R from canonical partial correlations 2u - 1, row by row."""
    at = 0
    for i in range(n):
        left = 1.0
        for j in range(i):
            r = 2.0 * u[at] - 1.0
            at += 1
            L[i, j] = r * left
            left *= math.sqrt(1.0 - r * r)
        L[i, i] = left
        for j in range(i + 1):
            total = 0.0
            for k in range(j + 1):
                total += L[i, k] * L[j, k]
            R[i, j] = total
            R[j, i] = total


@inlined
def correlate_back(u, n, L, G, grad):
    """Gradient to u from the gradient G to R; G is symmetric, an off-diagonal element counted in both places."""
    at = n * (n - 1) // 2
    for i in range(n - 1, -1, -1):
        at -= i
        left = L[i, i]
        left_grad = 0.0
        for k in range(i, n):
            left_grad += 2.0 * G[i, k] * L[k, i]
        for j in range(i - 1, -1, -1):
            r = 2.0 * u[at + j] - 1.0
            q = math.sqrt(1.0 - r * r)
            left /= q
            entry = 0.0
            for k in range(j, n):
                entry += 2.0 * G[i, k] * L[k, j]
            grad[at + j] += 2.0 * (entry * left - left_grad * left * r / q)
            left_grad = entry * r + left_grad * q
