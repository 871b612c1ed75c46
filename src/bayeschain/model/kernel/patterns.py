"""Patterns of answered items: the precision of their answers in the space of the constructs, and back.

A pattern's covariance is Lambda Phi_w Lambda' + Theta at its items. Each construct's answered items project on one
number, as in `projection`, so that with V = Phi_w + diag(1 / a) over the constructs seen, a_c the sum of lambda_k g_k,

    precision_kl = [k = l] tau_k + g_k g_l N_cd,    N = diag(1 / a) V^-1 diag(1 / a) - diag(1 / a)
    log det = sum log theta_k + sum log a_c + log det V

For a single item (no error) g = 1, tau = 0, and 1 / a is 1 where it scales V^-1 and 0 where it is added. Rows and means
of answers have those of the respondent covariates beside them, which take Lambda Gamma x off the answers.
"""

import math

from bayeschain.model.kernel.adjustment import shift_by, shift_by_back
from bayeschain.model.kernel.inlining import inlined, spliced
from bayeschain.model.kernel.inverse import invert

LOG_2PI = math.log(2.0 * math.pi)


@inlined
def start_items(s, x, m):
    """Fill m.g and m.tau."""
    for k in range(s.P):
        if s.first[m.owner[k] + 1] - s.first[m.owner[k]] > 1:
            m.tau[k] = 1.0 / x.theta[k]
            m.g[k] = x.lam[k] * m.tau[k]
        else:
            m.tau[k] = 0.0
            m.g[k] = 1.0


@inlined
def finish_items(s, x, gx, m):
    """Gradient of g, tau and the logarithms to loadings and error variances; returns the logarithms' value."""
    value = 0.0
    for k in range(s.P):
        if m.tau[k] > 0.0:
            value -= 0.5 * m.logs[k] * math.log(x.theta[k])
            gx.lam[k] += m.d_g[k] * m.tau[k]
            gx.theta[k] -= m.tau[k] * (m.d_g[k] * m.g[k] + m.d_tau[k] * m.tau[k] + 0.5 * m.logs[k])
    return value


@inlined
def row_width(s, moments, pattern):
    """Numbers in a row of a pattern: answers, and values of the covariates of its survey."""
    t = int(moments[pattern])
    return int(moments[pattern + 3]) + s.adjust_first[t + 1] - s.adjust_first[t]


@inlined
def start_pattern(s, x, w, gx, gw, h, m, number, moments, at):
    """Precision of a pattern, and the log-likelihood of what lies about the means of its groups.

    `moments` at `at`: survey, people (whose determinants count), rows, items; then the items, then the rows.
    """
    t, people, rows, answered = int(moments[at]), moments[at + 1], int(moments[at + 2]), int(moments[at + 3])
    c0 = s.source_first[t]
    a, seen, N, d_N = m.a[number], m.seen[number], m.N[number], m.d_N[number]
    m.at[number] = at
    for j in range(answered):
        k = int(moments[at + 4 + j])
        c = m.owner[k] - c0
        seen[c] = 1
        if m.tau[k] > 0.0:
            a[c] += x.lam[k] * m.g[k]
            m.logs[k] += people
    value, size, product = 0.0, 0, 1.0
    for c in range(s.source_first[t + 1] - c0):
        if seen[c]:
            h.present[size] = c
            size += 1
    for i in range(size):
        c = h.present[i]
        for j in range(size):
            h.V[i, j] = w.phi_w[c0 + c, c0 + h.present[j]]
        if a[c] > 0.0:
            h.V[i, i] += 1.0 / a[c]
            product *= a[c]
            if product > 1e200 or product < 1e-200:
                value += math.log(product)
                product = 1.0
    value += math.log(product) + invert(h.V, size, h.row) + answered * LOG_2PI
    for i in range(size):
        c = h.present[i]
        left = 1.0 / a[c] if a[c] > 0.0 else 1.0
        for j in range(size):
            d = h.present[j]
            N[c, d] = h.V[i, j] * left / a[d] if a[d] > 0.0 else h.V[i, j] * left
        if a[c] > 0.0:
            N[c, c] -= left
    value *= -0.5 * people
    first = at + 4 + answered
    for _ in range(rows):
        value += add_root(s, x, w, gx, gw, m, N, d_N, h, moments, at, answered, first, t)
        first += row_width(s, moments, at)
    return value


