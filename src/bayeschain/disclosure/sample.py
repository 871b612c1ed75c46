"""Who answered, in counts that give nobody away."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.specification import Specification

COLUMNS: Final = (
    "survey",
    "respondents",
    "teams",
    "teams_not_reached",
    "teams_withheld",
    "smallest",
    "median",
    "largest",
)


def sample_table(
    specification: Specification, n: NDArray[np.int64], hidden: NDArray[np.bool_], whole: NDArray[np.bool_]
) -> pd.DataFrame:
    """Count respondents and teams.

    Parameters
    ----------
    specification : Specification
        With S surveys.
    n : (S, J) int
        Respondents by survey and team.
    hidden : (J,) bool
        Teams that are withheld.
    whole : (S,) bool
        Surveys whose total may be shown.

    Returns
    -------
    DataFrame
        One row a survey. ``smallest, median, largest`` are respondents a team, over the teams that are shown; missing
        where none is.
    """
    records = []
    for survey, counts, total_shown in zip(specification.surveys, n, whole, strict=True):
        shown = counts[(counts > 0) & ~hidden]
        size = (shown.min(), float(np.median(shown)), shown.max()) if shown.size else (pd.NA, np.nan, pd.NA)
        records.append(
            (
                survey,
                int(counts.sum()) if total_shown else pd.NA,
                int((counts > 0).sum()),
                int((counts == 0).sum()),
                int(((counts > 0) & hidden).sum()),
                *size,
            )
        )
    table = pd.DataFrame(records, columns=list(COLUMNS))
    return table.astype({"respondents": "Int64", "smallest": "Int64", "largest": "Int64"})


def coarsened(losses: pd.DataFrame | None, minimum: int) -> pd.DataFrame:
    """Reduce an account of rows and teams to what was lost, with small counts of rows made coarse.

    Parameters
    ----------
    losses : DataFrame or None
        What `bayeschain.surveys.Account.to_frame` returns; what is coarse already stays so.
    minimum : int
        Counts of rows below it become ``<minimum``.

    Returns
    -------
    DataFrame
        Columns unit, source, reason, count (text).
    """
    columns = ["unit", "source", "reason", "count"]
    if losses is None:
        return pd.DataFrame(columns=columns)
    lost = losses[losses["outcome"] == "lost"]
    counts = [
        f"<{minimum}" if unit == "row" and not isinstance(count, str) and 0 < count < minimum else str(count)
        for unit, count in zip(lost["unit"], lost["count"], strict=True)
    ]
    return lost.assign(count=counts)[columns].reset_index(drop=True)
