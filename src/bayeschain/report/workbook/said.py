"""What cells say in words: labels, the few words of the tables, and the sentences of the checks."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pandas as pd

from bayeschain.checks.quantities import named
from bayeschain.disclosure import Released
from bayeschain.report.contents.checks import methods, titles
from bayeschain.report.figures.predictive import statistic_names
from bayeschain.report.figures.tiers import tier_label
from bayeschain.report.wording import Wording
from bayeschain.report.workbook.columns import Column
from bayeschain.specification.waves import bases
from bayeschain.summaries.priors import NAMES

ARROW: Final = " -> "


@dataclass(frozen=True)
class Texts:
    """Text of the cells that hold names or words.

    Parameters
    ----------
    label : callable
        Label of a construct.
    words : dict of str to str
        Words in the language of the report.
    special : dict of str to dict of str to str
        By column, words that mean something else in it.
    """

    label: Callable[[str], str]
    words: dict[str, str]
    special: dict[str, dict[str, str]]

    def __call__(self, value: object, column: Column) -> str:
        """Text of one cell."""
        if value is None or value is pd.NA or value != value:
            return ""
        text = str(value)
        match column.kind:
            case "label":
                return self.label(text)
            case "route":
                return " → ".join(self.label(each) for each in text.split(ARROW))
            case "word":
                return self.special.get(column.name, self.words).get(text, text)
            case "flag":
                return self.words["yes" if bool(value) else "no"]
            case _:
                return text


def texts(released: Released, say: Wording) -> Texts:
    """Labels of the constructs and the few words of the tables, in the language of the report."""
    names = {each.name for each in released.specification.constructs} | set(bases(released.specification))
    diagnoses = {
        "conflict": say.say("prior and data disagree"),
        "weak data": say.say("data tell little"),
        "none": "–",
    }
    special = {
        "check": titles(say),
        "statistic": statistic_names(say),
        "diagnosis": diagnoses,
        "method": methods(say),
        "implied": {name: say.told(told) for name, told in NAMES.items()},
        "raised_by": {"point": say.say("one point"), "sd": say.say("one SD")},
        "unit": {"points": say.say("points"), "sd": say.say("SDs")},
    }
    return Texts(lambda name: released.label(name) if name in names else name, _words(say), special)


def in_words(key: str, frame: pd.DataFrame, released: Released, say: Wording) -> pd.DataFrame:
    """Table whose quantities and sentences are in words, in the language of the report."""
    if key == "checks":
        said = [(say.told(each.sentence), say.told(each.remedy)) for each in released.verdicts]
        return frame.assign(sentence=[one for one, _ in said], remedy=[remedy for _, remedy in said])
    if "quantity" in frame and "construct" in frame:
        ends = zip(frame["quantity"], frame["construct"], strict=True)
        return frame.assign(quantity=[say.told(named(*each, released.specification)) for each in ends])
    return frame


def _words(say: Wording) -> dict[str, str]:
    return {
        "yes": say.say("yes"),
        "no": say.say("no"),
        "these_teams": say.say("these teams"),
        "new_teams": say.say("new teams of the same kind"),
        "all_teams": say.say("all teams"),
        "weakest_tier": say.say("the weakest third"),
        "lowest": tier_label("lowest", say),
        "middle": tier_label("middle", say),
        "highest": tier_label("highest", say),
        "direct": say.say("direct"),
        "indirect": say.say("indirect"),
        "total": say.say("total"),
        "defined": say.say("defined"),
        "arrow": say.say("arrow"),
        "shared": say.say("residual covariance"),
        "lmg": say.say("share of variance (LMG)"),
        "raw": say.say("points per point"),
        "standardised": say.say("SDs per SD"),
        "shown": say.say("shown"),
        "withheld": say.say("withheld"),
        "not reached": say.say("not reached"),
        "pass": say.say("pass"),
        "look": say.say("look"),
        "fail": say.say("fail"),
        "reported": say.say("reported"),
        "nuisance": say.say("auxiliary"),
    }
