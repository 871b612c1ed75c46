"""The Gaussian marginal log-likelihood of a whole chain and its closed-form gradient, compiled.

One pass from flat parameters to value and gradient: measurement, within-team part, team part, and back. Notation as in
Rosseel (2021, Psych 3:197): Lambda, Theta, Phi. The layout of the three flat inputs is made in `parameters.py`
(parameters, structure) and `moments.py` (moments); the equations are checked against `equations.py`. Inner loops add
multiples of rows, so that they vectorise without fastmath.

Modules in reading order: `inlining`, `shape` (sizes and named pieces), `memory`, `inverse`, `correlations`,
`measurement`, `covariances` (within teams), `chain` (between teams), `projection` (items on constructs), `within` and
`team` (the two parts of the likelihood), `evaluation` (all of it), `source` (hash of these files), `callback`.
"""

from bayeschain.model.kernel.callback import call_of, entry_of, stand_in_of
from bayeschain.model.kernel.measurement import ERROR_FLOOR
from bayeschain.model.kernel.source import SOURCE_HASH

__all__ = ["ERROR_FLOOR", "SOURCE_HASH", "call_of", "entry_of", "stand_in_of"]
