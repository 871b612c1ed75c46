"""The check that says when a Gaussian likelihood is good enough, and what a report tells of it."""

import numpy as np
import pytest
import xarray as xr
from tests.support.fake_fit import MODEL, fake_fit

from bayeschain.checks import likelihood, verdicts
from bayeschain.checks.likelihood import knows_ends
from bayeschain.disclosure import protect
from bayeschain.report.contents import contents
from bayeschain.report.contents.parts import Fold, Table
from bayeschain.report.tables import tables

FLOOR = "staff.st1"


def with_ends(text: str = MODEL, floor: float = 0.1, people: tuple[int, int] = (6, 12)) -> xr.DataTree:
    """A fit in which a tenth of the answers are the lowest and a fifth the highest, but of one item a share `floor`."""
    fit = fake_fit(text, people=people, draws=20, prior_draws=20)
    data = fit["constant_data"].to_dataset()
    n = data["n_answered"]
    lowest = (0.1 * n).where(n["item"] != FLOOR, floor * n).round().astype(int)
    fit["constant_data"] = xr.DataTree(data.assign(n_lowest=lowest, n_highest=(0.2 * n).round().astype(int)))
    return fit


def test_shares_are_answers_at_an_end_over_answers() -> None:
    fit = with_ends()
    data, found = fit["constant_data"].dataset, likelihood(fit).table.set_index("item")
    for name, column in (("n_lowest", "at_lowest"), ("n_highest", "at_highest")):
        total = data[name].sel(item="staff.tr3").sum() / data["n_answered"].sel(item="staff.tr3").sum()
        assert found.loc["tr3", column] == pytest.approx(float(total))
    assert found["categories"].to_dict() | {"be1": 11, "st1": 5, "tr1": 5} == found["categories"].to_dict()


def test_spread_answers_pass() -> None:
    found = likelihood(with_ends())
    assert (found.status, str(found.remedy)) == ("pass", "")
    assert str(found.sentence) == (
        "A Gaussian likelihood is good enough: every item has 5 categories or more, and none has 40% of its answers or "
        "more at an end of the scale."
    )


def test_a_floor_and_few_categories_ask_for_a_look() -> None:
    found = likelihood(with_ends(MODEL.replace("scale: [0, 10]", "scale: [0, 2]"), floor=0.8))
    assert found.status == "look"
    assert found.table["item"].iloc[0] == "st1"
    assert str(found.sentence) == (
        "A Gaussian likelihood may mislead. Items with fewer than 5 categories: 4 of 14. Items with 40% of the answers "
        "or more at an end of the scale: 1 of 14."
    )
    assert "likelihood: ordinal" in str(found.remedy)


def test_it_is_made_where_ends_were_counted() -> None:
    assert not knows_ends(fake_fit(draws=20, prior_draws=20))
    assert [each.check for each in verdicts(with_ends())][1] == "likelihood"


def test_a_report_tells_shares_of_teams_shown_in_whole_percent() -> None:
    fit = with_ends(people=(2, 12), floor=0.8)
    released = protect(fit, verdicts(fit))
    shown = ~released.teams["withheld"].to_numpy()
    assert not shown.all()
    found = tables(released)["likelihood"].set_index("item")
    data = (
        fit["constant_data"]
        .dataset[["n_lowest", "n_answered"]]
        .sel(item=FLOOR)
        .isel(team=np.flatnonzero(shown))
        .sum("team")
    )
    assert found.loc["st1", "at_lowest"] == round(float(data["n_lowest"] / data["n_answered"]), 2)
    section = next(each for each in contents(released).sections if each.name == "checks")
    folds = [part for part in section.parts if isinstance(part, Fold) and "Gaussian" in part.summary]
    (table,) = [part for part in folds[0].parts if isinstance(part, Table)]
    assert table.rows[0][2] == "st1"
    assert table.note.startswith("A dash: fewer people than may be told of")


@pytest.mark.parametrize(("floor", "hidden"), [(0.0, True), (1.0, True), (0.5, False)])
def test_shares_that_few_make_are_left_out(floor: float, hidden: bool) -> None:
    fit = with_ends(floor=floor)
    found = tables(protect(fit, [likelihood(fit)]))["likelihood"].set_index("item")
    assert bool(found["at_lowest"].isna()["st1"]) == hidden
    assert "answered" not in found
