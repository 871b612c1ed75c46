"""Log-likelihood of teams in which somebody skipped an item, exactly, nobody left out.

It holds for answers missing at random. Respondents are grouped by the pattern of their answered items (Little & Rubin
2019, Statistical analysis with missing data). The rest of `moments`, from `at` on, is

    number of patterns, number of teams; each pattern (see `start_pattern`); each team: which columns there, their
    values, by survey 1 / N and number of groups, then the groups: pattern, people, means of the answered items.
"""

import math

from bayeschain.model.kernel.evidence import (
    add_group,
    add_group_back,
    finish_survey,
    start_survey,
    start_survey_back,
)
from bayeschain.model.kernel.gaps import new_gaps, new_team
from bayeschain.model.kernel.inlining import spliced
from bayeschain.model.kernel.joint import join, join_back, start_joint
from bayeschain.model.kernel.patterns import finish_items, finish_pattern, start_items, start_pattern


@spliced
def partial_part(s, p, x, w, gx, gw, h, moments, at):
    """Add the gradient of these teams; returns their log-likelihood, NaN where it is not defined."""
    patterns, teams = int(moments[at]), int(moments[at + 1])
    m, z = new_gaps(s, patterns), new_team(s)
    value, place = 0.0, at + 2
    start_items(s, x, m)
    for c in range(s.CR):
        for k in range(s.first[c], s.first[c + 1]):
            gx.y[k] = p.mean[s.place[c]] + x.iota[k]
    for c in range(s.CZ - s.Q):
        gx.y[s.P + c] = p.mean[s.place[s.CR + c]]
    for number in range(patterns):
        value += start_pattern(s, x, w, h, m, number, moments, place)
        place += 4 + int(moments[place + 3]) * (1 + int(moments[place + 2]))
    for _ in range(teams):
        head, first = place, place + 2 * (s.CZ + s.S)
        measured, size = start_joint(s, w, z, moments, head)
        place = first
        for t in range(s.S):
            groups = int(moments[head + 2 * s.CZ + 2 * t + 1])
            if groups == 0:
                continue
            start_survey(s, z, t)
            for _ in range(groups):
                value += add_group(s, x, gx, m, z, moments, place)
                place += 2 + int(moments[m.at[int(moments[place])] + 3])
            value += finish_survey(s, x, m, z, t)
        value += join(s, x, gx, h, z, moments, head, measured, size)
        if math.isnan(value):
            return value
        join_back(s, gw, z, moments, head, measured, size)
        for t in range(s.S):
            groups = int(moments[head + 2 * s.CZ + 2 * t + 1])
            if groups == 0:
                continue
            start_survey_back(s, x, gx, m, z, t)
            for _ in range(groups):
                add_group_back(s, x, gx, h, m, z, moments, first)
                first += 2 + int(moments[m.at[int(moments[first])] + 3])
    for number in range(patterns):
        finish_pattern(s, x, gx, gw, h, m, number, moments)
    return value + finish_items(s, x, gx, m)
