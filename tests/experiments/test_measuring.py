"""Fake surveys as moments are what reading their files gives."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from bayeschain.experiments import Design, case_truth, measured, sample, write_sample
from bayeschain.specification import Specification
from bayeschain.surveys import read_surveys


@pytest.mark.parametrize("teams", [12, 120])
def test_moments_are_those_of_the_files(small: Specification, tmp_path: Path, teams: int) -> None:
    drawn = sample(small, Design(teams, {"staff": (2, 9), "customers": (0, 6)}), case_truth(small), 1)
    written = write_sample(small, drawn, tmp_path)
    assert {path.name for path in written} == {"staff.csv", "customers.csv", "teams.csv"}
    read = read_surveys(replace(small, folder=tmp_path))
    direct = measured(small, drawn)
    assert read.teams == direct.teams
    for one, other in zip(read.sources, direct.sources, strict=True):
        assert (one.survey, one.items) == (other.survey, other.items)
        np.testing.assert_array_equal(one.n, other.n)
        np.testing.assert_allclose(one.means, other.means)
        np.testing.assert_allclose(one.scatter, other.scatter, atol=1e-8)
    assert read.column_names == direct.column_names == ("margin",)
    np.testing.assert_allclose(read.columns, direct.columns)
    np.testing.assert_allclose(read.column_mean, direct.column_mean)


def test_continuous_answers_may_leave_the_scale(small: Specification) -> None:
    drawn = sample(small, Design(30, {"staff": (9, 9), "customers": (9, 9)}), case_truth(small), 2, discrete=False)
    assert drawn.answers["customers"]["b1"].max() > 10
    assert np.isfinite(measured(small, drawn).sources[1].means).all()


def test_whole_numbers_are_written_without_a_point(small: Specification, tmp_path: Path) -> None:
    drawn = sample(small, Design(12, {"staff": (2, 3), "customers": (2, 3)}), case_truth(small), 3)
    write_sample(small, drawn, tmp_path)
    lines = (tmp_path / "staff.csv").read_text().splitlines()
    assert lines[0] == "unit,t1,t2,t3,c1,c2,h1,h2"
    assert "." not in "".join(lines[1:])
