"""Effects of units, integrated out.

With u ~ N(0, omega), P the sum of the teams' precisions V^-1 and t the sum of their V^-1 f, a unit adds
-log|I + P omega| / 2 + t'(omega^-1 + P)^-1 t / 2. Given the data u is normal with covariance
Psi = (omega^-1 + P)^-1 and mean Psi t; the gradient is that of the teams given u, averaged over it.
"""

import math

from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.kernel.inverse import invert

SMALLEST = 1e-13
"""Share of a variance between units below which it counts as 0 given the others."""


@inlined
def add_to_unit(s, h, units, u, n_present):
    """Add what a team tells of its unit."""
    n = s.C - s.Q
    for i in range(n_present):
        a = h.present[i]
        if a < n:
            for j in range(n_present):
                units.t[u, a] += h.V[i, j] * h.shifted[j]
                if h.present[j] < n:
                    units.P[u, a, h.present[j]] += h.V[i, j]


@inlined
def know_units(s, w, gw, h, units):
    """Turn P and t of each unit into covariance and mean of its effects; adds the gradient to omega.

    Returns a piece of the value: all but the teams' log-densities given the means of the effects.
    """
    n, L, S, value = s.C - s.Q, units.L, units.S, 0.0
    for i in range(n):
        for j in range(i + 1):
            total = w.omega[i, j]
            for k in range(j):
                total -= L[i, k] * L[j, k]
            if i == j:
                L[i, i] = math.sqrt(total) if total > SMALLEST * w.omega[i, i] else 0.0
            else:
                L[i, j] = total / L[j, j] if L[j, j] > 0.0 else 0.0
    for u in range(len(units.t)):
        P, t = units.P[u], units.t[u]
        for i in range(n):
            for j in range(n):
                total = 0.0
                for k in range(i, n):
                    for m in range(j, n):
                        total += L[k, i] * P[k, m] * L[m, j]
                S[i, j] = total
            S[i, i] += 1.0
        value -= 0.5 * invert(S, n, h.row)
        for i in range(n):
            for j in range(n):
                total = 0.0
                for k in range(i + 1):
                    for m in range(j + 1):
                        total += L[i, k] * S[k, m] * L[j, m]
                h.F[i, j] = total
        for i in range(n):
            h.f[i] = 0.0
            for j in range(n):
                h.f[i] += h.F[i, j] * t[j]
        for i in range(n):
            h.alpha[i] = t[i]
            for j in range(n):
                h.alpha[i] -= P[i, j] * h.f[j]
                h.X[i, j] = 0.0
                for k in range(n):
                    h.X[i, j] += P[i, k] * h.F[k, j]
            value -= 0.5 * h.f[i] * h.alpha[i]
        for i in range(n):
            for j in range(n):
                total = h.alpha[i] * h.alpha[j] - P[i, j]
                for k in range(n):
                    total += h.X[i, k] * P[k, j]
                gw.omega[i, j] += 0.5 * total
        for i in range(n):
            units.t[u, i] = h.f[i]
            for j in range(n):
                units.P[u, i, j] = h.F[i, j]
    return value


@inlined
def expect_unit(s, h, units, u, n_present):
    """Take the unit's mean effects off a team's projections, and add their covariance to that of its group."""
    n = s.C - s.Q
    for i in range(n_present):
        a = h.present[i]
        if a < n:
            h.shifted[i] -= units.t[u, a]
            for j in range(n_present):
                if h.present[j] < n:
                    h.spread[i, j] += units.P[u, a, h.present[j]]


@inlined
def spread_units(s, h, n_present):
    """Add V^-1 Psi V^-1, summed over the teams of a group, to h.X."""
    for i in range(n_present):
        for j in range(n_present):
            h.row[j] = 0.0
        for k in range(n_present):
            for j in range(n_present):
                h.row[j] += h.V[i, k] * h.spread[k, j]
        for k in range(n_present):
            for j in range(n_present):
                h.X[i, j] += h.row[k] * h.V[k, j]
