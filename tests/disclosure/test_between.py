"""Two runs of nearly the same answers: what changed is not told where it would tell of few people."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.support.fake_fit import fake_fit

from bayeschain.disclosure import Released, protect
from bayeschain.disclosure.between import Apart, apart, tells_of_few, thirds_tell_of_few
from bayeschain.disclosure.safe import without_team_variables, without_teams
from bayeschain.inference import store
from bayeschain.report.tables import write_tables
from bayeschain.workflow.changes import record_changes
from bayeschain.workflow.few import WHY, Extent, withheld
from bayeschain.workflow.kept import KEPT
from bayeschain.workflow.manifest import read_manifest, write_manifest

MINIMUM = 5


@pytest.fixture(scope="module")
def fit() -> xr.DataTree:
    return fake_fit(people=(6, 14), teams=24)


@pytest.fixture(scope="module")
def released(fit: xr.DataTree) -> Released:
    return protect(fit)


def joined(fit: xr.DataTree, team: int, people: int, by: float = 2.0) -> xr.DataTree:
    """The fit after people came to a team; what they answered moves its averages."""
    out, data = fit.copy(), fit["constant_data"].to_dataset().copy(deep=True)
    data["n_respondents"][{"survey": 0, "team": team}] += people
    data["team_item_mean"][{"team": team, "item": 0}] += by
    out["constant_data"] = xr.DataTree(data)
    return out


def placed(fit: xr.DataTree, released: Released, folder: Path, digest: str) -> Path:
    """A run folder with what a comparison reads."""
    (folder / "tables").mkdir(parents=True)
    write_tables(released, folder / "tables")
    if digest == "a":  # nobody reads that of the run now
        store(without_team_variables(fit) if released.safe else fit, folder / "posterior.nc")
    write_manifest(folder, {"created": "then", "data": {"staff": {"sha256": digest}}})
    return folder


def test_a_newcomer_cannot_be_solved_for_from_what_changed(
    fit: xr.DataTree, released: Released, tmp_path: Path
) -> None:
    """Whoever has the new report alone gets from the changes neither a size nor an average of the run before."""
    before = placed(fit, released, tmp_path / "before", "a")
    told: list[str] = []
    for name, newcomers in (("one", 1), ("four", 4)):
        more = joined(fit, 7, newcomers)
        now = placed(more, released, tmp_path / name, "b")
        found = record_changes(before, now, more, read_manifest(now), lambda event: told.append(str(event)))
        assert found == {
            "changes": {"since": "then", "same_data": False, "withheld": "everything", "tells_with_last": True}
        }
        assert not (now / "tables" / "changes.csv").exists()
    assert [any(text in each for each in told) for text in (WHY[Extent.EVERYTHING], KEPT)] == [True, True]
    assert len(told) == 4


def test_another_model_file_may_take_other_people_of_the_same_answers(
    fit: xr.DataTree, released: Released, tmp_path: Path
) -> None:
    before = placed(fit, released, tmp_path / "before", "a")
    facts = {**read_manifest(before), "model": {"file": "model.yaml", "sha256": "other"}}
    found = record_changes(before, before, joined(fit, 7, 1), facts, lambda _: None)["changes"]
    assert found == {"since": "then", "same_data": True, "withheld": "everything", "tells_with_last": True}


def test_one_changed_answer_counts_as_one_person(fit: xr.DataTree, released: Released, tmp_path: Path) -> None:
    before = placed(fit, released, tmp_path / "before", "a")
    assert withheld(before, before, joined(fit, 7, 0), same=False) is Extent.EVERYTHING
    assert withheld(before, before, joined(fit, 7, 0, by=0.0), same=False) is Extent.NOTHING
    assert withheld(before, before, joined(fit, 7, 0), same=True) is Extent.NOTHING


def test_changes_of_a_survey_taken_again_are_told(fit: xr.DataTree, released: Released, tmp_path: Path) -> None:
    again = fake_fit(people=(6, 14), teams=24, seed=2)
    before, now = placed(fit, released, tmp_path / "before", "a"), placed(again, protect(again), tmp_path / "now", "b")
    found = record_changes(before, now, again, read_manifest(now), lambda _: None)["changes"]
    table = pd.read_csv(now / "tables" / "changes.csv")
    assert found["withheld"] == "nothing"
    assert found["compared"] == len(table) > 0
    assert "tiers" in set(table["table"])


def test_people_are_counted_by_team_of_either_run(fit: xr.DataTree) -> None:
    gone = fit.copy()
    gone["constant_data"] = xr.DataTree(fit["constant_data"].to_dataset().isel(team=slice(1, None)))
    names, found = apart(fit, gone)
    n = fit["constant_data"]["n_respondents"].transpose("survey", "team").to_numpy()
    first = names.index(str(fit["constant_data"].to_dataset()["team"].to_numpy()[0]))
    for each, counts in zip(found, n, strict=True):
        assert each.people[first] == each.sizes[first] == counts[0]
        assert each.people.sum() == counts[0]
        assert not each.anew


def one(people: list[int], *, anew: bool = False) -> list[Apart]:
    return [Apart(np.array(people), np.full(len(people), 9), anew)]


@pytest.mark.parametrize(
    ("people", "hidden", "few"),
    [
        ([0, 0, 0], [0, 0, 0], False),
        ([4, 0, 0], [0, 0, 0], True),
        ([5, 0, 0], [0, 0, 0], False),
        ([8, 3, 0], [0, 0, 0], True),  # members of the first know their own 8
        ([8, 6, 3], [0, 0, 1], True),  # the first two are in both reports
        ([8, 6, 3], [0, 1, 1], True),
        ([8, 6, 5], [0, 1, 1], False),
    ],
)
def test_few_are_few_in_all_in_those_withheld_and_without_one(people: list[int], hidden: list[int], few: bool) -> None:
    assert tells_of_few(one(people), np.array(hidden, dtype=bool), MINIMUM) is few


def test_thirds_are_withheld_where_one_differs_by_few() -> None:
    thirds = np.array([[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]], dtype=bool)
    other = np.array([[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 0, 1]], dtype=bool)
    assert thirds_tell_of_few(one([5, 5, 5, 3]), thirds, thirds, MINIMUM)
    assert not thirds_tell_of_few(one([5, 5, 5, 5]), thirds, thirds, MINIMUM)
    assert not thirds_tell_of_few(one([5, 0, 5, 5]), thirds, other, MINIMUM)
    assert thirds_tell_of_few(one([3, 0, 5, 5]), thirds, other, MINIMUM)


def test_without_teams_kept_totals_of_surveys_decide_and_thirds_are_withheld(
    fit: xr.DataTree, released: Released, tmp_path: Path
) -> None:
    released = without_teams(released)
    before = placed(fit, released, tmp_path / "before", "a")
    assert withheld(before, before, joined(fit, 7, 4), same=False) is Extent.EVERYTHING
    more = joined(fit, 7, 5)
    data = more["constant_data"].to_dataset().copy(deep=True)
    data["n_respondents"][{"survey": 1, "team": 7}] += 5
    more["constant_data"] = xr.DataTree(data)
    now = placed(more, released, tmp_path / "now", "b")
    found = record_changes(before, now, more, read_manifest(now), lambda _: None)["changes"]
    assert found["withheld"] == "thirds"
    assert "tiers" not in set(pd.read_csv(now / "tables" / "changes.csv")["table"])
