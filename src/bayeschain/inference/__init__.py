"""Sampling, team latents, storage.

Modules in reading order: `support` (where a search begins), `compiling` (thin callbacks for nutpie), `sampling`
(backends), `latents` (exact team draws), `prior`, `schema` (the fitted DataTree), `fitting` (all of it together),
`preview` (in seconds), `refitting` (one compiled chain, many data sets), `storage`.
"""

from bayeschain.inference.fitting import fit
from bayeschain.inference.preview import preview
from bayeschain.inference.refitting import CompiledChain, compile_chain
from bayeschain.inference.sampling import Progress, Settings
from bayeschain.inference.schema import specification_of
from bayeschain.inference.storage import load, store

__all__ = [
    "CompiledChain",
    "Progress",
    "Settings",
    "compile_chain",
    "fit",
    "load",
    "preview",
    "specification_of",
    "store",
]
