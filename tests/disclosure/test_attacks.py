"""Attacks on a whole report folder by somebody who knows the sizes of teams and the answers of their own."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xarray as xr
from scipy.optimize import linprog
from tests.support.fake_fit import fake_fit

from bayeschain.checks import predictive, verdicts
from bayeschain.disclosure import protect
from bayeschain.disclosure.safe import DISCLOSURE, SAFE, without_team_variables
from bayeschain.report import write
from bayeschain.report.tables import write_tables

MINIMUM = 5


@pytest.fixture(scope="module")
def fit() -> xr.DataTree:
    return fake_fit(people=(3, 14), teams=40)


def written(fit: xr.DataTree, place: Path, *, safe: bool = False) -> Path:
    write(protect(fit, verdicts(fit), safe=safe), place)
    return place


@pytest.fixture(scope="module")
def folder(fit: xr.DataTree, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(fit, tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="module")
def safe_folder(fit: xr.DataTree, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(fit, tmp_path_factory.mktemp("safe"), safe=True)


def sizes(fit: xr.DataTree) -> np.ndarray:
    return fit["constant_data"]["n_respondents"].transpose("survey", "team").to_numpy()


def small(fit: xr.DataTree) -> np.ndarray:
    n = sizes(fit)
    return np.asarray(((n > 0) & (n < MINIMUM)).any(axis=0))


def table(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / "tables" / f"{name}.csv")


def withheld(folder: Path) -> list[str]:
    teams = table(folder, "teams")
    return sorted(teams.loc[teams["status"] == "withheld", "team"].unique())


def texts(folder: Path) -> Iterator[str]:
    """Everything in the folder that holds text."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".csv", ".html", ".svg"):
            yield path.read_text(encoding="utf-8")
        if path.suffix == ".xlsx":
            for sheet in openpyxl.load_workbook(path):
                yield "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None)


def test_small_teams_have_no_number_in_any_table(fit: xr.DataTree, folder: Path) -> None:
    names = fit["constant_data"]["team"].to_numpy()[small(fit)].tolist()
    assert names
    assert set(names) <= set(withheld(folder))
    for path in sorted((folder / "tables").glob("*.csv")):
        frame = pd.read_csv(path)
        if "team" in frame:
            rows = frame[frame["team"].isin(names)]
            assert rows.select_dtypes("number").isna().all(axis=None), path.name


def ends(aim: np.ndarray, left: float, bounds: tuple[float, float | None]) -> tuple[float, float]:
    """Least and greatest value that numbers with a known sum leave to some of them together."""
    ones = np.ones((1, len(aim)))
    low, high = (sign * linprog(sign * aim, A_eq=ones, b_eq=[left], bounds=bounds).fun for sign in (1.0, -1.0))
    return low, high


@pytest.mark.parametrize("survey", ["staff", "customers"])
def test_counts_bound_no_withheld_team_to_a_point(folder: Path, survey: str) -> None:
    """Linear programme: respondents of withheld teams, given the total and those shown."""
    teams = table(folder, "teams").drop_duplicates(["team", "survey"])
    mine = teams[teams["survey"] == survey]
    hidden = mine[mine["status"] == "withheld"]
    total = table(folder, "sample").set_index("survey")["respondents"][survey]
    left = float(total - mine.loc[mine["status"] == "shown", "respondents"].sum())
    assert len(hidden) >= 2
    for aim in np.eye(len(hidden)):
        low, high = ends(aim, left, (1.0, None))
        assert high - low >= 1.0


@pytest.mark.parametrize(("construct", "scale"), [("trust", (1.0, 5.0)), ("benefit", (0.0, 10.0))])
def test_levels_bound_no_withheld_team_to_a_point(
    fit: xr.DataTree, folder: Path, construct: str, scale: tuple[float, float]
) -> None:
    """Linear programme: levels of withheld teams, given the mean over all teams and the teams shown."""
    teams = table(folder, "teams")
    mine = teams[teams["construct"] == construct]
    hidden = int(mine["mean"].isna().sum())
    level = float(protect(fit).constructs["level"].sel(construct=construct))
    left = len(mine) * level - float(mine["mean"].sum())
    for aim in np.eye(hidden):
        low, high = ends(aim, left, scale)
        assert high - low > 0.5 * (scale[1] - scale[0])


