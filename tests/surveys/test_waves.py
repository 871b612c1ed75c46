"""Surveys in waves: a file each, or one file with a column that names the wave."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.surveys.helpers import answers, csv_text, names

from bayeschain.errors import InputError, Problem
from bayeschain.specification import parse_model
from bayeschain.surveys import Surveys, read_surveys

HEADER = ("team", "le1", "le2", "tr1")
MODEL = """\
title: Waves
waves: [2024, 2025]
surveys:
  staff: {file: staff.csv, wave: year, team: team, scale: [1, 5]}
constructs:
  leadership: {survey: staff, items: [le1, le2], reverse: [le2]}
  trust: {survey: staff, items: [tr1]}
chain: trust ~ leadership
outcome: trust
"""
FILES = MODEL.replace("file: staff.csv, wave: year", "file: staff_<wave>.csv")


def rows(teams: list[str], seed: int) -> list[list[Any]]:
    return answers(teams, 4, 3, 5, seed)


def write_files(folder: Path, first: list[list[Any]], second: list[list[Any]]) -> None:
    for wave, own in (("2024", first), ("2025", second)):
        (folder / f"staff_{wave}.csv").write_text(csv_text(HEADER, own), encoding="utf-8")


def write_one(folder: Path, waves: dict[object, list[list[Any]]]) -> None:
    mixed = [[*row, wave] for wave, own in waves.items() for row in own]
    order = np.random.default_rng(1).permutation(len(mixed))
    text = csv_text((*HEADER, "year"), [mixed[i] for i in order])
    (folder / "staff.csv").write_text(text, encoding="utf-8")


def read(folder: Path, text: str = MODEL) -> Surveys:
    return read_surveys(parse_model(text, folder))


def found(folder: Path, text: str = MODEL) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read(folder, text)
    return caught.value.problems


FIRST, SECOND = rows(names(12), 1), rows(names(11), 2)


def test_one_file_with_a_column_is_the_same_as_a_file_each(tmp_path: Path) -> None:
    write_files(tmp_path, FIRST, SECOND)
    write_one(tmp_path, {"2024": FIRST, "2025": SECOND})
    one, each = read(tmp_path), read(tmp_path, FILES)
    assert one.teams == each.teams
    for mine, other in zip(one.sources, each.sources, strict=True):
        assert mine.survey == other.survey
        np.testing.assert_array_equal(mine.n, other.n)
        np.testing.assert_allclose(mine.means, other.means)
        np.testing.assert_allclose(mine.scatter, other.scatter, atol=1e-9)


def test_a_team_of_one_wave_stays_in(tmp_path: Path) -> None:
    write_files(tmp_path, FIRST, SECOND)
    surveys = read(tmp_path, FILES)
    assert [source.survey for source in surveys.sources] == ["staff@2024", "staff@2025"]
    assert surveys.teams[-1] == "T12"
    assert surveys.n[:, -1].tolist() == [4, 0]


def test_numbers_and_texts_name_the_same_wave(tmp_path: Path) -> None:
    write_one(tmp_path, {"2024.0": FIRST, "2025.0": SECOND})
    assert read(tmp_path).n.sum(axis=1).tolist() == [48, 44]


def test_rows_of_no_wave_are_counted_once(tmp_path: Path) -> None:
    write_one(tmp_path, {"2024": FIRST, "2025": SECOND, "2019": FIRST[:6], "": FIRST[:1]})
    surveys = read(tmp_path)
    lost = [dict(count.reasons) for count in surveys.account.rows]
    assert lost == [{"no wave of the model": 7}, {}]
    assert [count.read for count in surveys.account.rows] == [48 + 7, 44]


def test_a_wave_without_a_row(tmp_path: Path) -> None:
    write_one(tmp_path, {"2024": FIRST, "2023": SECOND})
    problems = found(tmp_path)
    assert [each.message for each in problems] == ["No row is of the wave '2025'; the column has '2023', '2024'."]
    assert "staff.csv" in problems[0].where
    assert "year" in problems[0].where


def test_a_missing_wave_column(tmp_path: Path) -> None:
    (tmp_path / "staff.csv").write_text(csv_text(HEADER, FIRST), encoding="utf-8")
    assert any("year" in str(each) for each in found(tmp_path))


def test_a_wave_with_no_shared_team(tmp_path: Path) -> None:
    write_files(tmp_path, FIRST, rows([f"N{i}" for i in range(1, 12)], 2))
    problems = found(tmp_path, FILES)
    assert [each.message.split(".")[0] for each in problems] == ["The waves '2024' and '2025' share no team"]
    assert problems[0].where == "staff_2024.csv, staff_2025.csv"


def test_a_construct_missing_in_one_wave(tmp_path: Path) -> None:
    write_files(tmp_path, FIRST, SECOND)
    (tmp_path / "staff_2025.csv").write_text(csv_text(HEADER[:3], [row[:3] for row in SECOND]), encoding="utf-8")
    problems = found(tmp_path, FILES)
    assert len(problems) == 1
    assert "tr1" in str(problems[0])
    assert "staff_2025.csv" in problems[0].where


def test_a_file_of_a_wave_that_is_not_there(tmp_path: Path) -> None:
    write_files(tmp_path, FIRST, SECOND)
    (tmp_path / "staff_2025.csv").unlink()
    assert ["staff_2025.csv" in each.where for each in found(tmp_path, FILES)] == [True]
