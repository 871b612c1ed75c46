"""Checks of a fit, each a verdict in plain words with its numbers.

Modules in reading order: `verdict` (what a check returns), `convergence`, `approximation` (of a preview).
"""

from bayeschain.checks.approximation import approximation
from bayeschain.checks.convergence import convergence
from bayeschain.checks.verdict import Verdict

__all__ = ["Verdict", "approximation", "convergence"]
