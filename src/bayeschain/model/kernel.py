"""The Gaussian marginal log-likelihood of a whole chain and its closed-form gradient, compiled.

One pass from flat parameters to value and gradient: measurement, within-team part, team part, and back. Notation as in
Rosseel (2021, Psych 3:197): Lambda, Theta, Phi. The layout of the three flat inputs is made in `parameters.py`
(parameters, structure) and `moments.py` (moments); the equations are checked against `equations.py`.

Everything stands in one file because the caches of numba and PyTensor see edits of one file only; `SOURCE_HASH` goes
into the symbol and into the props of the op. There is no fastmath: equal seeds must give equal draws. Inner loops add
multiples of rows, so that they vectorise without it.
"""

import hashlib
import math
from collections import namedtuple
from pathlib import Path

import numpy as np
from numba import carray, cfunc, njit, types

SOURCE_HASH = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:16]
LOG_2PI = math.log(2.0 * math.pi)
HEADER = 8
ERROR_FLOOR = 1e-4
"""Added to the error variance of every reflective item, POMP squared: a hundredth of a percent of the response scale.

No questionnaire resolves that; without it float64 cannot: terms of the size S / theta cancel, and a chain that warms up
with large steps can come to rest in a region of rounding errors where theta is near 0.
"""

# Sizes and index lists: C constructs, of them CR measured by respondents and CZ team columns, in S surveys with P
# indicators; E exogenous and D endogenous constructs, L paths. Measured order: respondent constructs, then columns;
# place[m] is the construct declared.
Shape = namedtuple(
    "Shape",
    "C CR CZ S P E D L place source_of first source_first exogenous endogenous parents_first parent path",
)
Named = namedtuple("Named", "mean contrast stick item_sd bias_sd within_sd within_u icc column_sd exogenous_u z")
Items = namedtuple("Items", "lam iota theta theta_b weight noise y squares")
Chain = namedtuple("Chain", "tau R phi scale b phi_w L_w R_w L_e R_e")
Scratch = namedtuple("Scratch", "V F X T row f alpha squares information present mu")


@njit(forceinline=True, error_model="numpy")
def _shape(structure):
    C, CR, CZ, S = structure[0], structure[1], structure[2], structure[3]
    P, E, D, L = structure[4], structure[5], structure[6], structure[7]
    a = HEADER
    b = a + C
    c = b + CR
    d = c + CR + 1
    e = d + S + 1
    f = e + E
    g = f + D
    h = g + D + 1
    i = h + L
    return Shape(
        C, CR, CZ, S, P, E, D, L, structure[a:b], structure[b:c], structure[c:d], structure[d:e], structure[e:f],
        structure[f:g], structure[g:h], structure[h:i], structure[i : i + L],
    )  # fmt: skip


@njit(forceinline=True, error_model="numpy")
def _named(s, flat):
    """Views of the pieces of a flat vector, of parameters or of their gradient."""
    free = s.P - s.CR
    reflective, pairs = 0, 0
    for c in range(s.CR):
        K = s.first[c + 1] - s.first[c]
        if K > 1:
            reflective += K
    for t in range(s.S):
        q = s.source_first[t + 1] - s.source_first[t]
        pairs += q * (q - 1) // 2
    a = s.C
    b = a + free
    c = b + free
    d = c + reflective
    e = d + reflective
    f = e + s.CR
    g = f + pairs
    h = g + s.CR
    i = h + s.CZ
    j = i + s.E * (s.E - 1) // 2
    return Named(
        flat[:a], flat[a:b], flat[b:c], flat[c:d], flat[d:e], flat[e:f], flat[f:g], flat[g:h], flat[h:i], flat[i:j],
        flat[j:],
    )  # fmt: skip


@njit(forceinline=True, error_model="numpy")
def _items(n):
    a = np.zeros((8, n))
    return Items(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7])


@njit(forceinline=True, error_model="numpy")
def _chain(s):
    a = np.zeros((4, s.C, s.C))
    b = np.zeros((2, s.E, s.E))
    c = np.zeros((2, s.CR, s.CR))
    v = np.zeros((2, s.C))
    return Chain(v[0], a[0], a[1], v[1], np.zeros(s.L), a[2], c[0], c[1], b[0], b[1])


