"""Log-likelihood of the team means, many groups of teams at a time; the same as `team.team_part`, without extras."""

import math

from bayeschain.model.kernel.block import (
    ALPHA,
    COUNT,
    D_IOTA,
    D_LAM,
    D_THETA,
    D_THETA_B,
    D_WEIGHT,
    INFORMATION,
    LOGDET,
    MASK,
    N_INVERSE,
    NOISE,
    RATIO,
    SAMPLING,
    SQUARES,
    TEAMS,
    VALUE,
    WEIGHT,
    Y_SQUARES,
    F,
    Y,
    lanes_of,
    load_block,
    new_block,
    total,
    weighted_total,
)
from bayeschain.model.kernel.inlining import inlined, spliced
from bayeschain.model.kernel.sweep import invert_lanes

LOG_2PI = math.log(2.0 * math.pi)


@inlined
def project_lanes(s, x, b):
    """Weights that project items on their construct, as `projection.project`; adds log terms to b.lane[VALUE]."""
    for c in range(s.CR):
        k0, k1, t = s.first[c], s.first[c + 1], s.source_of[c]
        information, ratio, reached, n_inverse = (
            b.construct[INFORMATION, c],
            b.construct[RATIO, c],
            b.survey[COUNT, t],
            b.survey[N_INVERSE, t],
        )
        if k1 - k0 == 1:
            for g in range(b.lanes):
                ratio[g] = 0.0
            continue
        product = b.construct[SQUARES, c]
        for g in range(b.lanes):
            information[g] = 0.0
            product[g] = 1.0
        for k in range(k0, k1):
            noise, weight, lam, theta, theta_b = b.item[NOISE, k], b.item[WEIGHT, k], x.lam[k], x.theta[k], x.theta_b[k]
            for g in range(b.lanes):
                variance = theta_b + theta * n_inverse[g]
                product[g] *= variance
                noise[g] = 1.0 / variance
                weight[g] = lam * noise[g]
                information[g] += lam * weight[g]
            if (k - k0) % 4 == 3:  # a product of more could overflow
                for g in range(b.lanes):
                    b.lane[VALUE, g] -= 0.5 * reached[g] * math.log(product[g])
                    product[g] = 1.0
        for g in range(b.lanes):
            ratio[g] = 1.0 / information[g]
            b.lane[VALUE, g] -= 0.5 * reached[g] * math.log(product[g] * information[g])
        for k in range(k0, k1):
            weight = b.item[WEIGHT, k]
            for g in range(b.lanes):
                weight[g] *= ratio[g]


@inlined
def covariances_of_projections(s, w, b):
    """Lower halves of the covariances of the projected team means."""
    n = s.CR + s.CZ
    for i in range(n):
        for j in range(i + 1):
            entry, one, other = b.V[i, j], b.member[MASK, i], b.member[MASK, j]
            phi = w.phi[i, j]
            if i < s.CR and s.source_of[i] == s.source_of[j]:
                within, sampling = w.phi_w[i, j], b.survey[SAMPLING, s.source_of[i]]
                for g in range(b.lanes):
                    entry[g] = (phi + sampling[g] * within) * one[g]
            else:
                for g in range(b.lanes):
                    entry[g] = phi * one[g] * other[g]
        diagonal, one = b.V[i, i], b.member[MASK, i]
        for g in range(b.lanes):
            diagonal[g] += 1.0 - one[g]
        if i < s.CR:
            ratio = b.construct[RATIO, i]
            for g in range(b.lanes):
                diagonal[g] += one[g] * ratio[g]


@inlined
def clear(s, b):
    """Set what adds up over the teams of a group to 0."""
    for c in range(s.CR):
        b.construct[SQUARES, c][:] = 0.0
    for k in range(s.P):
        b.item[Y_SQUARES, k][:] = 0.0
        b.item[D_WEIGHT, k][:] = 0.0
        b.item[D_IOTA, k][:] = 0.0
    b.X[:] = 0.0