@spliced
def add_root(s, x, w, gx, gw, m, N, d_N, h, moments, at, answered, first, t):
    """One row y of a root of cross-products: -1/2 y' precision y, and its gradient to N, g, tau and slopes."""
    value, sums, turned, shift, pull = 0.0, h.f, h.alpha, h.squares, h.row
    c0, q = s.source_first[t], s.source_first[t + 1] - s.source_first[t]
    shift_by(s, w, shift, t, moments, first + answered)
    for c in range(q):
        sums[c] = 0.0
        turned[c] = 0.0
        pull[c] = 0.0
    for j in range(answered):
        k = int(moments[at + 4 + j])
        y = moments[first + j] - x.lam[k] * shift[m.owner[k] - c0]
        sums[m.owner[k] - c0] += m.g[k] * y
        value -= 0.5 * m.tau[k] * y * y
        m.d_tau[k] -= 0.5 * y * y
    for c in range(q):
        for d in range(q):
            turned[d] += N[c, d] * sums[c]
            d_N[c, d] -= 0.5 * sums[c] * sums[d]
    for c in range(q):
        value -= 0.5 * sums[c] * turned[c]
    for j in range(answered):
        k = int(moments[at + 4 + j])
        c = m.owner[k] - c0
        y = moments[first + j] - x.lam[k] * shift[c]
        m.d_g[k] -= y * turned[c]
        each = m.tau[k] * y + m.g[k] * turned[c]
        gx.lam[k] += each * shift[c]
        pull[c] += each * x.lam[k]
    shift_by_back(s, gw, pull, t, moments, first + answered)
    return value


@inlined
def finish_pattern(s, x, gx, gw, h, m, number, moments):
    """From the gradient m.d_N to within covariances and loadings."""
    at = m.at[number]
    t, people, answered = int(moments[at]), moments[at + 1], int(moments[at + 3])
    c0 = s.source_first[t]
    a, seen, N, d_N, size = m.a[number], m.seen[number], m.N[number], m.d_N[number], 0
    for c in range(s.source_first[t + 1] - c0):
        if seen[c]:
            h.present[size] = c
            h.information[size] = 1.0 / a[c] if a[c] > 0.0 else 1.0
            size += 1
    for i in range(size):
        c = h.present[i]
        for j in range(size):
            d = h.present[j]
            scale = h.information[i] * h.information[j]
            h.F[i, j] = d_N[c, d] * scale
            h.V[i, j] = N[c, d] / scale
        if a[c] > 0.0:
            h.V[i, i] += a[c]
    for i in range(size):
        for j in range(size):
            h.row[j] = 0.0
            h.X[i, j] = -0.5 * people * h.V[i, j]
        for k in range(size):
            for j in range(size):
                h.row[j] += h.V[i, k] * h.F[k, j]
        for k in range(size):
            for j in range(size):
                h.X[i, j] -= h.row[k] * h.V[k, j]
    for i in range(size):
        c = h.present[i]
        for j in range(size):
            gw.phi_w[c0 + c, c0 + h.present[j]] += h.X[i, j]
        if a[c] > 0.0:
            slope = h.X[i, i] - d_N[c, c]
            for j in range(size):
                slope += 2.0 * d_N[c, h.present[j]] * h.V[i, j] * h.information[j]
            h.f[c] = -slope / (a[c] * a[c]) - 0.5 * people / a[c]
    for j in range(answered):
        k = int(moments[at + 4 + j])
        if m.tau[k] > 0.0:
            gx.lam[k] += h.f[m.owner[k] - c0] * m.g[k]
            m.d_g[k] += h.f[m.owner[k] - c0] * x.lam[k]
