"""Groups of teams side by side: one array place a group, so that one instruction works on several groups.

A block holds up to `WIDEST` groups, each in a lane of its own: the last axis of every array. Innermost loops run over
the lanes, which do not depend on each other, so the compiler can use vector instructions without changing any sum. What
a group lacks (a survey that did not reach its teams, a column that is not known) is masked: its rows of the covariance
are those of the identity, its deviations 0.
"""

from collections import namedtuple

import numpy as np

from bayeschain.model.kernel.inlining import inlined

WIDEST = 48
"""Lanes of a block at most: the lower half of a covariance for so many groups still stays in fast caches."""
STEP = 4
"""Lanes are a multiple of this; lanes left over stand for no teams."""
COLLIDING = 32
"""Rows of so many lanes lie a power of two apart and would drive each other from the cache: such a block gets more."""

Block = namedtuple("Block", "lanes start lane survey member construct item V X column")
"""Arrays of a block; the first axis of `lane` to `item` is one of the names below.

start (lanes): where the means of a group's first team begin. survey: by survey; member: by member of the chain, in
measured order; construct: by construct of respondents; item: by indicator. V, X (n, n, lanes): inverse covariance and
its gradient, lower halves; column (n + 3, lanes): scratch.
"""
TEAMS, VALUE, LOGDET = range(3)
N_INVERSE, SAMPLING, COUNT = range(3)  # 1 / n, 1 / n_eff and the number of teams that the survey reached
MASK, F, ALPHA = range(3)  # presence, projected deviation, inverse covariance times it
INFORMATION, RATIO, SQUARES = range(3)  # of a projection, 1 over it, sum of squares of what is projected
NOISE, WEIGHT, Y, Y_SQUARES, D_WEIGHT, D_IOTA, D_LAM, D_THETA, D_THETA_B = range(9)


@inlined
def lanes_of(groups):
    """Lanes of each block, when the groups are shared out evenly."""
    blocks = max((groups + WIDEST - 1) // WIDEST, 1)
    lanes = STEP * max((groups + STEP * blocks - 1) // (STEP * blocks), 1)
    return lanes + STEP if lanes == COLLIDING else lanes


@inlined
def new_block(s, lanes):
    """Space for a block."""
    n = s.CR + s.CZ
    v = np.zeros((2, n, n, lanes))
    return Block(
        lanes, np.zeros(lanes, np.int64), np.zeros((3, lanes)), np.zeros((3, s.S, lanes)), np.zeros((3, n, lanes)),
        np.zeros((3, s.CR, lanes)), np.zeros((9, s.P, lanes)), v[0], v[1], np.zeros((n + 3, lanes)),
    )  # fmt: skip


@inlined
def load_block(s, b, moments, head, filled, team_at):
    """Read the heads of `filled` groups; most teams in a group, members measured, and where the next teams begin."""
    width, row = 1 + 2 * s.S + s.CZ, s.P + s.CZ
    rounds, measured = 0, 0.0
    for g in range(b.lanes):
        teams = 0
        if g < filled:
            teams = int(moments[head])
        b.lane[TEAMS, g] = teams
        b.start[g] = team_at
        for t in range(s.S):
            n = 0.0
            if g < filled:
                n = moments[head + 1 + 2 * t]
            reached = n > 0.0
            b.survey[N_INVERSE, t, g] = 1.0 / n if reached else 1.0
            b.survey[SAMPLING, t, g] = moments[head + 2 + 2 * t] if reached else 1.0
            b.survey[COUNT, t, g] = teams if reached else 0.0
            for c in range(s.source_first[t], s.source_first[t + 1]):
                b.member[MASK, c, g] = 1.0 if reached else 0.0
            if reached:
                measured += teams * (s.first[s.source_first[t + 1]] - s.first[s.source_first[t]])
        for z in range(s.CZ):
            known = g < filled and moments[head + 1 + 2 * s.S + z] > 0.0
            b.member[MASK, s.CR + z, g] = 1.0 if known else 0.0
            if known:
                measured += teams
        if g < filled:
            rounds = max(rounds, teams)
            head += width
            team_at += teams * row
    return rounds, measured, team_at


@inlined
def total(values):
    """Sum over the lanes, in four sums that the processor can run beside each other."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    for g in range(0, values.size, 4):
        a += values[g]
        b += values[g + 1]
        c += values[g + 2]
        d += values[g + 3]
    return (a + b) + (c + d)


@inlined
def weighted_total(values, weights):
    """Sum over the lanes of values times weights."""
    a, b, c, d = 0.0, 0.0, 0.0, 0.0
    for g in range(0, values.size, 4):
        a += values[g] * weights[g]
        b += values[g + 1] * weights[g + 1]
        c += values[g + 2] * weights[g + 2]
        d += values[g + 3] * weights[g + 3]
    return (a + b) + (c + d)
