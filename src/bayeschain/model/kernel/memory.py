"""What one evaluation holds: quantities of items and of the chain (or their gradients), and scratch space."""

from collections import namedtuple

import numpy as np

from bayeschain.model.kernel.inlining import inlined

Items = namedtuple("Items", "lam iota theta theta_b weight noise y squares")
Chain = namedtuple("Chain", "tau R phi scale b phi_w L_w R_w L_e R_e")
Scratch = namedtuple("Scratch", "V F X T row f alpha squares information present mu")


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
    return Chain(v[0], a[0], a[1], v[1], np.zeros(s.L), a[2], c[0], c[1], b[0], b[1])


@inlined
def new_scratch(s):
    """Scratch space."""
    a = np.zeros((3, s.C, s.C))
    v = np.zeros((6, s.C))
    return Scratch(
        a[0], a[1], a[2], np.zeros((s.C, s.P)), v[0], v[1], v[2], v[3], v[4], np.zeros(s.C, np.int64), v[5]
    )  # fmt: skip
