"""Inverses of many small covariance matrices side by side."""

import math

from bayeschain.model.kernel.inlining import inlined


@inlined
def invert_lanes(V, column, logdet):
    """Overwrite lower halves by minus the inverses, by sweeping every pivot (Goodnight 1979); logs of determinants.

    Parameters
    ----------
    V : (n, n, lanes) float64
        Only V[i, j] with i >= j is read and written.
    column : (n + 3, lanes) float64
        Scratch.
    logdet : (lanes,) float64
        Result, nan where a matrix is not positive definite.
    """
    n, lanes = V.shape[0], V.shape[2]
    unit, factor, product = column[n], column[n + 1], column[n + 2]
    for g in range(lanes):
        logdet[g] = 0.0
        product[g] = 1.0
    for k in range(n):
        pivot = V[k, k]
        for g in range(lanes):
            product[g] *= pivot[g] if pivot[g] > 0.0 else math.nan
            unit[g] = 1.0 / pivot[g]
        if k % 4 == 3 or k == n - 1:  # a product of more could overflow
            for g in range(lanes):
                logdet[g] += math.log(product[g])
                product[g] = 1.0
        for i in range(n):
            source = V[i, k] if i > k else V[k, i]
            kept = column[i]
            for g in range(lanes):
                kept[g] = source[g]
        for i in range(n):
            if i == k:
                continue
            kept = column[i]
            for g in range(lanes):
                factor[g] = kept[g] * unit[g]
            for j in range(i + 1):
                if j != k:
                    entry, other = V[i, j], column[j]
                    for g in range(lanes):
                        entry[g] -= factor[g] * other[g]
            swept = V[i, k] if i > k else V[k, i]
            for g in range(lanes):
                swept[g] = factor[g]
        for g in range(lanes):
            pivot[g] = -unit[g]
