"""What the answers of one survey say of a team: information on its items' means, then on its constructs, and back.

Given the items' means in the team, mean + Lambda u + delta, answers of different people are independent, and their
precisions add up: A = sum n P, b = sum n P (y - mean). With delta ~ N(0, Theta_b) integrated out item by item,
G = (A^-1 + Theta_b)^-1 and e = (I + A Theta_b)^-1 b, so that the team's constructs have the information
H = Lambda' G Lambda and h = Lambda' e.
"""

import math

from bayeschain.model.kernel.adjustment import shift_by, shift_by_back
from bayeschain.model.kernel.inlining import inlined


@inlined
def add_group(s, x, w, gx, h, m, z, moments, at):
    """Add a group of respondents: its pattern, number and means. Returns its log-likelihood where u = delta = 0."""
    n, pattern = moments[at + 1], m.at[int(moments[at])]
    N = m.N[int(moments[at])]
    t, answered = int(moments[pattern]), int(moments[pattern + 3])
    c0, c1 = s.source_first[t], s.source_first[t + 1]
    k0, k1, value = s.first[c0], s.first[c1], 0.0
    for c in range(c1 - c0):
        z.s[c] = 0.0
        z.t[c] = 0.0
    shift_by(s, w, h.squares, t, moments, at + 2 + answered)
    for j in range(answered):
        k = int(moments[pattern + 4 + j])
        z.r[k] = moments[at + 2 + j] - gx.y[k] - x.lam[k] * h.squares[m.owner[k] - c0]
        z.s[m.owner[k] - c0] += m.g[k] * z.r[k]
        value -= 0.5 * n * m.tau[k] * z.r[k] * z.r[k]
    for c in range(c1 - c0):
        for d in range(c1 - c0):
            z.t[d] += N[c, d] * z.s[c]
        for k in range(k0, k1):
            z.T[c, k] = 0.0
    for c in range(c1 - c0):
        value -= 0.5 * n * z.s[c] * z.t[c]
        for j in range(answered):
            k = int(moments[pattern + 4 + j])
            z.T[c, k] = n * N[c, m.owner[k] - c0]
    for j in range(answered):
        k = int(moments[pattern + 4 + j])
        c = m.owner[k] - c0
        z.e[k] += n * (m.tau[k] * z.r[k] + m.g[k] * z.t[c])
        z.mean[k] += n * m.tau[k]
        for i in range(k0, k1):
            z.G[k, i] += z.T[c, i]
    return value


@inlined
def start_survey(s, z, t):
    """No information yet."""
    for k in range(s.first[s.source_first[t]], s.first[s.source_first[t + 1]]):
        z.e[k] = 0.0
        z.mean[k] = 0.0
        for i in range(s.first[s.source_first[t]], s.first[s.source_first[t + 1]]):
            z.G[k, i] = 0.0


@inlined
def finish_survey(s, x, m, z, t):
    """Integrate the items' bias out, and carry the information to the constructs. Returns its log-likelihood."""
    c0, c1 = s.source_first[t], s.source_first[t + 1]
    k0, k1, value, product = s.first[c0], s.first[c1], 0.0, 1.0
    for k in range(k0, k1):
        for i in range(k0, k1):
            z.G[k, i] *= m.g[k] * m.g[i]
        z.G[k, k] += z.mean[k]
    for k in range(k0, k1):
        if x.theta_b[k] == 0.0:
            continue
        spread = 1.0 + x.theta_b[k] * z.G[k, k]
        product *= spread
        if product > 1e200:
            value -= 0.5 * math.log(product)
            product = 1.0
        share, e = x.theta_b[k] / spread, z.e[k]
        value += 0.5 * share * e * e
        for i in range(k0, k1):
            z.row[i] = z.G[k, i]
        for i in range(k0, k1):
            factor = share * z.row[i]
            z.e[i] -= factor * e
            for j in range(k0, k1):
                z.G[i, j] -= factor * z.row[j]
        for i in range(k0, k1):
            z.G[k, i] = z.row[i] / spread
            z.G[i, k] = z.row[i] / spread
        z.e[k] = e / spread
    for c in range(c0, c1):
        z.h[c] = 0.0
        for k in range(s.first[c], s.first[c + 1]):
            z.h[c] += x.lam[k] * z.e[k]
            for d in range(c0, c1):
                total = 0.0
                for i in range(s.first[d], s.first[d + 1]):
                    total += z.G[k, i] * x.lam[i]
                z.GL[k, d] = total
    for c in range(c0, c1):
        for d in range(c0, c1):
            total = 0.0
            for k in range(s.first[c], s.first[c + 1]):
                total += x.lam[k] * z.GL[k, d]
            z.H[c, d] = total
    return value - 0.5 * math.log(product)


