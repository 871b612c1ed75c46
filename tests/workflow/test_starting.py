"""The study to begin with and the case run as they are."""

from pathlib import Path

import pandas as pd
import pytest

from bayeschain.conventions import FIXED
from bayeschain.errors import InputError
from bayeschain.experiments import Design
from bayeschain.experiments.plans import Cell
from bayeschain.specification import load_model
from bayeschain.surveys import read_surveys
from bayeschain.workflow.checking import check
from bayeschain.workflow.starting import WAVES, demo_files, new_study
from bayeschain.workflow.studies import simulate_files


def test_a_new_study_is_valid_and_small(tmp_path: Path) -> None:
    new_study(tmp_path / "study")
    specification = load_model(tmp_path / "study" / "model.yaml")
    surveys = read_surveys(specification)
    assert len(specification.constructs) == 4
    assert len(surveys.teams) == 12
    assert surveys.complete.all()
    assert [row.read for row in surveys.account.rows] == [row.kept for row in surveys.account.rows]


def test_a_new_study_with_waves_is_valid_and_small(tmp_path: Path) -> None:
    new_study(tmp_path, waves=True)
    specification = load_model(tmp_path / "model.yaml")
    surveys = read_surveys(specification)
    assert specification.waves == WAVES
    assert len(specification.constructs) == 8
    assert len(surveys.teams) == 12
    assert surveys.complete.all()
    assert all((source.n >= specification.disclosure.minimum_group).all() for source in surveys.sources)
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        "customers.csv",
        "staff_2024.csv",
        "staff_2025.csv",
    ]


def test_its_model_file_reads_simulated_surveys_too(tmp_path: Path) -> None:
    new_study(tmp_path / "study", waves=True)
    text = (tmp_path / "study" / "model.yaml").read_text(encoding="utf-8")
    specification = load_model(tmp_path / "study" / "model.yaml")
    fixed = Cell(Design(20, dict.fromkeys(specification.surveys, (6, 6)), seed=1), FIXED)
    simulate_files(specification, fixed, tmp_path / "fake")
    (tmp_path / "fake" / "model.yaml").write_text(text, encoding="utf-8")
    checked = check(tmp_path / "fake" / "model.yaml")
    assert checked.sentence == "The input is right: 8 constructs, 8 arrows, 20 teams."
    assert checked.groups["respondents"].tolist() == [120] * 4


def test_a_new_study_may_fill_an_empty_folder_and_no_other(tmp_path: Path) -> None:
    new_study(tmp_path)
    with pytest.raises(InputError):
        new_study(tmp_path)


def test_the_case_has_the_size_of_the_case(tmp_path: Path) -> None:
    model = demo_files(tmp_path / "demo")
    specification = load_model(model)
    surveys = read_surveys(specification)
    assert len(surveys.teams) == 42
    assert len(specification.constructs) == 13
    staff, customers = surveys.source("staff"), surveys.source("customers")
    assert 4 <= int(staff.n.min()) <= int(staff.n.max()) <= 15
    assert 5 <= int(customers.n.min()) <= int(customers.n.max()) <= 25
    answers = pd.read_csv(tmp_path / "demo" / "data" / "staff.csv")
    assert answers["tr1"].corr(answers["tr3"]) < -0.2


def test_the_demonstration_writes_the_same_files_again(tmp_path: Path) -> None:
    demo_files(tmp_path)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.is_file()}
    demo_files(tmp_path)
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_files_that_the_user_changed_are_kept(tmp_path: Path) -> None:
    model = demo_files(tmp_path)
    changed = model.read_text() + "\n# mine\n"
    model.write_text(changed)
    with pytest.raises(InputError, match="--overwrite"):
        demo_files(tmp_path)
    assert model.read_text() == changed
    demo_files(tmp_path, overwrite=True)
    assert "# mine" not in model.read_text()