@njit(forceinline=True, error_model="numpy")
def _scratch(s):
    a = np.zeros((3, s.C, s.C))
    v = np.zeros((6, s.C))
    return Scratch(
        a[0], a[1], a[2], np.zeros((s.C, s.P)), v[0], v[1], v[2], v[3], v[4], np.zeros(s.C, np.int64), v[5]
    )  # fmt: skip


@njit(forceinline=True, error_model="numpy")
def _inverse(V, n, row):
    """Overwrite the leading block of V by its inverse (Gauss-Jordan); log det V, nan if V is not positive definite."""
    logdet, product = 0.0, 1.0
    for k in range(n):
        pivot = V[k, k]
        if not pivot > 0.0:
            return math.nan
        product *= pivot
        if product > 1e200 or product < 1e-200:
            logdet += math.log(product)
            product = 1.0
        unit = 1.0 / pivot
        V[k, k] = 1.0
        for j in range(n):
            row[j] = V[k, j] * unit
            V[k, j] = row[j]
        for i in range(n):
            if i != k:
                factor = V[i, k]
                V[i, k] = 0.0
                for j in range(n):
                    V[i, j] -= factor * row[j]
    return logdet + math.log(product)


@njit(forceinline=True, error_model="numpy")
def _correlations(u, n, L, R):
    """Cholesky factor L and correlations R from canonical partial correlations 2u - 1, row by row."""
    at = 0
    for i in range(n):
        left = 1.0
        for j in range(i):
            r = 2.0 * u[at] - 1.0
            at += 1
            L[i, j] = r * left
            left *= math.sqrt(1.0 - r * r)
        L[i, i] = left
        for j in range(i + 1):
            total = 0.0
            for k in range(j + 1):
                total += L[i, k] * L[j, k]
            R[i, j] = total
            R[j, i] = total


@njit(forceinline=True, error_model="numpy")
def _correlations_back(u, n, L, G, grad):
    """Gradient to u from the gradient G to R; G is symmetric, an off-diagonal element counted in both places."""
    at = n * (n - 1) // 2
    for i in range(n - 1, -1, -1):
        at -= i
        left = L[i, i]
        left_grad = 0.0
        for k in range(i, n):
            left_grad += 2.0 * G[i, k] * L[k, i]
        for j in range(i - 1, -1, -1):
            r = 2.0 * u[at + j] - 1.0
            q = math.sqrt(1.0 - r * r)
            left /= q
            entry = 0.0
            for k in range(j, n):
                entry += 2.0 * G[i, k] * L[k, j]
            grad[at + j] += 2.0 * (entry * left - left_grad * left * r / q)
            left_grad = entry * r + left_grad * q


@njit(forceinline=True, error_model="numpy")
def _measure(s, p, x):
    """Loadings, intercept deviations, error and bias variances of the items."""
    reflective = 0
    for c in range(s.CR):
        k0 = s.first[c]
        K = s.first[c + 1] - k0
        free = k0 - c
        left = 1.0
        for k in range(K - 1):
            v = p.stick[free + k]
            x.lam[k0 + k] = K * v * left
            left *= 1.0 - v
        x.lam[k0 + K - 1] = K * left
        for m in range(1, K):
            unit = p.contrast[free + m - 1] / math.sqrt(m * (m + 1.0))
            for k in range(m):
                x.iota[k0 + k] += unit
            x.iota[k0 + m] -= m * unit
        if K > 1:
            for k in range(K):
                x.theta[k0 + k] = p.item_sd[reflective + k] ** 2 + ERROR_FLOOR
                x.theta_b[k0 + k] = p.bias_sd[reflective + k] ** 2
            reflective += K


