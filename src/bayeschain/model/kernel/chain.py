"""Team-level correlations and covariances that the chain implies."""

import math

from bayeschain.model.kernel.correlations import correlate, correlate_back
from bayeschain.model.kernel.inlining import inlined


@inlined
def imply(s, p, w):
    """Correlations R that the chain implies (declared order) and team-level covariances phi (measured order)."""
    for c in range(s.CR):
        w.tau[s.place[c]] = p.within_sd[c] * math.sqrt(p.icc[c] / (1.0 - p.icc[c]))
    for c in range(s.CZ):
        w.tau[s.place[s.CR + c]] = p.column_sd[c]
    correlate(p.exogenous_u, s.E, w.L_e, w.R_e)
    for i in range(s.E):
        for j in range(s.E):
            w.R[s.exogenous[i], s.exogenous[j]] = w.R_e[i, j]
    for i in range(s.D):
        c = s.endogenous[i]
        total = 1.0
        for k in range(s.parents_first[i], s.parents_first[i + 1]):
            for m in range(s.parents_first[i], s.parents_first[i + 1]):
                total += p.z[s.path[k]] * p.z[s.path[m]] * w.R[s.parent[k], s.parent[m]]
        w.scale[i] = math.sqrt(total)
        for k in range(s.parents_first[i], s.parents_first[i + 1]):
            w.b[k] = p.z[s.path[k]] / w.scale[i]
        for j in range(s.E + i):
            d = s.exogenous[j] if j < s.E else s.endogenous[j - s.E]
            total = 0.0
            for k in range(s.parents_first[i], s.parents_first[i + 1]):
                total += w.b[k] * w.R[s.parent[k], d]
            w.R[c, d] = total
            w.R[d, c] = total
        w.R[c, c] = 1.0
    for i in range(s.C):
        for j in range(s.C):
            w.phi[i, j] = w.tau[s.place[i]] * w.tau[s.place[j]] * w.R[s.place[i], s.place[j]]


@inlined
def imply_back(s, p, w, g, d, X):
    """From the gradient g.phi to paths, exogenous correlations and team SDs. Overwrites g.R and g.tau."""
    for i in range(s.C):
        a = s.place[i]
        for j in range(s.C):
            b = s.place[j]
            g.tau[a] += 2.0 * g.phi[i, j] * w.tau[b] * w.R[a, b]
            g.R[a, b] = w.tau[a] * w.tau[b] * g.phi[i, j]
    for i in range(s.D - 1, -1, -1):
        c = s.endogenous[i]
        k0, k1 = s.parents_first[i], s.parents_first[i + 1]
        for j in range(s.E + i):
            e = s.exogenous[j] if j < s.E else s.endogenous[j - s.E]
            each = 2.0 * g.R[c, e]
            for k in range(k0, k1):
                g.b[k] += each * w.R[s.parent[k], e]
                g.R[s.parent[k], e] += 0.5 * each * w.b[k]
                g.R[e, s.parent[k]] += 0.5 * each * w.b[k]
        along = 0.0
        for k in range(k0, k1):
            along += g.b[k] * w.b[k]
        for k in range(k0, k1):
            turned = 0.0
            for m in range(k0, k1):
                turned += w.R[s.parent[k], s.parent[m]] * w.b[m]
                g.R[s.parent[k], s.parent[m]] -= 0.5 * along * w.b[k] * w.b[m]
            d.z[s.path[k]] += (g.b[k] - along * turned) / w.scale[i]
    for i in range(s.E):
        for j in range(s.E):
            X[i, j] = g.R[s.exogenous[i], s.exogenous[j]]
    correlate_back(p.exogenous_u, s.E, w.L_e, X, d.exogenous_u)
    for c in range(s.CZ):
        d.column_sd[c] += g.tau[s.place[s.CR + c]]
    for c in range(s.CR):
        each = g.tau[s.place[c]] * w.tau[s.place[c]]
        d.within_sd[c] += each / p.within_sd[c]
        d.icc[c] += 0.5 * each / (p.icc[c] * (1.0 - p.icc[c]))
