"""Truths drawn from the priors have the marginals that the priors say."""

import numpy as np
import pytest
from scipy import stats
from tests.experiments.conftest import SMALL

from bayeschain.experiments import truth_from_priors
from bayeschain.experiments.drawing import lkj
from bayeschain.specification import Specification, parse_model

DRAWS = 1500


@pytest.fixture(scope="module")
def draws(small: Specification) -> list[dict[str, dict[str, float]]]:
    rng = np.random.default_rng(1)
    return [truth_from_priors(small, rng).named() for _ in range(DRAWS)]


@pytest.mark.parametrize(
    ("variable", "label", "law"),
    [
        ("construct_mean", "trust", stats.norm(50, 25)),
        ("within_sd", "trust", stats.halfnorm(scale=25)),
        ("icc", "benefit", stats.beta(2, 12)),
        ("item_sd", "staff.t1", stats.halfnorm(scale=25)),
        ("item_bias_sd", "customers.b2", stats.halfnorm(scale=3)),
        ("intercept_deviation", "staff.t2", stats.norm(0, 15 * np.sqrt(2 / 3))),
        ("team_sd", "margin", stats.halfnorm(scale=10)),
    ],
)
def test_marginals(
    draws: list[dict[str, dict[str, float]]], variable: str, label: str, law: stats.rv_continuous
) -> None:
    assert stats.kstest([draw[variable][label] for draw in draws], law.cdf).pvalue > 1e-3


def test_loadings_are_dirichlet_shares(draws: list[dict[str, dict[str, float]]]) -> None:
    share = np.array([draw["loading"]["customers.b3"] for draw in draws]) / 3
    assert stats.kstest(share, stats.beta(10, 20).cdf).pvalue > 1e-3
    total = [sum(draw["loading"][f"customers.b{k}"] for k in (1, 2, 3)) for draw in draws]
    np.testing.assert_allclose(total, 3)


def test_a_single_parent_path_is_z_over_root_one_plus_z_squared(draws: list[dict[str, dict[str, float]]]) -> None:
    b = np.array([draw["path_standardised"]["hostility ~ trust"] for draw in draws])
    assert stats.kstest(b / np.sqrt(1 - b**2), stats.norm(0, 1).cdf).pvalue > 1e-3
    raw = np.array([draw["path_unstandardised"]["hostility ~ trust"] for draw in draws])
    ratio = np.array([draw["team_sd"]["hostility"] / draw["team_sd"]["trust"] for draw in draws])
    np.testing.assert_allclose(raw, b * ratio)


def test_single_items_have_no_error(draws: list[dict[str, dict[str, float]]]) -> None:
    assert all(draw["item_sd"]["customers.o1"] == draw["item_bias_sd"]["customers.o1"] == 0 for draw in draws)
    assert all(draw["loading"]["customers.o1"] == 1 for draw in draws)


def test_team_sd_follows_from_icc_and_within_sd(draws: list[dict[str, dict[str, float]]]) -> None:
    for draw in draws[:20]:
        icc, w, tau = (draw[each]["clarity"] for each in ("icc", "within_sd", "team_sd"))
        assert tau == pytest.approx(w * np.sqrt(icc / (1 - icc)))


@pytest.mark.parametrize("eta", [1.0, 2.0, 5.0])
def test_lkj_marginals_are_beta(eta: float) -> None:
    """Every correlation of LKJ(eta) in n dims is 2 Beta(a, a) - 1 with a = eta + n/2 - 1."""
    rng = np.random.default_rng(2)
    R = np.array([lkj(4, eta, rng) for _ in range(3000)])
    a = eta + 1.0
    for i, j in [(1, 0), (2, 0), (2, 1), (3, 0), (3, 2)]:
        assert stats.kstest((R[:, i, j] + 1) / 2, stats.beta(a, a).cdf).pvalue > 1e-3
    assert np.linalg.eigvalsh(R).min() > 0


def test_priors_of_the_model_file_count(small: Specification) -> None:
    spec = parse_model(SMALL + "priors: {icc: {alpha: 200, beta: 200}, paths: {mean: 3, sd: 0.01}}\n")
    truth = truth_from_priors(spec, np.random.default_rng(3))
    assert all(0.35 < value < 0.65 for value in truth.icc.values())
    assert truth.named()["path_standardised"]["hostility ~ trust"] == pytest.approx(3 / np.sqrt(10), abs=0.01)


def test_equal_seeds_repeat(small: Specification) -> None:
    one, two = (truth_from_priors(small, np.random.default_rng(4)) for _ in range(2))
    assert one.named() == two.named()


def test_manifest_measurement_has_items_without_error() -> None:
    text = SMALL.replace("customers.csv, team: team,", "customers.csv, team: team, measurement: manifest,")
    truth = truth_from_priors(parse_model(text), np.random.default_rng(5))
    assert truth.items["benefit"].sd.max() == 0
    assert truth.items["trust"].sd.min() > 0
