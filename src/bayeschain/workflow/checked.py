"""What `check` tells of teams: their sizes, and how much their members agree by classical formulas."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayeschain.specification import Specification
from bayeschain.specification.chain import Construct
from bayeschain.summaries.agreement import within_share
from bayeschain.summaries.observed import anova_icc, within_reference_agreement
from bayeschain.surveys import SourceMoments, Surveys

VALUES: Final = ("mean", "classical_icc1", "classical_icc2", "rwg_median")


def sizes(source: SourceMoments, minimum: int) -> dict[str, object]:
    """Sizes of the teams of one survey. Internal: it counts small ones."""
    n = source.n[source.n > 0]
    return {
        "survey": source.survey,
        "teams": len(n),
        "not_reached": int((source.n == 0).sum()),
        "respondents": int(n.sum()),
        "fewest": int(n.min()),
        "median": float(np.median(n)),
        "most": int(n.max()),
        "alone": int((n == 1).sum()),
        "below_minimum": int((n < minimum).sum()),
    }


def told_files(files: pd.DataFrame, whole: Mapping[str, bool]) -> pd.DataFrame:
    """Rows kept of each file; missing for a survey whose number of respondents is withheld."""
    kept = [
        count if whole.get(survey, True) else None for survey, count in zip(files["survey"], files["kept"], strict=True)
    ]
    return files.drop(columns=["read", "lost"]).assign(kept=pd.array(kept, dtype="Int64"))


def agreement_of(
    specification: Specification, surveys: Surveys, teams: NDArray[np.bool_], fewest: int = 1
) -> pd.DataFrame:
    """Mean and classical agreement of each construct.

    Parameters
    ----------
    specification : Specification
        The model file.
    surveys : Surveys
        What the respondents answered; J teams.
    teams : (J,) bool
        Teams that count. The variance within teams is that of all.
    fewest : int
        Teams that a survey must have among those; NaN where it has fewer.

    Returns
    -------
    DataFrame
        construct, items, mean (response scale), classical_icc1, classical_icc2, rwg_median.
    """
    rows = []
    for source in surveys.sources:
        enough = int((source.reached & teams).sum()) >= fewest
        for construct in specification.survey_constructs(source.survey):
            row = _agreement(construct, source, teams)
            rows.append(row if enough else row | dict.fromkeys(VALUES, float("nan")))
    return pd.DataFrame(rows)


def _agreement(construct: Construct, source: SourceMoments, teams: NDArray[np.bool_]) -> dict[str, object]:
    own = np.array([item in construct.items for item in source.items])
    low, high = construct.scale or (0.0, 1.0)
    means = source.item_means[:, own].mean(axis=1)
    n = np.where(np.isfinite(means), source.n, 0)
    those = np.where(teams, n, 0)
    icc1, icc2 = anova_icc(those, means, float(source.pooled[np.ix_(own, own)].mean()) * within_share(n, those))
    variances = source.variances[teams][:, own] * ((high - low) / 100.0) ** 2
    rwg = within_reference_agreement(variances, high - low + 1.0)
    known, counted = rwg[np.isfinite(rwg)], those > 0
    mean = float(np.average(means[counted], weights=those[counted])) if counted.any() else float("nan")
    return {
        "construct": construct.name,
        "items": int(own.sum()),
        "mean": low + mean / 100.0 * (high - low),
        "classical_icc1": icc1,
        "classical_icc2": icc2,
        "rwg_median": float(np.median(known)) if len(known) else float("nan"),
    }
