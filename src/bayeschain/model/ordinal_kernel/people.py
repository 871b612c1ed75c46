"""Log-probability of all answers of one survey given people's levels, and its gradient."""

import math

import numpy as np

from bayeschain.model.kernel.adjustment import slope_of
from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.ordinal_kernel.cell import below, between
from bayeschain.model.ordinal_kernel.levels import reflect


@inlined
def adjust_people(s, p, t, answers, person, z):
    """Add to the coordinates z (n, q) of a team's people what covariates account for; `person` is the first of them."""
    c0 = s.source_first[t]
    at = slope_of(s, c0, s.adjust_first[t])
    for c in range(z.shape[1]):
        for h in range(answers.x.shape[1]):
            gamma = p.within_sd[c0 + c] * p.slope[at] / answers.units[c, 1]
            for i in range(len(z)):
                z[i, c] += gamma * answers.x[person + i, h]
            at += 1


@inlined
def adjust_people_back(s, p, t, answers, person, d_z, d):
    """From the gradient to the coordinates to slopes and within SDs."""
    c0 = s.source_first[t]
    at = slope_of(s, c0, s.adjust_first[t])
    for c in range(d_z.shape[1]):
        for h in range(answers.x.shape[1]):
            total = 0.0
            for i in range(len(d_z)):
                total += d_z[i, c] * answers.x[person + i, h]
            total /= answers.units[c, 1]
            d.slope[at] += p.within_sd[c0 + c] * total
            d.within_sd[c0 + c] += p.slope[at] * total
            at += 1


@inlined
def people_part(s, p, x, t, o, answers, items, bias, first, rest, gx, d, d_bias, d_first, d_rest):
    """Log-probability of the answers to survey t.

    Given are quantities o of the items and x of all items, standard biases bias (J, K), coordinates first (J, q) and
    rest (N - J, q) of the people, team by team; their levels are those net of covariates. Gradients are added to o, gx,
    d and the arrays d_….
    """
    c0 = s.source_first[t]
    k0, q, K = s.first[c0], len(answers.units), len(o.sigma)
    most = 1
    for j in range(answers.J):
        most = max(most, int(answers.teams[j, 2]))
    z, d_z, back = np.empty((most, q)), np.empty((most, q)), np.empty((most, q))
    mean, d_level, shift, d_shift = np.empty(q), np.empty(q), np.empty(K), np.empty(K)
    owner, scale = np.empty(K, np.int64), np.empty(K)
    for c in range(q):
        mean[c] = p.mean[s.place[c0 + c]]
        for k in range(s.first[c0 + c] - k0, s.first[c0 + c + 1] - k0):
            owner[k] = c
            scale[k] = 1.0 / o.sigma[k]
    value, product, person = 0.0, 1.0, 0
    for j in range(answers.J):
        n, at = int(answers.teams[j, 2]), person - j
        reflect(first[j], rest[at : at + n - 1], z)
        if answers.x.shape[1] > 0:
            adjust_people(s, p, t, answers, person, z[:n])
        for k in range(K):
            shift[k] = mean[owner[k]] + x.iota[k0 + k] + o.bias_sd[k] * bias[j, k]
            d_shift[k] = 0.0
        for i in range(n):
            for c in range(q):
                z[i, c] = answers.units[c, 0] + answers.units[c, 1] * z[i, c] - mean[c]
                d_level[c] = 0.0
            for k in range(K):
                y = int(answers.codes[person, k])
                if y < 0:
                    continue
                c, lam, unit, m = owner[k], x.lam[k0 + k], scale[k], items[k, 0]
                centre = shift[k] + lam * z[i, c]
                upper = (o.tau[k, y] - centre) * unit if y < m else 0.0
                lower = (o.tau[k, y - 1] - centre) * unit if y > 0 else 0.0
                at_lower, at_upper = 0.0, 0.0
                if y == 0:
                    exponent, factor, at_upper = below(upper)
                elif y == m:
                    exponent, factor, at_lower = below(-lower)
                else:
                    exponent, factor, at_lower, at_upper = between(lower, upper)
                value += exponent
                product *= factor
                if product < 1e-200 or product > 1e200:
                    value += math.log(product)
                    product = 1.0
                if y < m:
                    o.d_tau[k, y] += at_upper * unit
                if y > 0:
                    o.d_tau[k, y - 1] -= at_lower * unit
                o.d_sigma[k] += (at_lower * lower - at_upper * upper) * unit
                slope = (at_lower - at_upper) * unit
                d_shift[k] += slope
                gx.lam[k0 + k] += slope * z[i, c]
                d_level[c] += slope * lam
            for c in range(q):
                d.mean[s.place[c0 + c]] -= d_level[c]
                d_z[i, c] = answers.units[c, 1] * d_level[c]
            person += 1
        for k in range(K):
            gx.iota[k0 + k] += d_shift[k]
            d.mean[s.place[c0 + owner[k]]] += d_shift[k]
            o.d_bias_sd[k] += d_shift[k] * bias[j, k]
            d_bias[j, k] += d_shift[k] * o.bias_sd[k]
        if answers.x.shape[1] > 0:
            adjust_people_back(s, p, t, answers, person - n, d_z[:n], d)
        reflect(d_z[0], d_z[1:n], back)
        for c in range(q):
            d_first[j, c] += back[0, c]
            for i in range(n - 1):
                d_rest[at + i, c] += back[i + 1, c]
    return value + math.log(product)
