"""Every command: exit code, what is said where, and what is written."""

import json
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from tests.cli.conftest import Command, Ended, environment, tree

import bayeschain as bc


def test_version(bayeschain: Command) -> None:
    ended = bayeschain("--version")
    assert ended == Ended(0, f"bayeschain {bc.__version__}\n", "")


def test_the_package_runs_as_a_module(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "bayeschain", "check", "nowhere.yaml"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("Error: nowhere.yaml")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", ["new", "check", "run", "report", "demo"])
def test_help_names_the_exit_codes_or_what_it_makes(bayeschain: Command, command: str) -> None:
    ended = bayeschain(command, "--help")
    assert ended.returncode == 0
    assert "Traceback" not in ended.stdout
    assert "Exit codes" in ended.stdout or command == "new"


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["run"],
        ["run", "model.yaml"],
        ["run", "model.yaml", "--out", "x", "--draws", "0"],
        ["run", "model.yaml", "--out", "x", "--seed", "-1"],
        ["run", "model.yaml", "--out", "x", "--chains", "two"],
        ["check", "model.yaml", "--nonsense"],
    ],
)
def test_wrong_usage_is_exit_code_2(bayeschain: Command, tmp_path: Path, arguments: list[str]) -> None:
    ended = bayeschain(*arguments)
    assert ended.returncode == 2
    assert ended.stderr
    assert "Traceback" not in ended.stderr
    assert tree(tmp_path) == []


def test_new_then_check(bayeschain: Command, tmp_path: Path) -> None:
    made = bayeschain("new", "my_study")
    assert made.returncode == 0, made.stderr
    assert tree(tmp_path / "my_study") == ["data", "data/customers.csv", "data/staff.csv", "model.yaml"]
    assert "bayeschain check" in made.stdout
    checked = bayeschain("check", "my_study/model.yaml")
    assert checked.returncode == 0, checked.stderr
    assert checked.stderr == ""
    assert "12 teams" in checked.stdout
    assert "leadership" in checked.stdout


def test_new_refuses_a_folder_with_files(bayeschain: Command, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("mine")
    ended = bayeschain("new", "mine")
    assert ended.returncode == 2
    assert "mine" in ended.stderr
    assert tree(tmp_path) == ["mine", "mine/notes.txt"]


def test_new_studies_repeat(bayeschain: Command, tmp_path: Path) -> None:
    bayeschain("new", "one")
    bayeschain("new", "two", "--quiet")
    for name in tree(tmp_path / "one"):
        one, two = tmp_path / "one" / name, tmp_path / "two" / name
        assert one.is_dir() or one.read_bytes() == two.read_bytes()


def test_check_speaks_json(bayeschain: Command, study: Path) -> None:
    ended = bayeschain("check", study, "--json")
    assert ended.returncode == 0, ended.stderr
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    assert events[0]["event"] == "started"
    (checked,) = [each for each in events if each["event"] == "checked"]
    assert {each["construct"] for each in checked["agreement"]} == {
        "leadership",
        "trust",
        "goal_clarity",
        "customer_benefit",
    }
    assert all(-1 < each["classical_icc1"] < 1 for each in checked["agreement"])
    assert [each["teams"] for each in checked["groups"]] == [12, 12]


def test_quiet_says_nothing(bayeschain: Command, study: Path) -> None:
    ended = bayeschain("check", study, "--quiet")
    assert ended == Ended(0, "", "")


def test_data_replaces_a_file(bayeschain: Command, study: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere.csv"
    (study.parent / "data" / "staff.csv").rename(moved)
    assert bayeschain("check", study).returncode == 2
    assert bayeschain("check", study, "--data", f"staff={moved}").returncode == 0


def spoil(study: Path, what: str) -> list[str]:
    """Make something wrong; return the arguments of `run` that come after the model file."""
    staff = study.parent / "data" / "staff.csv"
    table = pd.read_csv(staff)
    match what:
        case "no model file":
            study.unlink()
        case "not YAML":
            study.write_text("title: [")
        case "unknown key":
            study.write_text(study.read_text().replace("outcome:", "outcme:"))
        case "cycle":
            study.write_text(
                study.read_text().replace("trust ~ leadership", "leadership ~ trust\n  trust ~ leadership")
            )
        case "undeclared construct":
            study.write_text(study.read_text().replace("goal_clarity ~ trust", "goal_clarity ~ trsut"))
        case "no data file":
            staff.unlink()
        case "no column":
            table.drop(columns="tr2").to_csv(staff, index=False)
        case "out of range":
            table.loc[3, "le1"] = 9
            table.to_csv(staff, index=False)
        case "empty file":
            staff.write_text("")
        case "few teams":
            table[table["team"] < "Team 05"].to_csv(staff, index=False)
            customers = study.parent / "data" / "customers.csv"
            other = pd.read_csv(customers)
            other[other["team"] < "Team 05"].to_csv(customers, index=False)
        case "unknown survey":
            return ["--data", f"staf={staff}"]
        case "file without survey":
            return ["--data", str(staff)]
        case "two files":
            return ["--data", f"staff={staff}", "--data", f"staff={staff}"]
        case "foreign folder":
            (study.parents[1] / "out").mkdir()
            (study.parents[1] / "out" / "photo.jpg").write_text("x")
        case "file in the place":
            (study.parents[1] / "out").write_text("x")
    return []


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("no model file", "model.yaml"),
        ("not YAML", "line 1"),
        ("unknown key", "outcome"),
        ("cycle", "circle"),
        ("undeclared construct", "trust"),
        ("no data file", "staff.csv"),
        ("no column", "tr2"),
        ("out of range", "le1"),
        ("empty file", "empty"),
        ("few teams", "teams"),
        ("unknown survey", "staff"),
        ("file without survey", "customers"),
        ("two files", "staff"),
        ("foreign folder", "out"),
        ("file in the place", "out"),
    ],
)
def test_wrong_input_is_exit_code_2_with_a_message_and_nothing_is_written(
    bayeschain: Command, study: Path, tmp_path: Path, what: str, told: str
) -> None:
    more = spoil(study, what)
    before = tree(tmp_path)
    ended = bayeschain("run", study, "--out", "out", *more)
    assert ended.returncode == 2, ended.stderr
    assert told in ended.stderr
    assert "Traceback" not in ended.stderr
    assert tree(tmp_path) == before


def test_every_problem_is_listed_and_json_has_one_event_each(bayeschain: Command, study: Path) -> None:
    staff = study.parent / "data" / "staff.csv"
    table = pd.read_csv(staff)
    table.loc[3, "le1"] = 9
    table.drop(columns="tr2").to_csv(staff, index=False)
    (study.parent / "data" / "customers.csv").unlink()
    ended = bayeschain("run", study, "--out", study, "--json")
    assert ended.returncode == 2
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    problems = [each for each in events if each["event"] == "problem"]
    assert len(problems) >= 3
    assert all(each["message"] and each["remedy"] for each in problems)
    assert all(each["message"].splitlines()[0] in ended.stderr for each in problems)
    text = json.dumps(problems)
    assert "tr2" in text
    assert "customers.csv" in text


def test_report_of_something_else_is_wrong_input(bayeschain: Command, tmp_path: Path) -> None:
    ended = bayeschain("report", tmp_path)
    assert ended.returncode == 2
    assert "manifest" in ended.stderr
    assert tree(tmp_path) == []
