"""The maths.

Modules in reading order: `equations` (plain numpy, the oracle), `parameters` (flat <-> named), `structure` (parameters
to quantities of the model), `moments` (surveys to sufficient statistics), `kernel` and `likelihood` (compiled value and
gradient), `forward` (new statistics from the model), `priors`, `build`.
"""

from bayeschain.model.build import ChainModel, build_model

__all__ = ["ChainModel", "build_model"]
