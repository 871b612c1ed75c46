"""Is a Gaussian likelihood good enough? Categories of the items, and answers at the ends of their scales."""

from typing import Final

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayeschain.checks.verdict import Verdict, about
from bayeschain.conventions import ITEM, TEAM, item_name
from bayeschain.inference import specification_of
from bayeschain.messages import Message
from bayeschain.surveys.continuity import FEWEST_CATEGORIES, MOST_AT_END

CHECK: Final = "likelihood"
COLUMNS: Final = ("survey", "construct", "item", "categories", "at_lowest", "at_highest")


def knows_ends(fit: xr.DataTree) -> bool:
    """Whether a fit carries answers at the ends of scales, and has a survey with a Gaussian likelihood."""
    surveys = specification_of(fit).surveys.values()
    return "n_lowest" in fit["constant_data"] and any(each.likelihood == "gaussian" for each in surveys)


def likelihood(fit: xr.DataTree, teams: NDArray[np.bool_] | None = None) -> Verdict:
    """Look for few categories, floors and ceilings in surveys with a Gaussian likelihood.

    Parameters
    ----------
    fit : xarray.DataTree
        A fit that carries answers at the ends of scales (`knows_ends`).
    teams : (J,) bool, optional
        Teams whose answers are counted; all of them, by default.

    Returns
    -------
    Verdict
        One row an item of such a survey, the largest share first: ``survey, construct, item, categories`` (steps of the
        scale and one), and the shares of its answers ``at_lowest`` and ``at_highest`` category of the scale as it was
        asked, before reversed items are turned round. A look is asked for with fewer than 5 categories, and with 40 %
        or more at an end.
    """
    specification = specification_of(fit)
    rows = [
        (each.survey, each.name, item, each.scale)
        for each in specification.respondent_constructs
        for item in each.items
        if specification.surveys[each.survey or ""].likelihood == "gaussian"
    ]
    data = fit["constant_data"].dataset[["n_answered", "n_lowest", "n_highest"]]
    data = data.sel({ITEM: [item_name(survey or "", item) for survey, _, item, _ in rows]})
    data = (data if teams is None else data.isel({TEAM: np.flatnonzero(teams)})).sum(TEAM)
    answered = np.maximum(data["n_answered"].to_numpy(), 1)
    table = pd.DataFrame([row[:3] for row in rows], columns=list(COLUMNS[:3])).assign(
        categories=[0 if scale is None else round(scale[1] - scale[0]) + 1 for *_, scale in rows],
        at_lowest=data["n_lowest"].to_numpy() / answered,
        at_highest=data["n_highest"].to_numpy() / answered,
        answered=answered,
    )
    ends = table[["at_lowest", "at_highest"]].max(axis=1)
    few, ended = table["categories"] < FEWEST_CATEGORIES, ends >= MOST_AT_END
    table = table.loc[ends.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    if not (few | ended).any():
        sentence = Message(
            "A Gaussian likelihood is good enough: every item has {fewest} categories or more, and none has {most:.0%} "
            "of its answers or more at an end of the scale.",
            fewest=FEWEST_CATEGORIES,
            most=MOST_AT_END,
        )
        return about(Verdict(CHECK, "pass", sentence, Message(""), table), teams)
    sentence = Message(
        "A Gaussian likelihood may mislead. Items with fewer than {fewest} categories: {few} of {n}. Items with "
        "{most:.0%} of the answers or more at an end of the scale: {ended} of {n}.",
        n=len(table),
        few=int(few.sum()),
        fewest=FEWEST_CATEGORIES,
        ended=int(ended.sum()),
        most=MOST_AT_END,
    )
    remedy = Message("Write likelihood: ordinal for these surveys, which knows of categories and ends, and compare.")
    return about(Verdict(CHECK, "look", sentence, remedy, table), teams)
