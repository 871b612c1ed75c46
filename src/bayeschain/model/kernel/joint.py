"""A team's constructs given the information of all surveys and the team columns.

With V the covariance of the constructs and columns before any answer, information H and h on the constructs and exact
values v of the columns, let S = blockdiag(H, I), K = blockdiag(I, 0) + S V, Q = K^-1 S and alpha = K^-1 (h; v). Then

    log-likelihood = -1/2 log det K - z/2 log 2 pi + 1/2 h' u - 1/2 v' alpha_z,    u = V alpha, cov = V K^-1

and the gradient to V is -1/2 (Q - alpha alpha'). No inverse of H is needed, which has none where a construct has no
answer, and V may be indefinite, as it is where the team is its finite membership: its constructs then have the
covariance Phi - Phi_w / N, and people differ from them by Phi_w.

Of the effects of its unit, the team tells Q and alpha. Given effects with mean m and covariance Psi, (h; v) loses S m,
h' m - 1/2 m' H m joins the log-likelihood, and Q Psi Q joins alpha alpha'. The level of the constructs, effects
included, then has the mean m + u and the covariance V K^-1 + (I - V Q) Psi (I - V Q)'.
"""

import math

from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.kernel.pivoting import invert_pivoting

LOG_2PI = math.log(2.0 * math.pi)


@inlined
def start_joint(s, w, gx, z, moments, at):
    """List the constructs that the team has, and fill z.V and z.h of columns; how many are measured and present.

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
            z.h[s.CR + c] = moments[at + s.CZ + c] - gx.y[s.P + c]
            size += 1
            for j in range(size):
                z.V[size - 1, j] = w.phi[s.CR + c, z.present[j]]
                z.V[j, size - 1] = z.V[size - 1, j]
    return measured, size


@inlined
def weigh(s, z, measured, size):
    """Fill z.W = K^-1, z.alpha and z.X = Q; returns log det K."""
    W, V, X = z.W, z.V, z.X
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
    for i in range(size):
        total = 0.0
        for j in range(size):
            total += W[i, j] * z.h[z.present[j]]
            X[i, j] = 0.0
        z.alpha[i] = total
    for i in range(size):
        for j in range(size):
            if j >= measured:
                X[i, j] += W[i, j]
                continue
            for k in range(measured):
                if s.source_of[z.present[k]] == s.source_of[z.present[j]]:
                    X[i, j] += W[i, k] * z.H[z.present[k], z.present[j]]
    return logdet


@inlined
def join(h, z, logdet, measured, size):
    """Log-likelihood of the team. Fills z.u and z.cov by construct."""
    value = -0.5 * (logdet + (size - measured) * LOG_2PI)
    for i in range(size):
        c, total = z.present[i], 0.0
        for j in range(size):
            total += z.V[i, j] * z.alpha[j]
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
                total += z.V[i, k] * z.W[k, j]
            z.cov[z.present[i], z.present[j]] = total
    return value


@inlined
def tell_unit(s, z, units, u, size):
    """Add what the team tells of its unit."""
    n = s.C - s.Q
    for i in range(size):
        a = z.present[i]
        if a < n:
            units.t[u, a] += z.alpha[i]
            for j in range(size):
                if z.present[j] < n:
                    units.P[u, a, z.present[j]] += z.X[i, j]


@inlined
def expect_effects(s, z, units, u, measured, size):
    """Take the unit's mean effects off z.h; what they add to the log-likelihood."""
    value, effects = 0.0, units.t[u]
    for i in range(measured):
        c, total = z.present[i], 0.0
        for k in range(measured):
            if s.source_of[z.present[k]] == s.source_of[c]:
                total += z.H[c, z.present[k]] * effects[z.present[k]]
        value += effects[c] * (z.h[c] - 0.5 * total)
        z.row[i] = total
    for i in range(size):
        c = z.present[i]
        if i < measured:
            z.h[c] -= z.row[i]
        elif c < s.C - s.Q:
            z.h[c] -= effects[c]
    return value


@inlined
def spread_effects(s, z, units, u, measured, size):
    """Level of the constructs with the unit's effects in it: their mean to z.u, what they add to z.cov and to z.W.

    z.X holds Q; z.W becomes Q Psi Q. Overwrites z.H.
    """
    n, psi, T, VW = s.C - s.Q, units.P[u], z.T, z.H
    for i in range(size):
        for j in range(size):
            total = 0.0
            for k in range(size):
                if z.present[k] < n and z.present[j] < n:
                    total += z.X[i, k] * psi[z.present[k], z.present[j]]
            T[i, j] = total
    for i in range(size):
        for j in range(size):
            total = 0.0
            for k in range(size):
                total += T[i, k] * z.X[k, j]
            z.W[i, j] = total
    for i in range(measured):
        for j in range(size):
            total = 0.0
            for k in range(size):
                total += z.V[i, k] * z.W[k, j]
            VW[i, j] = total
    for i in range(measured):
        c = z.present[i]
        z.u[c] += units.t[u, c]
        for j in range(measured):
            total = psi[c, z.present[j]]
            for k in range(size):
                total += VW[i, k] * z.V[k, j] - z.V[i, k] * T[k, j] - T[k, i] * z.V[k, j]
            z.cov[c, z.present[j]] += total


@inlined
def join_back(s, gw, z, moments, at, measured, size):
    """From Q in z.X, alpha and, with units, Q Psi Q in z.W to the gradient of team and within covariances."""
    for i in range(size):
        for j in range(size):
            each = 0.5 * (z.X[i, j] + z.X[j, i]) - z.alpha[i] * z.alpha[j]
            if s.unit > 0:
                each -= 0.5 * (z.W[i, j] + z.W[j, i])
            each *= -0.5
            c, d = z.present[i], z.present[j]
            gw.phi[c, d] += each
            if i < measured and j < measured and s.source_of[c] == s.source_of[d]:
                gw.phi_w[c, d] -= moments[at + 2 * s.CZ + 2 * s.source_of[c]] * each
