"""Within-team covariances of the constructs of each survey."""

from bayeschain.model.kernel.correlations import correlate, correlate_back
from bayeschain.model.kernel.inlining import inlined


@inlined
def within_covariances(s, p, w):
    """Within-team covariances phi_w of the constructs of each survey, in measured order."""
    at = 0
    for t in range(s.S):
        c0, c1 = s.source_first[t], s.source_first[t + 1]
        q = c1 - c0
        width = q * (q - 1) // 2
        correlate(p.within_u[at : at + width], q, w.L_w[c0:c1, c0:c1], w.R_w[c0:c1, c0:c1])
        at += width
        for i in range(c0, c1):
            for j in range(c0, c1):
                w.phi_w[i, j] = p.within_sd[i] * p.within_sd[j] * w.R_w[i, j]


@inlined
def within_covariances_back(s, p, w, g, d, X):
    """From the gradient g.phi_w to within SDs and partial correlations."""
    at = 0
    for t in range(s.S):
        c0 = s.source_first[t]
        q = s.source_first[t + 1] - c0
        width = q * (q - 1) // 2
        for i in range(q):
            for j in range(q):
                each = g.phi_w[c0 + i, c0 + j]
                d.within_sd[c0 + i] += 2.0 * each * p.within_sd[c0 + j] * w.R_w[c0 + i, c0 + j]
                X[i, j] = p.within_sd[c0 + i] * p.within_sd[c0 + j] * each
        L = w.L_w[c0 : c0 + q, c0 : c0 + q]
        correlate_back(p.within_u[at : at + width], q, L, X, d.within_u[at : at + width])
        at += width