@njit(forceinline=True, error_model="numpy")
def _measure_back(s, p, x, g, d):
    """From the gradient g to the items' quantities to the gradient d of their parameters."""
    reflective = 0
    for c in range(s.CR):
        k0 = s.first[c]
        K = s.first[c + 1] - k0
        free = k0 - c
        left = x.lam[k0 + K - 1] / K
        left_grad = K * g.lam[k0 + K - 1]
        for k in range(K - 2, -1, -1):
            v = p.stick[free + k]
            left /= 1.0 - v
            entry = K * g.lam[k0 + k]
            d.stick[free + k] += (entry - left_grad) * left
            left_grad = entry * v + left_grad * (1.0 - v)
        for m in range(1, K):
            total = -m * g.iota[k0 + m]
            for k in range(m):
                total += g.iota[k0 + k]
            d.contrast[free + m - 1] += total / math.sqrt(m * (m + 1.0))
        if K > 1:
            for k in range(K):
                d.item_sd[reflective + k] += 2.0 * p.item_sd[reflective + k] * g.theta[k0 + k]
                d.bias_sd[reflective + k] += 2.0 * p.bias_sd[reflective + k] * g.theta_b[k0 + k]
            reflective += K


@njit(forceinline=True, error_model="numpy")
def _within(s, p, w):
    """Within-team covariances phi_w of the constructs of each survey, in measured order."""
    at = 0
    for t in range(s.S):
        c0, c1 = s.source_first[t], s.source_first[t + 1]
        q = c1 - c0
        width = q * (q - 1) // 2
        _correlations(p.within_u[at : at + width], q, w.L_w[c0:c1, c0:c1], w.R_w[c0:c1, c0:c1])
        at += width
        for i in range(c0, c1):
            for j in range(c0, c1):
                w.phi_w[i, j] = p.within_sd[i] * p.within_sd[j] * w.R_w[i, j]


@njit(forceinline=True, error_model="numpy")
def _within_back(s, p, w, g, d, X):
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
        _correlations_back(p.within_u[at : at + width], q, L, X, d.within_u[at : at + width])
        at += width


@njit(forceinline=True, error_model="numpy")
def _imply(s, p, w):
    """Correlations R that the chain implies (declared order) and team-level covariances phi (measured order)."""
    for c in range(s.CR):
        w.tau[s.place[c]] = p.within_sd[c] * math.sqrt(p.icc[c] / (1.0 - p.icc[c]))
    for c in range(s.CZ):
        w.tau[s.place[s.CR + c]] = p.column_sd[c]
    _correlations(p.exogenous_u, s.E, w.L_e, w.R_e)
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


@njit(forceinline=True, error_model="numpy")
def _imply_back(s, p, w, g, d, X):
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
    _correlations_back(p.exogenous_u, s.E, w.L_e, X, d.exogenous_u)
    for c in range(s.CZ):
        d.column_sd[c] += g.tau[s.place[s.CR + c]]
    for c in range(s.CR):
        each = g.tau[s.place[c]] * w.tau[s.place[c]]
        d.within_sd[c] += each / p.within_sd[c]
        d.icc[c] += 0.5 * each / (p.icc[c] * (1.0 - p.icc[c]))


@njit(forceinline=True, error_model="numpy")
def _project(s, x, h, c):
    """Weights that project the items of construct c on it, item k having variance x.noise[k].

    Returns the log of the product of the variances and the information; the information a goes to h.information, and
    x.noise becomes the inverse variances.
    """
    information, product, logs = 0.0, 1.0, 0.0
    for k in range(s.first[c], s.first[c + 1]):
        inverse = 1.0 / x.noise[k]
        product *= x.noise[k]
        if product > 1e200 or product < 1e-200:
            logs += math.log(product)
            product = 1.0
        x.weight[k] = x.lam[k] * inverse
        information += x.lam[k] * x.weight[k]
        x.noise[k] = inverse
    unit = 1.0 / information
    for k in range(s.first[c], s.first[c + 1]):
        x.weight[k] *= unit
    h.information[c] = information
    return logs + math.log(product) + math.log(information)


