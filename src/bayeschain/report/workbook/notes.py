"""Title and notes of each table."""

from bayeschain.disclosure import Released
from bayeschain.report.wording import Wording


def told(key: str, released: Released, say: Wording) -> tuple[str, tuple[str, ...]]:
    """Title and notes of a table; one that is not known bears the name of its file.

    Parameters
    ----------
    key : str
        Name of the table's file, without its ending.
    released : Released
        What may be shown.
    say : Wording
        Language of the report.

    Returns
    -------
    tuple
        Title of the sheet; lines on how to read it, first what it holds.
    """
    title, note = _titles(say).get(key, (key, say.say("The table {name}.csv.", name=key)))
    more = {
        "drivers": say.say("Total and direct effects are in SDs of the outcome per SD; LMG is a share of variance."),
        "effects": say.say("Raw effects are in points (0 to 100; T scores of team columns) per point of the source."),
        "teams": say.say("Estimates of a team lean on all teams; “withheld” protects small groups."),
        "covariates": say.say("Raw slopes are points for one unit of the covariate, standardised ones SDs for an SD."),
        "units": say.say("Units of few teams are drawn towards all; “withheld” protects small groups."),
        "predictive": say.say("What would be the value of a single team is left out."),
    }
    intervals = say.say("Intervals hold {mass} probability.", mass=say.percent(100.0 * released.mass))
    without = {
        "checks",
        "wave_lineage",
        "likelihood",
        "diagnostics",
        "sample",
        "missing",
        "leave_one_out",
        "sensitivity",
    }
    return title, tuple(line for line in (note, more.get(key), None if key in without else intervals) if line)


def _titles(say: Wording) -> dict[str, tuple[str, str]]:
    return {
        "tiers": (say.say("Thirds"), say.say("Level of each construct in the thirds of teams.")),
        "drivers": (say.say("Drivers"), say.say("What goes with the outcome, and its rank within its stage.")),
        "effects": (say.say("Effects"), say.say("Each arrow, each longer route, and the total of each pair.")),
        "comparisons": (say.say("Comparisons"), say.say("Pairs of drivers within a stage.")),
        "whatif": (say.say("What if"), say.say("Each construct raised, and all that follows from it in the chain.")),
        "teams": (say.say("Teams"), say.say("Each team that may be shown.")),
        "covariates": (say.say("Covariates"), say.say("What the constructs are adjusted for.")),
        "units": (say.say("Units"), say.say("Levels of the units above the teams, and how much lies between them.")),
        "wave_changes": (say.say("Changes"), say.say("Change of each construct from wave to wave.")),
        "wave_tiers": (say.say("Moves"), say.say("Teams that moved from third to third.")),
        "wave_drivers": (say.say("Changed drivers"), say.say("Total effects on the outcome, wave by wave.")),
        "wave_teams": (say.say("Changed teams"), say.say("Change of each team that may be shown.")),
        "wave_lineage": (
            say.say("Teams by wave"),
            say.say("How many teams stayed, were renamed, split or merged, came or went. Whole teams are counted."),
        ),
        "agreement": (say.say("Agreement"), say.say("How far the respondents of a team agree.")),
        "checks": (say.say("Checks"), say.say("What each check found, and what to do about it.")),
        "diagnostics": (say.say("Diagnostics"), say.say("Whether the posterior can be trusted, by quantity.")),
        "likelihood": (say.say("Ends of scales"), say.say("Categories of the items, and answers at the ends.")),
        "predictive": (say.say("New teams"), say.say("Whether the fitted model makes teams like these.")),
        "calibration": (say.say("Calibration"), say.say("Whether teams lie where the others predict them.")),
        "missing_arrows": (say.say("Missing arrows"), say.say("What links pairs of constructs beyond the chain.")),
        "leave_one_out": (say.say("Without a team"), say.say("What hangs on a single team.")),
        "sensitivity": (say.say("Sensitivity"), say.say("What the reported numbers owe to priors and data.")),
        "sample": (say.say("Sample"), say.say("Who answered.")),
        "missing": (say.say("Skipped items"), say.say("How many skipped an item.")),
        "priors": (say.say("Priors"), say.say("What the priors imply before any answer is read.")),
    }
