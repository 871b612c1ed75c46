"""What the report says."""

import re
from dataclasses import replace

import numpy as np
import pytest
from tests.support.fake_fit import MODEL, fake_fit
from tests.test_house import ROOT

from bayeschain.checks.verdict import Verdict
from bayeschain.disclosure import Released, protect
from bayeschain.report.contents import Contents, Fold, Listing, Part, Plot, Table, contents

CAUSAL = re.compile(
    r"\b(effects?|causes?|caused|because of|leads? to|drives?|impact|raised?|what if|matter)\b", re.IGNORECASE
)
FORBIDDEN = re.compile(r"\b(causes|caused by|proves|due to|results in|leads to|drives|impacts?)\b", re.IGNORECASE)


def texts(part: Part) -> list[str]:
    match part:
        case str():
            return [part]
        case Listing():
            return list(part.items)
        case Table():
            return [part.caption, part.note, *part.header, *(cell for row in part.rows for cell in row)]
        case Plot():
            return [part.title, part.caption, part.alt]
        case Fold():
            return [part.summary, *(text for each in part.parts for text in texts(each))]


def everything(said: Contents) -> list[str]:
    found = [said.title, said.summary, said.caution, *said.footer, *said.closing]
    found += [text for pair in said.opening for text in pair]
    return found + [text for section in said.sections for part in section.parts for text in texts(part)]


@pytest.fixture(scope="module")
def said(released: Released) -> Contents:
    return contents(released)


def section_text(said: Contents, name: str) -> str:
    section = next(each for each in said.sections if each.name == name)
    return " ".join(text for part in section.parts for text in texts(part))


def test_sections_in_order(said: Contents) -> None:
    names = [section.name for section in said.sections]
    assert names == ["chain", "tiers", "drivers", "importance", "what-if", "learning", "sample", "checks", "methods"]


def test_opens_with_three_sentences(said: Contents) -> None:
    assert [heading for heading, _ in said.opening] == ["The answer", "How sure", "What would change it"]
    for _, text in said.opening:
        assert text[0].isupper()
        assert text.endswith(".")
        assert not re.search(r"[.!?] ", text)


def test_the_answer_has_the_numbers(released: Released, said: Contents) -> None:
    assert released.tiers is not None
    level = released.tiers["relative"].sel(estimand="these_teams", construct="benefit")
    for tier in ("lowest", "highest"):
        assert f"{float(level.sel(tier=tier)):.0f}%" in said.opening[0][1]
    assert "Trust in the direction" in said.opening[0][1]


def test_every_section_that_speaks_of_effects_has_its_caution(said: Contents) -> None:
    for section in said.sections:
        prose = " ".join(text for part in section.parts if not isinstance(part, Fold) for text in texts(part))
        if CAUSAL.search(prose) and section.name not in ("methods", "checks", "sample"):
            assert "ross-sectional" in section.caution, section.name
    assert "cross-sectional" in said.caution
    assert "cross-sectional" in said.closing[1] or "ask again" in said.closing[1]


def test_it_never_claims_a_cause(said: Contents) -> None:
    for text in everything(said):
        assert not FORBIDDEN.search(text), text


def test_every_figure_has_a_table_and_words_for_those_who_cannot_see_it(said: Contents) -> None:
    for section in said.sections:
        plots = [part for part in section.parts if isinstance(part, Plot)]
        tables = [
            each for part in section.parts if isinstance(part, Fold) for each in part.parts if isinstance(each, Table)
        ]
        if plots:
            assert tables, section.name
    assert all(len(plot.alt) > 20 for plot in said.plots)
    arrows = section_text(said, "chain")
    assert "Before the data" in arrows


def test_tables_are_rectangular(said: Contents) -> None:
    for section in said.sections:
        for part in section.parts:
            for each in part.parts if isinstance(part, Fold) else (part,):
                if isinstance(each, Table):
                    assert len(each.header) == len(each.numeric)
                    assert all(len(row) == len(each.header) for row in each.rows), each.caption
                    assert each.rows, each.caption


def test_effective_draws_are_whole_numbers(said: Contents) -> None:
    assert "icc[trust] reported 1.200 50 60 " in section_text(said, "checks")


def test_a_failed_check_stands_on_top(released: Released, failed: Verdict) -> None:
    said = contents(released)
    assert said.banners[0].status == "fail"
    assert said.banners[0].sentence == failed.sentence
    assert not contents(replace(released, verdicts=(replace(failed, status="pass"),))).banners
    look = replace(failed, check="preview", status="look")
    assert [each.status for each in contents(replace(released, verdicts=(look, failed))).banners] == ["fail", "look"]


def test_no_check_is_said(released: Released) -> None:
    assert "No check of the fit was run" in section_text(contents(replace(released, verdicts=())), "checks")


