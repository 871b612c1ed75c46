"""Log-likelihood of all teams where somebody skipped an item, exactly, nobody left out.

It holds for answers missing at random. Respondents are grouped by the pattern of their answered items (Little & Rubin
2019, Statistical analysis with missing data). After the teams with complete answers, `moments` has

    number of patterns, number of teams; each pattern (see `start_pattern`); each team: which columns and covariates
    there, their values, by survey 1 / N and number of groups, the unit, then the groups: pattern, people, means of the
    answered items and of the covariates of respondents.

With units, a first sweep over all teams finds what they tell of their units; the second has the value and the gradient.
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
from bayeschain.model.kernel.joint import (
    expect_effects,
    join,
    join_back,
    spread_effects,
    start_joint,
    tell_unit,
    weigh,
)
from bayeschain.model.kernel.patterns import finish_items, finish_pattern, row_width, start_items, start_pattern
from bayeschain.model.kernel.team import start_centres, team_part


@spliced
def partial_part(s, p, x, w, gx, gw, h, units, moments, at, gaps_at, end, d_rows):
    """Add the gradient of all teams; returns their log-likelihood, NaN where it is not defined.

    Teams with complete answers stand in `moments` from `at` on, those with gaps from `gaps_at` to `end`.
    """
    patterns, teams, value, place = 0, 0, 0.0, gaps_at + 2
    if gaps_at < end:
        patterns, teams = int(moments[gaps_at]), int(moments[gaps_at + 1])
    m, z = new_gaps(s, patterns), new_team(s)
    d_gaps = d_rows[min(int(moments[1]) * (s.P + s.CZ), d_rows.size) :]
    start_items(s, x, m)
    start_centres(s, p, x, gx)
    for number in range(patterns):
        value += start_pattern(s, x, w, gx, gw, h, m, number, moments, place)
        place += 4 + int(moments[place + 3]) + row_width(s, moments, place) * int(moments[place + 2])
    teams_at = place
    for sweep in range(1 - s.unit, 2):
        if sweep == 1:
            value += team_part(s, p, x, w, gx, gw, h, units, moments, at, d_rows)
        place = teams_at
        for _ in range(teams):
            head, first = place, place + 2 * (s.CZ + s.S) + s.unit
            u = int(moments[first - 1]) if s.unit > 0 else 0
            measured, size = start_joint(s, w, gx, z, moments, head)
            place, given = first, 0.0
            for t in range(s.S):
                groups = int(moments[head + 2 * s.CZ + 2 * t + 1])
                if groups == 0:
                    continue
                start_survey(s, z, t)
                for _ in range(groups):
                    given += add_group(s, x, w, gx, h, m, z, moments, place)
                    place += 2 + row_width(s, moments, m.at[int(moments[place])])
                given += finish_survey(s, x, m, z, t)
            if s.unit > 0 and sweep == 1:
                given += expect_effects(s, z, units, u, measured, size)
            logdet = weigh(s, z, measured, size)
            if math.isnan(logdet):
                return logdet
            if sweep == 0:
                tell_unit(s, z, units, u, size)
                continue
            value += given + join(h, z, logdet, measured, size)
            if s.unit > 0:
                spread_effects(s, z, units, u, measured, size)
            join_back(s, gw, z, moments, head, measured, size)
            for t in range(s.S):
                groups = int(moments[head + 2 * s.CZ + 2 * t + 1])
                if groups == 0:
                    continue
                start_survey_back(s, x, gx, m, z, t)
                for _ in range(groups):
                    add_group_back(s, x, w, gx, gw, h, m, z, moments, first, d_gaps, gaps_at)
                    first += 2 + row_width(s, moments, m.at[int(moments[first])])
    for number in range(patterns):
        finish_pattern(s, x, gx, gw, h, m, number, moments)
    return value + finish_items(s, x, gx, m)
