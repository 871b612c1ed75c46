"""Latent levels of people as an exact Gaussian survey: team means, cross-products, and the way back.

In a team of n people, coordinates c (n,) of a construct's levels u (n,) are c = H (u - origin) / unit with the
reflection H that takes the first axis to (1, …, 1) / √n. The first is the team's mean times √n, the others hold all
differences within the team and their squares sum to those about the mean. Origin and unit are fixed numbers, near the
mean and the SD within teams. A reflection takes O(n) steps and is its own inverse.
"""

import math

from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.kernel.inverse import invert
from bayeschain.model.ordinal_kernel.items import share_of

LOG_2PI = math.log(2.0 * math.pi)


@inlined
def reflect(first, rest, out):
    """Write H times the coordinates first (q,) and rest (n - 1, q) to out (n, q)."""
    n, q = len(rest) + 1, len(first)
    root = math.sqrt(n)
    for c in range(q):
        total = first[c]
        for i in range(n - 1):
            total += rest[i, c]
        shift = first[c] - total / root
        out[0, c] = first[c] - shift
        for i in range(n - 1):
            out[i + 1, c] = rest[i, c] + shift / (root - 1.0)


@inlined
def fill_moments(answers, first, rest, moments):
    """Write team means and cross-products of the levels; log density of the coordinates over that of the levels.

    The standard normal that the model gives the coordinates as if it were their prior is divided out.
    """
    q, value = len(answers.units), 0.0
    for j in range(answers.J):
        at, root = int(answers.teams[j, 0]), math.sqrt(answers.teams[j, 2])
        for c in range(q):
            moments[at + c] = answers.units[c, 0] + answers.units[c, 1] * first[j, c] / root
            value += 0.5 * first[j, c] ** 2
    scatter = moments[answers.scatter_at : answers.scatter_at + q * q].reshape((q, q))
    for i in range(len(rest)):
        for a in range(q):
            value += 0.5 * rest[i, a] ** 2
            for b in range(a + 1):
                scatter[a, b] += rest[i, a] * rest[i, b]
    for a in range(q):
        for b in range(a + 1):
            scatter[a, b] *= answers.units[a, 1] * answers.units[b, 1]
            scatter[b, a] = scatter[a, b]
        value += answers.N * (math.log(answers.units[a, 1]) + 0.5 * LOG_2PI)
    return value


@inlined
def fill_moments_back(s, w, t, answers, first, rest, d_rows, V, line, d_first, d_rest):
    """From the gradient to the rows, and the precision within teams, to those of the coordinates."""
    c0, q = s.source_first[t], len(answers.units)
    for j in range(answers.J):
        at, root = int(answers.teams[j, 1]), math.sqrt(answers.teams[j, 2])
        for c in range(q):
            d_first[j, c] += first[j, c] + d_rows[at + c] * answers.units[c, 1] / root
    for a in range(q):
        for b in range(q):
            V[a, b] = share_of(s, c0 + a) * share_of(s, c0 + b) * w.phi_w[c0 + a, c0 + b]
    invert(V, q, line)
    for a in range(q):
        for b in range(q):
            V[a, b] *= answers.units[a, 1] * answers.units[b, 1]
    for i in range(len(rest)):
        for a in range(q):
            line[a] = rest[i, a]
        for b in range(q):
            for a in range(q):
                line[a] -= V[b, a] * rest[i, b]
        for a in range(q):
            d_rest[i, a] += line[a]
