"""The section on whether the fit can be trusted: a verdict a check, and its numbers folded away."""

import math
from typing import Final

import pandas as pd

from bayeschain.checks import overall
from bayeschain.checks.approximation import CHECK as PREVIEW
from bayeschain.checks.calibration import PIT
from bayeschain.checks.convergence import CHECK as CONVERGENCE
from bayeschain.checks.leave_one_out import CHECK as LEAVE_ONE_OUT
from bayeschain.checks.left_out import FIRST_ORDER, REFIT, WEIGHTS
from bayeschain.checks.likelihood import CHECK as LIKELIHOOD
from bayeschain.checks.missing_arrows import CHECK as MISSING_ARROWS
from bayeschain.checks.predictive import CHECK as PREDICTIVE
from bayeschain.checks.quantities import named
from bayeschain.checks.sensitivity import CHECK as SENSITIVITY
from bayeschain.checks.team_means import is_gaussian
from bayeschain.checks.verdict import Verdict
from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import table
from bayeschain.report.contents.parts import Assessment, Fold, Part, Plot, Section, Table
from bayeschain.report.figures import (
    plot_calibration,
    plot_convergence,
    plot_leave_one_out,
    plot_missing_arrows,
    plot_predictive,
    plot_sensitivity,
)
from bayeschain.report.figures.missing_arrows import pair_name
from bayeschain.report.figures.predictive import statistic_names
from bayeschain.report.wording import Wording

ANCHOR: Final = "checks"
MOST_ROWS: Final = 40
"""Rows of a check's table that are printed, the worst first; the file has all."""

DIGITS: Final = {"rhat": 3, "ess_bulk": 0, "ess_tail": 0}
"""Decimals of what tells how well a quantity was sampled."""

Column = tuple[str, bool, list[str]]
"""Heading, whether numbers, cells."""


def assessment(released: Released, say: Wording) -> Assessment:
    """What all checks come to: the sentence that the report opens with."""
    status, sentence = overall(released.verdicts)
    return Assessment(status, say.told(sentence), say.say("See the checks"), ANCHOR)


def checks_section(released: Released, say: Wording) -> Section:
    """Section of the checks."""
    parts: list[Part] = [assessment(released, say).sentence]
    if not released.verdicts:
        parts.append(say.say("Do not rely on these results before a check of the fit was run."))
    if not is_gaussian(released.specification):
        parts.append(
            say.say(
                "With ordinal answers, teams are checked against answers drawn person by person, and what links or "
                "moves them by averages, whose distribution is nearly normal."
            )
        )
    words = {"pass": say.say("Passed."), "look": say.say("Worth a look."), "fail": say.say("Failed.")}
    for verdict in released.verdicts:
        said = f"{words[verdict.status]} {say.told(verdict.sentence)} {say.told(verdict.remedy)}".strip()
        title = titles(say).get(verdict.check, verdict.check)
        parts.append(say.say("{title} {said}", title=title, said=said))
        if len(verdict.table):
            parts.append(Fold(say.say("Numbers: {title}", title=title), _detail(released, verdict, say)))
    return Section(ANCHOR, say.say("Can the fit be trusted?"), tuple(parts))


def titles(say: Wording) -> dict[str, str]:
    """The question that each check answers."""
    return {
        CONVERGENCE: say.say("Has the sampler done its work?"),
        PREVIEW: say.say("Is the preview near enough?"),
        LIKELIHOOD: say.say("Is a Gaussian likelihood good enough?"),
        PREDICTIVE: say.say("Does the model make teams like these?"),
        PIT: say.say("Do teams lie where the others predict them?"),
        MISSING_ARROWS: say.say("Is an arrow missing?"),
        LEAVE_ONE_OUT: say.say("Does it hang on a single team?"),
        SENSITIVITY: say.say("Does it hang on the priors?"),
    }


def methods(say: Wording) -> dict[str, str]:
    """What tells of a team that is left out."""
    return {REFIT: say.say("fit without it"), WEIGHTS: say.say("weights"), FIRST_ORDER: say.say("first order")}


