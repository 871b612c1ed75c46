"""The posterior of real data beside maximum likelihood of lavaan 0.6-14; docs/comparison_lavaan.md has the numbers."""

import pandas as pd
import pytest
from scripts.compare_lavaan import BETWEEN, HEYWOOD, WITHIN, compare, surveys_of, wide_specification

from bayeschain.inference import fit
from bayeschain.model import build_model


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    specification = wide_specification()
    fitted = fit(build_model(specification, surveys_of(specification)), seed=1, chains=2, draws=400)
    return compare(fitted, specification)


def test_the_within_part_agrees_where_maximum_likelihood_is_interior(table: pd.DataFrame) -> None:
    within = table[table["part"] == WITHIN]
    assert len(within) == 19 + 16 + 3
    assert within["distance"].abs().max() < 0.25


def test_paths_between_companies_agree_in_sign_and_lie_within_one_sd(table: pd.DataFrame) -> None:
    paths = table[(table["part"] == BETWEEN) & table["quantity"].str.startswith("standardised path")]
    assert len(paths) == 3
    assert (paths["mean"] * paths["lavaan"] > 0.0).all()
    assert paths["distance"].abs().max() < 1.0


def test_variances_are_positive_where_maximum_likelihood_is_negative(table: pd.DataFrame) -> None:
    heywood = table[table["part"] == HEYWOOD]
    assert len(heywood) == 2
    assert (heywood["lavaan"] < 0.0).all()
    assert (heywood["mean"] > 0.0).all()
