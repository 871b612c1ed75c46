"""How much is missing where, in counts that give nobody away."""

from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayeschain.conventions import ITEM, SURVEY, TEAM
from bayeschain.specification import Specification

COLUMNS: Final = ("survey", "construct", "item", "respondents", "answered", "missing", "share")


def missing_table(
    specification: Specification, data: xr.Dataset, whole: NDArray[np.bool_], minimum: int
) -> pd.DataFrame:
    """Count skipped items.

    Parameters
    ----------
    specification : Specification
        With S surveys.
    data : xarray.Dataset
        Constant data of a fit.
    whole : (S,) bool
        Surveys whose total may be shown.
    minimum : int
        Fewest people of a count that is shown.

    Returns
    -------
    DataFrame
        One row an item that somebody skipped, columns `COLUMNS`. ``missing`` is text: counts below the minimum are
        ``<minimum``. Where those who skipped or those who answered are fewer, or the survey's total is withheld, the
        other numbers are left out, since one would follow from the rest.
    """
    if "n_answered" not in data:
        return pd.DataFrame(columns=list(COLUMNS))
    answered = dict(zip(data[ITEM].to_numpy().astype(str), data["n_answered"].sum(TEAM).to_numpy(), strict=True))
    respondents = dict(
        zip(data[SURVEY].to_numpy().astype(str), data["n_respondents"].sum(TEAM).to_numpy(), strict=True)
    )
    total_shown = dict(zip(specification.surveys, whole, strict=True))
    records: list[tuple[object, ...]] = []
    for survey, total in respondents.items():
        for construct in specification.survey_constructs(survey):
            for item in construct.items:
                given = int(answered[f"{survey}.{item}"])
                if skipped := int(total) - given:
                    records.append(
                        (
                            survey,
                            construct.name,
                            item,
                            *_counts(int(total), given, skipped, minimum, total_shown[survey]),
                        )
                    )
    table = pd.DataFrame(records, columns=list(COLUMNS))
    return table.astype({"respondents": "Int64", "answered": "Int64"})


def _counts(total: int, given: int, skipped: int, minimum: int, total_shown: bool) -> tuple[object, ...]:
    """Respondents, answered, missing, share."""
    known = total if total_shown else pd.NA
    few = f"<{minimum}" if skipped < minimum else ""
    if few or given < minimum or not total_shown:
        return known, pd.NA, few, np.nan
    return known, given, str(skipped), skipped / total