def _detail(released: Released, verdict: Verdict, say: Wording) -> tuple[Plot | Table, ...]:
    whole = verdict.table
    frame = whole.head(MOST_ROWS)
    if verdict.check == LIKELIHOOD:
        dash = say.say("A dash: fewer people than may be told of gave this answer, or gave another one.")
        return (_printed(verdict, _likelihood_columns(released, frame, say), say, dash),)
    if verdict.check == PREDICTIVE:
        return _predictive_plot(released, say), _printed(verdict, _predictive_columns(released, frame, say), say)
    if verdict.check == PIT:
        columns = _calibration_columns(released, whole, say)
        return (_calibration_plot(released, say), _printed(verdict, columns, say, of=len(columns[0][2])))
    if verdict.check == LEAVE_ONE_OUT:
        printed = _printed(verdict, _leave_columns(released, frame, say), say)
        return _leave_plot(released, say), printed
    if verdict.check == SENSITIVITY:
        return (_sensitivity_plot(released, say), _printed(verdict, _sensitivity_columns(released, frame, say), say))
    if verdict.check == MISSING_ARROWS:
        printed = _printed(verdict, _arrow_columns(released, frame, say), say)
        return (_arrow_plot(released, say), printed) if whole["p"].notna().any() else (printed,)
    frame = whole.sort_values("rhat", ascending=False, kind="stable").head(MOST_ROWS)
    printed = _printed(verdict, _diagnostic_columns(frame, say), say)
    return (_convergence_plot(released, say), printed) if "role" in frame else (printed,)


def _predictive_plot(released: Released, say: Wording) -> Plot:
    return Plot(
        "predictive",
        say.say("These teams among new teams of the fitted model"),
        say.say("Chart of how far statistics of the team averages lie from what new teams would show; table below."),
        say.say(
            "A dot a construct, or a pair of constructs. New teams: as many, with as many respondents, all drawn anew."
        ),
        plot_predictive,
        released,
    )


def _arrow_plot(released: Released, say: Wording) -> Plot:
    return Plot(
        "missing_arrows",
        say.say("The strongest pairs without an arrow"),
        say.say("Chart of what links pairs of constructs beyond the chain; table below."),
        say.say("This is exploration: what stands out here was not asked before the data were seen."),
        plot_missing_arrows,
        released,
    )


def _calibration_plot(released: Released, say: Wording) -> Plot:
    return Plot(
        "calibration",
        say.say("Teams among the predictions from the other teams"),
        say.say("Chart of shares of teams against predicted probabilities; table below."),
        say.say("A line a construct. All of it stays in the band at once where predictions are calibrated."),
        plot_calibration,
        released,
    )


def _leave_plot(released: Released, say: Wording) -> Plot:
    return Plot(
        "leave_one_out",
        say.say("Reported numbers without one team"),
        say.say("Chart of the largest move of a reported number without each of the teams shown; table below."),
        say.say("Only teams that may be named. To first order means: estimated, not fitted without the team."),
        plot_leave_one_out,
        released,
    )


def _sensitivity_plot(released: Released, say: Wording) -> Plot:
    return Plot(
        "sensitivity",
        say.say("What the reported numbers owe to priors and data"),
        say.say("Chart of the sensitivity of reported quantities to priors and data; table below."),
        say.say("Right of the line a number leans on the priors; a number far right for the data follows the answers."),
        plot_sensitivity,
        released,
    )


def _convergence_plot(released: Released, say: Wording) -> Plot:
    return Plot(
        "convergence",
        say.say("Agreement of the chains"),
        say.say("Chart of R-hat against effective draws of every quantity; table below."),
        say.say("A dot a quantity. Trusted are those right of the upright line and below the level one."),
        plot_convergence,
        released,
    )


def _diagnostic_columns(frame: pd.DataFrame, say: Wording) -> list[Column]:
    roles = {"reported": say.say("reported"), "nuisance": say.say("auxiliary")}
    heads = {"rhat": "R̂", "ess_bulk": say.say("ESS, bulk"), "ess_tail": say.say("ESS, tails")}
    return [
        (say.say("Quantity"), False, list(frame["quantity"])),
        *([(say.say("Role"), False, [roles[each] for each in frame["role"]])] if "role" in frame else []),
        *(_number_column(heads[name], frame[name], say, digits) for name, digits in DIGITS.items() if name in frame),
    ]


def _likelihood_columns(released: Released, frame: pd.DataFrame, say: Wording) -> list[Column]:
    def shares(values: "pd.Series[float]") -> list[str]:
        return [say.percent(100.0 * each) if math.isfinite(each) else "–" for each in values]

    return [
        (say.say("Survey"), False, list(frame["survey"])),
        (say.say("Construct"), False, [released.label(name) for name in frame["construct"]]),
        (say.say("Item"), False, list(frame["item"])),
        (say.say("Categories"), True, [say.number(int(each), 0) for each in frame["categories"]]),
        (say.say("In the lowest category"), True, shares(frame["at_lowest"])),
        (say.say("In the highest category"), True, shares(frame["at_highest"])),
    ]


