"""Answers at the ends of the scale, by team."""

from pathlib import Path

import numpy as np
import pandas as pd
from tests.surveys.helpers import STAFF_HEADER, TWO_SURVEYS, csv_text, read, staff_rows, write_two

from bayeschain.surveys.ends import EndCounter
from bayeschain.surveys.leaving_out import without


def test_chunks_add_up_and_gaps_do_not_count() -> None:
    counter = EndCounter(np.array([1.0, 0.0]), np.array([5.0, 10.0]))
    counter.add(np.array([0, 0, 1]), np.array([[1.0, 10.0], [1.0, np.nan], [5.0, 0.0]]))
    counter.add(np.array([2, 0]), np.array([[1.0, 3.0], [5.0, 10.0]]))
    counter.add(np.empty(0, dtype=np.int64), np.empty((0, 2)))
    lowest, highest = counter.result(3)
    assert lowest.tolist() == [[2, 0], [0, 1], [1, 0]]
    assert highest.tolist() == [[1, 2], [1, 0], [0, 0]]


def test_a_survey_knows_them_as_they_were_asked(tmp_path: Path) -> None:
    write_two(tmp_path)
    rows = staff_rows()
    (tmp_path / "staff.csv").write_text(csv_text(STAFF_HEADER, rows), encoding="utf-8")
    surveys = read(tmp_path, TWO_SURVEYS)
    frame = pd.DataFrame(rows, columns=list(STAFF_HEADER)).set_index("team")
    source = surveys.source("staff")
    assert source.ends is not None
    for counts, end in zip(source.ends, (1, 5), strict=True):
        expected = (frame[list(source.items)] == end).groupby(level=0).sum().loc[list(surveys.teams)]
        np.testing.assert_array_equal(counts, expected)
    customers = surveys.source("customers").ends
    assert customers is not None
    assert customers[:, surveys.teams.index("T12")].sum() == 0
    fewer = without(surveys, "T3").source("staff").ends
    np.testing.assert_array_equal(fewer, np.delete(source.ends, surveys.teams.index("T3"), axis=1))
