"""Residuals split between units and the teams in them: a share v^2 of each variance lies between units.

The units' parts are independent, but for the exogenous members, whose parts correlate as these do.
"""

import math

from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.kernel.shape import member


@inlined
def split_residuals(s, p, w):
    """Correlations w.P_t of whole residuals, from those of the teams' parts, w.P."""
    for i in range(s.C):
        c = member(s, i)
        w.v[i] = p.unit[c] if s.unit > 0 and c < s.C - s.Q else 0.0
        w.D[i] = math.sqrt(1.0 - w.v[i] * w.v[i])
    for i in range(s.C):
        for j in range(i):
            w.P_t[i, j] = w.D[i] * w.D[j] * w.P[i, j]
            if i < s.E:
                w.P_t[i, j] += w.v[i] * w.v[j] * w.P[i, j]
            w.P_t[j, i] = w.P_t[i, j]
        w.P_t[i, i] = 1.0


@inlined
def start_units(s, w):
    """Covariances w.O between units of the exogenous members, SD 1."""
    for i in range(s.E):
        for j in range(s.E):
            w.O[s.exogenous[i], s.exogenous[j]] = w.v[i] * w.v[j] * w.R_e[i, j]


@inlined
def split_residuals_back(s, w, g, d):
    """From g.P_t and g.O (both symmetric) and g.v to the gradient of the teams' correlations g.P and of the shares."""
    for i in range(s.C):
        for j in range(s.C):
            if i != j:
                each = g.P_t[i, j]
                g.P[i, j] += each * w.D[i] * w.D[j]
                g.D[i] += 2.0 * each * w.D[j] * w.P[i, j]
                if i < s.E and j < s.E:
                    g.P[i, j] += each * w.v[i] * w.v[j]
                    g.v[i] += 2.0 * each * w.v[j] * w.P[i, j]
    if s.unit > 0:
        for i in range(s.E):
            for j in range(s.E):
                each = g.O[s.exogenous[i], s.exogenous[j]]
                g.v[i] += 2.0 * each * w.v[j] * w.P[i, j]
                if i != j:
                    g.P[i, j] += each * w.v[i] * w.v[j]
        for i in range(s.C):
            c = member(s, i)
            if c < s.C - s.Q:
                d.unit[c] += g.v[i] - g.D[i] * w.v[i] / w.D[i]
