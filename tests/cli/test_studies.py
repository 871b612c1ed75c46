"""Commands that simulate: what they write, and how they refuse; sampling is replaced by made-up draws."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import xarray as xr
from tests.cli.conftest import Command, tree
from tests.support.fake_fit import fake_fit

from bayeschain.experiments import calibrate, posterior, recover, studies
from bayeschain.experiments.design import Design
from bayeschain.experiments.execute import Advance
from bayeschain.experiments.tasks import Job, Record, Task
from bayeschain.inference import Settings
from bayeschain.model.parameters import Layout
from bayeschain.specification import Specification, parse_model
from bayeschain.surveys import Surveys

MODEL = """
title: Small
surveys:
  staff: {file: staff.csv, team: team, scale: [1, 5]}
  customers: {file: data/customers.csv, team: team, scale: [0, 10]}
constructs:
  trust: {survey: staff, items: [t1, t2]}
  flow: {survey: staff, items: [f1, f2]}
  benefit: {survey: customers, items: [b1, b2]}
chain: benefit ~ trust + flow
outcome: benefit
tiers: {by: trust, show: [benefit]}
"""


@dataclass(frozen=True)
class MadeUp:
    """A compiled chain whose fits are made up."""

    layout: Layout

    def fit(self, surveys: Surveys, settings: Settings) -> xr.DataTree:
        fit = fake_fit(self.layout.specification, teams=len(surveys.teams), prior_draws=2, seed=settings.seed)
        for group in ("posterior", "constant_data"):
            fit[group] = xr.DataTree(fit[group].to_dataset().assign_coords(team=list(surveys.teams)))
        return fit


def here(job: Job, tasks: tuple[Task, ...], folder: Path, *, progress: Any, **where: Any) -> list[Record]:
    """Do all replicates in this process; the second one fails."""
    ready, records = job.prepare(), []
    for done, task in enumerate(tasks, 1):
        failed = task.replicate == 1
        error = "ValueError: bad" if failed else ""
        result = {} if failed else json.loads(json.dumps(job.replicate(ready, task)))
        records.append(Record(task, "failed" if failed else "done", result, error))
        progress(Advance(done, len(tasks), int(failed), 100.0))
    Path(folder).mkdir(parents=True, exist_ok=True)
    return records


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL)

    def compiled(specification: Specification, design: object) -> MadeUp:
        return MadeUp(Layout(specification))

    monkeypatch.setattr(studies, "execute", here)
    monkeypatch.setattr(calibrate, "PROBES", 8)
    monkeypatch.setattr(calibrate, "compiled_chain", compiled)
    monkeypatch.setattr(recover, "compiled_chain", compiled)
    monkeypatch.setattr(posterior, "compiled_given", compiled)
    return path


def test_simulate_writes_surveys_and_truth(bayeschain: Command, model: Path) -> None:
    options = ("--out", "fake", "--teams", "12", "--respondents", "staff=3,customers=2-4", "--icc", "0.1")
    ended = bayeschain("simulate", model, *options)
    assert ended.returncode == 0, ended.stderr
    assert [name for name in tree(Path("fake")) if name.endswith("csv")] == [
        "data/customers.csv",
        "staff.csv",
        "truth.csv",
    ]
    staff = pd.read_csv("fake/staff.csv")
    assert staff.groupby("team").size().tolist() == [3] * 12
    truth = pd.read_csv("fake/truth.csv").set_index("quantity")["value"]
    assert truth["icc: trust"] == pytest.approx(0.1)
    again = bayeschain("simulate", model, *options)
    assert again.returncode == 2
    assert "exists" in again.stderr
    assert bayeschain("simulate", model, *options, "--overwrite").returncode == 0
    assert bayeschain("simulate", model, *options, "--overwrite", "--skipped", "0.3").returncode == 0
    items = pd.read_csv("fake/staff.csv", dtype=str).drop(columns="team")
    assert 0.1 < items.isna().to_numpy().mean() < 0.5
    assert items.stack().dropna().str.fullmatch(r"\d+").all()


def test_power_over_a_grid(bayeschain: Command, model: Path) -> None:
    ended = bayeschain("power", model, "--out", "p", "--teams", "12,20", "--respondents", "3,6", "--replicates", "3")
    assert ended.returncode == 0, ended.stderr
    assert tree(Path("p")) == ["README.md", "power.csv", "power.png", "power.svg", "precision.csv"]
    found = pd.read_csv("p/power.csv")
    assert found[["teams", "staff"]].to_numpy().tolist() == [[12, 3], [12, 6], [20, 3], [20, 6]]
    assert (found["data_sets"] == 2).all()
    assert found[["total_width", "first_driver", "tiers_separate"]].notna().all().all()
    page = Path("p/README.md").read_text()
    assert "4 data sets failed and are missing here" in page
    asked = "--out p --teams 12,20 --respondents 3,6 --truth fixed --replicates 3 --seed 2025"
    assert f"bayeschain power {model} {asked}" in page
    assert "12 of 12" in ended.stdout
    assert "about 2 min left" in ended.stdout


def test_recover_by_a_design_file(bayeschain: Command, model: Path) -> None:
    Path("design.yaml").write_text("teams: 20\nrespondents: {staff: 4, customers: 3-6}\npaths: {benefit ~ flow: 0.0}\n")
    ended = bayeschain("recover", model, "--out", "r", "--design", "design.yaml", "--replicates", "3", "--json")
    assert ended.returncode == 0, ended.stderr
    assert tree(Path("r")) == ["README.md", "coverage.csv", "first.csv"]
    found = pd.read_csv("r/coverage.csv")
    assert set(found["method"]) == {"bayeschain", "averages", "corrected", "likelihood"}
    assert {"path", "total, standardised", "tier ratio, these_teams", "rank", "icc"} <= set(found["kind"])
    events = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [e["total"] for e in events if e["event"] == "progress"] == [3, 3, 3]
    assert events[-1]["event"] == "finished"


def test_calibrate_ends_by_its_verdict(bayeschain: Command, model: Path) -> None:
    """Made-up draws know nothing of the truth, so the ranks are not uniform."""
    ended = bayeschain("calibrate", model, "--out", "c", "--teams", "12", "--respondents", "3", "--replicates", "16")
    assert ended.returncode == 1
    assert "Not calibrated: 15 data sets" in ended.stdout
    assert tree(Path("c")) == ["README.md", "quantities.csv", "ranks.png", "ranks.svg"]
    assert "1 data sets failed" in Path("c/README.md").read_text()


def test_calibrate_given_the_surveys_at_hand(bayeschain: Command, model: Path) -> None:
    assert bayeschain("simulate", model, "--out", ".", "--teams", "12", "--respondents", "6").returncode == 0
    Path("staff.csv").rename("other.csv")
    options = ("--out", "c", "--given", "--data", "staff=other.csv", "--teams", "9", "--respondents", "3-6")
    ended = bayeschain("calibrate", model, *options, "--replicates", "8")
    assert ended.returncode == 1, ended.stderr
    assert "Not calibrated given the answers at hand: 7 data sets" in ended.stdout
    page = Path("c/README.md").read_text()
    assert page.startswith("# Posterior simulation-based calibration")
    assert "drawn from the posterior of the answers at hand" in page
    asked = "--given --data staff=other.csv --teams 9 --respondents 3-6 --replicates 8 --seed 2025"
    assert f"bayeschain calibrate {model} --out c {asked}" in page


@pytest.mark.parametrize(
    ("command", "options", "told"),
    [
        ("power", ["--teams", "many"], "teams is 'many'"),
        ("recover", ["--skipped", "0.95"], "skipped is '0.95'"),
        ("power", ["--respondents", "staff=6"], "nothing of customers"),
        ("recover", ["--respondents", "9-3"], "respondents is '9-3'"),
        ("recover", ["--icc", "1.5"], "icc is '1.5'"),
        ("recover", ["--truth", "prior"], "truth is 'prior'"),
        ("recover", ["--truth", "priors", "--paths", "0.1"], "their own"),
        ("power", ["--paths", "0.9"], "explain all"),
        ("calibrate", ["--teams", "20,40"], "2 conditions"),
        ("calibrate", ["--data", "staff=other.csv"], "read with --given alone"),
        ("calibrate", ["--given"], "staff.csv"),
        ("simulate", ["--design", "nowhere.yaml"], "cannot be read"),
    ],
)
def test_a_wrong_design_is_wrong_input(
    bayeschain: Command, model: Path, command: str, options: list[str], told: str
) -> None:
    ended = bayeschain(command, model, "--out", "x", *options)
    assert ended.returncode == 2
    assert told in ended.stderr
    assert not Path("x").exists()


def test_ordinal_answers_are_compiled_for_each_design(
    bayeschain: Command, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """People are parameters there, so one compiled chain takes one number of them."""
    model.write_text(MODEL.replace("scale: [1, 5]}", "scale: [1, 5], likelihood: ordinal}"))
    designs = []

    def compiled(specification: Specification, design: Design) -> MadeUp:
        designs.append((design.teams, design.respondents["staff"]))
        return MadeUp(Layout(parse_model(MODEL)))

    monkeypatch.setattr(recover, "compiled_chain", compiled)
    ended = bayeschain("power", model, "--out", "p", "--teams", "12,20", "--respondents", "3", "--replicates", "3")
    assert ended.returncode == 0, ended.stderr
    assert designs == [(12, (3, 3)), (20, (3, 3))]
    assert pd.read_csv("p/power.csv")["data_sets"].tolist() == [2, 2]
