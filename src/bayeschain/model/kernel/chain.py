"""Team-level correlations and covariances that the chain implies."""

import math

from bayeschain.model.kernel.correlations import correlate, correlate_back
from bayeschain.model.kernel.inlining import inlined, spliced
from bayeschain.model.kernel.residuals import correlate_residuals, correlate_residuals_back
from bayeschain.model.kernel.shape import member
from bayeschain.model.kernel.units import split_residuals, split_residuals_back, start_units


@spliced
def imply(s, p, w, h, known, extras):
    """Correlations R that the chain implies (declared order) and team-level covariances phi (measured order).

    `known` holds the canonical partial correlations of the covariates, scaled to (0, 1). With units, phi is what varies
    between the teams of a unit, and omega what varies between units. `extras` is None where a chain has none of these:
    their code is then not compiled.
    """
    for c in range(s.CR):
        w.tau[s.place[c]] = p.within_sd[c] * math.sqrt(p.icc[c] / (1.0 - p.icc[c]))
    for c in range(s.CZ):
        w.tau[s.place[s.CR + c]] = p.column_sd[c] if c < s.CZ - s.Q else 1.0
    n = s.Q * (s.Q - 1) // 2
    for i in range(n):
        w.u[i] = known[i]
    for i in range(len(p.exogenous_u)):
        w.u[n + i] = p.exogenous_u[i]
    correlate(w.u, s.E, w.L_e, w.R_e)
    whole = w.R_e
    if extras is not None and (s.N > 0 or s.unit > 0):
        correlate_residuals(s, p, w, h)
        split_residuals(s, p, w)
        start_units(s, w)
        whole = w.P_t
        for i in range(s.E):
            for j in range(s.E, s.C):
                w.K[s.exogenous[i], j] = w.P_t[i, j]
    for i in range(s.E):
        for j in range(s.E):
            w.R[s.exogenous[i], s.exogenous[j]] = whole[i, j]
    for i in range(s.D):
        _explain(s, p, w, i, extras)
    for i in range(s.C):
        for j in range(s.C):
            a, b = s.place[i], s.place[j]
            w.phi[i, j] = w.tau[a] * w.tau[b] * w.R[a, b]
            if extras is not None and s.unit > 0:
                w.omega[i, j] = w.tau[a] * w.tau[b] * w.O[a, b]
                w.phi[i, j] -= w.omega[i, j]


@inlined
def _explain(s, p, w, i, extras):
    """Standardised paths into the endogenous member i, and its correlations with the members before it."""
    c, a, correlated = s.endogenous[i], s.E + i, s.N > 0
    k0, k1 = s.parents_first[i], s.parents_first[i + 1]
    total = 1.0
    for k in range(k0, k1):
        for m in range(k0, k1):
            total += p.z[s.path[k]] * p.z[s.path[m]] * w.R[s.parent[k], s.parent[m]]
        if extras is not None and correlated:
            total += 2.0 * p.z[s.path[k]] * w.K[s.parent[k], a]
    w.scale[i] = math.sqrt(total)
    for k in range(k0, k1):
        w.b[k] = p.z[s.path[k]] / w.scale[i]
    for j in range(a):
        d = member(s, j)
        total = 0.0
        if extras is not None and correlated:
            total = w.K[d, a] / w.scale[i]
        for k in range(k0, k1):
            total += w.b[k] * w.R[s.parent[k], d]
        w.R[c, d] = total
        w.R[d, c] = total
    w.R[c, c] = 1.0
    if extras is not None:
        _explain_extras(s, w, c, a, i)


@inlined
def _explain_extras(s, w, c, a, i):
    """Covariances K of the endogenous member c with later residuals, and its covariances O between units."""
    k0, k1 = s.parents_first[i], s.parents_first[i + 1]
    if s.N > 0:
        for e in range(a + 1, s.C):
            total = w.P_t[a, e] / w.scale[i]
            for k in range(k0, k1):
                total += w.b[k] * w.K[s.parent[k], e]
            w.K[c, e] = total
    if s.unit > 0:
        own = (w.v[a] / w.scale[i]) ** 2
        for j in range(a):
            d = member(s, j)
            total = 0.0
            for k in range(k0, k1):
                total += w.b[k] * w.O[s.parent[k], d]
            w.O[c, d] = total
            w.O[d, c] = total
        for k in range(k0, k1):
            own += w.b[k] * w.O[c, s.parent[k]]
        w.O[c, c] = own