@njit(forceinline=True, error_model="numpy")
def _project_back(s, x, g, h, c, d_information, count, n, with_bias):
    """From gradients to weights and information to loadings and variances; x.noise holds inverse variances."""
    A = h.information[c]
    for k in range(s.first[c], s.first[c + 1]):
        d_information -= g.weight[k] * x.weight[k] / A
    for k in range(s.first[c], s.first[c + 1]):
        inverse = x.noise[k]
        g.lam[k] += inverse * (g.weight[k] / A + 2.0 * d_information * x.lam[k])
        share = x.lam[k] * inverse
        d_noise = (
            0.5 * inverse * (x.squares[k] * inverse - count)
            - g.weight[k] * x.weight[k] * inverse
            - d_information * share * share
        )
        g.theta[k] += d_noise / n
        if with_bias:
            g.theta_b[k] += d_noise


@njit(forceinline=True, error_model="numpy")
def _within_part(s, x, w, gx, gw, h, moments):
    """Log-likelihood of the answers about their team means, a survey at a time, and where the groups begin."""
    value, at = 0.0, 2
    for t in range(s.S):
        c0, c1 = s.source_first[t], s.source_first[t + 1]
        k0, p, q = s.first[c0], s.first[c1] - s.first[c0], c1 - c0
        df = moments[at]
        scatter = moments[at + 2 : at + 2 + p * p].reshape((p, p))
        value += moments[at + 1] - 0.5 * df * p * LOG_2PI
        at += 2 + p * p
        for c in range(c0, c1):
            h.information[c] = 0.0
            x.weight[s.first[c]] = 1.0
            if s.first[c + 1] - s.first[c] > 1:
                for k in range(s.first[c], s.first[c + 1]):
                    x.noise[k] = x.theta[k]
                    x.squares[k] = scatter[k - k0, k - k0]
                value -= 0.5 * df * _project(s, x, h, c)
                for k in range(s.first[c], s.first[c + 1]):
                    value -= 0.5 * x.squares[k] * x.noise[k]
            for k in range(p):
                h.T[c, k] = 0.0
            for m in range(s.first[c], s.first[c + 1]):
                for k in range(p):
                    h.T[c, k] += x.weight[m] * scatter[m - k0, k]
        for i in range(q):
            for j in range(q):
                total = 0.0
                for k in range(s.first[c0 + j], s.first[c0 + j + 1]):
                    total += x.weight[k] * h.T[c0 + i, k - k0]
                h.F[i, j] = total
                h.V[i, j] = w.phi_w[c0 + i, c0 + j]
            if h.information[c0 + i] > 0.0:
                h.V[i, i] += 1.0 / h.information[c0 + i]
                value += 0.5 * h.information[c0 + i] * h.F[i, i]
        value -= 0.5 * df * _inverse(h.V, q, h.row)
        for i in range(q):
            for j in range(q):
                value -= 0.5 * h.V[i, j] * h.F[i, j]
                h.X[i, j] = -0.5 * df * h.V[i, j]
        for i in range(q):
            for j in range(q):
                h.row[j] = 0.0
            for k in range(q):
                for j in range(q):
                    h.row[j] += h.V[i, k] * h.F[k, j]
            for k in range(q):
                for j in range(q):
                    h.X[i, j] += 0.5 * h.row[k] * h.V[k, j]
        for i in range(q):
            c = c0 + i
            for j in range(q):
                gw.phi_w[c, c0 + j] += h.X[i, j]
            A = h.information[c]
            if A == 0.0:
                continue
            for k in range(s.first[c], s.first[c + 1]):
                gx.weight[k] = A * h.T[c, k - k0]
            for j in range(q):
                for k in range(s.first[c], s.first[c + 1]):
                    gx.weight[k] -= h.V[i, j] * h.T[c0 + j, k - k0]
            d_information = -0.5 * df / A + 0.5 * h.F[i, i] - h.X[i, i] / (A * A)
            _project_back(s, x, gx, h, c, d_information, df, 1.0, False)
    return value, at


