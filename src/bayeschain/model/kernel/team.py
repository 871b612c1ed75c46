"""Log-likelihood of the team means, teams that share all sample sizes at a time."""

import math

from bayeschain.model.kernel.adjustment import slope_of
from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.kernel.inverse import invert
from bayeschain.model.kernel.projection import project, project_back
from bayeschain.model.kernel.unit_effects import add_to_unit, expect_unit, know_units, spread_units

LOG_2PI = math.log(2.0 * math.pi)


@inlined
def project_team(s, x, w, gx, h, row, n_measured, n_present):
    """Projections h.f of a team's means, and h.shifted, these less what respondent covariates account for."""
    first, present, y, weight, centre, f = s.first, h.present, x.y, x.weight, gx.y, h.f
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
        h.shifted[i] = f[i]
    if s.H > 0:
        for i in range(n_measured):
            t = s.source_of[present[i]]
            for k in range(s.adjust_first[t], s.adjust_first[t + 1]):
                h.shifted[i] -= w.gamma[slope_of(s, present[i], k)] * row[s.P + s.CZ + k]


@inlined
def one_team(s, x, w, gx, gw, h, units, row, d_row, n_measured, n_present):
    """Add one team, given the group's inverse covariance h.V: accumulates h.X, weights, squares and h.mu."""
    project_team(s, x, w, gx, h, row, n_measured, n_present)
    if s.unit > 0:
        expect_unit(s, h, units, int(row[len(row) - 1]), n_present)
    first, present, V, X, f, alpha, mu = s.first, h.present, h.V, h.X, h.f, h.alpha, h.mu
    y, weight, noise, squares, d_weight, d_iota = x.y, x.weight, x.noise, x.squares, gx.weight, gx.iota
    information, f_squares, shifted = h.information, h.squares, h.shifted
    value = 0.0
    for i in range(n_present):
        alpha[i] = 0.0
    for j in range(n_present):
        for i in range(n_present):
            alpha[i] += V[j, i] * shifted[j]
    for i in range(n_present):
        value -= 0.5 * alpha[i] * shifted[i]
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
            if d_row.size > 0:
                d_row[first[c]] += pull
            continue
        for k in range(first[c], first[c + 1]):
            squares[k] += y[k] * y[k]
            d_weight[k] += pull * y[k]
            each = pull * weight[k] - y[k] * noise[k]
            d_iota[k] -= each
            mu[c] -= each
            if d_row.size > 0:
                d_row[k] += each
    for i in range(n_measured, n_present):
        mu[present[i]] += alpha[i]
        if d_row.size > 0:
            d_row[first[s.CR] + present[i] - s.CR] -= alpha[i]
    if s.H > 0:
        for i in range(n_measured):
            t = s.source_of[present[i]]
            for k in range(s.adjust_first[t], s.adjust_first[t + 1]):
                gw.gamma[slope_of(s, present[i], k)] += alpha[i] * row[s.P + s.CZ + k]
    return value


@inlined
def start_group(s, x, w, gx, h, moments, head):
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
                constant += project(s, x, h, c)
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


@inlined
def finish_group(s, x, gx, gw, h, moments, head, n_measured, n_present):
    """Gradient of a group to team and within covariances and to the items. Returns a last piece of its value."""
    teams, value = moments[head], 0.0
    if s.unit > 0:
        spread_units(s, h, n_present)
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
            project_back(s, x, gx, h, c, d_information, teams, n, True)
    return value


@inlined
def _units_part(s, x, w, gx, gw, h, units, moments, at, team_at, width, wide):
    """First pass over the teams, for what they tell of their units."""
    for head in range(at, team_at, width):
        _, n_measured, n_present = start_group(s, x, w, gx, h, moments, head)
        invert(h.V, n_present, h.row)
        for _ in range(int(moments[head])):
            row = moments[team_at : team_at + wide]
            team_at += wide
            project_team(s, x, w, gx, h, row, n_measured, n_present)
            add_to_unit(s, h, units, int(row[wide - 1]), n_present)
    return know_units(s, w, gw, h, units)


@inlined
def start_centres(s, p, x, gx):
    """Expected answers and columns where the constructs are at their means, in gx.y."""
    for c in range(s.CR):
        for k in range(s.first[c], s.first[c + 1]):
            gx.y[k] = p.mean[s.place[c]] + x.iota[k]
    for c in range(s.CZ - s.Q):
        gx.y[s.P + c] = p.mean[s.place[s.CR + c]]


@inlined
def team_part(s, p, x, w, gx, gw, h, units, moments, at, d_rows):
    """Log-likelihood of the team means; teams that share all sample sizes share one factorisation.

    `units` has what other teams tell of their units, and then what is known of them.
    """
    value, groups, d_at = 0.0, int(moments[0]), 0
    width = 1 + 2 * s.S + s.CZ
    team_at = at + groups * width
    wide = s.P + s.CZ + s.adjust_first[s.S] + s.unit
    start_centres(s, p, x, gx)
    if s.unit > 0:
        value += _units_part(s, x, w, gx, gw, h, units, moments, at, team_at, width, wide)
    for head in range(at, team_at, width):
        constant, n_measured, n_present = start_group(s, x, w, gx, h, moments, head)
        logdet = invert(h.V, n_present, h.row)
        value -= 0.5 * moments[head] * (constant + logdet)
        for i in range(n_present):
            h.squares[i] = 0.0
            for j in range(n_present):
                h.X[i, j] = 0.0
                if s.unit > 0:
                    h.spread[i, j] = 0.0
        for _ in range(int(moments[head])):
            row, d_row = moments[team_at : team_at + wide], d_rows[d_at : d_at + s.P + s.CZ]
            value += one_team(s, x, w, gx, gw, h, units, row, d_row, n_measured, n_present)
            team_at += wide
            d_at += s.P + s.CZ
        value += finish_group(s, x, gx, gw, h, moments, head, n_measured, n_present)
    return value
