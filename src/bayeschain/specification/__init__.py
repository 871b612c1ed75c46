"""What the user wrote: model file and chain.

Modules in reading order:

- source: places in a text, shown with a mark
- names: what constructs, surveys and labels may be called
- tokens: chain text to statements of tokens
- expressions: arithmetic of labelled paths
- syntax: statements to a tree with places
- chain: Construct, Path, Definition, Chain
- cycles: circles among arrows
- definitions: quantities that the user defines
- chain_reading: chain text to a Chain, checked
- options: surveys, team table, tiers, sampling, disclosure, report
- priors: a default for each family of parameters
- document: YAML to a tree with places
- findings: what is wrong, and where
- constructs: what measures what
- model_file: Specification
- waves: one chain over the constructs of every wave
- sections: the sections of a model file
- support: what this version cannot do yet
- files: load_model, parse_model
"""

from bayeschain.specification.chain import Chain, Construct, Definition, Path
from bayeschain.specification.chain_reading import parse_chain
from bayeschain.specification.expressions import Expression
from bayeschain.specification.files import load_model, parse_model
from bayeschain.specification.model_file import Specification
from bayeschain.specification.options import (
    DisclosureOptions,
    ReportOptions,
    SamplingOptions,
    SurveyOptions,
    TeamTableOptions,
    TierOptions,
)
from bayeschain.specification.priors import Priors

__all__ = [
    "Chain",
    "Construct",
    "Definition",
    "DisclosureOptions",
    "Expression",
    "Path",
    "Priors",
    "ReportOptions",
    "SamplingOptions",
    "Specification",
    "SurveyOptions",
    "TeamTableOptions",
    "TierOptions",
    "load_model",
    "parse_chain",
    "parse_model",
]