@inlined
def deviations(s, gx, b, moments, turn):
    """Deviations of the turn-th team of every group from the expected means; 0 where there is none."""
    row = s.P + s.CZ
    for g in range(b.lanes):
        if turn < b.lane[TEAMS, g]:
            at = b.start[g] + turn * row
            for k in range(s.P):
                b.item[Y, k, g] = moments[at + k] - gx.y[k]
            for z in range(s.CZ):
                b.member[F, s.CR + z, g] = (moments[at + s.P + z] - gx.y[s.P + z]) * b.member[MASK, s.CR + z, g]
        else:
            for k in range(s.P):
                b.item[Y, k, g] = 0.0
            for z in range(s.CZ):
                b.member[F, s.CR + z, g] = 0.0
    for c in range(s.CR):
        f, one = b.member[F, c], b.member[MASK, c]
        k0, k1 = s.first[c], s.first[c + 1]
        for k in range(k0, k1):
            y = b.item[Y, k]
            for g in range(b.lanes):
                y[g] *= one[g]
        if k1 - k0 == 1:
            y = b.item[Y, k0]
            for g in range(b.lanes):
                f[g] = y[g]
            continue
        for g in range(b.lanes):
            f[g] = 0.0
        for k in range(k0, k1):
            y, weight = b.item[Y, k], b.item[WEIGHT, k]
            for g in range(b.lanes):
                f[g] += weight[g] * y[g]


@inlined
def one_turn(s, b):
    """Value and gradients of one team of every group; b.V holds minus the inverse."""
    n = s.CR + s.CZ
    for i in range(n):
        alpha = b.member[ALPHA, i]
        for g in range(b.lanes):
            alpha[g] = 0.0
    for i in range(n):
        alpha, f = b.member[ALPHA, i], b.member[F, i]
        for j in range(i):
            entry, other, beta = b.V[i, j], b.member[F, j], b.member[ALPHA, j]
            for g in range(b.lanes):
                alpha[g] -= entry[g] * other[g]
                beta[g] -= entry[g] * f[g]
        entry = b.V[i, i]
        for g in range(b.lanes):
            alpha[g] -= entry[g] * f[g]
    for i in range(n):
        alpha, f = b.member[ALPHA, i], b.member[F, i]
        for g in range(b.lanes):
            b.lane[VALUE, g] -= 0.5 * alpha[g] * f[g]
        for j in range(i + 1):
            gradient, beta = b.X[i, j], b.member[ALPHA, j]
            for g in range(b.lanes):
                gradient[g] += alpha[g] * beta[g]
    for c in range(s.CR):
        k0, k1 = s.first[c], s.first[c + 1]
        alpha, f = b.member[ALPHA, c], b.member[F, c]
        if k1 - k0 == 1:
            d_iota = b.item[D_IOTA, k0]
            for g in range(b.lanes):
                d_iota[g] += alpha[g]
            continue
        information, squares = b.construct[INFORMATION, c], b.construct[SQUARES, c]
        pull = b.column[0]
        for g in range(b.lanes):
            pull[g] = information[g] * f[g] - alpha[g]
            b.lane[VALUE, g] += 0.5 * information[g] * f[g] * f[g]
            squares[g] += f[g] * f[g]
        for k in range(k0, k1):
            y, y_squares, d_weight, d_iota = b.item[Y, k], b.item[Y_SQUARES, k], b.item[D_WEIGHT, k], b.item[D_IOTA, k]
            weight, noise = b.item[WEIGHT, k], b.item[NOISE, k]
            for g in range(b.lanes):
                y_squares[g] += y[g] * y[g]
                d_weight[g] += pull[g] * y[g]
                d_iota[g] -= pull[g] * weight[g] - y[g] * noise[g]
    # the gradient by the mean of a column is alpha itself; it stands in for f, of no use any more
    for z in range(s.CR, n):
        alpha, f = b.member[ALPHA, z], b.member[F, z]
        for g in range(b.lanes):
            f[g] = alpha[g]


@inlined
def gradient_of_covariances(s, gw, b):
    """From sums over teams to gradients by team and within covariances; b.X becomes that by one lane's covariance."""
    n = s.CR + s.CZ
    for i in range(n):
        for j in range(i + 1):
            gradient, entry, one = b.X[i, j], b.V[i, j], b.member[MASK, i]
            for g in range(b.lanes):
                gradient[g] = 0.5 * (gradient[g] + b.lane[TEAMS, g] * entry[g]) * one[g]
            share = total(gradient)
            gw.phi[i, j] += share
            if i != j:
                gw.phi[j, i] += share
            if i < s.CR and s.source_of[i] == s.source_of[j]:
                share = weighted_total(gradient, b.survey[SAMPLING, s.source_of[i]])
                gw.phi_w[i, j] += share
                if i != j:
                    gw.phi_w[j, i] += share


