"""What one evaluation holds: quantities of items and of the chain (or their gradients), and scratch space."""

from collections import namedtuple

import numpy as np

from bayeschain.model.kernel.inlining import inlined

Items = namedtuple("Items", "lam iota theta theta_b weight noise y squares")
# P, K: correlations of residuals in chain order, covariances of members with residuals. O, omega: share of R and phi
# that lies between units. P_t: P with the units' part in it. They are empty where a model has no use for them.
Chain = namedtuple("Chain", "tau R phi scale b phi_w L_w R_w L_e R_e u P P_t K O omega v D gamma")
# With P the summed precisions of a unit's teams and t their weighted means: covariance of the unit's effects given the
# data and their mean, in the same places. L: root of omega.
Units = namedtuple("Units", "P t L S")
Scratch = namedtuple("Scratch", "V F X T row f alpha squares information present mu shifted spread")


@inlined
def new_items(n):
    """Quantities of n items, all 0."""
    a = np.zeros((8, n))
    return Items(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7])


@inlined
def new_chain(s):
    """Quantities of the chain, all 0."""
    a = np.zeros((4, s.C, s.C))
    b = np.zeros((2, s.E, s.E))
    c = np.zeros((2, s.CR, s.CR))
    v = np.zeros((2, s.C))
    n = s.C if s.N > 0 or s.unit > 0 else 0
    m = np.zeros((5, n, n))
    d = np.zeros((2, n))
    return Chain(
        v[0], a[0], a[1], v[1], np.zeros(s.L), a[2], c[0], c[1], b[0], b[1], np.zeros(s.E * (s.E - 1) // 2), m[0], m[1],
        m[2], m[3], m[4], d[0], d[1], np.zeros(s.H),
    )  # fmt: skip


@inlined
def new_scratch(s):
    """Scratch space."""
    a = np.zeros((3, s.C, s.C))
    v = np.zeros((7, s.C))
    n = s.C if s.unit > 0 else 0
    return Scratch(
        a[0], a[1], a[2], np.zeros((s.C, s.P)), v[0], v[1], v[2], v[3], v[4], np.zeros(s.C, np.int64), v[5], v[6],
        np.zeros((n, n)),
    )  # fmt: skip


@inlined
def new_units(s, units):
    """What the teams of each unit tell of it, and then what is known of it, all 0."""
    n = s.C - s.Q if units > 0 else 0
    return Units(np.zeros((units, n, n)), np.zeros((units, n)), np.zeros((n, n)), np.zeros((n, n)))
