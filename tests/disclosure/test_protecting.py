"""What leaves a fit, and what does not."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.checks import Verdict, predictive
from bayeschain.disclosure import Released, decide, gather, protect
from bayeschain.disclosure.released import NOT_REACHED, SHOWN, WITHHELD
from bayeschain.errors import InputError
from bayeschain.messages import Message


@pytest.fixture(scope="module")
def fit() -> xr.DataTree:
    return fake_fit(people=(2, 12), teams=30)


@pytest.fixture(scope="module")
def released(fit: xr.DataTree) -> Released:
    return protect(fit)


def sizes(fit: xr.DataTree) -> np.ndarray:
    return fit["constant_data"]["n_respondents"].transpose("survey", "team").to_numpy()


def test_small_teams_have_no_numbers(fit: xr.DataTree, released: Released) -> None:
    n = sizes(fit)
    small = ((n > 0) & (n < 5)).any(axis=0)
    assert small.any()
    assert released.teams["withheld"].values[small].all()
    for name in ("mean", "sd", "lower", "upper", "n_respondents", "prob_tier"):
        values = released.teams[name].transpose("team", ...).to_numpy()
        assert np.isnan(values[released.teams["withheld"].values]).all()


def test_other_teams_keep_theirs(fit: xr.DataTree, released: Released) -> None:
    shown = ~released.teams["withheld"].values
    assert shown.any()
    before = gather(fit).teams
    np.testing.assert_array_equal(released.teams["mean"].values[shown], before["mean"].values[shown])
    np.testing.assert_array_equal(
        released.teams["n_respondents"].transpose("survey", "team").values[:, shown], sizes(fit)[:, shown]
    )


def test_what_is_withheld_cannot_be_subtracted(fit: xr.DataTree, released: Released) -> None:
    for counts, total in zip(sizes(fit), released.sample["respondents"], strict=True):
        shown = released.teams["n_respondents"].sel(survey=released.sample["survey"][0])
        assert len(shown) == len(counts)
        hidden = counts[released.teams["withheld"].values & (counts > 0)]
        assert len(hidden) >= 2
        assert hidden.sum() >= 5
        assert total == counts.sum()


def test_status_does_not_tell_small_from_complement(released: Released) -> None:
    status = released.teams["status"].transpose("team", "survey").values
    assert set(status.ravel()) == {SHOWN, NOT_REACHED, WITHHELD}
    assert not (status[released.teams["withheld"].values] == SHOWN).any()
    assert "smallest" in released.sample
    assert (released.sample["smallest"] >= 5).all()


def test_nothing_else_is_by_team(released: Released) -> None:
    for name in ("effects", "drivers", "comparisons", "agreement", "what_if", "downstream", "tiers", "constructs"):
        assert "team" not in getattr(released, name).dims, name
    assert "raw_mean" not in released.teams


def test_tiers_with_too_few_respondents_are_withheld(fit: xr.DataTree) -> None:
    text = MODEL + "disclosure: {minimum_group: 120}\n"
    held = protect(fake_fit(text, people=(2, 12), teams=30))
    assert held.tiers is None
    assert held.withheld_tiers
    assert "prob_tier" not in held.teams
    for changes in (held.what_if, held.downstream):
        assert not [name for name in changes.data_vars if str(name).startswith("gap")]
    assert "gap" in protect(fit).what_if
    assert not protect(fit).withheld_tiers


def test_no_tiers_asked_for() -> None:
    text = "\n".join(line for line in MODEL.splitlines() if not line.startswith("tiers:"))
    released = protect(fake_fit(text))
    assert released.tiers is None
    assert not released.withheld_tiers
    assert "gap" not in released.what_if


def test_levels_are_means_over_all_teams(fit: xr.DataTree, released: Released) -> None:
    level = gather(fit).teams["mean"].mean("team")
    np.testing.assert_allclose(released.constructs["level"], level, rtol=1e-10)
    assert np.isnan(released.constructs["percent"].sel(construct="margin"))


def test_losses_are_coarse(fit: xr.DataTree) -> None:
    account = pd.DataFrame(
        [
            ("row", "staff", "kept", "", 200),
            ("row", "staff", "lost", "missing covariate", 3),
            ("row", "staff", "lost", "no team", 17),
            ("team", "", "lost", "unknown", 2),
        ],
        columns=["unit", "source", "outcome", "reason", "count"],
    )
    losses = protect(fit, account=account).losses
    assert losses["count"].tolist() == ["<5", "17", "2"]
    assert protect(fit).losses.empty


def test_a_check_shows_no_estimates(fit: xr.DataTree) -> None:
    table = pd.DataFrame({"quantity": ["icc[trust]"], "mean": [0.2], "rhat": [1.0]})
    released = protect(fit, [Verdict("convergence", "pass", Message("Fine."), Message(""), table)])
    assert released.verdicts[0].table.columns.tolist() == ["quantity", "rhat"]
    assert "mean" in table


def test_mass_is_passed_on(fit: xr.DataTree) -> None:
    assert protect(fit, mass=0.5).mass == 0.5
    assert protect(fit).mass == 0.9


def test_the_farthest_team_is_told_in_steps_only(fit: xr.DataTree) -> None:
    verdicts = [predictive(fit)]
    before, after = verdicts[0].table, protect(fit, verdicts).verdict("predictive").table
    single = after["statistic"] == "farthest"
    assert before.loc[before["statistic"] == "farthest", "observed"].notna().all()
    assert single.any()
    assert after.loc[single, ["observed", "distance", "p"]].isna().all(axis=None)
    assert set(after.loc[single, "adjusted_p"]) <= {0.001, 0.01, 0.05, 0.1, 1.0}
    assert after.loc[~single, "observed"].notna().all()
    assert after.loc[single, "construct"].is_monotonic_increasing


def with_counts(fit: xr.DataTree, survey: int, counts: np.ndarray) -> xr.DataTree:
    """Fit in which a survey has other numbers of respondents."""
    data = fit["constant_data"].to_dataset()
    n = data["n_respondents"].transpose("survey", "team").to_numpy().copy()
    n[survey] = counts
    out = fit.copy()
    out["constant_data"] = xr.DataTree(data.assign(n_respondents=(("survey", "team"), n)))
    return out


def test_a_survey_under_the_minimum_is_refused() -> None:
    fit = fake_fit(teams=12)
    few = np.zeros(12, dtype=int)
    few[:2] = 2
    with pytest.raises(InputError, match="Survey 'customers' has fewer than 5 respondents") as caught:
        protect(with_counts(fit, 1, few))
    assert "4" not in str(caught.value)


def test_counts_of_one_respondent_a_team_are_not_told_by_their_sum() -> None:
    fit = fake_fit(teams=12)
    released = protect(with_counts(fit, 1, np.ones(12, dtype=int)))
    assert released.sample["respondents"].isna().tolist() == [False, True]
    assert released.agreement["n_respondents"].to_series().fillna(0).eq(0).all()


def test_raw_values_of_a_few_teams_are_not_told() -> None:
    """Classical agreement of one shown team would be its own; raw thirds of five would have a third of one."""
    fit = fake_fit(teams=14, people=(8, 9), draws=20, prior_draws=20)
    for survey in (0, 1):
        counts = np.where(np.arange(14) < 10, 3, 9)
        fit = with_counts(fit, survey, counts)
    released = protect(fit)
    shown = int((~released.teams["withheld"]).sum())
    assert 0 < shown < 5
    for name in ("classical_icc1", "classical_icc2", "rwg_median"):
        assert released.agreement[name].isnull().all()
    assert released.tiers is None or released.tiers["raw_mean"].isnull().all()


def test_small_teams_whose_people_all_answered_protect_each_other() -> None:
    fit = fake_fit(teams=14, people=(8, 9), draws=20, prior_draws=20)
    for survey in (0, 1):
        fit = with_counts(fit, survey, np.full(14, 4))
    assert protect(fit).sample["respondents"].tolist() == [56, 56]


def test_checks_that_look_at_the_shown_teams_from_the_first_are_not_made_again(
    fit: xr.DataTree, monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = decide(fit)
    teams = decided.looked_at
    assert teams is not None
    assert not teams.all()
    later = protect(fit, (predictive(fit),)).verdicts[0]
    first = predictive(fit, teams)
    assert first.teams == tuple(teams.tolist())
    monkeypatch.setattr("bayeschain.disclosure.observed.CHECKS", {"predictive": None})
    found = protect(fit, (first,), decided=decided).verdicts[0]
    assert found.sentence == later.sentence
    pd.testing.assert_frame_equal(found.table, later.table)


def test_checks_of_all_teams_look_at_all(fit: xr.DataTree) -> None:
    every = fake_fit(people=(8, 12), teams=12)
    assert decide(every).looked_at is None
    assert predictive(every).teams is None
