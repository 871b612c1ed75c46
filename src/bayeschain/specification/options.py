"""Options of a model file, each validated when made. Scalars may come as text, as YAML has them."""

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, FiniteFloat, PositiveInt
from pydantic.dataclasses import dataclass
from pydantic_core import PydanticCustomError

from bayeschain.conventions import INTERVAL_MASS
from bayeschain.languages import SOURCE, languages
from bayeschain.specification.source import has_controls, shown

STRICT: Final = ConfigDict(extra="forbid")

MOST_DRAWS: Final = 1_000_000
MOST_CHAINS: Final = 1_000
MOST_NAMES: Final = 1_000


def rule(message: str, remedy: str) -> PydanticCustomError:
    """Return an error with a message and remedy of our own; ``{key}`` in the message becomes the name of the option."""
    return PydanticCustomError("rule", "{message} {remedy}", {"message": message, "remedy": remedy})


def _not_blank(text: str) -> str:
    if not text.strip():
        raise rule("'{key}' is empty.", "Give it a value or remove the line.")
    if has_controls(text):
        raise rule("'{key}' holds a line break or control character.", "Write it on one line, in plain characters.")
    return text


def _two(given: Any) -> Any:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != 2:
        raise rule("'{key}' must be two numbers.", "Write the lowest and the highest answer: [1, 5].")
    return given


def _ascending(pair: tuple[float, float]) -> tuple[float, float]:
    if not pair[0] < pair[1]:
        message = f"'{{key}}' must go from low to high; {pair[0]:g} is not below {pair[1]:g}."
        raise rule(message, "Write the lowest answer first: [1, 5].")
    return pair


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise rule(f"'{{key}}' names {shown(name)} twice.", "Remove one.")
    return names


def _known_language(code: str) -> str:
    if code not in languages():
        raise rule(f"'{{key}}' cannot be {shown(code)}.", f"It is one of: {', '.join(languages())}.")
    return code


type Text = Annotated[str, AfterValidator(_not_blank)]
type Scale = Annotated[tuple[FiniteFloat, FiniteFloat], BeforeValidator(_two), AfterValidator(_ascending)]
type Names = Annotated[tuple[Text, ...], Field(max_length=MOST_NAMES), AfterValidator(_distinct)]
type Share = Annotated[FiniteFloat, Field(gt=0, lt=1)]


@dataclass(frozen=True, config=STRICT)
class SurveyOptions:
    """One survey: a file of answers, one row a respondent.

    Parameters
    ----------
    name : str
        Name in the model file.
    file : str
        File of the answers, relative to the model file.
    team : str
        Column that says which team the respondent rates.
    scale : tuple of float
        Lowest and highest possible answer.
    likelihood : {"gaussian", "ordinal"}
        How answers are distributed.
    aggregation : {"reflective", "finite", "manifest"}
        What a team's mean is: that of a sample of possible raters, of its N members, or the truth itself.
    measurement : {"latent", "manifest"}
        Items with loadings, or each person's scale mean.
    sheet : str or None
        Sheet of an Excel file; None for the first.
    adjust : tuple of str
        Columns with numbers, known of every respondent, that the survey's constructs are adjusted for within teams.
    scoring : {"complete", "mean_of_answered"}
        Scale mean of a person who skipped items of a construct, where measurement is manifest: none, or the mean of the
        items answered.
    fewest_answered : int or None
        Answers of a construct that ``mean_of_answered`` needs; half of its items where nothing is said.
    wave : str or None
        Column that says which wave an answer is of; None where each wave has a file or sheet of its own.
    """

    name: Text
    file: Text
    team: Text
    scale: Scale
    likelihood: Literal["gaussian", "ordinal"] = "gaussian"
    aggregation: Literal["reflective", "finite", "manifest"] = "reflective"
    measurement: Literal["latent", "manifest"] = "latent"
    sheet: Text | None = None
    adjust: Names = ()
    scoring: Literal["complete", "mean_of_answered"] = "complete"
    fewest_answered: PositiveInt | None = None
    wave: Text | None = None


@dataclass(frozen=True, config=STRICT)
class TeamTableOptions:
    """A table with one row a team.

    Parameters
    ----------
    file : str
        File of the table, relative to the model file.
    team : str
        Column with the team.
    size : str or None
        Column with the number of members.
    unit : str or None
        Column with the unit above the team.
    became : str or None
        Column with the team that a team became in a later wave, several parted by semicolons.
    sheet : str or None
        Sheet of an Excel file; None for the first.
    """

    file: Text
    team: Text
    size: Text | None = None
    unit: Text | None = None
    sheet: Text | None = None
    covariates: Names = ()
    became: Text | None = None


@dataclass(frozen=True, config=STRICT)
class ConstructOptions:
    """A construct as the model file declares it; `specification.chain.Construct` is what comes of it."""

    survey: Text | None = None
    label: Text | None = None
    items: Names = ()
    reverse: Names = ()
    column: Text | None = None
    scale: Scale | None = None
    better: Literal["high", "low"] = "high"


@dataclass(frozen=True, config=STRICT)
class TierOptions:
    """Teams in three tiers.

    Parameters
    ----------
    by : str
        Construct that teams are sorted by.
    show : tuple of str
        Constructs whose level is shown in each tier.
    """

    by: Text
    show: Names = ()


@dataclass(frozen=True, config=STRICT)
class SamplingOptions:
    """How the posterior is sampled.

    Parameters
    ----------
    draws, tune : int
        Kept and warm-up draws of each chain.
    chains : int
        Number of chains.
    seed : int
        Seed of all random numbers of the run.
    target_accept : float, optional
        Acceptance rate that the step size is tuned to. Without it .7 (.8 with ordinal answers, and of PyMC's sampler);
        where transitions diverge, chains are sampled again with .98.
    """

    draws: Annotated[PositiveInt, Field(le=MOST_DRAWS)] = 1000
    tune: Annotated[PositiveInt, Field(le=MOST_DRAWS)] = 300
    chains: Annotated[PositiveInt, Field(le=MOST_CHAINS)] = 4
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 2025
    target_accept: Share | None = None


@dataclass(frozen=True, config=STRICT)
class DisclosureOptions:
    """Groups below `minimum_group` respondents are not reported."""

    minimum_group: PositiveInt = 5


@dataclass(frozen=True, config=STRICT)
class ReportOptions:
    """Language of the report, and the probability mass of its credible intervals."""

    language: Annotated[str, AfterValidator(_known_language)] = SOURCE
    interval: Share = INTERVAL_MASS
