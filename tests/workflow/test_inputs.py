"""Files for surveys, given as text or by name."""

from pathlib import Path

import pytest

from bayeschain.errors import InputError
from bayeschain.specification import Specification, load_model, parse_model
from bayeschain.workflow.inputs import data_files, read_inputs

ONE = """
title: One
surveys: {soldiers: {file: s.csv, team: unit, scale: [1, 5]}}
constructs:
  a: {survey: soldiers, items: [a1, a2]}
  b: {survey: soldiers, items: [b1, b2]}
chain: b ~ a
outcome: b
"""


@pytest.fixture
def one() -> Specification:
    return parse_model(ONE)


def test_a_bare_file_is_that_of_the_only_survey(one: Specification) -> None:
    assert data_files(one, ["other.csv"]) == {"soldiers": Path("other.csv")}


def test_a_named_file(one: Specification) -> None:
    assert data_files(one, ["soldiers=a=b.csv"]) == {"soldiers": Path("a=b.csv")}


def test_a_bare_file_with_a_sign_in_its_name(one: Specification, tmp_path: Path) -> None:
    odd = tmp_path / "wave=2.csv"
    odd.write_text("x")
    assert data_files(one, [str(odd)]) == {"soldiers": odd}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (["soldier=x.csv"], "Did you mean 'soldiers'"),
        (["soldiers="], "missing"),
        (["x.csv", "soldiers=y.csv"], "second file"),
        (["teams=x.csv"], "no survey 'teams'"),
    ],
)
def test_files_that_fit_no_survey(one: Specification, given: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        data_files(one, given)


def test_a_bare_file_is_refused_where_there_are_two_surveys(study: Path) -> None:
    with pytest.raises(InputError, match=r"--data SURVEY=x\.csv") as caught:
        data_files(load_model(study), ["x.csv"])
    assert "staff, customers" in str(caught.value)


def test_every_wrong_file_is_told(study: Path) -> None:
    with pytest.raises(InputError) as caught:
        data_files(load_model(study), ["x.csv", "staf=y.csv", "staff="])
    assert len(caught.value.problems) == 3


def test_inputs_hold_hashes_of_the_files_that_were_read(study: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_bytes((study.parent / "data" / "staff.csv").read_bytes())
    inputs = read_inputs(study, [f"staff={other}"])
    plain = read_inputs(study)
    assert inputs.data["staff"].sha256 == plain.data["staff"].sha256
    assert inputs.data["staff"].file == str(other)
    assert plain.data["staff"].file == "data/staff.csv"
    assert len(inputs.surveys.teams) == 12
