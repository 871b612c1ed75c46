"""What changed since the last run: independent intervals, rows that both have, and nothing found where nothing is."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from bayeschain.workflow.changes import changes, in_a_sentence, same_data
from bayeschain.workflow.manifest import read_manifest
from bayeschain.workflow.running import report_again, run

Z = norm.ppf(0.95)


def written(folder: Path, means: list[float], sds: list[float]) -> Path:
    """A table of ICCs with 90 % intervals of normals."""
    folder.mkdir()
    mean, sd = np.array(means), np.array(sds)
    names = [f"c{number}" for number in range(len(mean))]
    table = {"construct": names, "icc1": mean, "icc1_lower": mean - Z * sd, "icc1_upper": mean + Z * sd}
    pd.DataFrame(table).to_csv(folder / "agreement.csv", index=False)
    return folder


def test_the_interval_of_a_change_is_that_of_a_difference_of_independent_normals(tmp_path: Path) -> None:
    before = written(tmp_path / "before", [0.1, 0.2], [0.03, 0.03])
    now = written(tmp_path / "now", [0.15, 0.4], [0.04, 0.04])
    found = changes(before, now)
    np.testing.assert_allclose(found["change"], [0.05, 0.2])
    np.testing.assert_allclose(found["change_upper"] - found["change"], Z * 0.05)
    np.testing.assert_allclose(found["change"] - found["change_lower"], Z * 0.05)
    assert list(found["beyond_uncertainty"]) == [False, True]
    assert "1 of 2 quantity has changed" in in_a_sentence(found, same=False)


def test_chance_alone_is_called_a_change_as_often_as_the_interval_says(tmp_path: Path) -> None:
    rng, count = np.random.default_rng(1), 4000
    sds = rng.uniform(0.02, 0.2, count)
    before = written(tmp_path / "before", list(0.5 + sds * rng.standard_normal(count)), list(sds))
    now = written(tmp_path / "now", list(0.5 + sds * rng.standard_normal(count)), list(sds))
    share = changes(before, now)["beyond_uncertainty"].mean()
    assert share == pytest.approx(0.1, abs=3 * np.sqrt(0.09 / count))


def test_rows_and_tables_that_one_run_lacks_are_left_out(tmp_path: Path) -> None:
    before = written(tmp_path / "before", [0.1], [0.03])
    now = written(tmp_path / "now", [0.1, 0.4], [0.04, 0.04])
    assert list(changes(before, now)["quantity"]) == ["c0"]
    (tmp_path / "empty").mkdir()
    assert changes(tmp_path / "empty", now).empty


@pytest.mark.usefixtures("no_sampling", "only_tables")
def test_a_run_that_replaces_another_says_what_changed(study: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    run(study, out, seed=1)
    assert "changes" not in read_manifest(out)
    run(study, out, seed=2, overwrite=True)
    told = read_manifest(out)["changes"]
    found = pd.read_csv(out / "tables" / "changes.csv")
    assert told["same_data"]
    assert told["compared"] == len(found) > 0
    assert told["beyond_uncertainty"] == found["beyond_uncertainty"].sum()
    report_again(out)
    pd.testing.assert_frame_equal(pd.read_csv(out / "tables" / "changes.csv"), found)


def test_equal_hashes_are_equal_answers() -> None:
    one, other = ({"data": {"staff": {"file": file, "sha256": "a"}}} for file in ("x.csv", "y.csv"))
    assert same_data(one, other)
    assert not same_data(one, {"data": {"staff": {"file": "x.csv", "sha256": "b"}}})
