"""Analyses of the same answers, and what was released of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bayeschain.disclosure import Released
from bayeschain.specification import Specification

MEASUREMENTS: Final = ("latent", "manifest")
AGGREGATIONS: Final = ("reflective", "finite", "manifest")
AS_WRITTEN: Final = "as_written"
"""Measurement and aggregation of a model file whose surveys differ in them."""


@dataclass(frozen=True)
class Analysis:
    """How answers become team levels (Lüdtke et al. 2008, Psychol. Methods 13:203; Marsh et al. 2009).

    Parameters
    ----------
    measurement : {"latent", "manifest", "as_written"}
        Items with loadings and errors, or each person's scale mean.
    aggregation : {"reflective", "finite", "manifest", "as_written"}
        The team's mean is that of a sample of possible raters, of its N members, or the truth itself.
    """

    measurement: str
    aggregation: str

    @property
    def name(self) -> str:
        """Short name: latent × reflective."""
        return "as written" if self.measurement == AS_WRITTEN else f"{self.measurement} × {self.aggregation}"


@dataclass(frozen=True)
class LeftOut:
    """An analysis that makes no sense for these data, or cannot be done."""

    analysis: Analysis
    reason: str


@dataclass(frozen=True)
class Compared:
    """Analyses of the same answers, in a fixed order.

    Parameters
    ----------
    specification : Specification
        The model file as it was written.
    released : mapping of Analysis to Released
        What may be shown of each; its first verdict says whether its posterior can be trusted. Tiers are there for all
        or for none.
    left_out : tuple of LeftOut
        Analyses that were not done, and why.
    own : Analysis
        That of the model file.
    finite : tuple of str
        Surveys whose respondents are members of the team, of which N is known; the others stay reflective where the
        aggregation is finite.
    withheld_tiers : bool
        Whether tiers were asked for and are withheld.
    """

    specification: Specification
    released: Mapping[Analysis, Released]
    left_out: tuple[LeftOut, ...]
    own: Analysis
    finite: tuple[str, ...]
    withheld_tiers: bool = False

    @property
    def analyses(self) -> tuple[Analysis, ...]:
        """The analyses that were done."""
        return tuple(self.released)

    @property
    def first(self) -> Released:
        """What was released of the first analysis: names, stages and outcome are the same in all."""
        return next(iter(self.released.values()))
