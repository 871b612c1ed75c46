"""Who may see what: the only door between a fit and its report.

Modules in reading order:

- exposed: teams whose average would tell what single people answered
- linear: what several totals tell together
- groups: which teams to withhold
- beforehand: the same before there is a fit
- units: which units above the teams to withhold
- released: what may leave
- sample: who answered
- missing: how much was skipped
- observed: what comes from raw answers, of the teams that are shown
- verdicts: what the checks say
- between: what two runs tell together
- safe: what is left without any team
- protecting: from a fit to what may leave
"""

from bayeschain.disclosure.protecting import Decided, Findings, decide, gather, protect
from bayeschain.disclosure.released import Released

__all__ = ["Decided", "Findings", "Released", "decide", "gather", "protect"]
