"""Who may see what: the only door between a fit and its report.

Modules in reading order:

- groups: which teams to withhold
- units: which units above the teams to withhold
- released: what may leave
- sample: who answered
- verdicts: what the checks say
- protecting: from a fit to what may leave
"""

from bayeschain.disclosure.protecting import Findings, gather, protect
from bayeschain.disclosure.released import Released

__all__ = ["Findings", "Released", "gather", "protect"]
