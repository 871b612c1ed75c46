"""Where analyses of the same answers agree, and where they do not."""

import numpy as np

from bayeschain.report.comparison.compared import Analysis, Compared
from bayeschain.report.comparison.naming import in_words
from bayeschain.report.comparison.panels import Lined, panels
from bayeschain.report.figures.drivers import ranked_stages
from bayeschain.report.wording import Wording


def drivers_agree(compared: Compared, say: Wording) -> str:
    """Say whether all analyses find the same first driver in the stage next to the outcome that has rivals."""
    stages = ranked_stages(compared.first)
    outcome, n = compared.first.label(compared.first.outcome), len(compared.analyses)
    if not stages:
        return say.say("No driver of {outcome} has a rival within its stage, so none is ranked.", outcome=outcome)
    found: dict[str, list[Analysis]] = {}
    for analysis, released in compared.released.items():
        total = released.drivers.sel(measure="total")
        total = total.isel(driver=np.flatnonzero((total["stage"] == stages[0]).to_numpy()))
        first = str(total["driver"].values[int(np.argmax(total["prob_first"].to_numpy()))])
        found.setdefault(first, []).append(analysis)
    if len(found) == 1:
        (name,) = found
        return say.say(
            "All {n} analyses find {driver} the likeliest first driver of {outcome} in its stage.",
            n=n,
            driver=compared.first.label(name),
            outcome=outcome,
        )
    parts = [
        say.say("{driver} by {analyses}", driver=compared.first.label(name), analyses=_listed(those, say))
        for name, those in found.items()
    ]
    return say.say(
        "The analyses do not find the same first driver of {outcome}: {parts}.", outcome=outcome, parts="; ".join(parts)
    )


def farthest_arrow(compared: Compared, say: Wording) -> str:
    """Say which arrow hangs most on the analysis, and how much of its own uncertainty that is."""
    (group,) = panels(compared, say)[0].groups
    row = max(group.rows, key=_span)
    low, high = (pick(row.values, key=lambda each: row.values[each][0]) for pick in (min, max))
    half = float(np.mean([(upper - lower) / 2.0 for _, lower, upper in row.values.values()]))
    return say.say(
        "The arrow that hangs most on the choice is {arrow}: {low} by {low_by}, {high} by {high_by}. That is "
        "{ratio:.1f} times the half-width of its interval.",
        arrow=row.label,
        low=say.number(row.values[low][0]),
        low_by=in_words(low, say),
        high=say.number(row.values[high][0]),
        high_by=in_words(high, say),
        ratio=_span(row) / half if half > 0.0 else 0.0,
    )


def signs_agree(compared: Compared, say: Wording) -> str:
    """Say of which arrows the direction hangs on the analysis."""
    turned = []
    for row in panels(compared, say)[0].groups[0].rows:
        lowest, highest = min(v[2] for v in row.values.values()), max(v[1] for v in row.values.values())
        if lowest < 0.0 < highest:
            turned.append(row.label)
    if turned:
        return say.say("Intervals lie on opposite sides of zero for {arrows}.", arrows="; ".join(turned))
    return say.say("No arrow is clearly positive in one analysis and clearly negative in another.")


def _span(row: Lined) -> float:
    means = [value[0] for value in row.values.values()]
    return max(means) - min(means)


def _listed(analyses: list[Analysis], say: Wording) -> str:
    return say.join([in_words(each, say) for each in analyses])
