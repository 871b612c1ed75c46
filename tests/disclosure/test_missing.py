"""How much is missing where: small counts, and what they follow from, are withheld."""

import numpy as np
import pandas as pd
import xarray as xr
from tests.surveys.helpers import TWO_SURVEYS

from bayeschain.disclosure.missing import missing_table
from bayeschain.specification import parse_model


def table(answered: list[int], respondents: list[int], whole: list[bool], minimum: int = 5) -> pd.DataFrame:
    items = ["staff.le1", "staff.le2", "staff.tr1", "customers.be1"]
    data = xr.Dataset(
        {
            "n_answered": (("team", "item"), np.array([answered])),
            "n_respondents": (("survey", "team"), np.array(respondents)[:, None]),
        },
        coords={"item": items, "survey": ["staff", "customers"]},
    )
    return missing_table(parse_model(TWO_SURVEYS), data, np.array(whole), minimum)


def test_only_items_that_somebody_skipped_have_a_row() -> None:
    found = table([50, 42, 30, 60], [50, 60], [True, True])
    assert found["item"].tolist() == ["le2", "tr1"]
    assert found["missing"].tolist() == ["8", "20"]
    assert found["share"].tolist() == [0.16, 0.4]
    assert found["answered"].tolist() == [42, 30]


def test_few_who_skipped_or_few_who_answered_are_withheld_with_what_would_tell_them() -> None:
    found = table([48, 3, 50, 60], [50, 60], [True, True])
    assert found["missing"].tolist() == ["<5", ""]
    assert found["answered"].isna().all()
    assert found["share"].isna().all()
    assert found["respondents"].tolist() == [50, 50]


def test_a_withheld_total_withholds_all_counts() -> None:
    found = table([30, 50, 50, 60], [50, 60], [False, True])
    assert found[["respondents", "answered", "share"]].isna().all(axis=None)
    assert found["missing"].tolist() == [""]
