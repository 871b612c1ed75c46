"""How much is missing where, in counts that give nobody away."""

from collections.abc import Mapping
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
    names = data[ITEM].to_numpy().astype(str).tolist()
    answered = dict(zip(names, data["n_answered"].sum(TEAM).to_numpy().tolist(), strict=True))
    total = data["n_respondents"].sum(TEAM)
    respondents = dict(zip(data[SURVEY].to_numpy().astype(str).tolist(), total.to_numpy().tolist(), strict=True))
    rows = [
        (survey, construct.name, item, respondents[survey], answered[f"{survey}.{item}"])
        for survey in respondents
        for construct in specification.survey_constructs(survey)
        for item in construct.items
    ]
    counts = pd.DataFrame(rows, columns=list(COLUMNS[:5]))
    return coarse_missing(counts, dict(zip(specification.surveys, whole.tolist(), strict=True)), minimum)


def coarse_missing(counts: pd.DataFrame, whole: Mapping[str, bool], minimum: int) -> pd.DataFrame:
    """Counts of those who skipped an item, without small ones and what they follow from.

    Parameters
    ----------
    counts : DataFrame
        One row an item: survey, construct, item, respondents, answered.
    whole : mapping of str to bool
        Surveys whose total may be shown.
    minimum : int
        Fewest people of a count that is shown.

    Returns
    -------
    DataFrame
        As `missing_table` has it.
    """
    records = [
        (survey, construct, item, *_counts(total, given, total - given, minimum, whole[survey]))
        for survey, construct, item, total, given in counts[list(COLUMNS[:5])].itertuples(index=False, name=None)
        if total > given
    ]
    table = pd.DataFrame(records, columns=list(COLUMNS))
    return table.astype({"respondents": "Int64", "answered": "Int64"})


def _counts(total: int, given: int, skipped: int, minimum: int, total_shown: bool) -> tuple[object, ...]:
    """Respondents, answered, missing, share."""
    known = total if total_shown else pd.NA
    few = f"<{minimum}" if skipped < minimum else ""
    if few or given < minimum or not total_shown:
        return known, pd.NA, few, np.nan
    return known, given, str(skipped), skipped / total
