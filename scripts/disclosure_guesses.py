"""A reader's best guesses of withheld teams, and how far they are from knowing nothing."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
NOTHING: Final = "level over all teams"
REPORT: Final = "mean of all withheld, by subtraction"
OTHER_SURVEY: Final = "the same, and the team's levels in the other survey"
ALL_BUT_ONE: Final = "levels of all other withheld teams"


def guesses(
    level: Floats, hidden: NDArray[np.bool_], covariance: Floats, c: int, others: NDArray[np.bool_]
) -> dict[str, Floats]:
    """Guess the levels of withheld teams in one construct.

    Parameters
    ----------
    level : (J, C) float
        Levels of the teams; readers have those that are not hidden, and means over all.
    hidden : (J,) bool
        Teams that are withheld: two at least.
    covariance : (C, C) float
        Of levels between teams, as effects and R² tell it.
    c : int
        The construct.
    others : (C,) bool
        Constructs of another survey.

    Returns
    -------
    dict of str to (H,) float
        Totals are the same for all withheld teams, so without more a reader guesses their mean for each of them, which
        is the best linear guess. Who has a team's levels in another survey goes from there along the regression
        between teams. Who has all withheld teams but one has that one.
    """
    J, of_hidden = len(level), level[hidden]
    total = J * level.mean(axis=0) - level[~hidden].sum(axis=0)
    mean = total / hidden.sum()
    slopes = np.linalg.solve(covariance[np.ix_(others, others)], covariance[others, c])
    known = of_hidden[:, others] - mean[others]
    return {
        NOTHING: np.full(len(of_hidden), level[:, c].mean()),
        REPORT: np.full(len(of_hidden), mean[c]),
        OTHER_SURVEY: mean[c] + known @ slopes,
        ALL_BUT_ONE: total[c] - (of_hidden[:, c].sum() - of_hidden[:, c]),
    }


def pooled(rows: pd.DataFrame) -> pd.DataFrame:
    """Errors over the SD between all teams, by construct and guess and over all constructs; 1 is to know nothing.

    Parameters
    ----------
    rows : DataFrame
        Columns construct, guess, error, raw_error, sd, raw_sd: a row for each team and guess.

    Returns
    -------
    DataFrame
        Columns construct, guess, teams, level, raw_average: root mean squares of errors over SDs.
    """
    rows = pd.concat([rows, rows.assign(construct="all")], ignore_index=True)
    rows = rows.assign(level=(rows["error"] / rows["sd"]) ** 2, raw_average=(rows["raw_error"] / rows["raw_sd"]) ** 2)
    found = rows.groupby(["construct", "guess"], sort=False).agg(
        teams=("level", "size"), level=("level", "mean"), raw_average=("raw_average", "mean")
    )
    found[["level", "raw_average"]] = np.sqrt(found[["level", "raw_average"]]).round(9)
    return found.reset_index()
