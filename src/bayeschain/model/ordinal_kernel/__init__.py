"""The log-density of a chain with ordinal surveys and its closed-form gradient, compiled.

A survey whose answers are ordinal enters the Gaussian kernel with one indicator a construct: the latent level of each
person, whose team means are exact statistics. Thus teams are integrated out as for Gaussian surveys, and both kinds
mix in one chain. What is sampled beside the parameters are the levels of people and item biases.

Modules in reading order: `mills`, `cell` (one answer), `thresholds`, `plan` (what the kernel is told), `items`,
`levels` (people as a Gaussian survey), `people` (all answers of a survey), `evaluation` (all of it), `source` (hash of
these files), `callback`.
"""

from bayeschain.model.ordinal_kernel.callback import ordinal_call, ordinal_entry
from bayeschain.model.ordinal_kernel.items import ERROR_SHARE
from bayeschain.model.ordinal_kernel.source import SOURCE_HASH

__all__ = ["ERROR_SHARE", "SOURCE_HASH", "ordinal_call", "ordinal_entry"]
