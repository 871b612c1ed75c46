"""The log-density of a chain with ordinal surveys and its gradient, in one pass."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from bayeschain.model.kernel.callback import external
from bayeschain.model.kernel.covariances import within_covariances
from bayeschain.model.kernel.inlining import inlined
from bayeschain.model.kernel.measurement import measure, measure_back
from bayeschain.model.kernel.memory import new_chain, new_items
from bayeschain.model.kernel.shape import name_pieces, read_shape
from bayeschain.model.ordinal_kernel.items import finish_items, share_of, start_items
from bayeschain.model.ordinal_kernel.levels import fill_moments, fill_moments_back
from bayeschain.model.ordinal_kernel.people import people_part
from bayeschain.model.ordinal_kernel.plan import read_answers, read_plan


@inlined
def reduce(plan, s, rs, params, reduced):
    """Parameters of the Gaussian kernel: a single item's error is left out of its construct's within variance."""
    for i in range(plan.r):
        reduced[i] = params[plan.index[i]]
    r = name_pieces(rs, reduced)
    for o in range(plan.O):
        t = plan.surveys[o]
        for c in range(s.source_first[t], s.source_first[t + 1]):
            share = share_of(s, c)
            odds = r.icc[c] / (1.0 - r.icc[c]) / (share * share)
            if share < 1.0:
                r.within_sd[c] *= share
                r.icc[c] = odds / (1.0 + odds)


@inlined
def reduce_back(plan, s, rs, reduced, d_reduced, d_params):
    """From the gradient to the Gaussian kernel's parameters to that to all."""
    r, d = name_pieces(rs, reduced), name_pieces(rs, d_reduced)
    for o in range(plan.O):
        t = plan.surveys[o]
        for c in range(s.source_first[t], s.source_first[t + 1]):
            share = share_of(s, c)
            if share < 1.0:
                odds = share * share * r.icc[c] / (1.0 - r.icc[c])
                icc = odds / (1.0 + odds)
                d.within_sd[c] *= share
                d.icc[c] *= ((1.0 - r.icc[c]) / ((1.0 - icc) * share)) ** 2
    for i in range(plan.r):
        d_params[plan.index[i]] += d_reduced[i]


@inlined
def find_surveys(plan, s, data, at):
    """(O, 9) of each ordinal survey: places in data, items, biases, first and other coordinates; J, items, q, H."""
    found = np.zeros((plan.O, 9), np.int64)
    item_at = 0
    for o in range(plan.O):
        t = plan.surveys[o]
        found[o, 0], found[o, 1] = at, item_at
        found[o, 6] = s.first[s.source_first[t + 1]] - s.first[s.source_first[t]]
        found[o, 7] = s.source_first[t + 1] - s.source_first[t]
        found[o, 8] = s.adjust_first[t + 1] - s.adjust_first[t]
        answers, at = read_answers(data, at, found[o, 6], found[o, 7], found[o, 8])
        found[o, 5], item_at = answers.J, item_at + found[o, 6]
    at = plan.n + plan.K
    for o in range(plan.O):
        found[o, 2], at = at, at + found[o, 5] * found[o, 6]
    for o in range(plan.O):
        found[o, 3], at = at, at + found[o, 5] * found[o, 7]
    for o in range(plan.O):
        found[o, 4] = at
        at += (int(data[found[o, 0]]) - found[o, 5]) * found[o, 7]
    return found


