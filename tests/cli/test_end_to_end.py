"""From `new` to `report` with a real, short fit: too short to be trusted, so the exit code is 3."""

import json
from pathlib import Path

import pandas as pd
from tests.cli.conftest import Command, tree

import bayeschain as bc

SHORT = ["--draws", "60", "--tune", "100", "--chains", "2", "--seed", "3"]


def test_a_short_run_is_reported_but_not_trusted(bayeschain: Command, study: Path, tmp_path: Path) -> None:
    ended = bayeschain("run", study, "--out", "runs/march", *SHORT, "--json")
    assert ended.returncode == 3, ended.stderr
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    names = [event["event"] for event in events]
    assert names[0] == "started"
    assert "progress" in names
    assert names[-1] == "finished"
    assert (events[-1]["verdict"], events[-1]["exit_code"]) == ("fail", 3)
    assert Path(events[-1]["folder"]) == Path("runs/march")
    folder = tmp_path / "runs" / "march"
    assert tree(tmp_path / "runs")[0] == "march"
    assert events[-1]["sentence"].split(":")[0] in (folder / "report.html").read_text(encoding="utf-8")

    fit = bc.load(folder)
    assert (fit["posterior"].sizes["draw"], fit["posterior"].sizes["chain"], fit.attrs["seed"]) == (60, 2, 3)
    effects = pd.read_csv(folder / "tables" / "effects.csv")
    assert list(effects.columns[:5]) == ["target", "source", "kind", "route", "scale"]

    again = bayeschain("report", folder)
    assert again.returncode == 3
    assert "cannot be trusted" in again.stdout
    pd.testing.assert_frame_equal(pd.read_csv(folder / "tables" / "effects.csv"), effects)

    refused = bayeschain("run", study, "--out", "runs/march", *SHORT)
    assert refused.returncode == 2
    assert "--overwrite" in refused.stderr


def test_an_unknown_sampler_is_wrong_input(bayeschain: Command, study: Path, tmp_path: Path) -> None:
    before = tree(tmp_path)
    ended = bayeschain("run", study, "--out", "out", "--sampler", "nutpy")
    assert ended.returncode == 2
    assert "nutpie" in ended.stderr
    assert tree(tmp_path) == before


def test_a_preview_answers_and_sampling_goes_on_from_it(bayeschain: Command, study: Path, tmp_path: Path) -> None:
    ended = bayeschain("run", study, "--out", "quick", "--preview")
    assert ended.returncode == 0, ended.stderr
    assert "This is a preview." in ended.stdout
    assert "This is a preview." in (tmp_path / "quick" / "report.html").read_text(encoding="utf-8")
    on = bayeschain("run", study, "--out", "full", "--start", "quick", *SHORT)
    assert on.returncode == 3, on.stderr
    nothing = bayeschain("run", study, "--out", "other", "--start", "nowhere", *SHORT)
    assert nothing.returncode == 2
    assert "no stored fit" in nothing.stderr
    assert not (tmp_path / "other").exists()
