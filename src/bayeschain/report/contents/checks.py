"""The sections on what the data tell, and on whether the fit can be trusted."""

import math
from typing import Final

from bayeschain.checks.verdict import Verdict
from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import caution, direct_effects, table
from bayeschain.report.contents.parts import Fold, Part, Plot, Section, Table
from bayeschain.report.figures import plot_learning
from bayeschain.report.wording import Wording

MOST_ROWS: Final = 60
"""Rows of a check's table that are printed, the worst first; the file has all."""


def learning_section(released: Released, say: Wording) -> Section:
    """Section of the arrows before and after the data."""
    direct = direct_effects(released)
    silent = int((~direct["data_informative"]).sum())
    n = direct.sizes["effect"]
    lead = (
        say.say(
            "The data tell something of each of the {n} arrows: every interval is clearly narrower than before.", n=n
        )
        if not silent
        else say.say(
            "Of {silent} of the {n} arrows the data do not tell: their intervals are hardly narrower than before the "
            "data. What is printed of them is mostly what was assumed.",
            silent=silent,
            n=n,
        )
    )
    parts = [
        f"{released.label(str(s))} → {released.label(str(t))}"
        for s, t, told in zip(
            direct["source"].values, direct["target"].values, direct["data_informative"].values.tolist(), strict=True
        )
        if not told
    ]
    named = say.say("Arrows of which the data do not tell: {parts}.", parts="; ".join(parts)) if parts else ""
    plot = Plot(
        "learning",
        say.say("Each arrow before and after the data"),
        say.say("Chart of prior and posterior intervals of each arrow. {named}", named=named),
        say.say("Grey bands: before the data. Lines: after them. The numbers are in the table of the arrows."),
        lambda width: plot_learning(released, width=width),
    )
    return Section("learning", say.say("What do the data tell?"), (lead, plot), caution(say))


def checks_section(released: Released, say: Wording) -> Section:
    """Section of the checks."""
    parts: list[Part] = []
    words = {"pass": say.say("Passed."), "look": say.say("Worth a look."), "fail": say.say("Failed.")}
    for verdict in released.verdicts:
        text = f"{words[verdict.status]} {say.told(verdict.sentence)} {say.told(verdict.remedy)}".strip()
        parts.append(text)
        if len(verdict.table):
            parts.append(
                Fold(
                    say.say("Numbers of the check “{check}”", check=_check(verdict.check, say)),
                    (_numbers(verdict, say),),
                )
            )
    if not parts:
        parts.append(say.say("No check of the fit was run. Do not rely on these results before one was."))
    return Section("checks", say.say("Can the fit be trusted?"), tuple(parts))


def _numbers(verdict: Verdict, say: Wording) -> Table:
    frame = verdict.table
    if "rhat" in frame:
        frame = frame.sort_values("rhat", ascending=False, kind="stable")
    numeric = [bool(kind in "iufb") for kind in (dtype.kind for dtype in frame.dtypes)]
    rows = [tuple(_cell(value, say) for value in row) for row in frame.head(MOST_ROWS).itertuples(index=False)]
    cut = len(frame) > MOST_ROWS
    note = (
        say.say("The first {n} of {m} rows; the file diagnostics.csv has all.", n=MOST_ROWS, m=len(frame))
        if cut
        else ""
    )
    heads = [_head(str(name), say) for name in frame.columns]
    return table(_check(verdict.check, say), list(zip(heads, numeric, strict=True)), rows, note)


def _check(name: str, say: Wording) -> str:
    """Name of a check that a reader sees."""
    known = {"convergence": say.say("convergence"), "preview": say.say("preview")}
    return known.get(name, name)


def _head(column: str, say: Wording) -> str:
    """Heading of a column of a check's table."""
    known = {
        "quantity": say.say("Quantity"),
        "role": say.say("Role"),
        "rhat": "R̂",
        "ess_bulk": say.say("ESS, bulk"),
        "ess_tail": say.say("ESS, tails"),
    }
    return known.get(column, column)


def _cell(value: object, say: Wording) -> str:
    if isinstance(value, float):
        return say.number(value, 0 if abs(value) >= 100 else 3) if math.isfinite(value) else say.number(math.nan)
    known = {"reported": say.say("reported"), "nuisance": say.say("auxiliary")}
    return known.get(str(value), str(value))
