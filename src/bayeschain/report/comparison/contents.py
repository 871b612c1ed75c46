"""The page of a comparison: text, tables and the figure."""

from bayeschain.checks.verdict import Status
from bayeschain.report.comparison.choosing import cautions, in_short, when
from bayeschain.report.comparison.compared import Compared
from bayeschain.report.comparison.figure import plot_comparison
from bayeschain.report.comparison.naming import in_words
from bayeschain.report.comparison.panels import Panel, panels
from bayeschain.report.comparison.verdicts import drivers_agree, farthest_arrow, signs_agree
from bayeschain.report.contents.cells import caution, kind_of_interval, table
from bayeschain.report.contents.parts import Assessment, Banner, Contents, Fold, Listing, Plot, Section, Table
from bayeschain.report.wording import Wording

SEVERITY: tuple[Status, ...] = ("pass", "look", "fail")


def contents(compared: Compared) -> Contents:
    """Say everything that the page of a comparison says."""
    say = Wording(compared.specification.report.language)
    n = len(compared.analyses)
    return Contents(
        language=say.language,
        direction=say.direction,
        title=compared.specification.title,
        summary=say.count("{n} analysis of the same answers", "{n} analyses of the same answers", n),
        banners=_banners(compared, say),
        assessment=_assessment(compared, say),
        opening=(
            (say.say("Do they agree?"), drivers_agree(compared, say)),
            (say.say("How far apart are they?"), f"{farthest_arrow(compared, say)} {signs_agree(compared, say)}"),
            (say.say("Which to believe?"), in_short(compared, say)),
        ),
        caution=caution(say),
        sections=(_side_by_side(compared, say), _choice(compared, say), _analyses(compared, say)),
        closing=(
            say.say("What if they disagree?"),
            say.say(
                "Then the answers alone do not carry the conclusion: what is meant by a team carries part of it. "
                "Decide that first, report the analysis that follows from it, and name the others."
            ),
        ),
        footer=(
            say.say(
                "Nothing is shown about a group under {minimum} respondents, nor anything from which such a group can "
                "be found by subtraction.",
                minimum=compared.first.minimum_group,
            ),
            say.say(
                "Made with bayeschain. The same numbers are in the folder “tables”, the figures in the folder "
                "“figures”."
            ),
        ),
        words={
            "contents": say.say("Contents"),
            "skip": say.say("Skip to the report"),
            "caution": say.say("Caution"),
            "fail": say.say("Do not rely on these results"),
            "look": say.say("Look at this first"),
            "scroll": say.say("scrolls sideways"),
            "report": say.say("Analyses side by side"),
            "overview": say.say("In three sentences"),
        },
    )


def _banners(compared: Compared, say: Wording) -> tuple[Banner, ...]:
    wrong = [each for each, r in compared.released.items() if r.verdicts[0].status == "fail"]
    if not wrong:
        return ()
    sentence = say.say(
        "Posteriors that cannot be trusted: {analyses}.", analyses=say.join([in_words(each, say) for each in wrong])
    )
    remedies = dict.fromkeys(say.told(compared.released[each].verdicts[0].remedy) for each in wrong)
    return (Banner("fail", sentence, " ".join(remedies)),)


def _assessment(compared: Compared, say: Wording) -> Assessment:
    worst = max((r.verdicts[0].status for r in compared.released.values()), key=SEVERITY.index)
    trusted = sum(r.verdicts[0].status != "fail" for r in compared.released.values())
    sentence = say.say("{trusted} of {n} posteriors can be trusted.", trusted=trusted, n=len(compared.analyses))
    return Assessment(worst, sentence, say.say("See which analyses were done"), "analyses")


def _side_by_side(compared: Compared, say: Wording) -> Section:
    shown = panels(compared, say)
    mass = kind_of_interval(compared.first, say)
    plot = Plot(
        "comparison",
        say.say("Arrows, thirds and driver ranks by analysis"),
        say.say("Chart of every arrow, third and driver rank in {n} analyses; the tables below hold its values.",
                n=len(compared.analyses)),
        say.say(
            "Points are posterior means, lines the {interval}. Colour and shape tell what a team is; a hollow mark is "
            "manifest measurement. Where both are manifest the levels of these teams count as known, so their thirds "
            "have no interval: that is assumed, not found.",
            interval=mass,
        ),
        plot_comparison,
        compared,
        scrolls=True,
    )  # fmt: skip
    withheld = (
        (say.say("The tiers are withheld: from tiers of several analyses a small group could be found."),)
        if compared.withheld_tiers
        else ()
    )
    folds = tuple(Fold(panel.title, (_table(panel, compared, say),)) for panel in shown)
    return Section("side-by-side", say.say("Side by side"), (*withheld, plot, *folds), caution(say))


def _table(panel: Panel, compared: Compared, say: Wording) -> Table:
    columns = [(say.say("Quantity"), False), *((in_words(each, say), True) for each in compared.analyses)]
    rows = []
    for group in panel.groups:
        for row in group.rows:
            label = f"{group.heading}: {row.label}" if group.heading else row.label
            values = (row.values[each] for each in compared.analyses)
            rows.append((label, *(_cell(*value, panel, say) for value in values)))
    return table(f"{panel.title}, {panel.axis}", columns, rows)


def _cell(mean: float, lower: float, upper: float, panel: Panel, say: Wording) -> str:
    interval = say.interval(lower, upper, 0 if panel.whole else panel.digits)
    return say.say("{mean} ({interval})", mean=say.number(mean, panel.digits), interval=interval)


def _choice(compared: Compared, say: Wording) -> Section:
    parts = (
        Listing(when(compared, say)),
        say.say("What the comparison cannot tell:"),
        Listing(cautions(compared, say)),
    )
    return Section("which", say.say("Which to believe when"), parts)


def _analyses(compared: Compared, say: Wording) -> Section:
    columns = [(say.say("Analysis"), False), (say.say("Done"), False), (say.say("What was found"), False)]
    rows = [
        (
            _named(compared, analysis_words, analysis == compared.own, say),
            say.say("yes"),
            say.told(r.verdicts[0].sentence),
        )
        for analysis, r in compared.released.items()
        for analysis_words in (in_words(analysis, say),)
    ]
    rows += [(in_words(left.analysis, say), say.say("no"), say.told(left.reason)) for left in compared.left_out]
    return Section(
        "analyses",
        say.say("Which analyses were done"),
        (table(say.say("Analyses, and those left out with the reason"), columns, rows),),
    )


def _named(compared: Compared, words: str, is_own: bool, say: Wording) -> str:
    return say.say("{analysis} (the model file's)", analysis=words) if is_own else words
