"""Answers of new teams, drawn person by person, against the distributions of averages that are known in closed form."""

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.stats import multivariate_normal
from tests.conftest import Case

from bayeschain.checks import verdicts
from bayeschain.checks.calibration import simulated_below
from bayeschain.checks.left_out import averages_log_likelihood, team_log_likelihood, with_log_likelihood
from bayeschain.checks.new_answers import NewAnswers, new_answers, seen_shares
from bayeschain.checks.predictive import predictive
from bayeschain.checks.statistics import SHARE
from bayeschain.checks.team_means import TeamMeans, team_means
from bayeschain.disclosure.verdicts import shown_verdict
from bayeschain.summaries.fitted import open_fit

TIMES = 10


def about_expected(new: NewAnswers, means: TeamMeans, j: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of a team's new averages about what each draw expects."""
    y = new.means[:, j].reshape(len(means.kept), TIMES, -1) - means.mean[:, None, j]
    seen = np.isfinite(means.observed[j])
    away = y[..., seen].reshape(-1, int(seen.sum()))
    return away.mean(axis=0), np.cov(away.T)


@pytest.mark.parametrize("kind", ["case", "ordinal_case"])
def test_averages_have_the_means_and_covariances_of_the_closed_form(kind: str, request: pytest.FixtureRequest) -> None:
    """Exact where all answers are Gaussian; where some are ordinal, near enough for a normal approximation."""
    fitted = open_fit(request.getfixturevalue(kind).fit)
    means = team_means(fitted, 200)
    new = new_answers(fitted, means, np.random.default_rng(1), TIMES)
    loose = 1.0 if kind == "case" else 2.0
    for j in (0, 3, 7):
        seen = np.isfinite(means.observed[j])
        expected = means.covariance(j).mean(axis=0)[np.ix_(seen, seen)]
        sd = np.sqrt(np.diag(expected))
        centre, covariance = about_expected(new, means, j)
        assert np.abs(centre / sd).max() < 0.07 * loose
        assert np.abs((covariance - expected) / np.outer(sd, sd)).max() < 0.1 * loose
    free = np.maximum(np.nan_to_num(means.respondents) - 1.0, 0.0).sum(axis=0)
    respondents = free > 0
    drawn = new.scatter[:, respondents].mean(axis=0) / free[respondents]
    np.testing.assert_allclose(drawn, means.within_variance[:, respondents].mean(axis=0), rtol=0.05 * loose)


def test_shares_are_those_of_the_answers(ordinal_case: Case) -> None:
    fitted = open_fit(ordinal_case.fit)
    answers = pd.read_csv(ordinal_case.path.parent / "staff.csv")
    every = np.ones(fitted.data.sizes["team"], dtype=bool)
    shares, answered = seen_shares(fitted, every)
    owner = fitted.data["category_item"].to_numpy()
    for item in np.unique(owner):
        name, construct = item.removeprefix("staff."), fitted.data["item_construct"].sel(item=item).item()
        turned = name in fitted.specification.construct(construct).reverse
        counts = answers[name].value_counts(normalize=True).sort_index(ascending=not turned)
        np.testing.assert_allclose(shares[owner == item], counts.round(2), atol=1e-12)
        assert (answered[owner == item] == len(answers)).all()


def test_new_shares_follow_the_thresholds(ordinal_case: Case) -> None:
    """Shares over everybody, by the normal distribution of a latent answer over teams and people."""
    fitted = open_fit(ordinal_case.fit)
    means = team_means(fitted, 100)
    new = new_answers(fitted, means, np.random.default_rng(2), TIMES)
    owner = fitted.data["category_item"].to_numpy()
    mean_score = np.array(
        [(new.shares[:, owner == item] @ fitted.data["category_score"].to_numpy()[owner == item]).mean()
         for item in dict.fromkeys(owner)]
    )  # fmt: skip
    constructs = [fitted.data["item_construct"].sel(item=item).item() for item in dict.fromkeys(owner)]
    by_construct = pd.Series(mean_score).groupby(constructs).mean()
    expected = pd.Series(means.mean.mean(axis=(0, 1)), index=list(fitted.posterior.place))
    np.testing.assert_allclose(by_construct, expected[by_construct.index], atol=0.7)


def test_the_log_likelihood_is_that_of_the_averages(ordinal_case: Case) -> None:
    fitted = open_fit(ordinal_case.fit)
    means = team_means(fitted, len(fitted.posterior.mean))
    found = averages_log_likelihood(ordinal_case.fit)
    for m, j in [(0, 0), (5, 3), (100, 11)]:
        seen = np.isfinite(means.observed[j])
        density = multivariate_normal(means.mean[m, j, seen], means.covariance(j)[m][np.ix_(seen, seen)])
        assert found[m, j] == pytest.approx(density.logpdf(means.observed[j, seen]), abs=1e-8)
    carried = with_log_likelihood(ordinal_case.fit)
    np.testing.assert_array_equal(team_log_likelihood(carried), found)
    assert with_log_likelihood(carried) is carried
    assert "log_likelihood" not in ordinal_case.fit.children


def test_new_averages_lie_below_as_often_as_the_normal_distribution_says(case: Case) -> None:
    fitted = open_fit(case.fit)
    means = team_means(fitted, 200)
    below = simulated_below(fitted, means, np.random.default_rng(3))
    for j in (0, 5):
        np.testing.assert_allclose(below(j).mean(axis=0), means.below(j).mean(axis=0), atol=0.08)


def test_every_check_is_made_of_a_fit_with_ordinal_answers(ordinal_case: Case) -> None:
    found = {each.check: each for each in verdicts(ordinal_case.fit)}
    assert list(found) == [
        *("convergence", "likelihood", "predictive", "calibration", "missing_arrows", "leave_one_out", "sensitivity")
    ]
    assert all(found[name].status == "pass" for name in ("predictive", "calibration", "missing_arrows"))
    assert "--exact" not in str(found["leave_one_out"].remedy)
    assert "averages of teams, and nearly so" in str(found["leave_one_out"].sentence)
    assert set(found["sensitivity"].table["by"]).isdisjoint({"team_coordinate_raw", "item_bias_standard_raw"})


def changed(fit: xr.DataTree, item: str) -> xr.DataTree:
    """The fit of people who gave an item's most frequent answer in place of the rarest, and the other way round."""
    out = fit.copy()
    data = out["constant_data"].dataset
    mine = np.flatnonzero(data["category_item"].to_numpy() == item)
    counts = data["category_count"].transpose("team", "category").to_numpy().copy()
    total = counts[:, mine].sum(axis=0)
    ends = mine[[total.argmin(), total.argmax()]]
    counts[:, ends] = counts[:, ends[::-1]]
    out["constant_data"] = xr.DataTree(data.assign(category_count=(("team", "category"), counts)))
    return out


def test_an_answer_that_is_given_too_often_is_seen(ordinal_case: Case) -> None:
    found = predictive(changed(ordinal_case.fit, "staff.tr1"))
    assert found.status == "look"
    first = found.table.iloc[0]
    assert first["statistic"] == SHARE
    assert first["answer"].startswith("tr1 = ")
    assert "people give the answer tr1 = " in str(found.sentence)
    assert "understood" in str(found.remedy)


def test_shares_of_few_people_are_withheld(ordinal_case: Case) -> None:
    table = predictive(ordinal_case.fit).table
    shown = shown_verdict(predictive(ordinal_case.fit), (), minimum=30).table
    share = table[table["statistic"] == SHARE].set_index("answer")
    told = shown[shown["statistic"] == SHARE].set_index("answer")
    many = (share["count"] >= 30) & (share["answered"] - share["count"] >= 30)
    assert many.any()
    assert not many.all()
    assert told["observed"].notna().reindex(share.index).equals(many)
    assert told.loc[~many.reindex(told.index), ["distance", "p"]].isna().all(axis=None)
    assert {"count", "answered"}.isdisjoint(shown)
    hidden = shown[shown["observed"].isna()]
    assert hidden.index.min() > shown[shown["observed"].notna()].index.max()


def test_a_fit_of_an_earlier_version_has_no_shares(ordinal_case: Case) -> None:
    old = ordinal_case.fit.copy()
    old["constant_data"] = xr.DataTree(old["constant_data"].dataset.drop_vars("category_count"))
    assert SHARE not in set(predictive(old).table["statistic"])