def make_evaluate_ordinal(with_partial: bool) -> Callable[..., Any]:
    """`evaluate_ordinal`, with or without the part for skipped items of Gaussian surveys.

    People's levels are complete, whatever they answered.
    """
    call = external(with_partial, True)  # the callback has this entry compiled

    @inlined
    def evaluate_ordinal(params, data, flat_plan, out):
        """Write the log-density to out[0] and its gradient by all parameters to out[1:].

        Parameters
        ----------
        params : (n + K + latents,) float64
            Flat parameters of the chain, stick breaks of thresholds, then standard item biases (teams, items) of each
            ordinal survey, first coordinates (teams, constructs) of each, other coordinates (people - teams,
            constructs) of each. See `levels`.
        data : (m,) float64
            `ordinal_data.pack_ordinal`.
        flat_plan : (k,) int64
            `ordinal_data.plan_of`.
        out : (1 + n + K + latents,) float64
            Result: log-probability of the answers and log-density of people's coordinates; a standard normal density
            of the latter is divided out, since the model gives them one as if it were their prior. The value is -inf
            and the gradient 0 where a covariance matrix is not positive definite.
        """
        plan = read_plan(flat_plan)
        s, rs = read_shape(plan.full, True), read_shape(plan.reduced, True)
        grad = out[1:]
        out[:] = 0.0
        p, d = name_pieces(s, params[: plan.n]), name_pieces(s, grad[: plan.n])
        sticks, d_sticks = params[plan.n : plan.n + plan.K], grad[plan.n : plan.n + plan.K]
        x, gx, w = new_items(s.P + s.CZ), new_items(s.P + s.CZ), new_chain(s)
        measure(s, p, x)
        within_covariances(s, p, w)
        rows_at, end = int(data[0]), 2 + int(data[1])
        moments = data[2:end].copy()
        teams, wide = int(moments[1]), rs.P + rs.CZ + rs.adjust_first[rs.S] + rs.unit
        d_rows = np.zeros(teams * (rs.P + rs.CZ) + moments.size - rows_at - teams * wide)
        found = find_surveys(plan, s, data, end)
        value = 0.0
        for u in range(plan.O):
            J, K, q = found[u, 5], found[u, 6], found[u, 7]
            answers, _ = read_answers(data, found[u, 0], K, q, found[u, 8])
            f, e = found[u, 3], found[u, 4]
            first, rest = params[f : f + J * q].reshape((J, q)), params[e : e + (answers.N - J) * q].reshape((-1, q))
            value += fill_moments(answers, first, rest, moments)
        reduced, gaussian = np.empty(plan.r), np.empty(plan.r + 1)
        reduce(plan, s, rs, params, reduced)
        call(
            reduced.ctypes.data, plan.r, moments.ctypes.data, moments.size, plan.reduced.ctypes.data, plan.reduced.size,
            gaussian.ctypes.data, d_rows.ctypes.data, d_rows.size,
        )  # fmt: skip
        value += gaussian[0]
        reduce_back(plan, s, rs, reduced, gaussian[1:], grad)
        V, line = np.empty((s.CR, s.CR)), np.empty(s.CR)
        for u in range(plan.O):
            t, J, K, q = plan.surveys[u], found[u, 5], found[u, 6], found[u, 7]
            answers, _ = read_answers(data, found[u, 0], K, q, found[u, 8])
            items, biases, firsts, rests = plan.items[found[u, 1] : found[u, 1] + K], J * K, J * q, (answers.N - J) * q
            b, f, e = found[u, 2], found[u, 3], found[u, 4]
            first, d_first = params[f : f + firsts].reshape((J, q)), grad[f : f + firsts].reshape((J, q))
            rest, d_rest = params[e : e + rests].reshape((-1, q)), grad[e : e + rests].reshape((-1, q))
            bias, d_bias = params[b : b + biases].reshape((J, K)), grad[b : b + biases].reshape((J, K))
            o = start_items(s, p, x, t, answers, items, sticks)
            value += people_part(s, p, x, t, o, answers, items, bias, first, rest, gx, d, d_bias, d_first, d_rest)
            fill_moments_back(s, w, t, answers, first, rest, d_rows, V, line, d_first, d_rest)
            finish_items(s, t, o, answers, items, sticks, gx, d, d_sticks)
        measure_back(s, p, x, gx, d)
        if not math.isfinite(value):
            out[:] = 0.0
            value = -math.inf
        out[0] = value

    return evaluate_ordinal


evaluate_complete = make_evaluate_ordinal(False)
evaluate_partial = make_evaluate_ordinal(True)