def _predictive_columns(released: Released, frame: pd.DataFrame, say: Wording) -> list[Column]:
    names = statistic_names(say)
    pairs = [
        say.join([released.label(one), released.label(other)])
        if other
        else say.say("{label}: {said}", label=released.label(one), said=answer)
        if answer
        else released.label(one)
        for one, other, answer in zip(frame["construct"], frame["other"], frame["answer"], strict=True)
    ]
    return [
        (say.say("Statistic"), False, [names[each] for each in frame["statistic"]]),
        (say.say("Of"), False, pairs),
        _number_column(say.say("These teams"), frame["observed"], say),
        _number_column(say.say("New teams"), frame["expected"], say),
        (say.say("Interval"), True, _intervals(frame, say)),
        _number_column(say.say("Adjusted p"), frame["adjusted_p"], say, 3),
    ]


def _calibration_columns(released: Released, frame: pd.DataFrame, say: Wording) -> list[Column]:
    one = frame.drop_duplicates("construct")
    return [
        (say.say("Construct"), False, [released.label(name) for name in one["construct"]]),
        _number_column(say.say("p"), one["p"], say, 3),
        _number_column(say.say("Adjusted p"), one["adjusted_p"], say, 3),
    ]


def _leave_columns(released: Released, frame: pd.DataFrame, say: Wording) -> list[Column]:
    words = methods(say)
    return [
        (say.say("Team"), False, list(frame["team"])),
        (say.say("Moves most"), False, _quantities(released, frame, say)),
        _number_column(say.say("By SDs"), frame["shift"], say),
        (say.say("Known by"), False, [words[each] for each in frame["method"]]),
        _number_column(say.say("Pareto k"), frame["pareto_k"], say),
    ]


def _sensitivity_columns(released: Released, frame: pd.DataFrame, say: Wording) -> list[Column]:
    words = {"conflict": say.say("prior and data disagree"), "weak data": say.say("data tell little"), "none": "–"}
    return [
        (say.say("Quantity"), False, _quantities(released, frame, say)),
        _number_column(say.say("To priors"), frame["prior"], say, 3),
        _number_column(say.say("To data"), frame["likelihood"], say, 3),
        _number_column(say.say("Priors doubled, SDs"), frame["doubled"], say),
        (say.say("Diagnosis"), False, [words[each] for each in frame["diagnosis"]]),
    ]


def _quantities(released: Released, frame: pd.DataFrame, say: Wording) -> list[str]:
    ends = zip(frame["quantity"], frame["construct"], strict=True)
    return [say.told(named(quantity, construct, released.specification)) for quantity, construct in ends]


def _arrow_columns(released: Released, frame: pd.DataFrame, say: Wording) -> list[Column]:
    ends = zip(frame["source"], frame["target"], frame["kind"], strict=True)
    return [
        (say.say("Pair"), False, [pair_name(released, *each, say) for each in ends]),
        _number_column(say.say("About"), frame["size"], say),
        (say.say("Interval"), True, _intervals(frame, say)),
        _number_column(say.say("z"), frame["z"], say),
        _number_column(say.say("Adjusted p"), frame["adjusted_p"], say, 3),
    ]


def _intervals(frame: pd.DataFrame, say: Wording) -> list[str]:
    return [say.interval(*ends) for ends in zip(frame["lower"], frame["upper"], strict=True)]


def _number_column(heading: str, values: "pd.Series[float]", say: Wording, digits: int = 2) -> Column:
    written = [say.number(v, 0 if math.isfinite(v) and abs(v) >= 100 else digits) for v in values]
    return heading, True, written


def _printed(
    verdict: Verdict, columns: list[Column], say: Wording, remark: str = "", *, of: int | None = None
) -> Table:
    """Table of the first rows, of as many as the check has, or as is said."""
    rows = list(zip(*(cells for _, _, cells in columns), strict=True))
    many = len(verdict.table) if of is None else of
    note = say.say("The first {n} of {m} rows; the tables have all.", n=MOST_ROWS, m=many)
    title = titles(say).get(verdict.check, verdict.check)
    heads = [(heading, is_number) for heading, is_number, _ in columns]
    remarks = [remark] if remark else []
    return table(title, heads, rows[:MOST_ROWS], " ".join([*remarks, *([note] if many > MOST_ROWS else [])]))