@inlined
def gradient_of_items(s, x, gx, h, b):
    """From sums over teams to gradients by loadings, variances and means, as `projection.project_back`."""
    for c in range(s.CR):
        k0, k1, t = s.first[c], s.first[c + 1], s.source_of[c]
        if k1 - k0 == 1:
            h.mu[c] += total(b.item[D_IOTA, k0])
            continue
        count, n_inverse, squares, ratio, by_variance = (
            b.survey[COUNT, t],
            b.survey[N_INVERSE, t],
            b.construct[SQUARES, c],
            b.construct[RATIO, c],
            b.X[c, c],
        )
        d_information = b.column[0]
        for g in range(b.lanes):
            d_information[g] = -0.5 * count[g] * ratio[g] + 0.5 * squares[g] - by_variance[g] * ratio[g] * ratio[g]
        for k in range(k0, k1):
            d_weight, weight = b.item[D_WEIGHT, k], b.item[WEIGHT, k]
            for g in range(b.lanes):
                d_information[g] -= d_weight[g] * weight[g] * ratio[g]
        for k in range(k0, k1):
            d_weight, weight, noise, y_squares = (
                b.item[D_WEIGHT, k],
                b.item[WEIGHT, k],
                b.item[NOISE, k],
                b.item[Y_SQUARES, k],
            )
            d_lam, d_theta, d_theta_b, lam = b.item[D_LAM, k], b.item[D_THETA, k], b.item[D_THETA_B, k], x.lam[k]
            for g in range(b.lanes):
                b.lane[VALUE, g] -= 0.5 * y_squares[g] * noise[g]
                d_lam[g] = noise[g] * (d_weight[g] * ratio[g] + 2.0 * d_information[g] * lam)
                share = lam * noise[g]
                d_theta_b[g] = (
                    0.5 * noise[g] * (y_squares[g] * noise[g] - count[g])
                    - d_weight[g] * weight[g] * noise[g]
                    - d_information[g] * share * share
                )
                d_theta[g] = d_theta_b[g] * n_inverse[g]
            gx.lam[k] += total(d_lam)
            gx.theta[k] += total(d_theta)
            gx.theta_b[k] += total(d_theta_b)
            mean = total(b.item[D_IOTA, k])
            gx.iota[k] += mean
            h.mu[c] += mean


@spliced
def team_blocks_part(s, p, x, w, gx, gw, h, moments, at):
    """Log-likelihood of the team means; teams that share all sample sizes share one factorisation."""
    groups = int(moments[0])
    width = 1 + 2 * s.S + s.CZ
    team_at = at + groups * width
    for c in range(s.CR):
        for k in range(s.first[c], s.first[c + 1]):
            gx.y[k] = p.mean[s.place[c]] + x.iota[k]
    for c in range(s.CZ):
        gx.y[s.P + c] = p.mean[s.place[s.CR + c]]
    lanes = lanes_of(groups)
    b = new_block(s, lanes)
    value = 0.0
    for first in range(0, groups, lanes):
        filled = min(lanes, groups - first)
        rounds, measured, team_at = load_block(s, b, moments, at + first * width, filled, team_at)
        value -= 0.5 * LOG_2PI * measured
        b.lane[VALUE][:] = 0.0
        project_lanes(s, x, b)
        covariances_of_projections(s, w, b)
        invert_lanes(b.V, b.column, b.lane[LOGDET])
        clear(s, b)
        for turn in range(rounds):
            deviations(s, gx, b, moments, turn)
            one_turn(s, b)
            for z in range(s.CR, s.CR + s.CZ):
                h.mu[z] += total(b.member[F, z])
        gradient_of_covariances(s, gw, b)
        gradient_of_items(s, x, gx, h, b)
        value += total(b.lane[VALUE]) - 0.5 * weighted_total(b.lane[LOGDET], b.lane[TEAMS])
    return value
