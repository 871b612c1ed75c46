"""What the posterior says: each function takes a fit and returns an `xarray.Dataset` with named dims.

Modules in reading order:

- intervals: means, intervals, and whether the data tell
- posterior: arrays of draws, effects of the chain
- fitted: a fit opened, original response scales
- effects: direct, indirect and total effects
- shares: shares of explained variance (LMG)
- ranks: ranks, comparisons and groups
- outcome: what leads to an outcome
- drivers: its drivers, ranked within a stage
- averages: raw team averages, and tiers of them
- thirds: tiers of latents, draw by draw
- tiers: teams in three tiers
- observed: classical agreement from moments
- agreement: ICC(1), ICC(2), r_wg(J)
- whatif: a construct raised
- teams: each team
- units: units above the teams
- covariates: slopes on covariates
- waves: changes from wave to wave
- priors: what the priors imply
"""

from bayeschain.summaries.agreement import agreement
from bayeschain.summaries.covariates import covariates
from bayeschain.summaries.drivers import comparisons, drivers
from bayeschain.summaries.effects import effects
from bayeschain.summaries.priors import implied
from bayeschain.summaries.teams import teams
from bayeschain.summaries.tiers import tiers
from bayeschain.summaries.units import units
from bayeschain.summaries.waves import changes
from bayeschain.summaries.whatif import downstream, what_if

__all__ = [
    "agreement",
    "changes",
    "comparisons",
    "covariates",
    "downstream",
    "drivers",
    "effects",
    "implied",
    "teams",
    "tiers",
    "units",
    "what_if",
]
