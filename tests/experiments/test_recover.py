"""What a recovery study holds against the truth is what a report prints; its tables count right."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from tests.support.fake_fit import fake_fit

from bayeschain.conventions import FIXED, PRIORS
from bayeschain.experiments.coverage import Rows, coverage, first_shares
from bayeschain.experiments.plans import Plan
from bayeschain.experiments.quantities import fitted_quantities
from bayeschain.specification import Specification
from bayeschain.summaries import drivers, effects, tiers
from bayeschain.summaries.intervals import integer_interval, interval


def test_draws_are_those_of_the_report() -> None:
    fit = fake_fit(seed=4)
    draws = fitted_quantities(fit)
    table = effects(fit).sel(scale="standardised").to_dataframe()
    total = table[(table["kind"] == "total") & (table["target"] == "benefit") & (table["source"] == "leadership")]
    found = interval(draws["total, standardised: leadership -> benefit"], 0.9)
    np.testing.assert_allclose(total[["lower", "upper"]].to_numpy()[0], found)
    report = tiers(fit)
    for estimand in ("these_teams", "new_teams"):
        cell = report.sel(estimand=estimand, tier="highest", construct="benefit")
        values = draws[f"tier ratio, {estimand}: benefit, highest"]
        assert float(cell["relative"]) == pytest.approx(values.mean())
        np.testing.assert_allclose([cell["relative_lower"], cell["relative_upper"]], interval(values, 0.9))
    ranked = drivers(fit).sel(measure="total")
    for name in ("trust", "leadership"):
        limits = integer_interval(draws[f"rank: {name}"].astype(np.int64), 0.9)
        assert [float(ranked.sel(driver=name)[each]) for each in ("rank_lower", "rank_upper")] == [
            float(x) for x in limits
        ]
        assert float(ranked.sel(driver=name)["prob_first"]) == pytest.approx((draws[f"rank: {name}"] == 1).mean())


def rows() -> Rows:
    table = pd.DataFrame(
        {
            "truth_from": FIXED,
            "teams": ["20", "20", "40", "40"],
            "method": "bayeschain",
            "kind": "path",
            "quantity": "a ~ b",
            "replicate": [0, 1, 0, 1],
            "truth": 0.5,
            "estimate": [0.5, 0.9, np.nan, 0.1],
            "lower": [0.4, 0.8, np.nan, 0.0],
            "upper": [0.6, 1.0, np.nan, 0.5],
        }
    )
    first = pd.DataFrame(
        {
            "truth_from": FIXED,
            "teams": ["20", "20", "40"],
            "true": ["x", "x", ""],
            "bayeschain": ["x", "y", "x"],
            "averages": ["y", "y", "x"],
            "prob_first": [0.6, 0.2, np.nan],
        }
    )
    return Rows(table, first, pd.DataFrame(), ("truth_from", "teams"))


def test_coverage_counts() -> None:
    found = coverage(rows())
    assert found["teams"].tolist() == ["20", "40"]
    assert found["coverage"].tolist() == [0.5, 1.0]
    assert found["estimated"].tolist() == [1.0, 0.5]
    assert found["bias"].tolist() == pytest.approx([0.2, -0.4])
    assert found["rmse"].tolist() == pytest.approx([0.4 / np.sqrt(2.0), 0.4])
    pooled = coverage(rows(), pooled=True)
    assert pooled["coverage"].tolist() == pytest.approx([2.0 / 3.0])
    assert pooled["quantities"].tolist() == [4]


def test_first_drivers_count_where_there_is_one() -> None:
    found = first_shares(rows())
    assert found[["teams", "data_sets", "bayeschain", "averages"]].to_numpy().tolist() == [["20", 2, 0.5, 0.0]]
    assert found["prob_first"].tolist() == pytest.approx([0.4])


def test_a_plan_is_every_combination(small: Specification) -> None:
    sizes = ({"staff": (4, 4), "customers": (2, 9)},)
    icc = tuple({"trust": value, "clarity": value} for value in (0.1, 0.3))
    cells = Plan((20, 40), sizes, FIXED, icc, ({"hostility ~ trust": 0.0},)).cells()
    assert [dict(cell.labels) for cell in cells] == [
        {"teams": teams, "staff": "4", "customers": "2-9", "icc": value}
        for teams in ("20", "40")
        for value in ("0.1", "0.3")
    ]
    truth = cells[1].truth(small, 1)
    assert truth.icc["trust"] == pytest.approx(0.3)
    assert truth.named()["path_standardised"]["hostility ~ trust"] == 0.0
    assert cells[1].truth(small, 2).named() == truth.named()
    from_priors = Plan((20,), sizes, PRIORS).cells()[0]
    assert from_priors.truth(small, 1).named() != from_priors.truth(small, 2).named()


@pytest.mark.parametrize("pooled", [False, True])
def test_a_chain_without_drivers_to_rank_has_no_first_driver(pooled: bool) -> None:
    found = first_shares(replace(rows(), first=pd.DataFrame()), pooled=pooled)
    by = ["truth_from"] if pooled else ["truth_from", "teams"]
    assert found.empty
    assert list(found.columns) == [*by, "data_sets", "bayeschain", "prob_first"]
