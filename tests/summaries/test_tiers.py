"""Tiers against a slow loop over draws that follows the words of the definition."""

from collections.abc import Iterator

import numpy as np
import pytest
import xarray as xr
from numpy.typing import NDArray
from scipy.stats import norm
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.errors import InputError
from bayeschain.summaries import tiers

type Places = NDArray[np.int64]
type Levels = dict[str, NDArray[np.float64]]

NAMES = ["trust", "leadership", "stress", "benefit", "margin"]
BETTER = {"stress": "low"}


def original(fit: xr.DataTree, name: str, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of a construct on its original scale, written out by hand for the model of `fake_fit`."""
    if name == "margin":
        data = fit["constant_data"]
        return np.asarray(data["column_mean"].item() + (values - 50.0) / 10.0 * data["column_sd"].item())
    low, high = {"benefit": (0, 10), "stress": (0, 4)}.get(name, (1, 5))
    return np.asarray(low + values / 100.0 * (high - low))


def slow_draws(fit: xr.DataTree, group: str) -> Iterator[tuple[list[Places], Levels]]:
    """For each draw the teams of the three thirds, and each construct's team levels on its original scale."""
    latent = fit[group]["team_latent"]
    for chain in latent["chain"].to_numpy():
        for draw in latent["draw"].to_numpy():
            level = latent.sel(chain=chain, draw=draw)
            ordered = level.sel(construct="trust").to_series().sort_values().index
            places = [level.get_index("team").get_loc(team) for team in ordered]
            thirds = np.array_split(np.array(places, dtype=np.int64), 3)
            yield thirds, {n: original(fit, n, level.sel(construct=n).to_numpy()) for n in NAMES}


@pytest.fixture(scope="module")
def found(fit: xr.DataTree) -> xr.Dataset:
    return tiers(fit)


@pytest.fixture(scope="module")
def slow(fit: xr.DataTree) -> dict[str, NDArray[np.float64]]:
    """Means of thirds (M, 3, C) and of all (M, C) in each draw."""
    means, everyone = [], []
    for thirds, level in slow_draws(fit, "posterior"):
        means.append([[level[n][teams].mean() for n in NAMES] for teams in thirds])
        everyone.append([level[n].mean() for n in NAMES])
    return {"means": np.array(means), "everyone": np.array(everyone)}


def test_levels_of_these_teams(found: xr.Dataset, slow: dict[str, NDArray[np.float64]]) -> None:
    these = found.sel(estimand="these_teams")
    np.testing.assert_allclose(these["mean"], slow["means"].mean(axis=0))
    np.testing.assert_allclose(these["mean_lower"], np.quantile(slow["means"], 0.05, axis=0))
    relative = 100.0 * slow["means"] / slow["everyone"][:, None]
    np.testing.assert_allclose(these["relative"][:, :4], relative.mean(axis=0)[:, :4])
    np.testing.assert_allclose(these["relative_upper"][:, :4], np.quantile(relative, 0.95, axis=0)[:, :4])
    gap = slow["means"] - slow["everyone"][:, None]
    np.testing.assert_allclose(these["gap_points"], gap.mean(axis=0), atol=1e-12)
    np.testing.assert_array_equal(these["teams"], [8, 8, 7])


def test_gap_in_sds_of_the_draw(fit: xr.DataTree, found: xr.Dataset, slow: dict[str, NDArray[np.float64]]) -> None:
    tau = fit["posterior"]["team_sd"].sel(construct="stress").to_numpy().ravel() * 4.0 / 100.0
    gap = (slow["means"] - slow["everyone"][:, None])[:, 2, 2] / tau
    cell = found.sel(estimand="these_teams", tier="highest", construct="stress")
    assert cell["gap_sd"].item() == pytest.approx(gap.mean())
    assert cell["gap_sd_lower"].item() == pytest.approx(np.quantile(gap, 0.05))


def test_probabilities(fit: xr.DataTree, found: xr.Dataset, slow: dict[str, NDArray[np.float64]]) -> None:
    highest = slow["means"].argmax(axis=1)
    expected = np.array([(highest == t).mean(axis=0) for t in range(3)])
    np.testing.assert_allclose(found["prob_highest"].sel(estimand="these_teams"), expected)
    np.testing.assert_allclose(found["prob_highest"].sum("tier"), 1.0)
    member = np.zeros((fit["posterior"].sizes["team"], 3))
    for thirds, _ in slow_draws(fit, "posterior"):
        for t, teams in enumerate(thirds):
            member[teams, t] += 1.0 / len(slow["means"])
    np.testing.assert_allclose(found["prob_tier"], member)


@pytest.mark.parametrize(("group", "name"), [("posterior", "prob_best"), ("prior", "prior_prob_best")])
def test_best_in_everything_by_hand(fit: xr.DataTree, found: xr.Dataset, group: str, name: str) -> None:
    hits = []
    for thirds, level in slow_draws(fit, group):
        means = {n: [level[n][teams].mean() for teams in thirds] for n in NAMES[1:]}
        hits.append(all((min if BETTER.get(n) == "low" else max)(m) == m[2] for n, m in means.items()))
    assert found[name].sel(estimand="these_teams").item() == pytest.approx(np.mean(hits))


def test_new_teams_follow_the_population(fit: xr.DataTree, found: xr.Dataset) -> None:
    post = fit["posterior"]
    mu = post["construct_mean"].sel(construct="benefit")
    tau, R = post["team_sd"].sel(construct="benefit"), post["team_correlation"]
    z = 3.0 * norm.expect(lb=norm.isf(1.0 / 3.0))
    gap = z * R.sel(construct="benefit", construct_bis="trust") * tau
    relative = (100.0 * (mu + gap) / mu).to_numpy().ravel()
    cell = found.sel(estimand="new_teams", tier="highest", construct="benefit")
    assert cell["relative"].item() == pytest.approx(relative.mean(), rel=1e-6)
    assert cell["gap_points"].item() == pytest.approx(gap.mean().item() / 10.0, rel=1e-6)
    middle = found.sel(estimand="new_teams", tier="middle")
    np.testing.assert_allclose(middle["relative"][:4], 100.0)
    np.testing.assert_allclose(middle["gap_sd"], 0.0, atol=1e-12)
    assert found["teams"].sel(estimand="new_teams").isnull().all()


def test_ratio_has_its_prior_interval(fit: xr.DataTree, found: xr.Dataset) -> None:
    prior = []
    for thirds, level in slow_draws(fit, "prior"):
        prior.append(100.0 * level["benefit"][thirds[2]].mean() / level["benefit"].mean())
    cell = found.sel(estimand="these_teams", tier="highest", construct="benefit")
    assert cell["prior_relative_lower"].item() == pytest.approx(np.quantile(prior, 0.05))
    assert cell["prior_relative_upper"].item() == pytest.approx(np.quantile(prior, 0.95))


def test_team_columns_have_no_ratio(found: xr.Dataset) -> None:
    margin = found.sel(construct="margin")
    for name in ("relative", "relative_lower", "prior_relative_upper", "raw_relative"):
        assert margin[name].isnull().all(), name
    assert margin["gap_points"].notnull().all()


def test_raw_averages_by_hand(fit: xr.DataTree, found: xr.Dataset) -> None:
    items = fit["constant_data"]["team_item_mean"]
    owner = fit["constant_data"]["item_construct"]
    level = {n: items.sel(item=(owner == n).to_numpy()).mean("item", skipna=False).to_series() for n in NAMES[:4]}
    margin = fit["constant_data"]["team_column"].sel(column="margin").to_series()
    table = level["trust"].to_frame("trust").assign(**level).assign(margin=margin).dropna()
    table = table.sort_values("trust", kind="stable")
    assert found["raw_teams"].item() == len(table) == 20
    assert (np.diff(table["trust"])[[6, 13]] > 1e-6).all(), "a tie across a border needs shared membership"
    for t, teams in enumerate(np.array_split(np.arange(20), 3)):
        for n in NAMES:
            expected = original(fit, n, table[n].to_numpy()[teams]).mean()
            cell = found["raw_mean"].sel(construct=n).isel(tier=t)
            assert cell.sel(estimand="these_teams").item() == pytest.approx(expected)
            assert cell.sel(estimand="new_teams").isnull()


def test_raw_ratio_and_gap_follow_from_raw_means(fit: xr.DataTree) -> None:
    found = tiers(fit, show=["goals"]).sel(estimand="these_teams")
    everyone = (found["raw_mean"] - found["raw_gap_points"]).to_numpy()
    np.testing.assert_allclose(everyone, np.tile(everyone[0], (3, 1)))
    np.testing.assert_allclose(found["raw_relative"], 100.0 * found["raw_mean"] / everyone)


def test_where_low_is_better_the_lowest_tier_is_the_best(fit: xr.DataTree) -> None:
    found = tiers(fit, by="stress", show=["stress", "leadership"])
    assert found.attrs["best_tier"] == "lowest"
    assert found["construct"].to_numpy().tolist() == ["stress", "leadership"]
    highest = found["prob_highest"].sel(estimand="these_teams", tier="lowest", construct="leadership")
    assert found["prob_best"].sel(estimand="these_teams").item() == pytest.approx(highest.item())


def test_alone_the_tier_construct_is_best_in_nothing(fit: xr.DataTree) -> None:
    found = tiers(fit, by="trust", show=[])
    assert found["prob_best"].isnull().all()
    assert found.sizes["construct"] == 1
    assert not found["raw_best"]


def test_too_few_teams_with_all_averages_leave_the_raw_columns_empty() -> None:
    found = tiers(fake_fit(teams=3, draws=10, prior_draws=10), show=["benefit"])
    assert found["raw_teams"] == 1
    assert found["raw_relative"].isnull().all()
    assert not found["raw_best"]
    assert found["relative"].notnull().all()


def test_without_tiers_in_the_model_file() -> None:
    fit = fake_fit(MODEL[: MODEL.index("tiers:")], draws=10, prior_draws=10)
    with pytest.raises(InputError, match="says nothing about tiers"):
        tiers(fit)
    assert tiers(fit, by="goals")["construct"].to_numpy().tolist() == ["goals", "benefit"]


def test_unknown_constructs_are_refused(fit: xr.DataTree) -> None:
    with pytest.raises(InputError, match="Did you mean 'benefit'"):
        tiers(fit, show=["benefits"])


def test_dims(found: xr.Dataset) -> None:
    assert found["mean"].dims == ("estimand", "tier", "construct")
    assert found["prob_tier"].dims == ("team", "tier")
    assert found["tier"].to_numpy().tolist() == ["lowest", "middle", "highest"]
    np.testing.assert_allclose(found["prob_tier"].sum("tier"), 1.0)