def test_it_says_what_100_percent_is(said: Contents) -> None:
    text = section_text(said, "tiers")
    assert "100% is the mean over all teams on the original response scale" in text
    assert "1 to 5" in text
    assert "0 to 10" in text
    assert "Margin: a ratio has no meaning" in text


def test_priors_are_listed_and_changes_said(said: Contents) -> None:
    assert "All priors are the defaults" in section_text(said, "methods")
    assert "LKJ(2)" in section_text(said, "methods")
    changed = contents(protect(fake_fit(MODEL + "priors: {paths: {mean: 0.5}}\n")))
    assert "changed these priors from their defaults: paths (mean = 0.5)" in section_text(changed, "methods")


def test_a_second_pass_is_told(released: Released, said: Contents) -> None:
    assert "first pass" not in section_text(said, "methods")
    facts = {**released.facts, "diverged_at_first": "12", "target_accept": "0.98"}
    text = section_text(contents(replace(released, facts=facts)), "methods")
    assert "In a first pass 12 transitions diverged" in text
    assert "target acceptance 0.98" in text


def test_it_says_where_the_data_do_not_tell(released: Released) -> None:
    effects = released.effects.copy()
    effects["data_informative"] = effects["data_informative"] & (effects["source"] != "leadership")
    said = contents(replace(released, effects=effects))
    assert "Of 2 of the 10 arrows the data do not tell" in section_text(said, "learning")
    assert "Good leadership → Clarity of goals" in section_text(said, "learning")
    assert "Of 2 arrows the data tell little" in said.opening[2][1]


def test_withheld_and_unreached_teams_are_said(released: Released, said: Contents) -> None:
    text = section_text(said, "sample")
    assert released.withheld_teams > 0
    assert f"The numbers of {released.withheld_teams} teams are withheld" in text
    assert "“staff” did not reach 1 team" in text
    assert "<5" in text


def test_without_tiers(released: Released) -> None:
    without = contents(replace(released, tiers=None))
    assert "tiers" not in [section.name for section in without.sections]
    assert "goes with it most strongly" in without.opening[0][1]
    held = contents(replace(released, tiers=None, withheld_tiers=True))
    assert "withheld" in section_text(held, "tiers")


def test_what_if_in_the_weakest_third_goes_with_the_tiers(released: Released, said: Contents) -> None:
    assert "Only the weakest third raised" in section_text(said, "what-if")
    assert "lowest “Trust in the direction”" in section_text(said, "what-if")
    gaps = [name for name in released.what_if.data_vars if str(name).startswith("gap")]
    without = contents(replace(released, what_if=released.what_if.drop_vars(gaps)))
    assert "weakest third" not in section_text(without, "what-if")
    assert "Everything downstream" in section_text(without, "what-if")


def test_an_open_direction_is_not_recommended(released: Released) -> None:
    drivers = released.drivers.copy()
    drivers["prob_positive"] = drivers["prob_positive"] * 0 + 0.6
    assert "do not single out a place" in contents(replace(released, drivers=drivers)).closing[1]


@pytest.mark.parametrize("path", sorted((ROOT / "models").glob("*.yaml")), ids=lambda path: path.stem)
def test_the_models_of_the_repository(path: object) -> None:
    said = contents(protect(fake_fit(path.read_text(encoding="utf-8"), teams=42)))  # type: ignore[attr-defined]
    assert not [text for text in everything(said) if re.search(r"\bnan\b|[{}]", text)]


def test_nothing_is_left_unfilled(said: Contents) -> None:
    assert not [text for text in everything(said) if re.search(r"\bnan\b|\{\w+\}", text)]


def test_best_third_follows_the_better_direction() -> None:
    text = MODEL.replace("tiers: {by: trust", "tiers: {by: stress").replace(
        "show: [leadership, stress, ", "show: [leadership, "
    )
    assert "with the lowest “Stress”" in contents(protect(fake_fit(text))).opening[0][1]


def test_shares_are_told_only_where_there_are_some(released: Released) -> None:
    drivers = released.drivers.copy(deep=True)
    drivers["mean"].loc[{"measure": "lmg"}] = np.nan
    assert "The shares sum to" in section_text(contents(released), "drivers")
    assert "The shares sum to" not in section_text(contents(replace(released, drivers=drivers)), "drivers")


@pytest.mark.parametrize(
    ("shift", "p", "words"),
    [(0.9, 1.0, "toward its better end"), (-0.9, 0.0, "toward its worse end"), (0.01, 0.6, "is open")],
)
def test_the_direction_of_the_nearest_is_told(released: Released, shift: float, p: float, words: str) -> None:
    drivers = released.drivers.copy(deep=True)
    drivers["mean"][:] = 0.0
    first = {"driver": str(drivers["driver"].values[0])}
    drivers["mean"].loc[first] = shift
    drivers["prob_positive"].loc[first] = p
    answer = contents(replace(released, drivers=drivers)).opening[0][1]
    assert words in answer
    assert released.label(first["driver"]) in answer
