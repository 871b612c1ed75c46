"""Thresholds of an item: the first and last are fixed, shares of the way between them place the others."""

from bayeschain.model.kernel.inlining import inlined


@inlined
def place_thresholds(first, last, m, sticks, tau):
    """Write m thresholds; m - 2 stick breaks share out the way from first to last."""
    tau[0] = first
    left, at = last - first, first
    for i in range(m - 2):
        at += sticks[i] * left
        left *= 1.0 - sticks[i]
        tau[i + 1] = at
    if m > 1:
        tau[m - 1] = last


@inlined
def place_thresholds_back(first, last, m, sticks, d_tau, d_sticks):
    """From the gradient to the thresholds to that of the stick breaks.

    With L_i what is left before break i, threshold i + 1 = last - L_{i+1}, L_{i+1} = L_i (1 - v_i).
    """
    left = last - first
    for i in range(m - 2):
        left *= 1.0 - sticks[i]
    d_left = 0.0
    for i in range(m - 3, -1, -1):
        d_left -= d_tau[i + 1]
        left /= 1.0 - sticks[i]
        d_sticks[i] -= d_left * left
        d_left *= 1.0 - sticks[i]
