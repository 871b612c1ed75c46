"""All that the report says, in order."""

from bayeschain.disclosure import Released
from bayeschain.report.contents.chain import chain_section
from bayeschain.report.contents.checks import assessment, checks_section
from bayeschain.report.contents.drivers import drivers_section
from bayeschain.report.contents.learning import learning_section
from bayeschain.report.contents.levels import importance_section
from bayeschain.report.contents.methods import methods_section
from bayeschain.report.contents.opening import banners, closing, opening, summary
from bayeschain.report.contents.parts import Contents
from bayeschain.report.contents.sample import sample_section
from bayeschain.report.contents.tiers import tiers_section
from bayeschain.report.contents.units import units_section
from bayeschain.report.contents.waves import waves_section
from bayeschain.report.contents.what_if import what_if_section
from bayeschain.report.wording import Wording, wording


def contents(released: Released) -> Contents:
    """Say everything that the report says.

    Parameters
    ----------
    released : Released
        What may be shown.

    Returns
    -------
    Contents
        Plain text, tables and figures to draw.
    """
    say = wording(released)
    sections = (
        chain_section(released, say),
        tiers_section(released, say),
        drivers_section(released, say),
        importance_section(released, say),
        what_if_section(released, say),
        waves_section(released, say),
        units_section(released, say),
        learning_section(released, say),
        sample_section(released, say),
        checks_section(released, say),
        methods_section(released, say),
    )
    return Contents(
        language=say.language,
        direction=say.direction,
        title=released.specification.title,
        summary=summary(released, say),
        banners=banners(released, say),
        assessment=assessment(released, say),
        opening=opening(released, say),
        caution=_repeated(say) if released.specification.waves else _caution(say),
        sections=tuple(each for each in sections if each is not None),
        closing=closing(released, say),
        footer=_footer(released, say),
        words=_words(say),
    )


def _caution(say: Wording) -> str:
    return say.say(
        "The surveys were taken once: the data are cross-sectional. They show how teams differ, not what made them "
        "differ. The arrows are assumptions of the analyst; all effects hold only if the arrows are right."
    )


def _repeated(say: Wording) -> str:
    return say.say(
        "The surveys were taken several times, and each arrow joins answers of one wave. They show how teams differ, "
        "not what made them differ. The arrows are assumptions of the analyst; all effects hold only if the arrows are "
        "right."
    )


def _footer(released: Released, say: Wording) -> tuple[str, ...]:
    safe = say.say("This is the safe version: nothing about single teams is in this report or beside it.")
    return (
        *([safe] if released.safe else []),
        say.say(
            "Nothing is shown about a group under {minimum} respondents, nor anything from which such a group can be "
            "found by subtraction.",
            minimum=released.minimum_group,
        ),
        say.say(
            "Made with bayeschain. The same numbers are in the folder “tables”, the figures in the folder “figures”."
        ),
    )


def _words(say: Wording) -> dict[str, str]:
    """Words that the page itself needs."""
    return {
        "contents": say.say("Contents"),
        "skip": say.say("Skip to the report"),
        "caution": say.say("Caution"),
        "fail": say.say("Do not rely on these results"),
        "look": say.say("Look at this first"),
        "scroll": say.say("scrolls sideways"),
        "report": say.say("Posterior report"),
        "overview": say.say("In three sentences"),
    }