@pytest.mark.parametrize("survey", [0, 1])
def test_a_team_that_knows_its_own_answers_finds_no_small_group(fit: xr.DataTree, folder: Path, survey: int) -> None:
    names = fit["constant_data"]["team"].to_numpy()
    hidden = sizes(fit)[survey][np.isin(names, withheld(folder))]
    hidden = hidden[hidden > 0]
    assert len(hidden) >= 2
    assert min(hidden.sum() - own for own in hidden) >= MINIMUM


def changed(fit: xr.DataTree, team: int, **by: float) -> xr.DataTree:
    """Fit in which a team's observed averages and variances are others, and the posterior is the same."""
    out, data = fit.copy(), fit["constant_data"].to_dataset()
    mean, variance = data["team_item_mean"].copy(deep=True), data["team_item_variance"].copy(deep=True)
    mean[{"team": team}] += 7.0
    variance[{"team": team}] *= 1.7
    out["constant_data"] = xr.DataTree(data.assign(team_item_mean=mean, team_item_variance=variance))
    return out


def raw_tables(fit: xr.DataTree, place: Path) -> dict[str, bytes]:
    (place / "tables").mkdir(parents=True)
    write_tables(protect(fit, [predictive(fit)]), place / "tables")
    names = ("tiers", "agreement", "predictive", "sample", "teams", "missing")
    return {name: (place / "tables" / f"{name}.csv").read_bytes() for name in names}


def test_raw_answers_of_a_small_team_enter_nothing_that_is_released(fit: xr.DataTree, tmp_path: Path) -> None:
    """Raw thirds, classical agreement and checks of team averages leave nothing to subtract."""
    team = int(np.flatnonzero(small(fit))[0])
    shown = int(np.flatnonzero(~protect(fit).teams["withheld"].to_numpy())[3])
    before = raw_tables(fit, tmp_path / "before")
    assert raw_tables(changed(fit, team), tmp_path / "small") == before
    other = raw_tables(changed(fit, shown), tmp_path / "shown")
    assert {name for name in other if other[name] != before[name]} == {"tiers", "agreement", "predictive"}


def test_a_unanimous_team_is_withheld(fit: xr.DataTree) -> None:
    shown = np.flatnonzero(~protect(fit).teams["withheld"].to_numpy())
    team = int(shown[np.argmax(sizes(fit)[0, shown])])
    data = fit["constant_data"].to_dataset()
    variance = data["team_item_variance"].copy(deep=True)
    variance[{"team": team, "item": np.flatnonzero(data["item_construct"].to_numpy() == "trust")}] = 0.0
    out = fit.copy()
    out["constant_data"] = xr.DataTree(data.assign(team_item_variance=variance))
    assert bool(protect(out).teams["withheld"][team])


def test_safe_output_names_no_team(folder: Path, safe_folder: Path) -> None:
    assert any("Team 12" in text for text in texts(folder))
    assert not any("Team 12" in text or "Team 7" in text for text in texts(safe_folder))
    made = {path.name for path in (safe_folder / "tables").iterdir()}
    assert not made & {"teams.csv", "leave_one_out.csv"}
    assert not [path for path in (safe_folder / "figures").iterdir() if "leave" in path.name]
    assert table(safe_folder, "sample")[["smallest", "median", "largest"]].isna().all(axis=None)
    assert "farthest" not in set(table(safe_folder, "predictive")["statistic"])
    page = (safe_folder / "report.html").read_text(encoding="utf-8")
    assert "safe version" in page
    assert "40 teams ·" in page


def test_safe_posterior_has_no_team(fit: xr.DataTree) -> None:
    made = without_team_variables(fit)
    assert made.attrs[DISCLOSURE] == SAFE
    assert "construct_mean" in made["posterior"]
    for group in made.subtree:
        assert not {"team", "unit"} & {str(dim) for dim in group.dims}
