"""The specification: everything that a model file says, frozen."""

from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from bayeschain.conventions import at_wave
from bayeschain.specification.chain import Chain, Construct
from bayeschain.specification.options import (
    DisclosureOptions,
    ReportOptions,
    SamplingOptions,
    SurveyOptions,
    TeamTableOptions,
    TierOptions,
)
from bayeschain.specification.priors import Priors


@dataclass(frozen=True)
class Specification:
    """What the user wrote.

    Parameters
    ----------
    title : str
        Title of the report.
    surveys : dict of str to SurveyOptions
        Surveys by name, in the order declared.
    teams : TeamTableOptions or None
        The team table.
    constructs : tuple of Construct
        Constructs in the order declared.
    chain : Chain
        Which construct explains which.
    outcome : str
        Construct at the end of the chain.
    tiers : TierOptions or None
        How teams are split in tiers; None for no tiers.
    priors : Priors
        Priors of all parameters.
    sampling : SamplingOptions
        How the posterior is sampled.
    disclosure : DisclosureOptions
        What may be reported.
    report : ReportOptions
        How it is reported.
    text : str
        The model file as read; `parse_model` makes an equal specification of it.
    waves : tuple of str
        Waves in the order of time; empty where the surveys were taken once. `bayeschain.specification.waves` names
        constructs and surveys of each.
    folder : Path
        Folder that file names are relative to; it does not count in a comparison.
    """

    title: str
    surveys: dict[str, SurveyOptions]
    teams: TeamTableOptions | None
    constructs: tuple[Construct, ...]
    chain: Chain
    outcome: str
    tiers: TierOptions | None
    priors: Priors
    sampling: SamplingOptions
    disclosure: DisclosureOptions
    report: ReportOptions
    text: str
    waves: tuple[str, ...] = ()
    folder: Path = field(default_factory=Path, compare=False)

    @property
    def sha256(self) -> str:
        """Hash of the model file's text (UTF-8, line feeds), in hexadecimal digits."""
        return sha256(self.text.encode()).hexdigest()

    @cached_property
    def respondent_constructs(self) -> tuple[Construct, ...]:
        """Constructs that a survey measures, in the order declared."""
        return tuple(each for each in self.constructs if each.survey is not None)

    @cached_property
    def column_constructs(self) -> tuple[Construct, ...]:
        """Constructs that are columns of the team table, in the order declared."""
        return tuple(each for each in self.constructs if each.column is not None)

    @cached_property
    def _by_name(self) -> dict[str, Construct]:
        return {each.name: each for each in self.constructs}

    def construct(self, name: str) -> Construct:
        """Return the construct of this name; KeyError if there is none."""
        return self._by_name[name]

    def survey_constructs(self, survey: str) -> tuple[Construct, ...]:
        """Return the constructs that this survey measures, in the order declared."""
        return tuple(each for each in self.constructs if each.survey == survey)

    def label(self, name: str) -> str:
        """Return the label that readers see for a construct; without its wave, for a name without one."""
        if self.waves and name not in self._by_name:
            last = self.waves[-1]
            return self._by_name[at_wave(name, last)].label.removesuffix(f" ({last})")
        return self._by_name[name].label
