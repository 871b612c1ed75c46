"""Linear programmes over all files of a run together: no group of few people has a number or mean that is narrow."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from tests.disclosure.test_waves import MODEL as WAVES
from tests.support.audit import Truth, ranges, truth, violated
from tests.support.fake_fit import MODEL, fake_fit
from tests.support.statements import ANSWERED, LEVEL, PEOPLE, Beside, Statements, statements
from tests.support.written import Written, read_written, unjudged, write_numbers

from bayeschain.checks import predictive, verdicts
from bayeschain.disclosure import protect
from bayeschain.inference import specification_of

UNITS = MODEL.replace("team: team}\nconstructs", "team: team, unit: area}\nconstructs")
CASES = {"units, minimum 8": (UNITS, 8, 2), "waves": (WAVES, 5, 5), "units, skipped items": (UNITS, 5, 1)}
"""Model file, minimum group and seed."""


@dataclass(frozen=True)
class Case:
    """A fit, what was written of it, and what nobody is to find out."""

    fit: xr.DataTree
    written: Written
    truth: Truth

    def told(self) -> Statements:
        """Statements of a reader who is also told the thirds of withheld teams, and sums over shown units."""
        return statements(self.written, specification_of(self.fit), self.truth.beside)

    def withheld(self) -> list[str]:
        """Teams that are withheld."""
        teams = self.written.table("teams")
        return sorted({str(team) for team in teams.loc[teams["status"] == "withheld", "team"]})

    def plain(self) -> Statements:
        """Statements of a reader of the files."""
        return statements(self.written, specification_of(self.fit), Beside())


def skipping(fit: xr.DataTree) -> xr.DataTree:
    """The fit where a few people of most teams skipped some items."""
    out, data = fit.copy(), fit["constant_data"].to_dataset().copy(deep=True)
    answered, rng = data["n_answered"], np.random.default_rng(4)
    for item in (0, 4, 6):
        answered[{"item": item}] -= rng.integers(0, 3, answered.sizes["team"])
    out["constant_data"] = xr.DataTree(data.assign(n_answered=answered.clip(0)))
    return out


@pytest.fixture(scope="module", params=CASES)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    text, minimum, seed = CASES[request.param]
    text = text.replace("disclosure: {minimum_group: 5}\n", "") + f"disclosure: {{minimum_group: {minimum}}}\n"
    fit = fake_fit(text, people=(minimum - 2, 14), teams=28, draws=20, prior_draws=20, seed=seed)
    fit = skipping(fit) if "skipped" in request.param else fit
    folder = write_numbers(protect(fit, [predictive(fit)]), tmp_path_factory.mktemp("run") / "report")
    return Case(fit, read_written(folder), truth(fit))


def test_everything_that_is_written_is_judged(case: Case) -> None:
    assert unjudged(case.written) == []


def test_statements_hold_for_the_truth(case: Case) -> None:
    for made in (case.plain(), case.told()):
        assert made.sums
        assert violated(made, case.truth, case.fit) == []


def test_no_small_group_is_narrowed_down(case: Case) -> None:
    found = list(ranges(case.told(), case.truth, case.fit))
    skipped = {ANSWERED} if len(case.written.table("missing")) else set()
    assert {each.what for each in found} == {PEOPLE, LEVEL} | skipped
    assert [each for each in found if each.leaks] == []


def test_nor_by_those_who_know_the_largest_withheld_team(case: Case) -> None:
    withheld = case.withheld()
    for survey, people in case.truth.people.items():
        insider = max(withheld, key=lambda team: people[team])
        found = list(ranges(case.told(), case.truth, case.fit, insider=insider))
        assert survey in {each.survey for each in found}
        assert [each for each in found if each.leaks] == []


@pytest.fixture(scope="module")
def leaking(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A report without units, to be tampered with."""
    fit = fake_fit(people=(3, 14), teams=32, draws=20, prior_draws=20)
    folder = write_numbers(protect(fit, verdicts(fit)), tmp_path_factory.mktemp("run") / "report")
    return Case(fit, read_written(folder), truth(fit))


def test_a_planted_column_is_seen_and_what_it_tells_is_found(leaking: Case) -> None:
    """In a whole report the size of each team's area looks harmless; it tells of a team withheld alone in its area."""
    people, made, old = leaking.truth.people["staff"], leaking.plain(), leaking.written
    assert unjudged(old) == []
    assert not [each for each in ranges(made, leaking.truth, leaking.fit) if each.leaks]
    areas = [list(people)[start : start + 4] for start in range(0, len(people), 4)]
    size = {team: sum(people[each] for each in area) for area in areas for team in area}
    teams = old.table("teams").assign(area_size=lambda frame: frame["team"].map(size))
    assert unjudged(Written({**old.tables, "teams": teams}, old.page, old.sheets, {})) == ["column area_size of teams"]
    for area in areas:
        made.add({(PEOPLE, "staff", team): 1.0 for team in area}, size[area[0]], 0.0, "an area")
    found = [each for each in ranges(made, leaking.truth, leaking.fit) if each.leaks]
    assert found
    for each in found:
        assert (each.what, each.survey) == (PEOPLE, "staff")
        assert each.low == pytest.approx(sum(people[team] for team in each.teams))
        assert each.high == pytest.approx(each.low)


def test_one_mean_too_many_is_found(leaking: Case) -> None:
    """All withheld teams but a small one have a mean: the level over all teams tells the last."""
    hidden, people, level = leaking.withheld(), leaking.truth.people["staff"], leaking.truth.level["trust"]
    last = min((team for team in hidden if people[team]), key=lambda team: people[team])
    made = leaking.plain()
    for team in set(hidden) - {last}:
        made.add({(LEVEL, "trust", team): 1.0}, level[team], 1e-5, "one too many")
    found = {each.teams: each for each in ranges(made, leaking.truth, leaking.fit) if each.leaks}
    assert found[(last,)].low <= level[last] <= found[(last,)].high
    assert people[last] < leaking.truth.minimum


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("table", "table sizes"),
        ("sheet", "123.25 on the sheet Sample"),
        ("page", "table of the page: Sizes"),
        ("manifest", "key respondents of the manifest"),
    ],
)
def test_whatever_is_new_is_told(leaking: Case, what: str, told: str) -> None:
    old = leaking.written
    tables, sheets = {**old.tables}, {**old.sheets}
    if what == "table":
        tables["sizes"] = pd.DataFrame({"team": ["Team 1"], "size": [3]})
    if what == "sheet":
        sheets["Sample"] = [*sheets["Sample"], 123.25]
    page = (*old.page, type(old.page[0])("Sizes", (("Team",),))) if what == "page" else old.page
    manifest = {"respondents": 3} if what == "manifest" else {}
    assert unjudged(Written(tables, page, sheets, manifest)) == [told]
