"""The CSV files: columns, formats, and names that are formulas."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bayeschain.disclosure import Released
from bayeschain.report.tables import cell, defused, tables, to_csv, write_tables

PROMISED = {
    "tiers": "estimand, tier, construct, mean, relative, relative_lower, relative_upper, prob_highest, raw_relative, "
    "gap_points, gap_sd, teams",
    "drivers": "outcome, stage, driver, measure, mean, sd, lower, upper, prob_positive, rank_mean, rank_lower, "
    "rank_upper, prob_first, group",
    "effects": "target, source, kind, route, scale, mean, sd, lower, upper, prob_positive",
    "agreement": "construct, icc1, icc1_lower, icc1_upper, icc2, rwg_median, classical_icc1, classical_icc2",
    "comparisons": "outcome, stage, driver, other, prob_greater",
    "whatif": "raised, changed, raised_in, raised_by, unit, mean, sd, lower, upper, prob_positive, stage, rank_mean, "
    "rank_lower, rank_upper, prob_first, group, gap, gap_lower, gap_upper, gap_after, gap_after_lower, gap_after_upper",
    "teams": "team, construct, survey, status, respondents, mean, sd, lower, upper, prob_lowest, prob_middle, "
    "prob_highest",
    "likelihood": "survey, construct, item, categories, at_lowest, at_highest",
    "covariates": "construct, covariate, survey, scale, mean, sd, lower, upper, prob_positive",
    "units": "unit_of_teams, construct, status, teams, mean, sd, lower, upper, sd_between, sd_between_lower, "
    "sd_between_upper, share_between, share_between_lower, share_between_upper",
    "diagnostics": "check, status, quantity, role, rhat, ess_bulk, ess_tail",
    "calibration": "construct, at, below, lower, upper, p, adjusted_p",
    "leave_one_out": "team, pareto_k, method, quantity, construct, shift",
    "sensitivity": "quantity, construct, prior, likelihood, by, doubled, diagnosis",
    "checks": "check, status, sentence, remedy",
    "predictive": "statistic, construct, other, observed, expected, lower, upper, distance, p, adjusted_p, answer",
    "missing_arrows": "source, target, kind, size, lower, upper, z, p, adjusted_p, information",
    "sample": "survey, respondents, teams, teams_not_reached, teams_withheld, smallest, median, largest",
    "missing": "survey, construct, item, respondents, answered, missing, share",
    "priors": "implied, prior_median, prior_lower, prior_upper",
}


@pytest.mark.parametrize("name", PROMISED)
def test_columns_are_promised_in_this_order(released: Released, name: str) -> None:
    promised = PROMISED[name].split(", ")
    assert tables(released)[name].columns.tolist()[: len(promised)] == promised


def test_all_tables_have_rows_and_are_written(released: Released, tmp_path: Path) -> None:
    paths = write_tables(released, tmp_path)
    assert {path.stem for path in paths} == set(PROMISED)
    for path in paths:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
        assert rows or path.stem in {"covariates", "units", "missing", "likelihood"}, path.name  # there are none here
        assert all(any(row.values()) for row in rows), path.name


def test_numbers_are_those_of_the_summaries(released: Released) -> None:
    assert released.tiers is not None
    frame = tables(released)["tiers"].set_index(["estimand", "tier", "construct"])
    for key in frame.index:
        where = dict(zip(("estimand", "tier", "construct"), key, strict=True))
        for column in ("mean", "relative", "gap_sd", "raw_relative"):
            np.testing.assert_equal(frame.loc[key, column], float(released.tiers[column].sel(where)))
    effects = tables(released)["effects"]
    assert len(effects) == released.effects["mean"].size
    assert set(effects["kind"]) == {"direct", "indirect", "total", "defined"}


def test_drivers_have_no_empty_rows(released: Released) -> None:
    frame = tables(released)["drivers"]
    assert frame["mean"].notna().all()
    assert set(frame["measure"]) == {"total", "direct", "lmg"}
    assert (frame["outcome"] == "benefit").all()


def test_withheld_teams_are_blank_in_the_file(released: Released) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(tables(released)["teams"]))))
    withheld = [row for row in rows if row["status"] == "withheld"]
    assert withheld
    assert all(not row["mean"] and not row["respondents"] and not row["prob_lowest"] for row in withheld)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1234567, "0.123457"),
        (-2.0, "-2"),
        (1e-9, "1e-09"),
        (float("nan"), ""),
        (float("inf"), ""),
        (None, ""),
        (pd.NA, ""),
        (np.int64(3), "3"),
        (np.bool_(True), "true"),
        ("-2", "'-2"),
    ],
)
def test_cells(value: object, text: str) -> None:
    assert cell(value) == text


def test_whole_numbers_that_may_be_missing() -> None:
    frame = pd.DataFrame({"teams": [14.0, np.nan], "group": [1.0, 2.0]})
    assert to_csv(frame) == "teams,group\n14,1\n,2\n"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_formulas_are_defused(text: str) -> None:
    assert defused(text) == f"'{text}"
    row = next(csv.reader(io.StringIO(to_csv(pd.DataFrame({"team": [text], "mean": [-1.0]})).partition("\n")[2])))
    assert row == [f"'{text}", "-1"]


@pytest.mark.parametrize("text", ["Trust", "1=1", "a@b", "Team -1"])
def test_other_names_stay(text: str) -> None:
    assert defused(text) == text
