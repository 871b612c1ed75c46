"""Quantities of the ordinal items of one survey, and the way back from their gradients."""

import math
from collections import namedtuple

import numpy as np

from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.ordinal_kernel.thresholds import place_thresholds, place_thresholds_back

MOST_THRESHOLDS = 10
ERROR_SHARE = 0.25
"""Share of the variance within teams that is error of the answer, where a construct has a single item.

One item cannot tell the two apart. A share has to be set so that an answer has an error: without it the probability of
an answer jumps. Correlations with other constructs may reach √(1 - share) = .87, more than single items have.
"""

# tau (p, 10) thresholds, sigma (p,) SD of the error, bias_sd (p,), and their gradients.
Ordinal = namedtuple("Ordinal", "tau d_tau sigma d_sigma bias_sd d_bias_sd")


@inlined
def share_of(s, c):
    """Share of the SD within teams that is the person's level: all of it, unless the construct has a single item."""
    return 1.0 if s.first[c + 1] - s.first[c] > 1 else math.sqrt(1.0 - ERROR_SHARE)


@inlined
def start_items(s, p, x, t, answers, items, sticks):
    """Quantities of the items of survey t from what `measure` has found."""
    k0, n = s.first[s.source_first[t]], len(answers.ends)
    a, b = np.zeros((2, n, MOST_THRESHOLDS)), np.zeros((4, n))
    o = Ordinal(a[0], a[1], b[0], b[1], b[2], b[3])
    for c in range(s.source_first[t], s.source_first[t + 1]):
        for k in range(s.first[c] - k0, s.first[c + 1] - k0):
            place_thresholds(answers.ends[k, 0], answers.ends[k, 1], items[k, 0], sticks[items[k, 1] :], o.tau[k])
            o.bias_sd[k] = math.sqrt(x.theta_b[k0 + k])
            if s.first[c + 1] - s.first[c] == 1:
                x.lam[k0 + k] = 1.0
                o.sigma[k] = math.sqrt(ERROR_SHARE) * p.within_sd[c]
            elif answers.ends[k, 2] > 0.0:
                o.sigma[k] = math.sqrt(answers.ends[k, 2])
            else:
                o.sigma[k] = math.sqrt(x.theta[k0 + k])
    return o


@inlined
def finish_items(s, t, o, answers, items, sticks, gx, d, d_sticks):
    """From gradients to the items' quantities to those of parameters, or of what `measure_back` takes further."""
    k0 = s.first[s.source_first[t]]
    for c in range(s.source_first[t], s.source_first[t + 1]):
        for k in range(s.first[c] - k0, s.first[c + 1] - k0):
            at = items[k, 1]
            place_thresholds_back(
                answers.ends[k, 0], answers.ends[k, 1], items[k, 0], sticks[at:], o.d_tau[k], d_sticks[at:]
            )
            if o.bias_sd[k] > 0.0:
                gx.theta_b[k0 + k] += 0.5 * o.d_bias_sd[k] / o.bias_sd[k]
            if s.first[c + 1] - s.first[c] == 1:
                d.within_sd[c] += math.sqrt(ERROR_SHARE) * o.d_sigma[k]
            elif answers.ends[k, 2] == 0.0:
                gx.theta[k0 + k] += 0.5 * o.d_sigma[k] / o.sigma[k]
