"""Classical agreement against the R package multilevel 2.7 and against definitions."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bayeschain.summaries.observed import anova_icc, reml_icc, within_reference_agreement

# Made by scripts/make_agreement_fixtures.py
REFERENCE = dict(np.load(Path(__file__).parents[1] / "data" / "agreement.npz"))


@pytest.mark.parametrize("data", ["lq2002", "bh1996"])
def test_icc_equals_that_of_multilevel(data: str) -> None:
    n, means = REFERENCE[f"{data}_scales_n"], REFERENCE[f"{data}_scales_means"]
    within = np.diag(REFERENCE[f"{data}_scales_scatter"])
    found = [anova_icc(n, means[:, v], within[v]) for v in range(means.shape[1])]
    np.testing.assert_allclose(found, REFERENCE[f"{data}_icc"], atol=1e-6)


@pytest.mark.parametrize("data", ["lq2002", "bh1996"])
def test_icc_by_restricted_maximum_likelihood_equals_that_of_multilevel(data: str) -> None:
    n, means = REFERENCE[f"{data}_scales_n"], REFERENCE[f"{data}_scales_means"]
    within = np.diag(REFERENCE[f"{data}_scales_scatter"])
    found = [reml_icc(n, means[:, v], within[v]) for v in range(means.shape[1])]
    np.testing.assert_allclose(found, REFERENCE[f"{data}_icc_lme"], atol=1e-6)


def test_restricted_maximum_likelihood_without_variance_between_teams_is_zero() -> None:
    assert reml_icc(np.array([5, 6, 7]), np.array([2.0, 2.0, 2.0]), 30.0) == (0.0, 0.0)


def test_rwg_equals_that_of_multilevel() -> None:
    leadership = [name.startswith("LEAD") for name in REFERENCE["items"]]
    found = within_reference_agreement(REFERENCE["lq2002_items_variances"][:, leadership], 5.0)
    np.testing.assert_allclose(found, REFERENCE["lq2002_rwg_leadership"], atol=1e-6)


def anova_by_hand(groups: list[NDArray[np.float64]]) -> tuple[float, float]:
    y = np.concatenate(groups)
    msb = sum(len(g) * (g.mean() - y.mean()) ** 2 for g in groups) / (len(groups) - 1)
    msw = sum(((g - g.mean()) ** 2).sum() for g in groups) / (len(y) - len(groups))
    k = len(y) / len(groups)
    return (msb - msw) / (msb + (k - 1) * msw), (msb - msw) / msb


def test_teams_without_respondents_are_left_out() -> None:
    rng = np.random.default_rng(9)
    groups = [rng.normal(m, 1.0, n) for m, n in ((0.0, 4), (1.0, 7), (2.0, 1))]
    n = np.array([4, 0, 7, 1])
    means = np.array([groups[0].mean(), np.nan, groups[1].mean(), groups[2].mean()])
    within = sum(((g - g.mean()) ** 2).sum() for g in groups)
    assert anova_icc(n, means, float(within)) == pytest.approx(anova_by_hand(groups))


@pytest.mark.parametrize(
    ("n", "means"), [([5], [1.0]), ([1, 1, 1], [1.0, 2.0, 3.0]), ([4, 4], [2.0, 2.0]), ([5, 0], [1.0, np.nan])]
)
def test_what_cannot_be_told_is_missing(n: list[int], means: list[float]) -> None:
    assert np.isnan(anova_icc(np.array(n), np.array(means), 0.0)).all()
    assert np.isnan(reml_icc(np.array(n), np.array(means), 0.0)).all()


@pytest.mark.parametrize(
    ("variances", "options", "expected"),
    [
        ([0.0, 0.0], 5.0, 1.0),  # all agree
        ([2.0, 2.0], 5.0, 0.0),  # as if answers were uniform
        ([3.0, 4.0], 5.0, 0.0),  # two camps
        ([1.0], 5.0, 0.5),  # one item: 1 - 1/2
        ([1.0, 1.0], 5.0, 2.0 / 3.0),  # Spearman-Brown of .5
        ([5.0], 11.0, 0.5),  # eleven options: null variance 10
        ([np.nan, np.nan], 5.0, np.nan),  # one respondent
    ],
)
def test_rwg_cases(variances: list[float], options: float, expected: float) -> None:
    assert within_reference_agreement(np.array([variances]), options)[0] == pytest.approx(expected, nan_ok=True)
