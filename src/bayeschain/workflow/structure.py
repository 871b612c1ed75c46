"""What `check` tells of covariates and units."""

from typing import Any

import numpy as np
import pandas as pd

from bayeschain.surveys import Surveys

COVARIATE_COLUMNS = ("known_of", "covariate", "mean", "sd", "between_teams")
UNIT_COLUMNS = ("units", "fewest_teams", "median", "most", "alone", "below_minimum")


def covariate_table(surveys: Surveys) -> pd.DataFrame:
    """Covariates in their own units: mean, SD, and the share of the variance between teams, 1 for those of teams."""
    rows: list[tuple[Any, ...]] = []
    if surveys.covariates is not None:
        given = surveys.covariates
        rows += [("teams", *each, 1.0) for each in zip(given.names, given.mean, given.sd, strict=True)]
    for source in surveys.sources:
        if (known := source.adjustment) is not None:
            between = 1.0 - np.diagonal(known.pooled) / (source.n.sum() - 1)
            each = zip(known.names, known.mean, known.sd, between, strict=True)
            rows += [(source.survey, *one) for one in each]
    return pd.DataFrame(rows, columns=list(COVARIATE_COLUMNS))


def unit_table(surveys: Surveys, minimum: int) -> pd.DataFrame:
    """Sizes of units in teams; ``below_minimum`` counts those of which a survey has too few respondents."""
    if surveys.units is None:
        return pd.DataFrame(columns=list(UNIT_COLUMNS))
    member = np.arange(len(surveys.units.names))[:, None] == surveys.units.of_team
    teams = member.sum(axis=1)
    people = np.column_stack([member @ source.n for source in surveys.sources])
    few = ((people > 0) & (people < minimum)).any(axis=1)
    row = (
        len(teams),
        int(teams.min()),
        float(np.median(teams)),
        int(teams.max()),
        int((teams == 1).sum()),
        int(few.sum()),
    )
    return pd.DataFrame([row], columns=list(UNIT_COLUMNS))
