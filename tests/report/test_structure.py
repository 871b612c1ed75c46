"""What the report says of the structure between teams, beyond the arrows."""

import numpy as np
import pytest
import xarray as xr
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.disclosure import Released, protect
from bayeschain.disclosure.units import shown_units
from bayeschain.report.contents.assembly import contents
from bayeschain.report.contents.parts import Table
from bayeschain.report.figures.chain import plot_chain
from bayeschain.report.tables import tables as csv_tables

PAIRS = MODEL.replace("  margin ~ loyalty + benefit\n", "  margin ~ loyalty + benefit\n  goals ~~ stress + loyalty\n")


STRUCTURED = (
    MODEL.replace("scale: [1, 5]}", "scale: [1, 5], adjust: [tenure]}", 1)
    .replace("team: team}\nconstructs", "team: team, unit: area, covariates: [age, urban]}\nconstructs")
    .replace("goals ~ a*leadership + trust", "goals ~ a*leadership + trust + age")
    .replace("benefit ~ b*goals + c*stress", "benefit ~ b*goals + c*stress + urban")
)


@pytest.fixture(scope="module")
def structured() -> Released:
    return protect(fake_fit(STRUCTURED, teams=21, draws=30, prior_draws=60, people=(5, 12)))


@pytest.fixture(scope="module")
def paired() -> Released:
    return protect(fake_fit(PAIRS, teams=20, draws=30, prior_draws=60))


def test_a_unit_of_one_team_is_not_in_the_safe_report() -> None:
    fit = fake_fit(STRUCTURED, teams=21, draws=10, prior_draws=20, people=(8, 12))
    data = fit["constant_data"].to_dataset()
    unit = 1 + np.arange(21) % (data.sizes["unit"] - 1)
    unit[3] = 0
    fit["constant_data"] = xr.DataTree(data.assign(unit_of_team=("team", unit)))
    anyone, safe = protect(fit).units, protect(fit, safe=True).units
    assert anyone is not None
    assert safe is not None
    assert not bool(anyone["withheld"][0])
    assert bool(safe["withheld"][0])
    assert int(safe["withheld"].sum()) >= 2
    assert np.isnan(safe["mean"].isel(unit=0)).all()


def tables(released: Released, section: str) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for each in contents(released).sections:
        if each.name == section:
            for part in each.parts:
                inside = getattr(part, "parts", (part,))
                found |= {table.caption: table for table in inside if isinstance(table, Table)}
    return found


def test_residual_correlations_stand_below_the_arrows(paired: Released) -> None:
    table = tables(paired, "chain")["Residual correlations"]
    assert [row[0] for row in table.rows] == ["Clarity of goals ~~ Stress", "Clarity of goals ~~ Loyalty"]
    assert all("~~" not in row[0] for row in tables(paired, "chain")["Every arrow"].rows)


def test_methods_name_the_pairs(paired: Released) -> None:
    methods = next(each for each in contents(paired).sections if each.name == "methods")
    said = " ".join(part for part in methods.parts if isinstance(part, str))
    assert "for these pairs: Clarity of goals and Stress" in said


def test_the_picture_has_a_dashed_bow_for_each_pair(paired: Released, released: Released) -> None:
    def bows(of: Released) -> int:
        lines = plot_chain(of).axes[0].get_lines()
        return sum(line.get_zorder() == 1.9 for line in lines)

    assert bows(paired) == 2
    assert bows(released) == 0


def test_covariates_have_a_table_and_a_sentence(structured: Released) -> None:
    rows = tables(structured, "chain")["Covariates"].rows
    assert ("Clarity of goals", "age") in {row[:2] for row in rows}
    assert ("Good leadership", "urban") in {row[:2] for row in rows}
    assert {row[2] for row in rows if row[1] == "tenure"} == {"respondents of staff"}
    methods = next(each for each in contents(structured).sections if each.name == "methods")
    said = " ".join(part for part in methods.parts if isinstance(part, str))
    assert "adjusted for age and urban, centred" in said
    assert "adjusted for tenure of the respondent" in said
    assert "Above the teams stand units (area)" in said


def test_units_have_a_section_and_a_table(structured: Released, released: Released) -> None:
    levels = tables(structured, "units")["Levels of the units"]
    assert [row[0] for row in levels.rows] == ["North", "South", "West"]
    assert [row[1] for row in levels.rows] == ["7", "7", "7"]
    frame = csv_tables(structured)["units"]
    assert len(frame) == 3 * len(structured.specification.constructs)
    assert frame["status"].eq("shown").all()
    assert csv_tables(released)["units"].empty
    assert csv_tables(released)["covariates"].empty
    assert not any(each.name == "units" for each in contents(released).sections)


def test_covariates_in_the_table_are_per_unit_of_the_covariate(structured: Released) -> None:
    frame = csv_tables(structured)["covariates"]
    one = frame[(frame["construct"] == "goals") & (frame["covariate"] == "age")].set_index("scale")
    assert one["mean"].nunique() == 2
    assert set(frame["survey"]) == {"", "staff"}


def test_a_small_unit_is_withheld_with_two_more_so_that_one_who_knows_theirs_cannot_subtract() -> None:
    n = np.array([[3, 40, 50, 60]])
    units = xr.Dataset(
        {name: (("unit", "construct"), np.ones((4, 1))) for name in ("mean", "sd", "lower", "upper")}
        | {"n_teams": ("unit", [1, 4, 5, 6]), "n_respondents": (("unit", "survey"), n.T)},
        coords={"unit": list("abcd")},
    )
    assert shown_units(units, np.ones(4, dtype=bool), 5)["withheld"].to_numpy().tolist() == [True, True, True, False]
    assert shown_units(units, np.ones(4, dtype=bool), 3)["withheld"].to_numpy().tolist() == [False] * 4
    open_one = shown_units(units, np.array([True, True, True, False]), 3)
    assert open_one["withheld"].to_numpy().tolist() == [True, True, False, True]
    assert np.isnan(open_one["mean"].to_numpy()[[0, 1, 3]]).all()
