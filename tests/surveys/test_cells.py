"""Cells to numbers, without guessing."""

from datetime import datetime, time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from tests.surveys.helpers import REPEATABLE

from bayeschain.surveys.cells import kind_of, looks_grouped, mixes_separators, numbers


def column(*cells: object) -> NDArray[np.object_]:
    result = np.empty(len(cells), dtype=object)
    result[:] = cells
    return result


@pytest.mark.parametrize(
    ("cell", "value"),
    [(3, 3), (3.5, 3.5), ("3", 3), (" 3 ", 3), ("3.5", 3.5), ("3,5", 3.5), ("-1", -1), ("\u22121", -1), ("1e2", 100)],
)
def test_numbers(cell: object, value: float) -> None:
    read = numbers(column(cell))
    assert read.values.tolist() == [value]
    assert not read.strange.any()


@pytest.mark.parametrize("cell", ["", "  ", "NA", "na", "N/A", "NaN", None, float("nan"), pd.NaT])
def test_missing(cell: object) -> None:
    read = numbers(column(cell))
    assert np.isnan(read.values).all()
    assert not read.strange.any()


@pytest.mark.parametrize(
    ("cell", "kind"),
    [
        ("5 - agree", "coded"),
        ("5 – Agree", "coded"),
        ("5=agree", "coded"),
        ("5 agree", "coded"),
        ("4: often", "coded"),
        ("80 %", "percent"),
        ("-1,5%", "percent"),
        ("80 % of", "coded"),
        ("5-Jan", "date"),
        ("5. jan. 2025", "date"),
        ("5.tammi", "date"),
        ("kesä.25", "date"),
        ("Jan-05", "date"),
        ("00:00:00", "date"),
        (time(0, 0), "date"),
        ("5 - maybe", "coded"),
        ("may", "word"),
        (datetime(2025, 1, 5), "date"),
        ("2025-01-05", "date"),
        ("5.1.2025", "date"),
        ("#N/A", "error"),
        ("#DIV/0!", "error"),
        ("-", "mark"),
        ("–", "mark"),
        ("?", "mark"),
        ("agree", "word"),
        ("TRUE", "word"),
        ("inf", "word"),
        ("NULL", "word"),
        ("1 000", "spaced"),
        ("12\u00a0500,50", "spaced"),
        ("1'000", "spaced"),
        ("1 0000", "word"),
        ("1_000", "coded"),
        ("1,234.5", "word"),
    ],
)
def test_anything_else_is_strange(cell: object, kind: str) -> None:
    read = numbers(column(cell, 1))
    assert read.strange.tolist() == [True, False]
    assert kind_of(cell) == kind


@REPEATABLE
@given(st.lists(st.one_of(st.none(), st.integers(-99, 99), st.floats(-99, 99), st.text(max_size=4)), max_size=12))
def test_a_cell_is_a_number_or_missing_or_strange(cells: list[object]) -> None:
    read = numbers(column(*cells))
    assert read.values.shape == read.strange.shape == (len(cells),)
    assert np.isnan(read.values[read.strange]).all()
    for cell, value, strange in zip(cells, read.values, read.strange, strict=True):
        if isinstance(cell, int | float):
            assert value == cell
            assert not strange


@pytest.mark.parametrize(
    ("texts", "semicolons", "grouped"),
    [
        ({"1,250", "950"}, True, True),
        ({"1.250", "950"}, True, True),
        ({"1,250", "2,300"}, True, False),
        ({"1,250", "2,300"}, False, True),
        ({"1,25", "2,300"}, False, False),
        ({"1.250", "2.300"}, False, False),
        ({"0.125", "950"}, False, False),
        ({"12", "950"}, False, False),
    ],
)
def test_thousands(texts: set[str], semicolons: bool, grouped: bool) -> None:
    assert looks_grouped(texts, semicolons) is grouped


def test_two_decimal_marks() -> None:
    assert mixes_separators({"1,5", "2.5"})
    assert not mixes_separators({"1,5", "2"})
