"""Checks of a fit, each a verdict in plain words with its numbers.

Modules in reading order:

- verdict: what a check returns
- convergence: can the draws be trusted?
- approximation: the same of a preview
- likelihood: is a Gaussian likelihood good enough?
- team_means: what the model says of the teams' scale means
- new_answers: answers of new teams, person by person, where a survey is ordinal
- statistics: statistics of them
- predictive: would new teams look like these?
- missing_arrows: what goes together beyond the chain
- quantities: what the report rests on
- sensitivity: what it owes to the priors
- left_out: posterior means without one team
- refits: fits without one team
- leave_one_out: what it owes to single teams
- calibration: do teams lie where the others predict them?
- overall: all of them
"""

from bayeschain.checks.approximation import approximation
from bayeschain.checks.calibration import calibration
from bayeschain.checks.convergence import convergence
from bayeschain.checks.leave_one_out import leave_one_out
from bayeschain.checks.likelihood import likelihood
from bayeschain.checks.missing_arrows import missing_arrows
from bayeschain.checks.overall import overall, verdicts
from bayeschain.checks.predictive import predictive
from bayeschain.checks.refits import refit_teams
from bayeschain.checks.sensitivity import sensitivity
from bayeschain.checks.verdict import Verdict

__all__ = [
    "Verdict",
    "approximation",
    "calibration",
    "convergence",
    "leave_one_out",
    "likelihood",
    "missing_arrows",
    "overall",
    "predictive",
    "refit_teams",
    "sensitivity",
    "verdicts",
]
