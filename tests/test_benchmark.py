"""What the benchmark does with its numbers, and that what it times runs; it times nothing here."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scripts.benchmarks import kernel
from scripts.benchmarks.page import page
from scripts.benchmarks.results import Row, number, read, record, text
from scripts.benchmarks.usual import agreement_rows, first_enough
from tests.conftest import Case

FOLDER = Path(__file__).parents[1] / "docs" / "benchmark"


@pytest.mark.parametrize(("value", "words"), [(12345.6, "12346"), (0.123456, "0.1235"), (3.0, "3"), ("yes", "yes")])
def test_numbers_as_text(value: float | str, words: str) -> None:
    assert text(value) == words


def test_a_part_replaces_its_own_rows_alone(tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    record(file, [Row("a", "x", "time", 1.0), Row("a", "y", "time", 2.0)])
    record(file, [Row("b", "x", "time", 3.0)])
    table = record(file, [Row("a", "x", "time", 4.0)])
    assert table.equals(read(file))
    assert number(table, "a", "x", "time") == 4.0
    assert number(table, "a", "y", "time") is None
    assert number(table, "b", "x", "time") == 3.0


def test_enough_draws_are_found_where_chains_agree() -> None:
    rng = np.random.default_rng(1)
    independent = rng.standard_normal((4, 1000, 2))
    first = first_enough(independent)
    assert first is not None
    assert 100 <= first <= 600
    assert first_enough(independent + np.arange(4)[:, None, None]) is None


def test_agreement_is_in_monte_carlo_errors() -> None:
    rng = np.random.default_rng(2)
    a, b = rng.standard_normal((2, 4, 1000, 3))
    near, far = (
        next(row.value for row in agreement_rows(a, b + shift) if row.quantity.startswith("largest distance in Monte"))
        for shift in (0.0, 0.5)
    )
    assert float(near) < 4.0 < float(far)


def test_the_page_tells_the_result_file() -> None:
    assert (FOLDER / "README.md").read_text(encoding="utf-8") == page(read(FOLDER / "results.csv"))


def test_what_is_timed_is_the_log_density(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[Any] = []

    def once(call: Callable[[], Any]) -> float:
        found.append(call())
        return 1.0

    monkeypatch.setattr(kernel, "fastest", once)
    kernel.kernel_time(case.model)
    kernel.callback_time(case.model)
    (likelihood, slopes), (posterior, gradients) = found
    size = case.model.layout.size
    assert (slopes.shape, gradients.shape) == ((size,), (1, size))
    assert np.isfinite(likelihood)
    assert np.isfinite(posterior).all()