@njit(forceinline=True, error_model="numpy")
def _one_team(s, x, gx, h, row, n_measured, n_present):
    """Add one team, given the group's inverse covariance h.V: accumulates h.X, weights, squares and h.mu."""
    first, present, V, X, f, alpha, mu = s.first, h.present, h.V, h.X, h.f, h.alpha, h.mu
    y, weight, noise, squares, centre, d_weight, d_iota = x.y, x.weight, x.noise, x.squares, gx.y, gx.weight, gx.iota
    information, f_squares = h.information, h.squares
    value = 0.0
    for i in range(n_measured):
        total = 0.0
        for k in range(first[present[i]], first[present[i] + 1]):
            y[k] = row[k] - centre[k]
            total += weight[k] * y[k]
        f[i] = total
    for i in range(n_measured, n_present):
        k = first[s.CR] + present[i] - s.CR
        f[i] = row[k] - centre[k]
    for i in range(n_present):
        alpha[i] = 0.0
    for j in range(n_present):
        for i in range(n_present):
            alpha[i] += V[j, i] * f[j]
    for i in range(n_present):
        value -= 0.5 * alpha[i] * f[i]
        for j in range(n_present):
            X[i, j] += alpha[i] * alpha[j]
    for i in range(n_measured):
        c = present[i]
        A = information[c]
        pull = A * f[i] - alpha[i]
        value += 0.5 * A * f[i] * f[i]
        f_squares[i] += f[i] * f[i]
        if A == 0.0:
            mu[c] -= pull
            continue
        for k in range(first[c], first[c + 1]):
            squares[k] += y[k] * y[k]
            d_weight[k] += pull * y[k]
            each = pull * weight[k] - y[k] * noise[k]
            d_iota[k] -= each
            mu[c] -= each
    for i in range(n_measured, n_present):
        mu[present[i]] += alpha[i]
    return value


@njit(forceinline=True, error_model="numpy")
def _group(s, x, w, gx, h, moments, head):
    """Set up teams that share all sample sizes; their constant, and how many constructs are measured and present."""
    constant, n_present = 0.0, 0
    for t in range(s.S):
        n, sampling = moments[head + 1 + 2 * t], moments[head + 2 + 2 * t]
        if n == 0.0:
            continue
        block = n_present
        for c in range(s.source_first[t], s.source_first[t + 1]):
            h.present[n_present] = c
            n_present += 1
            h.information[c] = 0.0
            k0, k1 = s.first[c], s.first[c + 1]
            constant += (k1 - k0) * LOG_2PI
            x.weight[k0] = 1.0
            if k1 - k0 > 1:
                for k in range(k0, k1):
                    x.noise[k] = x.theta_b[k] + x.theta[k] / n
                    x.squares[k] = 0.0
                    gx.weight[k] = 0.0
                constant += _project(s, x, h, c)
        for i in range(block, n_present):
            for j in range(block):
                h.V[i, j] = w.phi[h.present[i], h.present[j]]
                h.V[j, i] = h.V[i, j]
            for j in range(block, n_present):
                c, e = h.present[i], h.present[j]
                h.V[i, j] = w.phi[c, e] + sampling * w.phi_w[c, e]
            if h.information[h.present[i]] > 0.0:
                h.V[i, i] += 1.0 / h.information[h.present[i]]
    n_measured = n_present
    for c in range(s.CZ):
        if moments[head + 1 + 2 * s.S + c] > 0.0:
            h.present[n_present] = s.CR + c
            n_present += 1
            constant += LOG_2PI
            for j in range(n_present):
                h.V[n_present - 1, j] = w.phi[s.CR + c, h.present[j]]
                h.V[j, n_present - 1] = h.V[n_present - 1, j]
    return constant, n_measured, n_present


