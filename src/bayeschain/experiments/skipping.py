"""Answers taken out of fake surveys, completely at random or at random given another answer."""

from collections.abc import Mapping
from typing import Final, Literal

import numpy as np
import pandas as pd

from bayeschain.specification.model_file import Specification

type Mechanism = Literal["mcar", "mar"]
STEEPNESS: Final = 1.5
"""Change of the log-odds of skipping for one SD of the answer that decides, where answers are missing at random."""


def skip_items(
    specification: Specification,
    answers: Mapping[str, pd.DataFrame],
    share: float,
    seed: int,
    mechanism: Mechanism = "mcar",
) -> dict[str, pd.DataFrame]:
    """Take answers out.

    Parameters
    ----------
    specification : Specification
        The model file that the surveys were drawn for.
    answers : mapping of str to DataFrame
        Complete answers by survey.
    share : float
        Expected share of the answers that are taken out; less where there would be too few beside the one that
        everybody keeps.
    seed : int
        Equal seeds take out equal answers.
    mechanism : {"mcar", "mar"}
        Completely at random; or at random: all but the first item of a survey are skipped the more, the lower the
        person's answer to that first item, which everybody answers. Averages of the answers given are then biased, and
        the model is not.

    Returns
    -------
    dict of str to DataFrame
        The same surveys, missing answers as NaN; everybody keeps an answer.

    Raises
    ------
    ValueError
        The share is not from 0 to below 1.
    """
    if not 0.0 <= share < 1.0:
        raise ValueError("the share of skipped answers must be at least 0 and below 1")
    streams = np.random.SeedSequence(seed).spawn(len(answers))
    return {
        survey: _skip(specification, survey, table, share, np.random.default_rng(stream), mechanism)
        for (survey, table), stream in zip(answers.items(), streams, strict=True)
    }


def _skip(
    specification: Specification,
    survey: str,
    table: pd.DataFrame,
    share: float,
    rng: np.random.Generator,
    mechanism: Mechanism,
) -> pd.DataFrame:
    items = [item for construct in specification.survey_constructs(survey) for item in construct.items]
    values = table[items].to_numpy(dtype=float)
    others = max(len(items) - 1, 1) / len(items)
    chance = np.full(values.shape, share / others)
    if mechanism == "mar":
        first = values[:, 0]
        odds = np.exp(-STEEPNESS * (first - first.mean()) / max(first.std(), 1e-12))
        chance = np.repeat((odds / (1.0 + odds))[:, None], len(items), axis=1)
        chance *= share / others / chance[:, 0].mean()
        chance[:, 0] = 0.0
    skipped = rng.random(values.shape) < chance
    kept = np.zeros(len(values), dtype=np.int64) if mechanism == "mar" else rng.integers(0, len(items), len(values))
    skipped[np.arange(len(values)), kept] = False
    out = table.copy()
    out[items] = np.where(skipped, np.nan, values)
    return out
