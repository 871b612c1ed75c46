"""A team's constructs given the information of all surveys and the team columns.

With V the covariance of the constructs and columns before any answer, information H and h on the constructs and exact
values v of the columns, let S = blockdiag(H, I), K = blockdiag(I, 0) + S V and alpha = K^-1 (h; v). Then

    log-likelihood = -1/2 log det K - z/2 log 2 pi + 1/2 h' u - 1/2 v' alpha_z,    u = V alpha, cov = V K^-1

and the gradient to V is -1/2 (K^-1 S - alpha alpha'). No inverse of H is needed, which has none where a construct has
no answer, and V may be indefinite, as it is where the team is its finite membership: its constructs then have the
covariance Phi - Phi_w / N, and people differ from them by Phi_w.
"""

import math

from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.kernel.pivoting import invert_pivoting

LOG_2PI = math.log(2.0 * math.pi)


@inlined
def start_joint(s, w, z, moments, at):
    """List the constructs that the team has, and fill z.V; how many are measured and how many present.

    `moments` at `at`: which columns are there, their values, then by survey 1 / N and the number of groups.
    """
    size = 0
    for t in range(s.S):
        less, groups = moments[at + 2 * s.CZ + 2 * t], moments[at + 2 * s.CZ + 2 * t + 1]
        if groups == 0.0:
            continue
        block = size
        for c in range(s.source_first[t], s.source_first[t + 1]):
            z.present[size] = c
            size += 1
        for i in range(block, size):
            for j in range(i + 1):
                c, d = z.present[i], z.present[j]
                z.V[i, j] = w.phi[c, d] - less * w.phi_w[c, d] if j >= block else w.phi[c, d]
                z.V[j, i] = z.V[i, j]
    measured = size
    for c in range(s.CZ):
        if moments[at + c] > 0.0:
            z.present[size] = s.CR + c
            size += 1
            for j in range(size):
                z.V[size - 1, j] = w.phi[s.CR + c, z.present[j]]
                z.V[j, size - 1] = z.V[size - 1, j]
    return measured, size


@inlined
def join(s, x, gx, h, z, moments, at, measured, size):
    """Log-likelihood of the team. Fills z.alpha, z.u and z.cov by construct, and z.X, the gradient to z.V."""
    W, V, X = z.W, z.V, z.X
    for i in range(measured, size):
        z.h[z.present[i]] = moments[at + s.CZ + z.present[i] - s.CR] - gx.y[s.P + z.present[i] - s.CR]
    for i in range(size):
        c = z.present[i]
        for j in range(size):
            W[i, j] = 0.0 if i < measured else V[i, j]
        if i < measured:
            W[i, i] = 1.0
            for k in range(measured):
                if s.source_of[z.present[k]] == s.source_of[c]:
                    for j in range(size):
                        W[i, j] += z.H[c, z.present[k]] * V[k, j]
    logdet = invert_pivoting(W, size, z.row, z.order)
    value = -0.5 * (logdet + (size - measured) * LOG_2PI)
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += W[i, j] * z.h[z.present[j]]
        z.alpha[i] = total
    for i in range(size):
        c, total = z.present[i], 0.0
        for j in range(size):
            total += V[i, j] * z.alpha[j]
            X[i, j] = 0.0
        if i < measured:
            value += 0.5 * z.h[c] * total
        else:
            value -= 0.5 * z.h[c] * z.alpha[i]
            h.mu[c] += z.alpha[i]
        z.u[c] = total
    for i in range(measured):
        for j in range(measured):
            total = 0.0
            for k in range(size):
                total += V[i, k] * W[k, j]
            z.cov[z.present[i], z.present[j]] = total
    for i in range(size):
        for j in range(size):
            if j >= measured:
                X[i, j] += W[i, j]
                continue
            for k in range(measured):
                if s.source_of[z.present[k]] == s.source_of[z.present[j]]:
                    X[i, j] += W[i, k] * z.H[z.present[k], z.present[j]]
    for i in range(size):
        for j in range(size):
            X[i, j] = -0.5 * (X[i, j] - z.alpha[i] * z.alpha[j])
    return value


@inlined
def join_back(s, gw, z, moments, at, measured, size):
    """From the gradient z.X to team and within covariances."""
    for i in range(size):
        for j in range(size):
            c, d = z.present[i], z.present[j]
            each = 0.5 * (z.X[i, j] + z.X[j, i])
            gw.phi[c, d] += each
            if i < measured and j < measured and s.source_of[c] == s.source_of[d]:
                gw.phi_w[c, d] -= moments[at + 2 * s.CZ + 2 * s.source_of[c]] * each
