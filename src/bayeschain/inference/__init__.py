"""Sampling, team latents, storage.

Modules in reading order: `sampling` (backends), `latents` (exact team draws), `prior`, `schema` (the fitted DataTree),
`fitting` (all of it together), `storage`.
"""

from bayeschain.inference.fitting import fit
from bayeschain.inference.sampling import Progress
from bayeschain.inference.schema import specification_of
from bayeschain.inference.storage import load, store

__all__ = ["Progress", "fit", "load", "specification_of", "store"]
