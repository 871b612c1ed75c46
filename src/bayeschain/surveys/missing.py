"""How much is missing where, item by item."""

from typing import Final

import pandas as pd

from bayeschain.specification import Specification
from bayeschain.surveys.data import Surveys

COLUMNS: Final = ("survey", "construct", "item", "respondents", "answered", "missing", "share")


def missing_answers(specification: Specification, surveys: Surveys) -> pd.DataFrame:
    """Count skipped items.

    Parameters
    ----------
    specification : Specification
        The model file.
    surveys : Surveys
        What the respondents answered.

    Returns
    -------
    DataFrame
        One row an item, in the order of the constructs: survey, construct, item, respondents who answered any item of
        the survey, those who answered and who skipped this one, and the share who skipped it. Internal: counts may be
        small.
    """
    records = []
    for source in surveys.sources:
        respondents = int(source.n.sum())
        answered = dict(zip(source.items, source.available.n.sum(axis=0).tolist(), strict=True))
        for construct in specification.survey_constructs(source.survey):
            for item in construct.items:
                skipped = respondents - answered[item]
                share = skipped / respondents
                records.append((source.survey, construct.name, item, respondents, answered[item], skipped, share))
    return pd.DataFrame(records, columns=list(COLUMNS))
