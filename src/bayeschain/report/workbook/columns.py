"""Heading, unit and kind of each column of the tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bayeschain.report.tables import WHOLE
from bayeschain.report.wording import Wording
from bayeschain.report.workbook.headings import headings, of_table

type Kind = Literal[
    "text", "label", "word", "route", "flag", "sentence", "number", "signed", "percent", "probability", "whole"
]

LABELS: Final = frozenset({"construct", "driver", "other", "outcome", "target", "source", "raised", "changed"})
"""Columns that hold names of constructs; the workbook shows their labels."""

WORDS: Final = frozenset(
    {"estimand", "tier", "kind", "measure", "scale", "status", "role", "raised_in", "raised_by", "unit", "check"}
    | {"tier_before", "tier_after"}
    | {"statistic", "diagnosis", "method", "implied"}
)
"""Columns that hold one of a few words."""

SENTENCES: Final = frozenset({"sentence", "remedy"})
"""Columns that hold what a check says; the workbook says it in the language of the report."""

TEXTS: Final = frozenset(
    {"team", "survey", "quantity", "item", "missing", "by", "covariate", "unit_of_teams", "wave_before", "wave_after"}
    | {"answer"}
)
PEOPLE: Final = frozenset({"smallest", "largest", "answered"})
COUNTS: Final = frozenset({"kept", "renamed", "split", "merged", "gone", "from_split", "from_merger", "come"})
SHARES: Final = frozenset(
    {
        "first_before",
        "first_after",
        "at_lowest",
        "at_highest",
        "share",
        "information",
        "at",
        "below",
        "share_between",
        "share_between_lower",
        "share_between_upper",
    }
)
FLAGS: Final = frozenset({"ranked", "data_informative"})
SIGNED: Final = ("gap_", "difference_")


@dataclass(frozen=True)
class Column:
    """How a column is shown.

    Parameters
    ----------
    name : str
        Its name in the CSV file.
    heading : str
        Its heading in words.
    unit : str
        Unit of its numbers; empty where there is none.
    kind : Kind
        How its cells are written.
    """

    name: str
    heading: str
    unit: str
    kind: Kind


def columns(table: str, names: Sequence[str], say: Wording) -> list[Column]:
    """Columns of a table, in the order of `names`; one that is not known is shown under its own name."""
    heads, units = {**headings(say), **of_table(table, say)}, _units(table, say)
    return [Column(name, heads.get(name, name), units.get(name, ""), kind_of(name)) for name in names]


def kind_of(name: str) -> Kind:
    """How the cells of a column are written."""
    if name in LABELS:
        return "label"
    if name in WORDS:
        return "word"
    if name in TEXTS:
        return "text"
    if name in SENTENCES:
        return "sentence"
    if name in FLAGS:
        return "flag"
    if name == "route":
        return "route"
    if name in WHOLE or (name.startswith("teams") and name != "teams_moved") or name in PEOPLE | COUNTS:
        return "whole"
    if "prob_" in name or name in SHARES:
        return "probability"
    if "relative" in name:
        return "percent"
    return "signed" if name.startswith(SIGNED) else "number"


def _units(table: str, say: Wording) -> dict[str, str]:
    response, sds, people = say.say("response scale"), say.say("SDs"), say.say("respondents")
    percent = say.say("% of all teams")
    relative = ("relative", "relative_lower", "relative_upper", "raw_relative")
    common = {
        **dict.fromkeys((*relative, "prior_relative_lower", "prior_relative_upper"), percent),
        **dict.fromkeys(("gap_points", "gap_points_lower", "gap_points_upper"), response),
        **dict.fromkeys(("gap_sd", "gap_sd_lower", "gap_sd_upper"), sds),
        **dict.fromkeys(("respondents", "n_respondents", "smallest", "median", "largest", "answered"), people),
        **dict.fromkeys(("shift", "distance"), sds),
    }
    estimates = ("mean", "sd", "lower", "upper", "prior_lower", "prior_upper")
    by_table = {
        "tiers": dict.fromkeys(("mean", "mean_lower", "mean_upper"), response),
        "teams": dict.fromkeys(estimates, response),
        "covariates": dict.fromkeys(estimates, say.say("see note")),
        "wave_changes": dict.fromkeys((*estimates, "level_before", "level_after"), response)
        | dict.fromkeys(("standard", "standard_lower", "standard_upper"), sds),
        "wave_teams": dict.fromkeys(estimates, response),
        "wave_drivers": dict.fromkeys((*estimates, "effect_before", "effect_after"), sds),
        "units": dict.fromkeys((*estimates, "sd_between", "sd_between_lower", "sd_between_upper"), response),
        "drivers": dict.fromkeys(estimates, say.say("see note")),
        "effects": dict.fromkeys(estimates, say.say("see note")),
        "whatif": dict.fromkeys(("gap", "gap_after"), response),
        "comparisons": dict.fromkeys(("difference_mean", "difference_lower", "difference_upper"), sds),
    }
    return common | by_table.get(table, {})