@inlined
def start_survey_back(s, x, gx, m, z, t):
    """From z.u and z.cov, mean and covariance of the constructs given all answers, to those of the items' means.

    Leaves the items' means in z.mean, their variances in z.spread and their covariances, row k times g_k, in z.U.
    Gradient to loadings and bias variances.
    """
    c0, c1 = s.source_first[t], s.source_first[t + 1]
    k0, k1 = s.first[c0], s.first[c1]
    for k in range(k0, k1):
        left = z.e[k]
        for c in range(c0, c1):
            left -= z.GL[k, c] * z.u[c]
            z.T[c, k] = 0.0
        z.mean[k] = x.lam[k] * z.u[m.owner[k]] + x.theta_b[k] * left
        for d in range(c0, c1):
            for c in range(c0, c1):
                z.T[c, k] += z.GL[k, d] * z.cov[d, c]
        spread = 0.0
        for c in range(c0, c1):
            spread += z.T[c, k] * z.GL[k, c]
        if m.tau[k] > 0.0:
            gx.lam[k] += z.u[m.owner[k]] * left - z.T[m.owner[k], k]
            gx.theta_b[k] += 0.5 * (left * left - z.G[k, k] + spread)
    for k in range(k0, k1):
        for i in range(k0, k1):
            z.U[k, i] = -x.theta_b[k] * z.G[k, i] * x.theta_b[i]
        z.U[k, k] += x.theta_b[k]
        for c in range(c0, c1):
            turned = x.lam[k] * z.cov[m.owner[k], c] - x.theta_b[k] * z.T[c, k]
            for i in range(s.first[c], s.first[c + 1]):
                z.U[k, i] += turned * x.lam[i]
            for i in range(k0, k1):
                z.U[k, i] -= turned * z.GL[i, c] * x.theta_b[i]
        z.spread[k] = z.U[k, k]
        for i in range(k0, k1):
            z.U[k, i] *= m.g[k]


@inlined
def add_group_back(s, x, w, gx, gw, h, m, z, moments, at, d_gaps, gaps_at):
    """Gradient of one group to its pattern, g, tau, slopes and expected answers; to its means in d_gaps, if wanted."""
    number, n = int(moments[at]), moments[at + 1]
    pattern, N, d_N = m.at[number], m.N[number], m.d_N[number]
    t, answered = int(moments[pattern]), int(moments[pattern + 3])
    c0, c1 = s.source_first[t], s.source_first[t + 1]
    k0, k1 = s.first[c0], s.first[c1]
    shift_by(s, w, h.squares, t, moments, at + 2 + answered)
    for c in range(c1 - c0):
        z.s[c] = 0.0
        z.t[c] = 0.0
        h.row[c] = 0.0
        for k in range(k0, k1):
            z.T[c, k] = 0.0
    for j in range(answered):
        k = int(moments[pattern + 4 + j])
        c = m.owner[k] - c0
        z.r[k] = moments[at + 2 + j] - gx.y[k] - x.lam[k] * h.squares[c] - z.mean[k]
        z.s[c] += m.g[k] * z.r[k]
        for i in range(k0, k1):
            z.T[c, i] += z.U[k, i]
    for c in range(c1 - c0):
        for d in range(c1 - c0):
            z.t[d] += N[c, d] * z.s[c]
    for c in range(c1 - c0):
        for d in range(c1 - c0):
            d_N[c, d] -= 0.5 * n * z.s[c] * z.s[d]
    for j in range(answered):
        k = int(moments[pattern + 4 + j])
        c, pull = m.owner[k] - c0, 0.0
        for d in range(c1 - c0):
            d_N[c, d] -= 0.5 * n * m.g[k] * z.T[d, k]
            pull += N[c, d] * z.T[d, k]
        each = m.tau[k] * z.r[k] + m.g[k] * z.t[c]
        gx.iota[k] += n * each
        gx.lam[k] += n * each * h.squares[c]
        h.row[c] += n * each * x.lam[k]
        h.mu[m.owner[k]] += n * each
        if d_gaps.size > 0:
            d_gaps[at - gaps_at + 2 + j] -= n * each
        m.d_tau[k] -= 0.5 * n * (z.spread[k] + z.r[k] * z.r[k])
        m.d_g[k] -= n * (pull + z.r[k] * z.t[c])
    shift_by_back(s, gw, h.row, t, moments, at + 2 + answered)
