"""Log-likelihood of the answers about their team means."""

import math

import numpy as np

from bayeschain.model.kernel.adjustment import adjust_scatter, adjust_scatter_back
from bayeschain.model.kernel.inlining import spliced
from bayeschain.model.kernel.inverse import invert
from bayeschain.model.kernel.projection import project, project_back

LOG_2PI = math.log(2.0 * math.pi)


@spliced
def within_part(s, x, w, gx, gw, h, moments, extras):
    """Log-likelihood of the answers about their team means, a survey at a time, and where the groups begin."""
    value, at = 0.0, 2
    for t in range(s.S):
        c0, c1 = s.source_first[t], s.source_first[t + 1]
        k0, p, q = s.first[c0], s.first[c1] - s.first[c0], c1 - c0
        df = moments[at]
        scatter = moments[at + 2 : at + 2 + p * p].reshape((p, p))
        value += moments[at + 1] - 0.5 * df * p * LOG_2PI
        at += 2 + p * p
        if extras is not None:
            H = s.adjust_first[t + 1] - s.adjust_first[t]
            cross = moments[at : at + p * H].reshape((p, H))
            at += p * H
            XX = moments[at : at + H * H].reshape((H, H))
            at += H * H
            G, G_back = np.zeros((q, H)), np.zeros((q, H))
        for c in range(c0, c1):
            h.information[c] = 0.0
            x.weight[s.first[c]] = 1.0
            if s.first[c + 1] - s.first[c] > 1:
                for k in range(s.first[c], s.first[c + 1]):
                    x.noise[k] = x.theta[k]
                    x.squares[k] = scatter[k - k0, k - k0]
                value -= 0.5 * df * project(s, x, h, c)
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
        for i in range(q):
            h.squares[i] = h.F[i, i]
            if extras is not None:
                for k in range(H):
                    for m in range(s.first[c0 + i], s.first[c0 + i + 1]):
                        G[i, k] += x.weight[m] * cross[m - k0, k]
        value -= 0.5 * df * invert(h.V, q, h.row)
        if extras is not None:
            adjust_scatter(s, w, h, t, G, XX)
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
        if extras is not None:
            adjust_scatter_back(s, w, gw, h, t, G, XX, G_back)
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
            if extras is not None:
                for j in range(H):
                    for k in range(s.first[c], s.first[c + 1]):
                        gx.weight[k] += G_back[i, j] * cross[k - k0, j]
            d_information = -0.5 * df / A + 0.5 * h.squares[i] - h.X[i, i] / (A * A)
            project_back(s, x, gx, h, c, d_information, df, 1.0, False)
    return value, at
