"""What the equations are adjusted for, as tables."""

import numpy as np

from bayeschain.disclosure import Released
from bayeschain.report.contents.cells import estimate, kind_of_interval, table, told
from bayeschain.report.contents.parts import Table
from bayeschain.report.wording import Wording


def adjusted(released: Released, say: Wording) -> tuple[Table, ...]:
    """Slopes on covariates of teams and of respondents; no table where there are none."""
    slopes = released.covariates
    if slopes is None or not slopes.sizes["slope"]:
        return ()
    rows = []
    for i in range(slopes.sizes["slope"]):
        one = slopes.isel(slope=i)
        standard, raw = one.sel(scale="standardised"), one.sel(scale="raw")
        survey = str(one["survey"].item())
        rows.append(
            (
                released.label(str(one["construct"].item())),
                str(one["covariate"].item()),
                say.say("respondents of {survey}", survey=survey) if survey else say.say("teams"),
                estimate(standard, say),
                say.number(float(raw["mean"])) if np.isfinite(float(raw["mean"])) else "",
                say.probability(float(standard["prob_positive"])),
                told(standard, say),
            )
        )
    columns = [
        (say.say("Construct"), False),
        (say.say("Adjusted for"), False),
        (say.say("Known of"), False),
        (say.say("In SDs ({kind})", kind=kind_of_interval(released, say)), True),
        (say.say("Points for one unit"), True),
        (say.say("P(positive)"), True),
        (say.say("Do the data tell?"), False),
    ]
    note = say.say(
        "SDs of the construct, between teams or between the respondents of a team, for an SD of the covariate. "
        "Constructs at the beginning of the chain covary freely with all covariates of teams."
    )
    return (table(say.say("Covariates"), columns, rows, note),)