@njit(forceinline=True, error_model="numpy")
def _group_back(s, x, gx, gw, h, moments, head, n_measured, n_present):
    """Gradient of a group to team and within covariances and to the items. Returns a last piece of its value."""
    teams, value = moments[head], 0.0
    for i in range(n_present):
        for j in range(n_present):
            h.X[i, j] = 0.5 * (h.X[i, j] - teams * h.V[i, j])
            gw.phi[h.present[i], h.present[j]] += h.X[i, j]
    for i in range(n_measured):
        c = h.present[i]
        t = s.source_of[c]
        n, sampling = moments[head + 1 + 2 * t], moments[head + 2 + 2 * t]
        for j in range(n_measured):
            if s.source_of[h.present[j]] == t:
                gw.phi_w[c, h.present[j]] += sampling * h.X[i, j]
        A = h.information[c]
        if A > 0.0:
            for k in range(s.first[c], s.first[c + 1]):
                value -= 0.5 * x.squares[k] * x.noise[k]
            d_information = -0.5 * teams / A + 0.5 * h.squares[i] - h.X[i, i] / (A * A)
            _project_back(s, x, gx, h, c, d_information, teams, n, True)
    return value


@njit(forceinline=True, error_model="numpy")
def _team_part(s, p, x, w, gx, gw, h, moments, at):
    """Log-likelihood of the team means; teams that share all sample sizes share one factorisation."""
    value, groups = 0.0, int(moments[0])
    width = 1 + 2 * s.S + s.CZ
    team_at = at + groups * width
    for c in range(s.CR):
        for k in range(s.first[c], s.first[c + 1]):
            gx.y[k] = p.mean[s.place[c]] + x.iota[k]
    for c in range(s.CZ):
        gx.y[s.P + c] = p.mean[s.place[s.CR + c]]
    for head in range(at, team_at, width):
        constant, n_measured, n_present = _group(s, x, w, gx, h, moments, head)
        logdet = _inverse(h.V, n_present, h.row)
        value -= 0.5 * moments[head] * (constant + logdet)
        for i in range(n_present):
            h.squares[i] = 0.0
            for j in range(n_present):
                h.X[i, j] = 0.0
        for _ in range(int(moments[head])):
            value += _one_team(s, x, gx, h, moments[team_at : team_at + s.P + s.CZ], n_measured, n_present)
            team_at += s.P + s.CZ
        value += _group_back(s, x, gx, gw, h, moments, head, n_measured, n_present)
    return value


@njit(forceinline=True, error_model="numpy")
def evaluate(params, moments, structure, out):
    """Write the log-likelihood to out[0] and its gradient by the parameters to out[1:].

    Parameters
    ----------
    params : (n,) float64
        Flat constrained parameters, see `parameters.Layout`.
    moments : (m,) float64
        Flat sufficient statistics, see `moments.pack`.
    structure : (k,) int64
        Flat description of the chain, see `parameters.Layout.structure`.
    out : (1 + n,) float64
        Result. The value is -inf and the gradient 0 where a covariance matrix is not positive definite.
    """
    s = _shape(structure)
    p, d = _named(s, params), _named(s, out[1:])
    x, gx = _items(s.P + s.CZ), _items(s.P + s.CZ)
    w, gw = _chain(s), _chain(s)
    h = _scratch(s)
    out[:] = 0.0
    _measure(s, p, x)
    _within(s, p, w)
    _imply(s, p, w)
    value, at = _within_part(s, x, w, gx, gw, h, moments)
    value += _team_part(s, p, x, w, gx, gw, h, moments, at)
    if math.isnan(value):
        out[0] = -math.inf
        return
    for m in range(s.C):
        d.mean[s.place[m]] = h.mu[m]
    _measure_back(s, p, x, gx, d)
    _imply_back(s, p, w, gw, d, h.X)
    _within_back(s, p, w, gw, d, h.X)
    out[0] = value


_ENTRY = types.void(
    types.CPointer(types.float64),
    types.intp,
    types.CPointer(types.float64),
    types.intp,
    types.CPointer(types.int64),
    types.intp,
    types.CPointer(types.float64),
)


@cfunc(_ENTRY, cache=True, error_model="numpy")
def entry(params, n_params, moments, n_moments, structure, n_structure, out):
    """C callback around `evaluate`: compiled once, cached on disk, called by address or symbol from anywhere."""
    evaluate(
        carray(params, (n_params,)),
        carray(moments, (n_moments,)),
        carray(structure, (n_structure,)),
        carray(out, (n_params + 1,)),
    )
