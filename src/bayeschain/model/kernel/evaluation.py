"""From flat parameters to the log-likelihood and back to its gradient, in one pass."""

import math
from collections.abc import Callable
from typing import Any

from bayeschain.model.kernel.adjustment import adjust, adjust_back
from bayeschain.model.kernel.chain import imply, imply_back
from bayeschain.model.kernel.covariances import within_covariances, within_covariances_back
from bayeschain.model.kernel.inlining import inlined, spliced
from bayeschain.model.kernel.measurement import measure, measure_back
from bayeschain.model.kernel.memory import new_chain, new_items, new_scratch, new_units
from bayeschain.model.kernel.partial import partial_part
from bayeschain.model.kernel.shape import name_pieces, read_shape
from bayeschain.model.kernel.team import team_part
from bayeschain.model.kernel.team_blocks import team_blocks_part
from bayeschain.model.kernel.within import within_part


@inlined
def end_of_teams(s, moments, at):
    """Where the teams begin in which somebody skipped an item, if there are any."""
    return at + int(moments[0]) * (1 + 2 * s.S + s.CZ) + int(moments[1]) * (s.P + s.CZ + s.adjust_first[s.S] + s.unit)


def make_evaluate(with_partial: bool, with_extras: bool) -> Callable[..., Any]:
    """`evaluate` with or without the part for skipped items, and what covariates, `~~` and units add.

    Without them it compiles in half the time and takes many teams at a time; moments with skipped items then have no
    density, instead of a wrong one.
    """
    extras = True if with_extras else None  # None is a type of its own: what depends on it is not compiled

    @spliced
    def evaluate(params, moments, structure, out, d_rows):
        """Write the log-likelihood to out[0] and its gradient by the parameters to out[1:].

        Parameters
        ----------
        params : (n,) float64
            Flat constrained parameters, see `parameters.Layout`.
        moments : (m,) float64
            Flat sufficient statistics, see `moments.pack`.
        structure : (k,) int64
            Flat description of the chain, see `parameters.Layout.structure`.
        out : (1 + n,) float64
            Result. The value is -inf and the gradient 0 where a covariance matrix is not positive definite.
        d_rows : (J (P + Z) + G,) float64
            Gradient by the teams' means, in the order of the moments, is added to it, and then by the G numbers from
            the teams with gaps on, of which only means of groups have one; not wanted where it is empty, and not had
            without extras.
        """
        s = read_shape(structure, with_extras)
        p, d = name_pieces(s, params), name_pieces(s, out[1:])
        x, gx = new_items(s.P + s.CZ), new_items(s.P + s.CZ)
        w, gw = new_chain(s), new_chain(s)
        h = new_scratch(s)
        out[:] = 0.0
        measure(s, p, x)
        within_covariances(s, p, w)
        tail = len(moments) - s.Q * (s.Q - 1) // 2
        if with_extras:
            adjust(s, p, w)
        imply(s, p, w, h, moments[tail:], extras)
        value, at = within_part(s, x, w, gx, gw, h, moments, extras)
        gaps_at, end = end_of_teams(s, moments, at), tail
        if s.Q > 0:
            value += moments[tail - 1]
            end = tail - 1
        end -= s.unit
        if with_extras:
            units = new_units(s, int(moments[end]) if s.unit > 0 else 0)
        if with_partial:
            value += partial_part(s, p, x, w, gx, gw, h, units, moments, at, gaps_at, end, d_rows)
        elif with_extras:
            value += team_part(s, p, x, w, gx, gw, h, units, moments, at, d_rows)
        else:
            value += team_blocks_part(s, p, x, w, gx, gw, h, moments, at)
        if gaps_at < end and not with_partial:
            value = math.nan
        if math.isnan(value):
            out[0] = -math.inf
            return
        for m in range(s.C - s.Q):
            d.mean[s.place[m]] = h.mu[m]
        measure_back(s, p, x, gx, d)
        imply_back(s, p, w, gw, d, h, extras)
        if with_extras:
            adjust_back(s, p, gw, d)
        within_covariances_back(s, p, w, gw, d, h.X)
        out[0] = value

    return evaluate


evaluate_plain = make_evaluate(False, False)
evaluate_complete = make_evaluate(False, True)
evaluate_partial = make_evaluate(True, True)
