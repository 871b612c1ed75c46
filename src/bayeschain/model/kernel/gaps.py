"""What the part of the likelihood for skipped items holds: quantities of items, patterns and one team."""

from collections import namedtuple

import numpy as np

from bayeschain.model.kernel.inlining import inlined

# Items: owner[k] is the construct of item k; the precision of a pattern's answers is [k = l] tau_k + g_k g_l N_cd,
# g = lambda / theta and tau = 1 / theta (1 and 0 for a single item); logs[k] counts log theta_k. d_… are gradients.
# Patterns: at (where its header stands), N, d_N, a (information by construct; 0 where unseen or a single item).
Gaps = namedtuple("Gaps", "owner g tau d_g d_tau logs at N d_N a seen")
# One team, all surveys: information A of the items becomes G = (A^-1 + Theta_b)^-1, b becomes e; GL = G Lambda,
# H = Lambda' G Lambda, h = Lambda' e. Given all answers: u and cov of the constructs; mean, spread (variances) and U
# (covariances, row k times g_k) of the items. V is the covariance of the constructs before any answer.
Team = namedtuple("Team", "G e GL U mean H h V W cov X alpha u T r s t row present order spread")


@inlined
def new_gaps(s, patterns):
    """Quantities of items and patterns, all 0 but for `owner`."""
    widest = 0
    for t in range(s.S):
        widest = max(widest, s.source_first[t + 1] - s.source_first[t])
    owner = np.zeros(s.P, np.int64)
    for c in range(s.CR):
        for k in range(s.first[c], s.first[c + 1]):
            owner[k] = c
    v = np.zeros((5, s.P))
    b = np.zeros((2, patterns, widest, widest))
    a = np.zeros((patterns, widest))
    seen = np.zeros((patterns, widest), np.int64)
    return Gaps(owner, v[0], v[1], v[2], v[3], v[4], np.zeros(patterns, np.int64), b[0], b[1], a, seen)


@inlined
def new_team(s):
    """Scratch space of one team."""
    wide = np.zeros((2, s.P, s.P))
    square = np.zeros((5, s.C, s.C))
    items = np.zeros((3, s.P))
    v = np.zeros((7, max(s.C, s.P)))
    index = np.zeros((2, s.C), np.int64)
    return Team(
        wide[0], items[0], np.zeros((s.P, s.C)), wide[1], items[1], square[0], v[0], square[1], square[2], square[3],
        square[4], v[1], v[2], np.zeros((s.C, max(s.C, s.P))), items[2], v[3], v[4], v[5], index[0], index[1], v[6],
    )  # fmt: skip
