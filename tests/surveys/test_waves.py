"""Surveys in waves: a file each, or one file with a column that names the wave."""

from dataclasses import fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tests.surveys.helpers import answers, csv_text, names

from bayeschain.errors import InputError, Problem
from bayeschain.specification import parse_model
from bayeschain.surveys import Surveys, WaveStep, read_surveys
from bayeschain.surveys.lineage import Lineage
from bayeschain.surveys.steps import wave_steps

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


STEP = tuple(each.name for each in fields(WaveStep))
BECAME = FILES.replace("constructs:", "teams: {file: teams.csv, team: name, became: became}\nconstructs:")


def write_lineage(folder: Path, later: list[str], became: dict[str, str]) -> None:
    write_files(folder, FIRST, rows(later, 2))
    table = [[name, became.get(name, "")] for name in dict.fromkeys([*names(12), *later])]
    (folder / "teams.csv").write_text(csv_text(("name", "became"), table), encoding="utf-8")


def test_a_renamed_team_is_one_team(tmp_path: Path) -> None:
    write_lineage(tmp_path, [*names(11), "New"], {"T12": "New"})
    surveys = read(tmp_path, BECAME)
    assert len(surveys.teams) == 12
    assert "T12" not in surveys.teams
    assert surveys.n[:, surveys.teams.index("New")].tolist() == [4, 4]
    write_files(tmp_path, rows([*names(11), "New"], 1), rows([*names(11), "New"], 2))
    same = read(tmp_path, FILES)
    for mine, other in zip(surveys.sources, same.sources, strict=True):
        np.testing.assert_allclose(
            mine.means[surveys.teams.index("New")], other.means[same.teams.index("New")], atol=1e-12
        )
    assert "Team 'T12' was renamed 'New': one team in all waves." in surveys.account.notes


def test_split_merged_come_and_gone_teams_are_accounted_for(tmp_path: Path) -> None:
    later = [*(f"T{i}" for i in range(1, 9)), "A", "B", "Both", "Fresh"]
    write_lineage(tmp_path, later, {"T9": "A; B", "T10": "Both", "T11": "Both"})
    surveys = read(tmp_path, BECAME)
    assert len(surveys.teams) == 16
    for sentence in (
        "Team 'T9' was split into 'A', 'B': these are teams of their own.",
        "Team 'T10' was merged into 'Both': a team of its own.",
        "Team 'T11' was merged into 'Both': a team of its own.",
        "Without answers in the wave '2024', so taken to have come later: 'Fresh'.",
        "Without answers in the wave '2025', so taken to have gone: 'T12'.",
    ):
        assert sentence in surveys.account.notes
    step = dict(zip(STEP, surveys.account.wave_lineage().iloc[0], strict=True))
    assert step == dict(zip(STEP, ("2024", "2025", 12, 8, 0, 1, 2, 1, 12, 2, 1, 1), strict=True))


def test_teams_are_counted_from_each_wave_to_the_next() -> None:
    """T1 stays, T2 is renamed after the second wave, T3 is split and one part merged with T4, T5 skips a wave."""
    lineage = Lineage({"T2": ("New",), "T3": ("A", "B"), "T4": ("B",)}, "teams.csv")
    waves = {
        "1": ("T1", "T2", "T3", "T4", "T5"),
        "2": ("T1", "T2", "A", "B"),
        "3": ("T1", "New", "A", "B", "T5"),
    }
    said = [
        SimpleNamespace(survey=f"{survey}@{wave}", teams=teams, moments=SimpleNamespace(n=np.ones(len(teams))))
        for wave, teams in waves.items()
        for survey in ("staff", "customers")
    ]
    first, second = wave_steps(lineage, said, tuple(waves))  # type: ignore[arg-type]
    assert first == WaveStep("1", "2", 5, 2, 0, 1, 1, 1, 4, 1, 1, 0)
    assert second == WaveStep("2", "3", 4, 4, 1, 0, 0, 0, 5, 0, 0, 1)
    for step in (first, second):
        assert step.teams_before == step.kept + step.split + step.merged + step.gone
        assert step.teams_after == step.kept + step.from_split + step.from_merger + step.come


def test_surveys_taken_once_have_no_steps() -> None:
    assert wave_steps(None, [], ()) == ()


def test_names_are_followed_through_several_renamings(tmp_path: Path) -> None:
    write_lineage(tmp_path, [*names(11), "Newest"], {"T12": "New", "New": "Newest"})
    text = (tmp_path / "teams.csv").read_text(encoding="utf-8")
    (tmp_path / "teams.csv").write_text(text + "New,Newest\n", encoding="utf-8")
    surveys = read(tmp_path, BECAME)
    assert surveys.n[:, surveys.teams.index("Newest")].tolist() == [4, 4]


def test_a_name_without_an_answer_gives_way_to_the_other(tmp_path: Path) -> None:
    write_lineage(tmp_path, [*names(11), "New"], {"T12": "New"})
    for wave, extra in (("2024", "New,,,\n"), ("2025", "T12,,,\n")):
        path = tmp_path / f"staff_{wave}.csv"
        path.write_text(path.read_text(encoding="utf-8") + extra, encoding="utf-8")
    surveys = read(tmp_path, BECAME)
    assert surveys.n[:, surveys.teams.index("New")].tolist() == [4, 4]


LINEAGES = [
    ({"T12": "Nowhere"}, "Team 'T12' became 'Nowhere', which is in no survey and not in the team table."),
    ({"T11": "T12", "T12": "T11"}, "Teams became each other in a circle, or themselves: 'T11', 'T12'."),
    ({"T12": "T12"}, "Teams became each other in a circle, or themselves: 'T12'."),
    ({"T12": "T11"}, "'T11', 'T12' are one team, 'T11', and have answers in 'staff@2024' apart."),
]


@pytest.mark.parametrize(("became", "said"), LINEAGES)
def test_what_teams_cannot_have_become(tmp_path: Path, became: dict[str, str], said: str) -> None:
    write_lineage(tmp_path, names(11), became)
    problems = found(tmp_path, BECAME)
    assert said in [each.message for each in problems]
    assert all("teams.csv" in each.where and "became" in each.where for each in problems)


def test_teams_become_others_in_waves_only(tmp_path: Path) -> None:
    text = BECAME.replace("waves: [2024, 2025]\n", "").replace("staff_<wave>.csv", "staff.csv")
    assert ["The model file names no waves." in each.message for each in found(tmp_path, text)] == [True]
