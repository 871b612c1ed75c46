"""Posterior predictive checks of team means: right where the model is right, and not where it is not."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import kstest
from tests.checks.conftest import known_means
from tests.conftest import Case
from tests.support.fake_fit import fake_fit

from bayeschain.checks.predictive import compare, new_scatter, predictive, replicate, statistics
from bayeschain.checks.statistics import correlations, intraclass, shapes, spreads
from bayeschain.checks.team_means import TeamMeans
from bayeschain.summaries.intervals import Floats
from bayeschain.summaries.observed import anova_icc

NAMES = ["a", "b", "c"]


@pytest.fixture(scope="module")
def means() -> Floats:
    y = np.random.default_rng(1).normal(50.0, 8.0, (4, 20, 3))
    y[:, 3, 1] = np.nan
    return y


def test_statistics_are_those_of_pandas(means: Floats) -> None:
    for r, y in enumerate(means):
        frame = pd.DataFrame(y)
        np.testing.assert_allclose(spreads(means)[r], frame.std())
        np.testing.assert_allclose(correlations(means)[r], frame.corr())
        np.testing.assert_allclose(
            shapes(means)[0][r],
            [s.dropna().pipe(lambda v: ((v - v.mean()) ** 3).mean() / v.std(ddof=0) ** 3) for _, s in frame.items()],
        )
        np.testing.assert_allclose(shapes(means)[1][r], ((frame - frame.mean()) / frame.std(ddof=0)).abs().max())


def test_icc_is_the_classical_one(means: Floats) -> None:
    rng = np.random.default_rng(2)
    n = rng.integers(2, 9, (20, 3))
    within = rng.uniform(500.0, 2000.0, (4, 3))
    found = intraclass(means, n.astype(float), within)
    for r, c in np.ndindex(4, 3):
        own = np.where(np.isfinite(means[r, :, c]), n[:, c], 0)
        assert found[r, c] == pytest.approx(anova_icc(own, means[r, :, c], float(within[r, c]))[0])


def compared(data: TeamMeans, rng: np.random.Generator, times: int) -> pd.DataFrame:
    seen = statistics(NAMES, data.observed[None], data, data.scatter[None])
    new = statistics(NAMES, replicate(data, rng, times), data, new_scatter(data, rng, times))
    return compare(seen, new, 0.9)


def test_p_values_are_uniform_where_the_model_is_right() -> None:
    """With parameters known; fitted to the same data they are conservative, which the study of the checks shows."""
    rng = np.random.default_rng(3)
    found = pd.concat([compared(known_means(rng), rng, 300).assign(data=i) for i in range(120)])
    for kind, rows in found[(found["construct"] == "a") & found["other"].isin(["", "b"])].groupby("statistic"):
        assert len(rows) == 120
        assert kstest(rows["p"], "uniform").pvalue > 0.001, kind
    assert (found.groupby("data")["adjusted_p"].min() < 0.05).mean() < 0.12


def test_teams_that_differ_too_much_are_seen() -> None:
    rng = np.random.default_rng(4)
    table = compared(known_means(rng, 60, np.sqrt(3.0)), rng, 4000)
    worst = table.iloc[0]
    assert worst["statistic"] in {"sd", "icc"}
    assert worst["adjusted_p"] < 0.001
    assert worst["observed"] > worst["upper"]


def test_a_strange_team_is_seen() -> None:
    rng = np.random.default_rng(5)
    data = known_means(rng)
    data.observed[7, 0] = 100.0
    table = compared(data, rng, 4000)
    row = table[(table["statistic"] == "farthest") & (table["construct"] == "a")].iloc[0]
    assert row["adjusted_p"] < 0.05
    assert row["distance"] > 3.0


def test_a_right_model_passes_and_says_so(case: Case) -> None:
    verdict = predictive(case.fit)
    assert verdict.status == "pass"
    assert "new teams" in verdict.sentence
    assert verdict.table["distance"].abs().is_monotonic_decreasing
    assert set(verdict.table["statistic"]) == {"sd", "icc", "correlation", "skewness", "farthest"}
    pd.testing.assert_frame_equal(verdict.table, predictive(case.fit).table)


def test_a_construct_without_agreement_is_named() -> None:
    fit = fake_fit()
    data = fit["constant_data"].to_dataset()
    mean = data["team_item_mean"].mean("team")
    data["team_item_mean"] = mean + 4.0 * (data["team_item_mean"] - mean)
    fit["constant_data"] = data
    verdict = predictive(fit)
    assert verdict.status == "fail"
    assert "differ more" in verdict.sentence or "agree more" in verdict.sentence
    assert verdict.remedy
