"""Correlations of the residuals, 0 but for the pairs that the user wrote, and never indefinite.

A row of the matrix at a time, in chain order. With F the partners of a row among the members before it and G the
others, the row's free entries are p = L t, with L the Cholesky factor of S = P_FF - P_FG P_GG^-1 P_GF and t in the unit
ball, made of canonical partial correlations. Exogenous members come first, with their own correlations.
"""

import math

from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.kernel.inverse import invert


@inlined
def _partners(s, i):
    """First and last place of the partners of the endogenous row i."""
    return s.partners_first[i], s.partners_first[i + 1]


@inlined
def _condition(s, w, h, i):
    """Order the members before row i as G, F in h.present; P_GG^-1 to h.V, W = P_GG^-1 P_GF to h.X, L to h.F."""
    n0, n1 = _partners(s, i)
    before = s.E + i
    g = 0
    for j in range(before):
        is_partner = False
        for n in range(n0, n1):
            is_partner = is_partner or s.partner[n] == j
        if not is_partner:
            h.present[g] = j
            g += 1
    f = n1 - n0
    for n in range(f):
        h.present[g + n] = s.partner[n0 + n]
    for a in range(g):
        for b in range(g):
            h.V[a, b] = w.P[h.present[a], h.present[b]]
    invert(h.V, g, h.row)
    for a in range(g):
        for n in range(f):
            total = 0.0
            for b in range(g):
                total += h.V[a, b] * w.P[h.present[b], h.present[g + n]]
            h.X[a, n] = total
    for n in range(f):
        for m in range(n + 1):
            total = w.P[h.present[g + n], h.present[g + m]]
            for a in range(g):
                total -= w.P[h.present[g + n], h.present[a]] * h.X[a, m]
            for k in range(m):
                total -= h.F[n, k] * h.F[m, k]
            h.F[n, m] = math.sqrt(total) if n == m else total / h.F[m, m]
    return g, f


@inlined
def correlate_residuals(s, p, w, h):
    """Correlations w.P of the exogenous members and of the residuals, in chain order."""
    for i in range(s.E):
        for j in range(s.E):
            w.P[i, j] = w.R_e[i, j]
    for i in range(s.D):
        a = s.E + i
        w.P[a, a] = 1.0
        n0, n1 = _partners(s, i)
        if n1 == n0:
            continue
        g, f = _condition(s, w, h, i)
        left = 1.0
        for n in range(f):
            r = 2.0 * p.residual_u[n0 + n] - 1.0
            h.row[n] = r * left
            left *= math.sqrt(1.0 - r * r)
        for n in range(f):
            total = 0.0
            for m in range(n + 1):
                total += h.F[n, m] * h.row[m]
            w.P[a, h.present[g + n]] = total
            w.P[h.present[g + n], a] = total


@inlined
def correlate_residuals_back(s, p, w, g, d, h):
    """From g.P (symmetric, an element counted in both places) to partial correlations and to g.R_e."""
    t, t_back = h.alpha, h.squares
    for i in range(s.D - 1, -1, -1):
        a = s.E + i
        n0, n1 = _partners(s, i)
        if n1 == n0:
            continue
        others, f = _condition(s, w, h, i)
        left = 1.0
        for n in range(f):
            r = 2.0 * p.residual_u[n0 + n] - 1.0
            t[n] = r * left
            left *= math.sqrt(1.0 - r * r)
        for n in range(f):
            total = 0.0
            for m in range(n, f):
                total += 2.0 * g.P[a, h.present[others + m]] * h.F[m, n]
            t_back[n] = total
        left_back = 0.0
        for n in range(f - 1, -1, -1):
            r = 2.0 * p.residual_u[n0 + n] - 1.0
            q = math.sqrt(1.0 - r * r)
            left /= q
            d.residual_u[n0 + n] += 2.0 * (t_back[n] * left - left_back * left * r / q)
            left_back = t_back[n] * r + left_back * q
        _factor_back(g, h, others, f, a)


@inlined
def _factor_back(g, h, others, f, a):
    """From the gradient to L (2 g.P[a, F] t' below the diagonal) to that of P among the members before row a.

    The gradient of S is L^-T (Z + Z') L^-1 / 2, with Z the lower triangle of L'(gradient of L), its diagonal halved
    (Murray 2016, arXiv:1602.07527). h.V is free now: Z and the gradient of S are built there.
    """
    L, Z, t = h.F, h.V, h.alpha
    for n in range(f):
        for m in range(n + 1):
            total = 0.0
            for k in range(n, f):
                total += L[k, n] * 2.0 * g.P[a, h.present[others + k]] * t[m]
            Z[n, m] = 0.5 * total if n == m else total
    for n in range(f):
        for m in range(n):
            Z[n, m] *= 0.5
            Z[m, n] = Z[n, m]
    for m in range(f):
        for n in range(f - 1, -1, -1):
            total = Z[n, m]
            for k in range(n + 1, f):
                total -= L[k, n] * Z[k, m]
            Z[n, m] = total / L[n, n]
    for n in range(f):
        for m in range(f - 1, -1, -1):
            total = Z[n, m]
            for k in range(m + 1, f):
                total -= L[k, m] * Z[n, k]
            Z[n, m] = total / L[m, m]
    for n in range(f):
        for m in range(f):
            g.P[h.present[others + n], h.present[others + m]] += Z[n, m]
    for b in range(others):
        for m in range(f):
            total = 0.0
            for n in range(f):
                total += h.X[b, n] * Z[n, m]
            h.row[m] = total
            g.P[h.present[b], h.present[others + m]] -= total
            g.P[h.present[others + m], h.present[b]] -= total
        for c in range(others):
            total = 0.0
            for m in range(f):
                total += h.row[m] * h.X[c, m]
            g.P[h.present[b], h.present[c]] += total
