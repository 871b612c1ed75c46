"""Attacks by a reader who keeps two reports of the same answers: what can be subtracted, and what cannot."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from tests.support.audit import Range, ranges, truth
from tests.support.fake_fit import fake_fit
from tests.support.statements import LEVEL, PEOPLE, Statements, statements, together
from tests.support.written import read_written

from bayeschain.conventions import TEAM
from bayeschain.disclosure import protect
from bayeschain.inference import specification_of, store
from bayeschain.report.tables import write_tables
from bayeschain.workflow.changes import record_changes
from bayeschain.workflow.kept import KEPT, tells_with_last
from bayeschain.workflow.manifest import read_manifest, write_manifest

WAVES = """\
title: A small company
waves: [a, b]
surveys:
  staff: {file: staff_<wave>.csv, team: team, scale: [1, 5]}
constructs:
  leadership: {survey: staff, items: [le1, le2]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
chain: trust ~ leadership
outcome: trust
"""
FIRST = WAVES.replace("waves: [a, b]\n", "").replace("_<wave>", "")
THIRDS = f"{FIRST}tiers: {{by: trust, show: [leadership]}}\n"
UNITS = f"{THIRDS}teams: {{file: teams.csv, team: team, unit: area}}\n"


@pytest.fixture(scope="module")
def fit() -> xr.DataTree:
    return fake_fit(UNITS, people=(3, 12), teams=20, draws=20, prior_draws=20)


def asked(fit: xr.DataTree, text: str) -> xr.DataTree:
    """The fit as if another model file had asked for it."""
    out = fit.copy()
    out.attrs = {**fit.attrs, "model_text": text, "model_sha256": text}
    return out


def without(fit: xr.DataTree, team: str) -> xr.DataTree:
    """The fit without a team, all others as they were."""
    kept = fit["constant_data"][TEAM].to_numpy() != team
    parts = {name: group.to_dataset().isel({TEAM: kept}, missing_dims="ignore") for name, group in fit.children.items()}
    out = xr.DataTree.from_dict(parts)
    out.attrs = dict(fit.attrs)
    return out


def without_units(fit: xr.DataTree, text: str) -> xr.DataTree:
    """The fit as of a model file that names no units."""
    parts = {name: group.to_dataset().drop_dims("unit", errors="ignore") for name, group in fit.children.items()}
    out = xr.DataTree.from_dict({name: each.drop_vars("unit_of_team", errors="ignore") for name, each in parts.items()})
    out.attrs = {**fit.attrs, "model_text": text, "model_sha256": text}
    return out


def report(fit: xr.DataTree, folder: Path, *, safe: bool = False) -> Path:
    """Tables, posterior and manifest of a run."""
    (folder / "tables").mkdir(parents=True)
    write_tables(protect(fit, safe=safe), folder / "tables")
    store(fit, folder / "posterior.nc")
    model = {"file": "model.yaml", "sha256": str(fit.attrs["model_sha256"])}
    write_manifest(folder, {"created": "then", "model": model, "data": {"staff": {"sha256": "a"}}})
    return folder


def stated(fit: xr.DataTree, folder: Path) -> Statements:
    return statements(read_written(folder), specification_of(fit), truth(fit).beside)


def leaks(made: Statements, fit: xr.DataTree) -> list[Range]:
    return [each for each in ranges(made, truth(fit), fit) if each.leaks]


def withheld(folder: Path) -> set[str]:
    teams = read_written(folder).table("teams")
    return {str(team) for team in teams.loc[teams["status"] == "withheld", "team"]}


def test_a_larger_minimum_group_adds_nothing_to_a_smaller_one(fit: xr.DataTree, tmp_path: Path) -> None:
    """And it cannot take back what the smaller one has shown."""
    five, eight = (asked(fit, f"{UNITS}disclosure: {{minimum_group: {minimum}}}\n") for minimum in (5, 8))
    folders = report(five, tmp_path / "5"), report(eight, tmp_path / "8")
    assert withheld(folders[0]) < withheld(folders[1])
    both = together(stated(five, folders[0]), stated(eight, folders[1]))
    assert leaks(both, five) == []
    taken_back = withheld(folders[1]) - withheld(folders[0])
    people = truth(five).people["staff"]
    for team in taken_back:
        assert both.bounds[PEOPLE, "staff", team] == (people[team], people[team])
    assert tells_with_last(*folders, eight)  # groups under 8, which is what it promises now
    assert not tells_with_last(*folders[::-1], five)


def test_what_a_safe_report_has_stands_in_the_full_one(fit: xr.DataTree, tmp_path: Path) -> None:
    full = read_written(report(fit, tmp_path / "full"))
    safe = read_written(report(fit, tmp_path / "safe", safe=True))
    assert set(safe.tables) < set(full.tables)
    for name, frame in safe.tables.items():
        assert len(frame) == len(full.tables[name]), name
        kept = frame.notna().to_numpy()
        assert (frame.astype(object).to_numpy()[kept] == full.tables[name].astype(object).to_numpy()[kept]).all(), name


def test_a_small_team_that_one_report_leaves_out_can_be_subtracted_and_the_run_warns(
    fit: xr.DataTree, tmp_path: Path
) -> None:
    people = truth(fit).people["staff"]
    before = report(fit, tmp_path / "before")
    team = min((each for each in withheld(before) if people[each]), key=lambda each: people[each])
    assert people[team] < 5
    less = asked(without(fit, team), f"{UNITS}# without a team\n")
    now = report(less, tmp_path / "now")
    found = {(each.what, each.teams): each for each in leaks(together(stated(fit, before), stated(less, now)), fit)}
    assert found[PEOPLE, (team,)].low == pytest.approx(people[team])
    assert found[LEVEL, (team,)].low == pytest.approx(found[LEVEL, (team,)].high, abs=0.05)
    assert warned(before, now, less)


def warned(before: Path, now: Path, fit: xr.DataTree) -> bool:
    """Whether the run that replaces another warns, in its log and its manifest."""
    told: list[str] = []
    facts = read_manifest(now)
    found = record_changes(before, now, fit, facts, lambda event: told.append(str(event)))
    said = any(KEPT in each for each in told)
    assert said is bool(found.get("changes", {}).get("tells_with_last", False))
    return said


def test_units_that_one_report_has_can_be_subtracted_and_the_run_warns(tmp_path: Path) -> None:
    """Each report is safe alone. A team that one withholds to protect another is shown by the other."""
    text = UNITS.replace("tiers: {by: trust, show: [leadership]}\n", "")
    units = fake_fit(text, teams=9, people=(9, 9), draws=20, prior_draws=20)
    units = resized(units, np.array([[3, 5, 6, 9, 9, 9, 8, 9, 9]]))
    plain = without_units(units, FIRST)
    folders = report(plain, tmp_path / "plain"), report(units, tmp_path / "units")
    made = [stated(each, folder) for each, folder in zip((plain, units), folders, strict=True)]
    assert [leaks(each, units) for each in made] == [[], []]
    assert [withheld(folder) for folder in folders] == [{"Team 1", "Team 2", "Team 3"}, {"Team 1", "Team 4", "Team 7"}]
    found = {each.survey: each for each in leaks(together(*made), units) if each.teams == ("Team 1",)}
    assert found["staff"].low == pytest.approx(3.0)
    assert found["staff"].high == pytest.approx(3.0)
    assert found["trust"].high - found["trust"].low < 0.01
    assert warned(folders[0], folders[1], units)
    assert warned(folders[1], folders[0], plain)
    assert not warned(folders[1], folders[1], units)


def test_a_wave_that_is_added_tells_of_the_first_and_the_run_warns(tmp_path: Path) -> None:
    """Teams small in the new wave protect the small one of the first; those that protected it before are now shown."""
    sizes = np.array([[3, 0, 9, 5, 6, 9, 9, 9, 9], [9, 9, 0, 9, 9, 4, 4, 9, 9]])
    one, two = (
        resized(fake_fit(text, teams=9, people=(9, 9), draws=20, prior_draws=20), n)
        for text, n in ((FIRST, sizes[:1]), (WAVES, sizes))
    )
    folders = report(one, tmp_path / "one"), report(two, tmp_path / "two")
    held = [withheld(folder) for folder in folders]
    assert held == [{"Team 1", "Team 4", "Team 5"}, {"Team 1", "Team 6", "Team 7"}]
    assert warned(*folders, two)
    assert not warned(folders[1], folders[1], two)


def resized(fit: xr.DataTree, n: np.ndarray) -> xr.DataTree:
    """The fit with other numbers of respondents."""
    out = fit.copy()
    data = fit["constant_data"].to_dataset()
    out["constant_data"] = xr.DataTree(data.assign(n_respondents=(("survey", "team"), n)))
    return out