@inlined
def _explain_extras_back(s, w, g, c, a, i):
    """Gradient of `_explain_extras`; the part of it that goes along the scale of the member."""
    k0, k1 = s.parents_first[i], s.parents_first[i + 1]
    unit = 1.0 / w.scale[i]
    along = 0.0
    if s.unit > 0:
        own = g.O[c, c]
        along += 2.0 * own * w.v[a] * w.v[a] * unit * unit
        g.v[a] += 2.0 * own * w.v[a] * unit * unit
        for k in range(k0, k1):
            g.b[k] += 2.0 * own * w.O[c, s.parent[k]]
            for m in range(k0, k1):
                g.O[s.parent[k], s.parent[m]] += own * w.b[k] * w.b[m]
        for j in range(a):
            e = member(s, j)
            each = 2.0 * g.O[c, e]
            for k in range(k0, k1):
                g.b[k] += each * w.O[s.parent[k], e]
                g.O[s.parent[k], e] += 0.5 * each * w.b[k]
                g.O[e, s.parent[k]] += 0.5 * each * w.b[k]
    if s.N > 0:
        for e in range(a + 1, s.C):
            each = g.K[c, e]
            along += each * w.P_t[a, e] * unit
            g.P_t[a, e] += 0.5 * each * unit
            g.P_t[e, a] += 0.5 * each * unit
            for k in range(k0, k1):
                g.b[k] += each * w.K[s.parent[k], e]
                g.K[s.parent[k], e] += each * w.b[k]
    return along


@inlined
def _explain_back(s, p, w, g, d, i, extras):
    """Gradient of `_explain`: from R, K and O of the member i to its paths and to the members before it."""
    c, a, correlated = s.endogenous[i], s.E + i, s.N > 0
    k0, k1 = s.parents_first[i], s.parents_first[i + 1]
    unit = 1.0 / w.scale[i]
    along = 0.0
    if extras is not None:
        along += _explain_extras_back(s, w, g, c, a, i)
    for j in range(a):
        e = member(s, j)
        each = 2.0 * g.R[c, e]
        if extras is not None and correlated:
            along += each * w.K[e, a] * unit
            g.K[e, a] += each * unit
        for k in range(k0, k1):
            g.b[k] += each * w.R[s.parent[k], e]
            g.R[s.parent[k], e] += 0.5 * each * w.b[k]
            g.R[e, s.parent[k]] += 0.5 * each * w.b[k]
    for k in range(k0, k1):
        along += g.b[k] * w.b[k]
    for k in range(k0, k1):
        turned = 0.0
        if extras is not None and correlated:
            turned = w.K[s.parent[k], a] * unit
        for m in range(k0, k1):
            turned += w.R[s.parent[k], s.parent[m]] * w.b[m]
            g.R[s.parent[k], s.parent[m]] -= 0.5 * along * w.b[k] * w.b[m]
        if extras is not None and correlated:
            g.K[s.parent[k], a] -= along * w.b[k] * unit
        d.z[s.path[k]] += (g.b[k] - along * turned) * unit


@inlined
def _whole_residuals_back(s, p, w, g, d, h):
    """Gradient of correlated residuals and of their shares between units; h.X becomes that of the exogenous members."""
    for i in range(s.E):
        for j in range(s.E):
            g.P_t[i, j] += h.X[i, j]
        for j in range(s.E, s.C):
            g.P_t[i, j] += 0.5 * g.K[s.exogenous[i], j]
            g.P_t[j, i] += 0.5 * g.K[s.exogenous[i], j]
    split_residuals_back(s, w, g, d)
    correlate_residuals_back(s, p, w, g, d, h)
    for i in range(s.E):
        for j in range(s.E):
            h.X[i, j] = g.P[i, j]


@spliced
def imply_back(s, p, w, g, d, h, extras):
    """From the gradients g.phi and g.omega to paths, correlations, shares and team SDs. Overwrites g.R, g.O, g.tau."""
    for i in range(s.C):
        a = s.place[i]
        for j in range(s.C):
            b = s.place[j]
            each = w.tau[a] * w.tau[b] * g.phi[i, j]
            g.R[a, b] = each
            g.tau[a] += 2.0 * g.phi[i, j] * w.tau[b] * w.R[a, b]
            if extras is not None and s.unit > 0:
                g.O[a, b] = w.tau[a] * w.tau[b] * g.omega[i, j] - each
                g.tau[a] += 2.0 * (g.omega[i, j] - g.phi[i, j]) * w.tau[b] * w.O[a, b]
    for i in range(s.D - 1, -1, -1):
        _explain_back(s, p, w, g, d, i, extras)
    for i in range(s.E):
        for j in range(s.E):
            h.X[i, j] = g.R[s.exogenous[i], s.exogenous[j]]
    if extras is not None and (s.N > 0 or s.unit > 0):
        _whole_residuals_back(s, p, w, g, d, h)
    correlate_back(w.u, s.E, w.L_e, h.X, g.u)
    n = s.Q * (s.Q - 1) // 2
    for i in range(len(d.exogenous_u)):
        d.exogenous_u[i] += g.u[n + i]
    for c in range(s.CZ - s.Q):
        d.column_sd[c] += g.tau[s.place[s.CR + c]]
    for c in range(s.CR):
        each = g.tau[s.place[c]] * w.tau[s.place[c]]
        d.within_sd[c] += each / p.within_sd[c]
        d.icc[c] += 0.5 * each / (p.icc[c] * (1.0 - p.icc[c]))
