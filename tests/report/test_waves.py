"""The section of waves, its tables and its figure."""

import pytest
from tests.support.fake_fit import fake_fit

import bayeschain as bc
from bayeschain.disclosure import Released, protect
from bayeschain.disclosure.safe import without_teams
from bayeschain.report.contents import contents
from bayeschain.report.contents.parts import Fold, Section, Table
from bayeschain.report.tables import OF_WAVES, tables
from bayeschain.report.wording import wording
from bayeschain.report.workbook.columns import columns
from bayeschain.surveys import Account, WaveStep

MODEL = """\
title: A small company
waves: [2024, 2025]
surveys:
  staff: {file: staff_<wave>.csv, team: team, scale: [1, 5]}
constructs:
  leadership: {survey: staff, label: Good leadership, items: [le1, le2]}
  trust: {survey: staff, items: [tr1, tr2, tr3]}
  goals: {survey: staff, items: [go1]}
chain: goals ~ trust + leadership
outcome: goals
tiers: {by: trust, show: [goals]}
report: {language: LANGUAGE}
"""


def released(language: str) -> Released:
    fit = fake_fit(MODEL.replace("LANGUAGE", language), draws=40, prior_draws=40, people=(6, 12), seed=2)
    step = WaveStep("2024", "2025", 12, 8, 3, 1, 2, 1, 14, 2, 1, 3)
    return protect(fit, bc.verdicts(fit), steps=Account((), (), steps=(step,)).wave_lineage())


@pytest.fixture(scope="module")
def english() -> Released:
    return released("en")


def section(told: Released) -> Section:
    return next(each for each in contents(told).sections if each.name == "waves")


def folded(told: Released) -> list[Table]:
    folds = [part for part in section(told).parts if isinstance(part, Fold)]
    return [part for fold in folds for part in fold.parts if isinstance(part, Table)]


def test_tables_have_what_the_fit_says(english: Released) -> None:
    found = tables(english)
    change = found["wave_changes"].set_index(["estimand", "construct"])
    assert change.index.tolist() == [
        (e, c) for e in ("new_teams", "these_teams") for c in ("leadership", "trust", "goals")
    ]
    assert english.changes is not None
    one = english.changes.sel(estimand="these_teams", construct="trust").isel(step=0)
    assert change.loc[("these_teams", "trust"), "mean"] == float(one["mean"])
    assert change.loc[("these_teams", "trust"), "teams"] == int(one["n_teams"])
    assert found["wave_tiers"].shape[0] == 9
    assert found["wave_drivers"]["driver"].tolist() == ["leadership", "trust"]
    assert found["wave_drivers"]["outcome"].unique().tolist() == ["goals"]
    assert set(found["wave_teams"]["construct"]) == {"leadership", "trust", "goals"}
    assert found["wave_lineage"].to_numpy().tolist() == [["2024", "2025", 12, 8, 3, 1, 2, 1, 14, 2, 1, 3]]
    for name in sorted(OF_WAVES):
        assert not found[name].isna().all().any()
        assert [
            each.heading
            for each in columns(name, found[name].columns.tolist(), wording(english))
            if "_" in each.heading
        ] == []


def test_a_section_says_what_rose_and_fell(english: Released) -> None:
    lead, people = section(english).parts[:2]
    one = english.changes.sel(estimand="these_teams").isel(step=0)  # type: ignore[union-attr]
    for name, p in zip(one["construct"].to_numpy(), one["prob_positive"].to_numpy(), strict=True):
        assert (f"“{english.label(str(name))}”" in str(lead)) == (p >= 0.95 or p <= 0.05)
    assert "counts as two people" in str(people)
    assert [table.caption for table in folded(english)] == [
        "Change of each construct",
        "Thirds by Trust, 2024 to 2025",
        "Drivers, wave by wave",
        "Teams from wave to wave",
    ]
    assert list(folded(english)[-1].rows[0]) == ["2024 to 2025", "12", "8", "3", "1", "2", "1", "14", "2", "1", "3"]
    assert "taken several times" in contents(english).caution


def test_in_finnish_no_english_is_left() -> None:
    told = section(released("fi"))
    assert told.heading == "Kierrokselta toiselle"
    words = " ".join([str(told.parts[0]), *(cell for table in folded(released("fi")) for cell in table.header)])
    assert not {"From", "rose", "fell", "Before", "After"} & set(words.split())


def test_the_figure_has_every_construct(english: Released) -> None:
    for options in ({}, {"unit": "points"}, {"width": 3.7}):
        texts = [text.get_text() for text in bc.plot_changes(english, **options).axes[0].texts]
        assert {"Good leadership", "Trust", "Goals", "From 2024 to 2025"} <= set(texts)


def test_the_figure_needs_waves() -> None:
    with pytest.raises(ValueError, match="names no waves"):
        bc.plot_changes(fake_fit(draws=20, prior_draws=20))


def test_without_waves_there_are_no_such_tables_and_safe_ones_have_no_team(english: Released) -> None:
    wanted = {"wave_changes", "wave_tiers", "wave_drivers", "wave_teams", "wave_lineage"}
    assert wanted == OF_WAVES
    assert not wanted & set(tables(protect(fake_fit(draws=20, prior_draws=20))))
    assert set(tables(without_teams(english))) & wanted == wanted - {"wave_teams"}


def test_the_chain_is_drawn_without_bows_between_waves(english: Released) -> None:
    texts = [text.get_text() for text in bc.plot_chain(english).axes[0].texts]
    assert "two heads: residual correlation" not in texts
