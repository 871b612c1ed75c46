"""Slopes of respondent covariates: what a survey adjusts its constructs for.

A covariate moves the answers along the loadings, y = … + Λ Γ (x - mean of x), and with them the projections f by Γ x;
what is left of the items besides their projection stays as it is.
"""

from bayeschain.model.kernel.inlining import inlined


@inlined
def slope_of(s, c, h):
    """Place of the slope of construct c on covariate h (over all surveys), construct by construct in a survey."""
    at = 0
    for t in range(s.source_of[c]):
        at += (s.adjust_first[t + 1] - s.adjust_first[t]) * (s.source_first[t + 1] - s.source_first[t])
    t = s.source_of[c]
    return at + (c - s.source_first[t]) * (s.adjust_first[t + 1] - s.adjust_first[t]) + h - s.adjust_first[t]


@inlined
def adjust(s, p, w):
    """Slopes in points for an SD of the covariate, from those in within-team SDs."""
    at = 0
    for t in range(s.S):
        for c in range(s.source_first[t], s.source_first[t + 1]):
            for _ in range(s.adjust_first[t], s.adjust_first[t + 1]):
                w.gamma[at] = p.within_sd[c] * p.slope[at]
                at += 1


@inlined
def adjust_back(s, p, g, d):
    """From g.gamma to slopes and within SDs."""
    at = 0
    for t in range(s.S):
        for c in range(s.source_first[t], s.source_first[t + 1]):
            for _ in range(s.adjust_first[t], s.adjust_first[t + 1]):
                d.slope[at] += p.within_sd[c] * g.gamma[at]
                d.within_sd[c] += p.slope[at] * g.gamma[at]
                at += 1


@inlined
def shift_by(s, w, shift, t, moments, at):
    """What the covariates of survey t with the values in `moments` from `at` on add to each of its constructs."""
    a0, a1 = s.adjust_first[t], s.adjust_first[t + 1]
    for c in range(s.source_first[t], s.source_first[t + 1]):
        total = 0.0
        for k in range(a0, a1):
            total += w.gamma[slope_of(s, c, k)] * moments[at + k - a0]
        shift[c - s.source_first[t]] = total


@inlined
def shift_by_back(s, gw, pull, t, moments, at):
    """From the gradient by what the covariates add to each construct to their slopes."""
    a0, a1 = s.adjust_first[t], s.adjust_first[t + 1]
    for c in range(s.source_first[t], s.source_first[t + 1]):
        for k in range(a0, a1):
            gw.gamma[slope_of(s, c, k)] += pull[c - s.source_first[t]] * moments[at + k - a0]


@inlined
def adjust_scatter(s, w, h, t, G, XX):
    """F - ΓG' - GΓ' + Γ XX Γ' of survey t; G (q, H) are cross-products of projections with covariates, XX theirs."""
    c0, q = s.source_first[t], s.source_first[t + 1] - s.source_first[t]
    a0, H = s.adjust_first[t], s.adjust_first[t + 1] - s.adjust_first[t]
    for i in range(q):
        for j in range(q):
            for k in range(H):
                gi, gj = w.gamma[slope_of(s, c0 + i, a0 + k)], w.gamma[slope_of(s, c0 + j, a0 + k)]
                h.F[i, j] -= gi * G[j, k] + G[i, k] * gj
                for m in range(H):
                    h.F[i, j] += gi * XX[k, m] * w.gamma[slope_of(s, c0 + j, a0 + m)]


@inlined
def adjust_scatter_back(s, w, gw, h, t, G, XX, G_back):
    """Gradient of -tr(V F) / 2 through F to the slopes, and to G."""
    c0, q = s.source_first[t], s.source_first[t + 1] - s.source_first[t]
    a0, H = s.adjust_first[t], s.adjust_first[t + 1] - s.adjust_first[t]
    for i in range(q):
        for k in range(H):
            total = 0.0
            for j in range(q):
                total += h.V[i, j] * w.gamma[slope_of(s, c0 + j, a0 + k)]
            G_back[i, k] = total
    for i in range(q):
        for k in range(H):
            total = 0.0
            for j in range(q):
                total += h.V[i, j] * G[j, k]
            for m in range(H):
                total -= G_back[i, m] * XX[m, k]
            gw.gamma[slope_of(s, c0 + i, a0 + k)] += total
